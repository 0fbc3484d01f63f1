"""The table beside a folder of clips: its columns, and labels out of its cells.

    file          path inside the folder; required
    split         train, valid (or dev, val) or test
    group         the person or video behind the clip
    text          what is said
    sentiment     −3..3
    emotion       the name of one of the seven, or instead of it
    neutral … surprise   seven columns of weights (votes, probabilities), scaled to sum to one
    label:NAME    any further number, a head of its own

An empty cell says that it is not known.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NoReturn

from engine.datasets import emotions
from engine.datasets.foreign import SPLIT_NAMES, scaled_sentiment
from engine.datasets.schema import Labels, Split
from engine.errors import DatasetError
from engine.types import EMOTIONS, SENTIMENT, STANDARD_HEADS, Emotion, Head, HeadKind

_LABEL = "label:"
_SEVEN = tuple(emotion.value for emotion in Emotion)
_PLAIN = ("file", "split", "group", "text", "sentiment", "emotion")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    where: str
    """The table and the number of the line."""
    cells: Mapping[str, str]
    surplus: int = 0
    """How many cells more than columns there are; below zero: some are missing."""

    def require_whole(self) -> None:
        """
        Raises:
            DatasetError: there are not as many cells as columns.
        """
        if self.surplus:
            count = len(self.cells)
            columns = count - min(0, self.surplus)
            self.refuse(f"{columns + self.surplus} cells under {columns} columns")

    def refuse(self, what: str, hint: str = "") -> NoReturn:
        raise DatasetError(f"{self.where}: {what}.", hint=hint)

    def file(self, folder: Path) -> Path:
        """The clip.

        Raises:
            DatasetError: there is none, or it lies outside the folder.
        """
        name = self.cells["file"]
        path = PurePosixPath(name)
        if not name or path.is_absolute() or ".." in path.parts:
            self.refuse(f"{name!r} is no path inside the folder of clips")
        if not (folder / path).is_file():
            self.refuse(f"there is no clip {folder / path}")
        return folder / path

    def split(self) -> Split:
        name = self.cells["split"].lower()
        if name not in SPLIT_NAMES:
            self.refuse(f"{name!r} is no split", f"One of {', '.join(SPLIT_NAMES)}.")
        return SPLIT_NAMES[name]

    def labels(self, factor: float = 1.0) -> Labels:
        """All labels of the line. ``factor`` brings the sentiment to −3..3.

        Raises:
            DatasetError: a cell is no number, or out of its scale.
        """
        others = {
            name.removeprefix(_LABEL): (value,)
            for name in self.cells
            if name.startswith(_LABEL) and (value := self._number(name)) is not None
        }
        return Labels(self._sentiment(factor), self._emotions(), others)

    def _sentiment(self, factor: float) -> float | None:
        value = self._number(SENTIMENT)
        return None if value is None else scaled_sentiment(value, factor, self.where)

    def _emotions(self) -> tuple[float, ...] | None:
        if name := self.cells.get("emotion", "").lower():
            if name not in emotions.NAMES:
                self.refuse(f"{name!r} is no emotion", f"One of {', '.join(emotions.NAMES)}.")
            return emotions.one_hot(emotions.NAMES[name])
        weights = {emotion: self._number(emotion.value) for emotion in Emotion}
        known = {emotion: value for emotion, value in weights.items() if value is not None}
        if not known:
            return None
        shares = emotions.distribution(known)
        if len(known) < len(weights) or min(known.values()) < 0.0 or shares is None:
            self.refuse(
                "the seven emotions are no weights",
                "Seven numbers, none negative and not all zero, or seven empty cells.",
            )
        return shares

    def _number(self, column: str) -> float | None:
        cell = self.cells.get(column, "")
        if not cell:
            return None
        try:
            value = float(cell)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            self.refuse(f"{column} is {cell!r}, not a number", "Leave the cell empty if unknown.")
        return value


def read_table(path: Path) -> tuple[tuple[str, ...], Iterator[Row]]:
    """Columns and lines of a table, comma separated, or by tabulators if it ends in ``.tsv``.

    Raises:
        DatasetError: it is missing, empty, or its columns are not those above; with the number of
            the line, also while it is read. Whether a line is whole, it is asked itself.
    """
    lines = _lines(path)
    columns = next(lines, None)
    if columns is None:
        raise DatasetError(f"{path} is empty.")
    names = tuple(name.strip() for name in columns[1])
    _check_columns(names, f"{path.name}, line 1")
    return names, _rows(path, names, lines)


def heads_of(columns: tuple[str, ...]) -> dict[str, Head]:
    """The heads that a table with these columns has labels of."""
    heads: dict[str, Head] = {}
    if SENTIMENT in columns:
        heads[SENTIMENT] = STANDARD_HEADS[SENTIMENT]
    if "emotion" in columns or _SEVEN[0] in columns:
        heads[EMOTIONS] = STANDARD_HEADS[EMOTIONS]
    others = [name.removeprefix(_LABEL) for name in columns if name.startswith(_LABEL)]
    return heads | {name: Head(HeadKind.REGRESSION, 1) for name in others}


def _check_columns(columns: tuple[str, ...], where: str) -> None:
    known = (*_PLAIN, *_SEVEN)
    named = [c.removeprefix(_LABEL) for c in columns if c.startswith(_LABEL)]
    unknown = [c for c in columns if c not in known and not c.startswith(_LABEL)]
    reserved = [name for name in named if name in ("", SENTIMENT, EMOTIONS)]
    seven = [name for name in _SEVEN if name in columns]
    hint = f"Known are {', '.join(known)} and label:NAME."
    if "file" not in columns:
        raise DatasetError(f"{where}: there is no column 'file'.", hint=hint)
    if unknown:
        raise DatasetError(f"{where}: unknown column {unknown[0]!r}.", hint=hint)
    if reserved:
        raise DatasetError(f"{where}: {reserved[0]!r} cannot be the name of a label.")
    if len(set(columns)) < len(columns):
        raise DatasetError(f"{where}: a column is there twice.")
    if seven and (len(seven) < len(_SEVEN) or "emotion" in columns):
        raise DatasetError(
            f"{where}: emotions need one column 'emotion', or all of {', '.join(_SEVEN)}."
        )
    if not heads_of(columns):
        raise DatasetError(f"{where}: there is no column of labels.", hint=hint)


def _rows(
    path: Path, names: tuple[str, ...], lines: Iterator[tuple[int, list[str]]]
) -> Iterator[Row]:
    for number, cells in lines:
        where = f"{path.name}, line {number}"
        pairs = zip(names, cells, strict=False)
        yield Row(
            where, {name: cell.strip() for name, cell in pairs}, surplus=len(cells) - len(names)
        )


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Lines that are not empty, with their numbers."""
    delimiter = "\t" if path.suffix.lower() == ".tsv" else ","
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, delimiter=delimiter, strict=True)
            for cells in reader:
                if cells:
                    yield reader.line_num, cells
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"Cannot read {path}: {error}.") from error
    except csv.Error as error:
        raise DatasetError(f"{path.name}, line {reader.line_num}: {error}.") from error
