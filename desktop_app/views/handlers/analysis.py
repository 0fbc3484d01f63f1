"""What is analysed, and how."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop_app.commands.binding import Handler
from desktop_app.settings.analysis import analysis_settings
from desktop_app.settings.setting import Setting
from desktop_app.settings.table import ONE_NEEDED, USE_AUDIO, USE_TEXT, USE_VIDEO
from desktop_app.views.banner import Tone
from desktop_app.views.ways_out import analyse_again
from engine.types import AnalysisSettings

if TYPE_CHECKING:
    from desktop_app.views.main_window import MainWindow


_MODALITIES = {
    "analysis.text": USE_TEXT,
    "analysis.audio": USE_AUDIO,
    "analysis.video": USE_VIDEO,
}


class AnalysisHandlers(QObject):
    """Start, stop, and the modalities that are used."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.preferences.changed.connect(self._follow_settings)

    @property
    def settings(self) -> AnalysisSettings:
        """What the next analysis will use."""
        return analysis_settings(self._window.preferences)

    def table(self) -> Mapping[str, Handler]:
        """Command id → what it does; the argument is the checked state."""
        session = self._window.session
        return {
            "analysis.cancel": lambda _: session.cancel(),
            "analysis.again": lambda _: session.analyse_again(self.settings),
            **{name: self._switching(setting) for name, setting in _MODALITIES.items()},
        }

    def show_choices(self) -> None:
        """Bring the check marks in line with what is chosen."""
        for name, setting in _MODALITIES.items():
            self._window.commands[name].setChecked(self._window.preferences.get(setting))

    def _switching(self, setting: Setting[bool]) -> Handler:
        return lambda on: self._use(setting, on)

    def _use(self, setting: Setting[bool], on: bool) -> None:
        banners = self._window.banners
        if not self._window.preferences.put(setting, on):
            banners.show_message(
                Tone.WARNING, self.tr("At least one of words, voice and face is needed.")
            )
            self.show_choices()
        elif self._window.session.analysis.path is not None:
            banners.show_message(
                Tone.INFO,
                self.tr("The choice holds for the next analysis."),
                actions=analyse_again(self._window),
            )

    def _follow_settings(self, key: str) -> None:
        if key in {setting.key for setting in ONE_NEEDED}:
            self.show_choices()
