"""What is analysed; keeps the settings that the next analysis will use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence

from desktop_app.commands.binding import Handler
from desktop_app.views.banner import Tone
from engine.types import AnalysisSettings

if TYPE_CHECKING:
    from desktop_app.views.main_window import MainWindow


class AnalysisHandlers(QObject):
    """Start, stop, and the modalities that are used."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.settings = AnalysisSettings()

    def table(self) -> Mapping[str, Handler]:
        """Command id → what it does; the argument is the checked state."""
        session = self._window.session
        return {
            "analysis.cancel": lambda _: session.cancel(),
            "analysis.again": lambda _: session.analyse_again(self.settings),
            "analysis.text": lambda on: self._use(replace(self.settings, use_text=on)),
            "analysis.audio": lambda on: self._use(replace(self.settings, use_audio=on)),
            "analysis.video": lambda on: self._use(replace(self.settings, use_video=on)),
        }

    def show_choices(self) -> None:
        """Bring the check marks in line with what is chosen."""
        commands = self._window.commands
        commands["analysis.text"].setChecked(self.settings.use_text)
        commands["analysis.audio"].setChecked(self.settings.use_audio)
        commands["analysis.video"].setChecked(self.settings.use_video)

    def _use(self, settings: AnalysisSettings) -> None:
        banners = self._window.banners
        if not (settings.use_text or settings.use_audio or settings.use_video):
            banners.show_message(
                Tone.WARNING, self.tr("At least one of words, voice and face is needed.")
            )
        else:
            self.settings = settings
            if self._window.session.analysis.path is not None:
                keys = QKeySequence("Ctrl+R").toString(QKeySequence.SequenceFormat.NativeText)
                banners.show_message(
                    Tone.INFO,
                    self.tr("The choice holds for the next analysis."),
                    self.tr("Analyse again: {keys}").format(keys=keys),
                )
        self.show_choices()
