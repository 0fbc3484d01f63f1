"""The page for an open file: player and timeline left, transcript and figures right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QSplitter, QTabWidget, QVBoxLayout, QWidget

from desktop_app.commands.binding import CommandSet
from desktop_app.settings.preferences import Preferences
from desktop_app.state.session import Session
from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import GAP
from desktop_app.views.compare.panel import ComparePanel
from desktop_app.views.inspector.panel import InspectorPanel
from desktop_app.views.overview.panel import OverviewPanel
from desktop_app.views.player.panel import PlayerPanel
from desktop_app.views.transcript.panel import TranscriptPanel

if TYPE_CHECKING:
    from desktop_app.views.timeline.panel import Timeline


class Workspace(QSplitter):
    """Panels over one session; the timeline joins once its library is loaded."""

    def __init__(
        self,
        session: Session,
        commands: CommandSet,
        themes: ThemeManager,
        preferences: Preferences,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._session, self._themes = session, themes
        self.timeline: Timeline | None = None
        self.player = PlayerPanel(session, commands, themes, preferences)
        self.transcript = TranscriptPanel(session, themes)
        self.inspector = InspectorPanel(session, themes)
        self.overview = OverviewPanel(session, themes)
        self.compare = ComparePanel(session, themes)
        self.inspector.swap_requested.connect(self._swap)
        session.editor.swapped.connect(self.inspector.show_swapped)
        session.editor.failed.connect(lambda _: self.inspector.show_swapped(None))
        figures = QTabWidget()
        figures.setDocumentMode(True)
        figures.tabBar().setDrawBase(False)
        figures.addTab(self.inspector, "Utterance")
        figures.addTab(self.overview, "Overview")
        figures.addTab(self.compare, "Compare")
        self._timeline_frame = QFrame()
        self._timeline_frame.setProperty("role", "panel")
        QVBoxLayout(self._timeline_frame).setContentsMargins(1, 1, 1, 1)
        left = _column(self.player, self._timeline_frame, (48, 52))
        right = _column(self.transcript, figures, (36, 64))
        right.setMinimumWidth(320)
        for side in (left, right):
            self.addWidget(side)
        self.setStretchFactor(0, 1)
        self.setHandleWidth(GAP)
        self.setChildrenCollapsible(False)
        self.setSizes([900, 380])

    def _swap(self, text: str) -> None:
        index = self._session.selection.index
        if index is not None and self._session.editor.can_edit:
            self._session.editor.swap(index, text)

    def prepare(self) -> None:
        """Load the plotting and multimedia libraries; called once the window is on the screen."""
        if self.timeline is None:
            from desktop_app.views.timeline.panel import Timeline  # noqa: PLC0415 - after the show

            self.timeline = Timeline(self._session, self._themes)
            layout = self._timeline_frame.layout()
            assert layout is not None
            layout.addWidget(self.timeline)
        self.player.prepare()


def _column(upper: QWidget, lower: QWidget, shares: tuple[int, int]) -> QSplitter:
    column = QSplitter(Qt.Orientation.Vertical)
    column.addWidget(upper)
    column.addWidget(lower)
    column.setHandleWidth(GAP)
    column.setChildrenCollapsible(False)
    for place, share in enumerate(shares):
        column.setStretchFactor(place, share)
    column.setSizes([share * 10 for share in shares])
    return column
