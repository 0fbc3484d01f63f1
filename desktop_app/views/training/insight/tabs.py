"""What is seen of the run that is watched: its curves, and single validation utterances."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from desktop_app.state.training.session import TrainingState
from desktop_app.theming.manager import ThemeManager
from desktop_app.views.training.insight.confusion import ConfusionView
from desktop_app.views.training.insight.epoch_bar import EpochBar
from desktop_app.views.training.insight.exhibit import Exhibit
from desktop_app.views.training.insight.worst import WorstView
from desktop_app.views.training.insight.z_map import ZMap
from desktop_app.views.training.plots import TrainingPlots

View = TrainingPlots | ZMap | ConfusionView | WorstView


class WatchingTabs(QTabWidget):
    """A view is made when it is seen first."""

    utterance_wanted = Signal(object)
    """A Seen."""

    def __init__(self, training: TrainingState, themes: ThemeManager) -> None:
        super().__init__()
        self._training, self._themes = training, themes
        self.setAccessibleName(self.tr("What is seen of the run"))
        self.setDocumentMode(True)
        self.plots = TrainingPlots(training, themes)
        self.epochs = EpochBar(training)
        self.setCornerWidget(self.epochs, Qt.Corner.TopRightCorner)
        makers: tuple[tuple[str, str, Callable[[], View]], ...] = (
            (self.tr("Curves"), "", lambda: self.plots),
            (self.tr("z"), self.tr("The fused representation in the plane"), self._z_map),
            (
                self.tr("Confusion"),
                self.tr("Which expression is taken for which"),
                lambda: ConfusionView(training, themes),
            ),
            (self.tr("Most wrong"), self.tr("The largest errors on validation"), self._worst),
        )
        self._makers = [make for _, _, make in makers]
        self._views: dict[int, View] = {}
        self._columns: list[QVBoxLayout] = []
        for place, (name, tip, _) in enumerate(makers):
            frame = QWidget()
            self._columns.append(QVBoxLayout(frame))
            self._columns[-1].setContentsMargins(0, 0, 0, 0)
            self.addTab(frame, name)
            self.setTabToolTip(place, tip)
        self.currentChanged.connect(self._show)
        self._show(0)

    @property
    def view(self) -> View:
        """The one that is seen."""
        return self._views[self.currentIndex()]

    @property
    def exhibit(self) -> Exhibit:
        """What can be taken away of it."""
        return self.view

    def _show(self, place: int) -> None:
        if place not in self._views:
            self._views[place] = self._makers[place]()
            self._columns[place].addWidget(self._views[place])
            self._views[place].show()  # or it is only with the next turn of the event loop
        self.epochs.setVisible(place > 0)

    def _z_map(self) -> View:
        view = ZMap(self._training, self._themes)
        view.utterance_wanted.connect(self.utterance_wanted)
        return view

    def _worst(self) -> View:
        view = WorstView(self._training)
        view.table.utterance_wanted.connect(self.utterance_wanted)
        return view
