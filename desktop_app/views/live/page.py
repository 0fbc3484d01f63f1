"""The live page: source above, picture and state of the moment, words, the last minute below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QSplitter, QVBoxLayout, QWidget

from desktop_app.commands.binding import CommandSet
from desktop_app.state.live.session import LiveSession
from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import GAP
from desktop_app.views.live.captions import CaptionStrip
from desktop_app.views.live.health import HealthLine
from desktop_app.views.live.now import NowPanel
from desktop_app.views.live.picture import LivePicture
from desktop_app.views.live.source_bar import SourceBar

if TYPE_CHECKING:
    from desktop_app.views.live.plots import LivePlots


class LivePage(QWidget):
    """Devices are asked for when it is first seen, and not before."""

    def __init__(self, live: LiveSession, commands: CommandSet, themes: ThemeManager) -> None:
        super().__init__()
        self._live, self._themes = live, themes
        self.bar = SourceBar(live, commands, themes)
        self.picture = LivePicture(live, themes)
        self.now = NowPanel(live, themes)
        self.captions = CaptionStrip(live, themes)
        self.health = HealthLine(live)
        self.plots: LivePlots | None = None
        self._plots_frame = QFrame()
        self._plots_frame.setProperty("role", "panel")
        QVBoxLayout(self._plots_frame).setContentsMargins(1, 1, 1, 1)
        seen = QWidget()
        stack = QVBoxLayout(seen)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(GAP)
        stack.addWidget(self.picture, 1)
        stack.addWidget(self.captions)
        above = _split(Qt.Orientation.Horizontal, seen, self.now, (64, 36))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.bar)
        column.addWidget(_split(Qt.Orientation.Vertical, above, self._plots_frame, (55, 45)), 1)
        column.addWidget(self.health)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.prepare()
        self.bar.take_focus()
        if self._live.devices is None:
            self._live.look_for_devices()

    def prepare(self) -> None:
        """Load the plotting library."""
        if self.plots is None:
            from desktop_app.views.live.plots import LivePlots  # noqa: PLC0415 - when it is needed

            self.plots = LivePlots(self._live, self._themes)
            layout = self._plots_frame.layout()
            assert layout is not None
            layout.addWidget(self.plots)


def _split(
    direction: Qt.Orientation, first: QWidget, second: QWidget, shares: tuple[int, int]
) -> QSplitter:
    split = QSplitter(direction)
    for place, (part, share) in enumerate(zip((first, second), shares, strict=True)):
        split.addWidget(part)
        split.setStretchFactor(place, share)
    split.setSizes([share * 10 for share in shares])
    split.setHandleWidth(GAP)
    split.setChildrenCollapsible(False)
    return split
