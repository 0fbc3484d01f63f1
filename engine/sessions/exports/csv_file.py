"""CSV: a row an utterance."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from engine.runtime.cancel import Cancel
from engine.sessions.atomic import text_file
from engine.sessions.exports.base import Exporter, Report
from engine.sessions.exports.columns import Cell, columns, rows
from engine.types import Analysis


def _write(analysis: Analysis, path: Path, _progress: Report, _cancel: Cancel) -> None:
    """What is absent is an empty cell; yes and no are 1 and 0."""
    with text_file(path) as stream:
        writer = csv.DictWriter(stream, fieldnames=[column.name for column in columns()])
        writer.writeheader()
        writer.writerows(map(_plain, rows(analysis)))


EXPORTER = Exporter(
    name="csv",
    title="CSV",
    ending="csv",
    description="a table, one row an utterance",
    produce=_write,
)


def _plain(cells: Mapping[str, Cell]) -> dict[str, Cell]:
    return {name: int(cell) if isinstance(cell, bool) else cell for name, cell in cells.items()}
