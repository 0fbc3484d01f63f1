"""Write a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from engine.errors import ExportError

_PREFIX = 40
"""Characters of the name that its unfinished neighbour repeats: names may be 255 bytes long."""


@contextmanager
def atomic_path(path: Path) -> Iterator[Path]:
    """An empty neighbour of ``path`` to write to; it is moved into place when the block succeeds.

    Raises:
        ExportError: the folder cannot be written or the disk is full; no half file is left, and
            what was at ``path`` before is still there.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(
            dir=path.parent, prefix=f".{path.name[:_PREFIX]}.", suffix=".partial"
        )
        os.close(handle)
    except OSError as error:
        raise _export_error(path, error) from error
    partial = Path(name)
    try:
        yield partial
        with partial.open("rb+") as stream:
            os.fsync(stream.fileno())
        partial.chmod(0o644)
        partial.replace(path)
    except OSError as error:
        raise _export_error(path, error) from error
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def text_file(path: Path) -> Iterator[TextIO]:
    """Open ``path`` for text: UTF-8, line ends as written.

    Names of files can hold bytes that are no text; they are written as ``\\udcff`` and the like.
    """
    with path.open("w", encoding="utf-8", errors="backslashreplace", newline="") as stream:
        yield stream


@contextmanager
def atomic_text(path: Path) -> Iterator[TextIO]:
    """Like ``atomic_path``, opened for text.

    Raises:
        ExportError: as ``atomic_path``.
    """
    with atomic_path(path) as partial, text_file(partial) as stream:
        yield stream


def require_writable(path: Path) -> None:
    """Find out before long work whether ``atomic_path`` will be able to write there.

    Raises:
        ExportError: it will not.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise _export_error(path, error) from error


def _export_error(path: Path, error: OSError) -> ExportError:
    return ExportError(
        f"{path} could not be written: {error.strerror or error}.",
        hint="Free some space or choose another folder; the results themselves are not lost.",
    )
