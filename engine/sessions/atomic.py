"""Write a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from engine.errors import ExportError


@contextmanager
def atomic_text(path: Path) -> Iterator[TextIO]:
    """Open a neighbour of ``path`` for writing and move it into place when the block succeeds.

    Raises:
        ExportError: the folder cannot be written or the disk is full; no half file is left.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".partial")
    except OSError as error:
        raise _export_error(path, error) from error
    partial = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        partial.chmod(0o644)
        partial.replace(path)
    except OSError as error:
        raise _export_error(path, error) from error
    finally:
        partial.unlink(missing_ok=True)


def require_writable(path: Path) -> None:
    """Find out before long work whether ``atomic_text`` will be able to write there.

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
