"""What is set up, and what keeps the program going."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from desktop_app.commands.binding import Handler
from desktop_app.views.diagnostics import DiagnosticsDialog
from desktop_app.views.models import ModelsDialog
from desktop_app.views.settings.dialog import SettingsDialog

if TYPE_CHECKING:
    from desktop_app.views.main_window import MainWindow


class ToolHandlers:
    """Dialogs over the window."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def table(self) -> Mapping[str, Handler]:
        """Command id → what it does."""
        return {
            "tools.settings": lambda _: self.show_settings(),
            "tools.models": lambda _: self.show_models(),
            "tools.log": lambda _: self.show_log(),
        }

    def show_settings(self) -> None:
        open_dialog(self._window, SettingsDialog(self._window.preferences, self._window))

    def show_models(self) -> None:
        open_dialog(self._window, ModelsDialog(self._window.models, self._window))

    def show_log(self) -> None:
        open_dialog(self._window, DiagnosticsDialog(self._window.log, parent=self._window))


def open_dialog(window: MainWindow, dialog: QDialog) -> None:
    """Over the window; it is gone when it is closed, and closes with the window."""
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    window.closing.connect(dialog.close)
    dialog.open()
