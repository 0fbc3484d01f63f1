"""Edits of the transcript."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QInputDialog

from desktop_app.commands.binding import Handler
from desktop_app.views.banner import Tone

if TYPE_CHECKING:
    from desktop_app.views.main_window import MainWindow


class EditHandlers(QObject):
    """What happens to the utterance that is selected."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def table(self) -> Mapping[str, Handler]:
        """Command id → what it does."""
        editor = self._window.session.editor
        return {
            "edit.undo": lambda _: editor.undo(),
            "edit.redo": lambda _: editor.redo(),
            "edit.words": lambda _: self._correct(),
            "edit.split": lambda _: self._split(),
            "edit.merge": lambda _: self._merge(),
        }

    def _correct(self) -> None:
        session = self._window.session
        index = session.selection.index
        if index is None:
            return
        said = session.analysis.results[index].utterance.text
        text, wanted = QInputDialog.getMultiLineText(
            self._window,
            self.tr("Correct the words"),
            self.tr("What is said in this utterance:"),
            said,
        )
        if wanted:
            session.editor.retell(index, text)

    def _split(self) -> None:
        session = self._window.session
        index = session.selection.index
        if index is None:
            return
        words = session.analysis.results[index].utterance.words
        before = sum(word.end_s <= session.playback.position_s for word in words)
        if 0 < before < len(words):
            session.editor.split(index, before)
        else:
            self._window.banners.show_message(
                Tone.INFO,
                self.tr("Move the playhead between two words of the utterance, then split it."),
            )

    def _merge(self) -> None:
        session = self._window.session
        index = session.selection.index
        if index is not None and index + 1 < len(session.analysis.results):
            session.editor.merge(index)
