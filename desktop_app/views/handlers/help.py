"""What explains the program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMessageBox

from desktop_app.commands.binding import Handler
from engine import __version__

if TYPE_CHECKING:
    from desktop_app.views.main_window import MainWindow


class HelpHandlers(QObject):
    """Notice and credits."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def table(self) -> Mapping[str, Handler]:
        """Command id → what it does."""
        return {
            "help.notice": lambda _: self._window.show_notice(),
            "help.about": lambda _: self._about(),
        }

    def _about(self) -> None:
        text = "\n\n".join(
            (
                f"MIBScope {__version__}",
                self.tr(
                    "Shows what words, voice and face each contribute to a prediction of sentiment "
                    "and emotion shown, and how much of each the information bottleneck lets "
                    "through."
                ),
                self.tr(
                    "Method: S. Mai, Y. Zeng, H. Hu, Multimodal Information Bottleneck, "
                    "IEEE TMM 2022."
                ),
            )
        )
        title = self.tr("About MIBScope")
        box = QMessageBox(QMessageBox.Icon.NoIcon, title, text, parent=self._window)
        box.open()
