"""What is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from desktop_app.commands.binding import Handler
from desktop_app.commands.menus.view import lane_command
from desktop_app.settings.table import APPEARANCE
from desktop_app.state.switches import LaneId, Overlay, Switches
from desktop_app.theming.manager import Appearance

if TYPE_CHECKING:
    from desktop_app.views.main_window import MainWindow

_OVERLAYS = {
    "view.face_box": Overlay.BOX,
    "view.identity": Overlay.IDENTITY,
    "view.emotion": Overlay.EMOTION,
    "view.mesh": Overlay.MESH,
}


class ViewHandlers:
    """Timeline, overlays, lanes and appearance."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        for switches in (window.session.overlays, window.session.lanes):
            switches.changed.connect(self.show_choices)
        window.preferences.changed.connect(self._follow_settings)

    def table(self) -> Mapping[str, Handler]:
        """Command id → what it does; the argument is the checked state."""
        session = self._window.session
        return {
            "view.zoom_in": lambda _: self._zoom(0.5),
            "view.zoom_out": lambda _: self._zoom(2.0),
            "view.zoom_fit": lambda _: self._zoom(None),
            "view.zoom_selection": lambda _: self._zoom_to_selection(),
            "view.pan_left": lambda _: self._pan(-0.5),
            "view.pan_right": lambda _: self._pan(0.5),
            **self._switches(session.overlays, _OVERLAYS),
            **self._switches(session.lanes, {lane_command(lane): lane for lane in LaneId}),
            "view.arrange": self._arrange,
            "view.reset": lambda _: self._window.workspace.reset(),
            "view.full_screen": self._full_screen,
            "appearance.system": lambda _: self._appearance(Appearance.SYSTEM),
            "appearance.light": lambda _: self._appearance(Appearance.LIGHT),
            "appearance.dark": lambda _: self._appearance(Appearance.DARK),
        }

    def show_choices(self) -> None:
        """Bring the check marks in line with what is chosen."""
        commands, session = self._window.commands, self._window.session
        for name, overlay in _OVERLAYS.items():
            commands[name].setChecked(session.overlays.is_on(overlay))
        for lane in LaneId:
            commands[lane_command(lane)].setChecked(session.lanes.is_on(lane))
        commands[f"appearance.{self._window.themes.appearance.value}"].setChecked(True)

    def _switches(self, switches: Switches, commands: Mapping[str, str]) -> dict[str, Handler]:
        """A handler for each command that switches something on and off."""

        def handler(name: str) -> Handler:
            return lambda on: switches.switch(name, on)

        return {command: handler(name) for command, name in commands.items()}

    def _zoom(self, factor: float | None) -> None:
        timeline = self._window.workspace.timeline
        if timeline is None:
            return
        if factor is None:
            timeline.zoom_fit()
        else:
            timeline.zoom(factor)

    def _pan(self, share: float) -> None:
        if (timeline := self._window.workspace.timeline) is not None:
            timeline.pan_by_share(share)

    def _zoom_to_selection(self) -> None:
        if (timeline := self._window.workspace.timeline) is not None:
            timeline.zoom_to_selection()

    def _arrange(self, wanted: bool) -> None:
        self._window.workspace.arrange(wanted)

    def _full_screen(self, wanted: bool) -> None:
        window = self._window
        state, full = window.windowState(), Qt.WindowState.WindowFullScreen
        window.setWindowState(state | full if wanted else state & ~full)

    def _appearance(self, appearance: Appearance) -> None:
        self._window.preferences.put(APPEARANCE, appearance)

    def _follow_settings(self, key: str) -> None:
        if key == APPEARANCE.key:
            self._window.themes.choose(self._window.preferences.get(APPEARANCE))
            self.show_choices()
