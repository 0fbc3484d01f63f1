"""What is looked for in the transcript, and which rows are shown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QModelIndex, QObject, Signal

from desktop_app.state.throttle import Throttle
from desktop_app.views.transcript.folding import Folded, Span, fold, spans, wanted
from desktop_app.views.transcript.model import TranscriptModel, is_conflict, is_uncertain
from engine.types import BoolArray

_REFRESH_MS = 200
_Rows = npt.NDArray[np.int64]


class Filter(StrEnum):
    """Which utterances are shown."""

    ALL = "all"
    UNCERTAIN = "uncertain"
    CONFLICTS = "conflicts"
    NOTES = "notes"


@dataclass(frozen=True, slots=True)
class Hit:
    """``number``: which of all hits, from 0."""

    number: int
    row: int
    span: Span


class Search(QObject):
    """Finds in all rows at once; a hit that is current stays so while rows come."""

    changed = Signal()
    """Other hits, another current one, or other rows that are shown."""

    def __init__(self, model: TranscriptModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._folded: list[Folded | None] = [None] * model.rowCount()
        self._joined: tuple[str, _Rows] | None = None
        self._query, self.filter = "", Filter.ALL
        self.shown: BoolArray | None = None
        """Rows that the filter lets through ([n]); None: all."""
        self._rows: _Rows = np.zeros(0, np.int64)
        self._current = -1
        self._throttle = Throttle(_REFRESH_MS, self._refresh, self)
        model.modelReset.connect(self._on_reset)
        model.rowsInserted.connect(self._on_inserted)
        model.rowsRemoved.connect(self._on_removed)
        model.dataChanged.connect(self._on_changed)

    @property
    def active(self) -> bool:
        """Whether anything is looked for."""
        return bool(self._query)

    @property
    def count(self) -> int:
        """Of hits in rows that are shown."""
        return len(self._rows)

    @property
    def current(self) -> Hit | None:
        if not 0 <= self._current < self.count:
            return None
        row = int(self._rows[self._current])
        among = self._current - int(np.searchsorted(self._rows, row))
        return Hit(self._current, row, self.hits_of(row)[among])

    def hits_of(self, row: int) -> tuple[Span, ...]:
        """Where it stands in a row."""
        return tuple(spans(self._fold(row), self._query)) if self._query else ()

    def look_for(self, text: str, from_row: int = 0) -> None:
        """Another text; the first hit from a row on becomes the current one."""
        query = wanted(text)
        if query != self._query:
            self._query = query
            self._find()
            self._current = self._from(from_row)
            self.changed.emit()

    def show_only(self, which: Filter) -> None:
        """Filter the rows."""
        if which != self.filter:
            self.filter = which
            self._refresh()

    def step(self, steps: int) -> Hit | None:
        """To the next hit, or one before, round the ends."""
        if self.count:
            self._current = (self._current + steps) % self.count
            self.changed.emit()
        return self.current

    def fold_all(self) -> None:
        """Do now what the first letter would wait for."""
        self._all()

    # ------------------------------------------------------------------ inner workings

    def _fold(self, row: int) -> Folded:
        found = self._folded[row]
        if found is None:
            spoken = self._model.results[row].utterance.has_speech
            found = self._folded[row] = fold(self._model.text(row) if spoken else "")
        return found

    def _from(self, row: int) -> int:
        """Number of the first hit from a row on, else the first of all."""
        if not self.count:
            return -1
        return int(np.searchsorted(self._rows, row)) % self.count

    def _find(self) -> None:
        """Rows of all hits, in order ([hits]). One pass over one long text is the fastest way."""
        if not self._query:
            self._rows = np.zeros(0, np.int64)
            return
        text, ends = self._all()
        found = re.finditer(re.escape(self._query), text)
        rows = np.searchsorted(ends, [match.start() for match in found], side="right")
        rows = np.asarray(rows, np.int64)
        self._rows = rows if self.shown is None else rows[self.shown[rows]]

    def _all(self) -> tuple[str, _Rows]:
        """All rows as one text, and where each ends in it ([n])."""
        if self._joined is None:
            texts = [self._fold(row).text.replace("\n", " ") for row in range(len(self._folded))]
            ends = np.cumsum([len(text) + 1 for text in texts], dtype=np.int64)
            self._joined = "\n".join(texts), ends
        return self._joined

    def _refresh(self) -> None:
        self.shown = self._mask()
        row = self.current.row if self.current else 0
        self._find()
        self._current = self._from(row)
        self.changed.emit()

    def _mask(self) -> BoolArray | None:
        results, model = self._model.results, self._model
        match self.filter:
            case Filter.ALL:
                return None
            case Filter.UNCERTAIN:
                kept = [is_uncertain(r) and not model.hides(r) for r in results]
            case Filter.CONFLICTS:
                kept = [is_conflict(r) and not model.hides(r) for r in results]
            case Filter.NOTES:
                kept = [bool(self._model.row(row).note) for row in range(len(results))]
        return np.array(kept, dtype=np.bool_)

    # ------------------------------------------------------------------ what the model says

    def _on_reset(self) -> None:
        self._folded, self._joined = [None] * self._model.rowCount(), None
        self._refresh()

    def _on_inserted(self, _: QModelIndex, first: int, last: int) -> None:
        self._folded[first:first] = [None] * (last - first + 1)
        self._poke()

    def _on_removed(self, _: QModelIndex, first: int, last: int) -> None:
        del self._folded[first : last + 1]
        self._poke()

    def _on_changed(self, first: QModelIndex, last: QModelIndex, roles: list[int]) -> None:
        if not roles:
            self._folded[first.row() : last.row() + 1] = [None] * (last.row() - first.row() + 1)
        self._poke()

    def _poke(self) -> None:
        self._joined = None
        if self._query or self.filter is not Filter.ALL:
            self._throttle.poke()
