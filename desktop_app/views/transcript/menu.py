"""The context menu of a row: about the row under the mouse, wherever the playhead goes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from desktop_app.state.session import Session
from desktop_app.views.transcript.actions import UtteranceActions

Act = Callable[[int], object]
"""Is given the row as it is when the action is chosen."""


class RowMenu(QMenu):
    """Of a row, and a word or −1. Shows the keys where a command does the same."""

    def __init__(
        self,
        parent: QWidget,
        session: Session,
        actions: UtteranceActions,
        place: tuple[int, int],
        correct: Callable[[int, int], object],
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        row, word = place
        self._session = session
        self._key = session.analysis.utterance_ids[row]
        result, can = session.analysis.results[row], session.editor.can_edit
        title = self.tr("Correct this word") if word >= 0 else self.tr("Correct the words")
        self._add(title, lambda at: correct(at, word), can=can, keys="F2")
        if word >= 0:
            inside = can and 0 < word < len(result.utterance.words)
            self._add(
                self.tr("Split before this word"), lambda at: actions.split(at, word), can=inside
            )
        is_last = row + 1 >= len(session.analysis.results)
        self._add(
            self.tr("Merge with the next"), actions.merge, can=can and not is_last, keys="Ctrl+M"
        )
        self.addSeparator()
        seen = result.face_track_id is not None
        self._add(self.tr("Name the person…"), actions.name, can=can and seen, keys="Ctrl+Shift+N")
        self._add(self.tr("Note…"), actions.note, can=can, keys="Ctrl+Shift+M")
        self.addSeparator()
        self._add(self.tr("Copy the words"), actions.copy, keys="Ctrl+C")
        self._add(
            self.tr("Copy with time"),
            lambda at: actions.copy(at, with_time=True),
            keys="Ctrl+Shift+C",
        )

    def _add(self, title: str, act: Act, *, can: bool = True, keys: str = "") -> None:
        action = self.addAction(title)
        action.setEnabled(can)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda: self._do(act))

    def _do(self, act: Act) -> None:
        ids = self._session.analysis.utterance_ids
        if self._key in ids:
            act(ids.index(self._key))
