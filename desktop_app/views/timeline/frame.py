"""The place of the timeline, which joins once its library is loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QVBoxLayout

from desktop_app.state.session import Session
from desktop_app.theming.manager import ThemeManager

if TYPE_CHECKING:
    from desktop_app.views.timeline.panel import Timeline


class TimelineFrame(QFrame):
    """Empty until ``prepare``."""

    def __init__(self, session: Session, themes: ThemeManager) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self._session, self._themes = session, themes
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, 1)
        self.timeline: Timeline | None = None

    def prepare(self) -> None:
        """Load the plotting library; called once the window is on the screen."""
        if self.timeline is None:
            from desktop_app.views.timeline.panel import Timeline  # noqa: PLC0415 - after the show

            self.timeline = Timeline(self._session, self._themes)
            self._column.addWidget(self.timeline)
