"""The results as a list model; rows follow the analysis and the edits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_app.state.session import Session
from desktop_app.views.format import person_name, precise_clock, sentiment_word, signed, spoken
from engine.types import Agreement, Utterance, UtteranceResult

RESULT_ROLE = int(Qt.ItemDataRole.UserRole)
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Row:
    """What is shown of an utterance."""

    result: UtteranceResult
    utterance: Utterance
    """With edits that are not predicted yet."""
    text: str
    person: str
    """Empty where there is nobody to tell apart."""
    note: str
    waiting: bool
    """Whether an edit of it waits for its prediction."""
    hidden: bool = False
    """Whether what was predicted must not be seen."""
    labelled: bool = False
    """Whether the rater at hand has said all that they are asked for."""

    @property
    def conflict(self) -> bool:
        """Whether the modalities contradict each other, and that may be seen."""
        return not self.hidden and is_conflict(self.result)


def is_uncertain(result: UtteranceResult) -> bool:
    return result.sentiment_uncertain or result.emotion_uncertain


def is_conflict(result: UtteranceResult) -> bool:
    report = result.agreement
    return report is not None and report.overall is Agreement.CONFLICT


class TranscriptModel(QAbstractListModel):
    """One row per utterance. Where results change, only their rows do."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._rows: list[UtteranceResult] = []
        self._tracks: set[int] = set()
        self._waiting: frozenset[int] = frozenset()
        state = session.analysis
        state.begun.connect(self._read_all)
        state.results_reset.connect(self._read_changes)
        state.result_added.connect(self._insert)
        session.editor.pending_changed.connect(self._on_pending)
        session.remarks.changed.connect(self._on_remarks)
        session.labels.hidden_changed.connect(self._on_remarks)
        session.labels.changed.connect(self._on_remarks)
        self._read_all()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def row(self, place: int) -> Row:
        """The row at a place."""
        result, session = self._rows[place], self._session
        utterance = session.editor.said(place)
        waiting = utterance is not result.utterance
        return Row(
            result=result,
            utterance=utterance,
            text=utterance.text if waiting and utterance.words else spoken(result),
            person=self._person(result.face_track_id),
            note=session.remarks.notes.get(place, ""),
            waiting=waiting,
            hidden=session.labels.hides(result),
            labelled=session.labels.is_labelled(result),
        )

    def hides(self, result: UtteranceResult) -> bool:
        """Whether what was predicted of it must not be seen."""
        return self._session.labels.hides(result)

    @property
    def results(self) -> Sequence[UtteranceResult]:
        """Of all rows."""
        return self._rows

    def text(self, place: int) -> str:
        """What a row says, without the rest of it."""
        if self._waiting:
            return self.row(place).text
        return spoken(self._rows[place])

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        if role == RESULT_ROLE:
            return self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(index.row())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken_out(self.row(index.row()))
        return None

    def _spoken_out(self, row: Row) -> str:
        parts = [
            precise_clock(row.utterance.start_s),
            row.person,
            row.text,
            *([] if row.hidden else self._predicted(row)),
            self.tr("labelled") if row.labelled else "",
            self.tr("note: {note}").format(note=row.note) if row.note else "",
        ]
        return ", ".join(part for part in parts if part)

    def _predicted(self, row: Row) -> list[str]:
        value = row.result.prediction.sentiment
        return [
            self.tr("sentiment {value}").format(value=signed(value)),
            sentiment_word(value),
            self.tr("uncertain") if is_uncertain(row.result) else "",
            self.tr("contradiction") if row.conflict else "",
        ]

    def _person(self, track: int | None) -> str:
        names = self._session.remarks.names
        if track is None or not (names or len(self._tracks) > 1):
            return ""
        return names.get(track) or person_name(track)

    # ------------------------------------------------------------------ keeping up

    def _read_all(self) -> None:
        self.beginResetModel()
        self._rows = list(self._session.analysis.results)
        self._tracks = {r.face_track_id for r in self._rows if r.face_track_id is not None}
        self.endResetModel()

    def _read_changes(self) -> None:
        """Rows before and behind those that have changed stay what they are."""
        old, new = self._rows, self._session.analysis.results
        shorter = min(len(old), len(new))
        head = next((i for i in range(shorter) if old[i] is not new[i]), shorter)
        if not head and not (old and new and old[-1] is new[-1]):
            self._read_all()
            return
        rest = shorter - head
        tail = next((i for i in range(rest) if old[-1 - i] is not new[-1 - i]), rest)
        same = min(len(old), len(new)) - head - tail
        self._rows[head : head + same] = new[head : head + same]
        first, gone, come = head + same, len(old) - len(new), len(new) - len(old)
        if gone > 0:
            self.beginRemoveRows(QModelIndex(), first, first + gone - 1)
            del self._rows[first : first + gone]
            self.endRemoveRows()
        if come > 0:
            self.beginInsertRows(QModelIndex(), first, first + come - 1)
            self._rows[first:first] = new[first : first + come]
            self.endInsertRows()
        if same:
            self.dataChanged.emit(self.index(head), self.index(head + same - 1))

    def _insert(self, place: int) -> None:
        self.beginInsertRows(QModelIndex(), place, place)
        self._rows.insert(place, self._session.analysis.results[place])
        self.endInsertRows()
        track = self._rows[place].face_track_id
        if track is not None and track not in self._tracks:
            self._tracks.add(track)
            self._on_remarks()

    def _on_pending(self) -> None:
        ids = self._session.analysis.utterance_ids
        before, self._waiting = self._waiting, self._session.editor.waiting
        for utterance_id in before | self._waiting:
            if utterance_id in ids:
                index = self.index(ids.index(utterance_id))
                self.dataChanged.emit(index, index)

    def _on_remarks(self) -> None:
        if self._rows:
            what = [int(Qt.ItemDataRole.DecorationRole)]
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1), what)
