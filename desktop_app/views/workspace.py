"""The page for an open file: panels that can be arranged, over one session."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QTabWidget, QWidget

from desktop_app.commands.binding import CommandSet
from desktop_app.settings.preferences import Preferences
from desktop_app.state.session import Session
from desktop_app.theming.manager import ThemeManager
from desktop_app.views.dock import Dock
from desktop_app.views.inspector.panel import InspectorPanel
from desktop_app.views.panels import PANELS, Parts, Place
from desktop_app.views.player.panel import PlayerPanel
from desktop_app.views.timeline.frame import TimelineFrame
from desktop_app.views.transcript.panel import TranscriptPanel

if TYPE_CHECKING:
    from desktop_app.views.timeline.panel import Timeline

_VERSION = 2
"""Of the arrangement; one of another version is not used."""
_LEFT, _UPPER_LEFT, _UPPER_RIGHT = 0.66, 0.5, 0.36
"""Shares of the width and of the heights."""

Kind = TypeVar("Kind", bound=QWidget)


class Workspace(QMainWindow):
    """A window within the window, as Qt docks panels in those only."""

    def __init__(
        self,
        session: Session,
        commands: CommandSet,
        themes: ThemeManager,
        preferences: Preferences,
    ) -> None:
        super().__init__()
        self.setWindowFlags(Qt.WindowType.Widget)
        self.setDockOptions(
            QMainWindow.DockOption.AllowNestedDocks | QMainWindow.DockOption.AllowTabbedDocks
        )
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self._session = session
        parts = Parts(session, commands, themes, preferences)
        self.docks = {
            panel.id: Dock(panel.id, panel.shown_title, panel.build(parts)) for panel in PANELS
        }
        self._shares_wanted = True
        self._arranging = False
        self._place_all()
        # A panel behind another one counts as visible with Qt; its dock knows better.
        self.docks["labels"].visibilityChanged.connect(session.labels.set_active)
        inspector = self.panel(InspectorPanel)
        inspector.swap_requested.connect(self._swap)
        session.editor.swapped.connect(inspector.show_swapped)
        session.editor.failed.connect(lambda _: inspector.show_swapped(None))

    def panel(self, kind: type[Kind]) -> Kind:
        """The panel of this class."""
        return next(w for d in self.docks.values() if isinstance(w := d.widget(), kind))

    @property
    def timeline(self) -> Timeline | None:
        return self.panel(TimelineFrame).timeline

    @property
    def switches(self) -> list[QAction]:
        """Show and hide each panel."""
        actions = []
        for place, dock in enumerate(self.docks.values(), start=1):
            action = dock.toggleViewAction()
            action.setShortcut(QKeySequence(f"Ctrl+{place}"))
            actions.append(action)
        return actions

    def show_panel(self, panel_id: str) -> None:
        """Bring it to the front, wherever it is."""
        self.docks[panel_id].show()
        self.docks[panel_id].raise_()

    def take_focus(self) -> None:
        """Where keys do the most: in the transcript."""
        self.panel(TranscriptPanel).list.setFocus()

    def prepare(self) -> None:
        """Load the plotting and multimedia libraries; called once the window is on the screen."""
        self.panel(TimelineFrame).prepare()
        self.panel(PlayerPanel).prepare()

    # ------------------------------------------------------------------ arrangement

    @property
    def arrangement(self) -> QByteArray:
        """Where the panels are: what a caller keeps and gives back to ``restore``."""
        return self.saveState(_VERSION)

    def restore(self, arrangement: QByteArray) -> None:
        """Bring the panels where they were; what cannot be read counts as not given."""
        if self.restoreState(arrangement, _VERSION):
            self._shares_wanted = False
        else:
            self.reset()

    def reset(self) -> None:
        """All panels as at the first start."""
        for dock in self.docks.values():
            dock.setFloating(False)
            self.removeDockWidget(dock)
        self._place_all()
        for dock in self.docks.values():
            dock.show()
        self._share_out()

    def arrange(self, wanted: bool) -> None:
        """Give the panels handles to be moved with, or lock them."""
        self._arranging = wanted
        for dock in self.docks.values():
            dock.arrange(wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._shares_wanted and event.size().width() > 400:
            self._shares_wanted = False
            self._share_out()

    def _place_all(self) -> None:
        tops: dict[Place, Dock] = {}
        for panel in PANELS:
            if panel.place not in tops:
                tops[panel.place] = self.docks[panel.id]
                self.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, tops[panel.place])
        self.splitDockWidget(tops[Place.PICTURE], tops[Place.WORDS], Qt.Orientation.Horizontal)
        self.splitDockWidget(tops[Place.PICTURE], tops[Place.TIME], Qt.Orientation.Vertical)
        self.splitDockWidget(tops[Place.WORDS], tops[Place.FIGURES], Qt.Orientation.Vertical)
        for panel in PANELS:
            if (dock := self.docks[panel.id]) is not tops[panel.place]:
                self.tabifyDockWidget(tops[panel.place], dock)
        for dock in tops.values():
            dock.raise_()
        self.arrange(self._arranging)  # a dock without a place counts as floating

    def _share_out(self) -> None:
        player, timeline = self.docks["player"], self.docks["timeline"]
        transcript, utterance = self.docks["transcript"], self.docks["utterance"]
        width, height = self.width(), self.height()
        wide, high = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        self.resizeDocks(
            [player, transcript], [round(width * _LEFT), round(width * (1 - _LEFT))], wide
        )
        for upper, lower, share in (
            (player, timeline, _UPPER_LEFT),
            (transcript, utterance, _UPPER_RIGHT),
        ):
            heights = [round(height * share), round(height * (1 - share))]
            self.resizeDocks([upper, lower], heights, high)

    def _swap(self, text: str) -> None:
        index = self._session.selection.index
        if index is not None and self._session.editor.can_edit:
            self._session.editor.swap(index, text)
