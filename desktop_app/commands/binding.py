"""Commands as QActions: bound to handlers, enabled as the state allows."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from desktop_app.commands.catalogue import CATALOGUE
from desktop_app.commands.command import Command
from desktop_app.i18n.texts import translate
from desktop_app.state.session import Session
from desktop_app.state.throttle import Throttle

Handler = Callable[[bool], object]
_SOON_MS = 100
"""Results come in quickly: the conditions of all commands are asked no more often than this."""


class CommandSet(QObject):
    """One QAction per command; every command must have a handler, and every handler a command."""

    def __init__(
        self, session: Session, handlers: Mapping[str, Handler], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        known = {command.id for command in CATALOGUE}
        if known != set(handlers):
            raise ValueError(f"commands and handlers differ: {sorted(known ^ set(handlers))}")
        self._session = session
        self._groups: dict[str, QActionGroup] = {}
        self._actions = {
            command.id: self._action(command, handlers[command.id]) for command in CATALOGUE
        }
        for signal in (
            session.analysis.status_changed,
            session.analysis.begun,
            session.analysis.media_changed,
            session.analysis.results_reset,
            session.projects.history_changed,
            session.projects.changed,
            session.files.changed,
            session.labels.changed,
            session.live.status_changed,
            session.live.recording_changed,
            session.live.calibration_changed,
            session.training.runs_changed,
            session.training.looking.changed,
            session.training.watched_changed,
            session.model_switch.begun,
            session.model_switch.done,
            session.model_switch.failed,
            session.model_switch.cancelled,
            session.range.changed,
            session.playback.duration_changed,
        ):
            signal.connect(self.refresh)
        session.analysis.result_added.connect(Throttle(_SOON_MS, self.refresh, self).poke)
        self.refresh()

    def __getitem__(self, command_id: str) -> QAction:
        return self._actions[command_id]

    def refresh(self) -> None:
        """Bring what is enabled in line with the state."""
        for command in CATALOGUE:
            action = self._actions[command.id]
            enabled = command.enabled_when(self._session)
            if action.isEnabled() != enabled:
                action.setEnabled(enabled)

    def _action(self, command: Command, handler: Handler) -> QAction:
        action = QAction(command.around.format(translate("Command", command.title)), self)
        action.setObjectName(command.id)
        action.setShortcuts([QKeySequence(keys) for keys in command.shortcuts])
        action.setCheckable(command.checkable)
        if command.group:
            group = self._groups.setdefault(command.group, QActionGroup(self))
            group.addAction(action)
        action.triggered.connect(lambda checked=False: handler(checked))
        return action
