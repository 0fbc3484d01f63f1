"""Recognise a file that was moved or renamed."""

from __future__ import annotations

import hashlib
from pathlib import Path

PIECE = 1 << 20
PIECES = 16


def fingerprint(path: Path) -> str:
    """SHA-256 of the size and of 16 pieces of 1 MiB, evenly spread from the first to the last.

    Small files are read whole. A film of an hour takes some hundredths of a second; two files with
    equal pieces and size are taken for the same.

    Raises:
        OSError: it cannot be read.
    """
    size = path.stat().st_size
    found = hashlib.sha256(str(size).encode())
    with path.open("rb") as stream:
        if size <= PIECE * PIECES:
            found.update(stream.read())
        else:
            for piece in range(PIECES):
                stream.seek((size - PIECE) * piece // (PIECES - 1))
                found.update(stream.read(PIECE))
    return found.hexdigest()
