"""Edits of the transcript."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop_app.commands.binding import Handler
from desktop_app.views.banner import Tone
from desktop_app.views.transcript.panel import TranscriptPanel

if TYPE_CHECKING:
    from desktop_app.views.main_window import MainWindow
    from desktop_app.views.transcript.actions import UtteranceActions


class EditHandlers(QObject):
    """What happens to the utterance that is selected."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def listen(self) -> None:
        """Tell why an edit cannot be made; once the window has its parts."""
        self._actions.impossible.connect(
            lambda text: self._window.banners.show_message(Tone.INFO, text)
        )

    def table(self) -> Mapping[str, Handler]:
        """Command id → what it does."""
        session = self._window.session
        editor = session.editor
        return {
            "edit.undo": lambda _: editor.undo(),
            "edit.redo": lambda _: editor.redo(),
            "edit.words": self._selected(lambda _, row: self._correct(row)),
            "edit.split": self._selected(
                lambda do, row: do.split_at(row, session.playback.position_s)
            ),
            "edit.merge": self._selected(lambda do, row: do.merge(row)),
            "edit.name": self._selected(lambda do, row: do.name(row)),
            "edit.note": self._selected(lambda do, row: do.note(row)),
            "edit.copy": self._selected(lambda do, row: do.copy(row)),
            "edit.copy_time": self._selected(lambda do, row: do.copy(row, with_time=True)),
            "edit.find": lambda _: self._find(),
            "edit.find_next": lambda _: self._transcript.step_hit(1),
            "edit.find_previous": lambda _: self._transcript.step_hit(-1),
            "edit.follow": lambda _: self._transcript.follow(),
        }

    @property
    def _transcript(self) -> TranscriptPanel:
        return self._window.workspace.panel(TranscriptPanel)

    @property
    def _actions(self) -> UtteranceActions:
        return self._transcript.edits

    def _find(self) -> None:
        self._window.workspace.show_panel("transcript")
        self._transcript.start_search()

    def _correct(self, row: int) -> None:
        self._window.workspace.show_panel("transcript")
        self._transcript.correct(row)

    def _selected(self, act: Callable[[UtteranceActions, int], object]) -> Handler:
        """Do something to the row that is selected, if there is one."""

        def handler(_: bool) -> None:
            if (row := self._window.session.selection.index) is not None:
                act(self._actions, row)

        return handler
