"""Labels from a table (CSV): comma, semicolon or tabulator between cells.

    start_s, end_s     seconds of the medium's clock; or start_ms, end_ms: milliseconds
    index              or the place of the utterance, from 0, as in the exported tables
    media              the recording, by its name; needed where the table is of several
    rater              who says so
    sentiment          −3..3
    emotions           names of the expressions that are shown, any number; "none": none is
    neutral … surprise instead of it, 1 or 0 for each

An empty cell says nothing. Other columns are not read.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from engine.errors import DatasetError
from engine.sessions.labels.incoming import (
    Incoming,
    LabelFile,
    Roles,
    emotions_in,
    number,
    sentiment,
)
from engine.sessions.labels.writing import Said
from engine.types import EMOTIONS, SENTIMENT, Emotion

SECONDS, MILLISECONDS = ("start_s", "end_s"), ("start_ms", "end_ms")
_SEVEN = tuple(emotion.value for emotion in Emotion)
ROLES = (*SECONDS, *MILLISECONDS, "index", "media", "rater", SENTIMENT, EMOTIONS, *_SEVEN)
_PREDICTED = "baseline_sentiment"
"""A column of exported predictions, which nobody wants as labels."""
_FLAGS: Mapping[str, bool] = {
    **dict.fromkeys(("1", "yes", "true", "x"), True),
    **dict.fromkeys(("0", "no", "false"), False),
}
T = TypeVar("T")


def read_table(path: Path, roles: Roles, rater: str) -> LabelFile:
    """All that can be used, and what cannot.

    Args:
        roles: names of the columns where they are others than those above; "" for what no column
            holds, whatever it is called.
        rater: of the lines that name none.

    Raises:
        DatasetError: it cannot be read, is empty, or its columns say nothing of when or what.
    """
    lines = table_lines(path)
    header = next(lines, None)
    if header is None:
        raise DatasetError(f"{path.name} is empty.")
    names = [name.strip() for name in header[1]]
    columns = _columns(path, names, roles)
    reader = _Reader(path.name, columns, rater)
    for line, cells in lines:
        if len(cells) != len(names):
            reader.refuse(line, f"{len(cells)} cells under {len(names)} columns")
        else:
            reader.read(line, dict(zip(names, map(str.strip, cells), strict=True)))
    if not reader.labels and not reader.problems:
        raise DatasetError(f"{path.name} holds no labels.", hint="All its cells are empty.")
    return LabelFile(tuple(reader.labels), tuple(reader.problems))


class _Reader:
    """Line by line."""

    def __init__(self, file: str, columns: Mapping[str, str], rater: str) -> None:
        self._file, self._columns, self._rater = file, columns, rater
        self.labels: list[Incoming] = []
        self.problems: list[str] = []

    def refuse(self, line: int, what: object) -> None:
        self.problems.append(f"{self._where(line)}: {what}.")

    def read(self, line: int, row: Mapping[str, str]) -> None:
        """One line; a head that cannot be used does not cost the other."""
        cells = {role: row[column] for role, column in self._columns.items()}
        value = self._try(line, lambda: sentiment(cells.get(SENTIMENT, "")))
        shown = self._try(line, lambda: _shown(cells))
        if value is None and shown is None:
            return
        said = Said(cells.get("rater") or self._rater, value, shown)
        when = self._try(line, lambda: _when(cells))
        if when is None:
            return
        if not said.rater:
            self.refuse(line, "there is no name of a rater")
            return
        span, index = when
        media = cells.get("media", "")
        self.labels.append(Incoming(self._where(line), said, span, index, media))

    def _where(self, line: int) -> str:
        return f"{self._file}, line {line}"

    def _try(self, line: int, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except ValueError as error:
            self.refuse(line, error)
            return None


def _when(cells: Mapping[str, str]) -> tuple[tuple[float, float] | None, int | None]:
    for names, unit in ((SECONDS, 1.0), (MILLISECONDS, 1000.0)):
        if all(cells.get(name) for name in names):
            start, end = (number(cells[name]) / unit for name in names)
            if not 0 <= start < end:
                raise ValueError(f"from {start:g} s to {end:g} s is no stretch of time")
            return (start, end), None
    if cells.get("index"):
        index = number(cells["index"])
        if index < 0 or index != int(index):
            raise ValueError(f"the index {cells['index']} is no whole number from 0")
        return None, int(index)
    raise ValueError("neither start and end nor an index say of what")


def _shown(cells: Mapping[str, str]) -> frozenset[Emotion] | None:
    if EMOTIONS in cells:
        return emotions_in(cells[EMOTIONS])
    given = {e: cells[e.value].lower() for e in Emotion if cells.get(e.value)}
    if wrong := [f"{e.value} is {cell!r}" for e, cell in given.items() if cell not in _FLAGS]:
        raise ValueError(f"{wrong[0]}, not 1 or 0")
    return frozenset(e for e, cell in given.items() if _FLAGS[cell]) if given else None


def _columns(path: Path, names: list[str], roles: Roles) -> dict[str, str]:
    """Column of the file by role."""
    where = f"{path.name}, line 1"
    if unknown := [role for role in roles if role not in ROLES]:
        raise DatasetError(f"{unknown[0]!r} is no role.", hint=f"There are {', '.join(ROLES)}.")
    if missing := [name for name in roles.values() if name and name not in names]:
        raise DatasetError(
            f"{where}: there is no column {missing[0]!r}.", hint=f"There are {', '.join(names)}."
        )
    if len(set(names)) < len(names):
        raise DatasetError(f"{where}: a column is there twice.")
    if _PREDICTED in names and not roles:
        raise DatasetError(
            f"{path.name} is a table of predictions.", hint="Labels are what people say."
        )
    found = {role: roles.get(role, role) for role in ROLES}
    found = {role: column for role, column in found.items() if column in names}
    if not any(all(name in found for name in way) for way in (SECONDS, MILLISECONDS, ("index",))):
        raise DatasetError(
            f"{where}: no column says when.", hint="start_s and end_s, or index, are needed."
        )
    if not any(role in found for role in (SENTIMENT, EMOTIONS, *_SEVEN)):
        raise DatasetError(
            f"{where}: no column holds labels.", hint="sentiment or emotions is needed."
        )
    return found


def table_lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Lines that are not empty, with their numbers."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header = file.readline()
            file.seek(0)
            delimiter = max(",;\t", key=header.count)
            reader = csv.reader(file, delimiter=delimiter, strict=True)
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield reader.line_num, cells
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"Cannot read {path}: {error}.") from error
    except csv.Error as error:
        raise DatasetError(f"{path.name}, line {reader.line_num}: {error}.") from error
