"""Which theme is in force: the user's choice, or the system's while that is the choice."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QStyleHints
from PySide6.QtWidgets import QApplication

from desktop_app.theming.stylesheet import palette_of, stylesheet_of
from desktop_app.theming.tokens import Theme, load_theme


class Appearance(StrEnum):
    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class ThemeManager(QObject):
    """Applies a theme to the application; painted widgets listen to ``changed``."""

    changed = Signal(object)

    def __init__(
        self,
        application: QApplication,
        appearance: Appearance,
        hints: QStyleHints | None = None,
    ) -> None:
        super().__init__(application)
        self._application = application
        self.appearance = appearance
        self._hints = hints or application.styleHints()
        application.setStyle("fusion")
        self.theme = self._wanted()
        self._apply()
        self._hints.colorSchemeChanged.connect(self._follow)

    def choose(self, appearance: Appearance) -> None:
        """Take the user's choice at once."""
        self.appearance = appearance
        self._follow()

    def _follow(self) -> None:
        wanted = self._wanted()
        if wanted != self.theme:
            self.theme = wanted
            self._apply()
            self.changed.emit(wanted)

    def _wanted(self) -> Theme:
        if self.appearance is Appearance.SYSTEM:
            dark = self._hints.colorScheme() is Qt.ColorScheme.Dark
            return load_theme("dark" if dark else "light")
        return load_theme(self.appearance.value)

    def _apply(self) -> None:
        self._application.setPalette(palette_of(self.theme))
        self._application.setStyleSheet(stylesheet_of(self.theme))
