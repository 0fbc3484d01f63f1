"""Small acts on files that several modules share."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.errors import AssetFetchError


@contextmanager
def clear_disk_errors(place: Path) -> Iterator[None]:
    """Turn a full or read-only disk into an AssetFetchError that names the place."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            message, hint = f"The disk is full at {place}.", "Make room, then repeat the command."
        elif error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
            message, hint = f"{place} cannot be written to.", ""
        else:
            raise
        other = "MIBSCOPE_CACHE can name another folder."
        raise AssetFetchError(message, hint=f"{hint} {other}".strip()) from error
