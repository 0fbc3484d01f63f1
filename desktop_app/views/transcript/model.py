"""The results as a list model; rows follow the analysis."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_app.i18n.texts import translate
from desktop_app.state.analysis import AnalysisState
from desktop_app.views.format import precise_clock, sentiment_word, signed, spoken
from engine.types import UtteranceResult

RESULT_ROLE = int(Qt.ItemDataRole.UserRole)
Index = QModelIndex | QPersistentModelIndex


class TranscriptModel(QAbstractListModel):
    """One row per utterance."""

    def __init__(self, state: AnalysisState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._rows: list[UtteranceResult] = list(state.results)
        state.begun.connect(self._read_all)
        state.results_reset.connect(self._read_all)
        state.result_added.connect(self._insert)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        result = self._rows[index.row()]
        if role == RESULT_ROLE:
            return result
        if role == Qt.ItemDataRole.DisplayRole:
            return spoken(result)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            value = result.prediction.sentiment
            said = translate("Transcript", "{time}, {words}, sentiment {value}, {word}")
            return said.format(
                time=precise_clock(result.utterance.start_s),
                words=spoken(result),
                value=signed(value),
                word=sentiment_word(value),
            )
        return None

    def _read_all(self) -> None:
        self.beginResetModel()
        self._rows = list(self._state.results)
        self.endResetModel()

    def _insert(self, row: int) -> None:
        self.beginInsertRows(QModelIndex(), row, row)
        self._rows.insert(row, self._state.results[row])
        self.endInsertRows()
