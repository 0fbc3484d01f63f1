"""What is seen of a training as files: whole, or not at all."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from engine.runtime.whole import written_whole


def write_table(path: Path, rows: Iterable[Sequence[object]]) -> None:
    """As CSV, the head first.

    Raises:
        OSError: it cannot be written.
    """
    with written_whole(path) as partial, partial.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def write_bytes(path: Path, content: bytes) -> None:
    """A picture, or a text that is encoded.

    Raises:
        OSError: it cannot be written.
    """
    with written_whole(path) as partial:
        partial.write_bytes(content)
