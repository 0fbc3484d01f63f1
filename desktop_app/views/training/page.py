"""The training page: what to train on the left, how it learns on the right, all runs below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.commands.binding import CommandSet
from desktop_app.settings.preferences import Preferences
from desktop_app.state.session import Session
from desktop_app.state.training.compared import Compared
from desktop_app.state.training.runs import ALIVE, RESUMABLE, RunStatus
from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import GAP
from desktop_app.views.format import remaining, signed
from desktop_app.views.sections import small
from desktop_app.views.training.comparison.words import Doubts, sentence
from desktop_app.views.training.setup import SetupPanel
from desktop_app.views.training.table import RunTable
from desktop_app.views.training.texts import status_name

if TYPE_CHECKING:
    from desktop_app.views.training.insight.exhibit import Exhibit
    from desktop_app.views.training.insight.tabs import WatchingTabs
    from desktop_app.views.training.plots import TrainingPlots

_ON_MODEL = ("train.use", "train.back", "train.compare", "train.remove")
_STEPS = 1000
"""Of the progress bar."""


class TrainingPage(QWidget):
    """Folders of runs are read while it is seen."""

    utterance_wanted = Signal(object)
    """A Seen, to be shown in its video."""

    def __init__(
        self,
        session: Session,
        commands: CommandSet,
        themes: ThemeManager,
        preferences: Preferences,
    ) -> None:
        super().__init__()
        self._session, self._training, self._themes = session, session.training, themes
        self._commands = commands
        self.setup = SetupPanel(session.training, themes, preferences)
        self.setup.data.body.addWidget(self._button(commands["train.data"]))
        self.table = RunTable(session.training, themes)
        self.tabs: WatchingTabs | None = None
        self._name, self._state = QLabel(), QLabel()
        self._name.setProperty("role", "title")
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._state.setProperty("role", "muted")
        self._state.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._progress = QProgressBar()
        self._progress.setRange(0, _STEPS)
        self._progress.setTextVisible(False)
        self._pause = QPushButton()
        self._pause.clicked.connect(commands["train.pause"].trigger)
        self._export = QPushButton(self.tr("Export what is shown"))
        menu = QMenu(self._export)
        menu.addActions([commands[f"train.{kind}"] for kind in ("csv", "png", "svg")])
        self._export.setMenu(menu)
        self._applying = small()
        self._halt = self._button(commands["train.halt"])
        self._said = small()
        self._said.hide()
        self._details = QPushButton(self.tr("Details"))
        self._details.clicked.connect(commands["train.details"].trigger)
        self._details.hide()
        self._plots_frame = QFrame()
        self._plots_frame.setProperty("role", "panel")
        QVBoxLayout(self._plots_frame).setContentsMargins(1, 1, 1, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self._watching())
        split.addWidget(self._runs())
        split.setStretchFactor(0, 60)
        split.setStretchFactor(1, 40)
        split.setSizes([430, 240])
        split.setHandleWidth(GAP)
        split.setChildrenCollapsible(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self.setup)
        row.addWidget(split, 1)
        for signal in (
            self._training.runs_changed,
            self._training.watched_changed,
            self._training.follower.changed,
            session.model_switch.done,
            session.model_switch.failed,
            session.model_switch.cancelled,
            session.comparison.changed,
        ):
            signal.connect(self.refresh)
        session.model_switch.progressed.connect(self._show_applying)
        session.comparison.done.connect(self._show_comparison)
        self.refresh()

    @property
    def text(self) -> str:
        """What is read of the run, and of the comparison."""
        applying = self._applying.text() if self._session.model_switch.busy else ""
        said = (self._name.text(), self._state.text(), applying, self._said.text())
        return " ".join(each for each in said if each)

    @property
    def plots(self) -> TrainingPlots | None:
        """The curves, once the page was seen."""
        return self.tabs.plots if self.tabs else None

    @property
    def exhibit(self) -> Exhibit:
        """What is shown of the run."""
        self.prepare()
        assert self.tabs is not None
        return self.tabs.exhibit

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.prepare()
        self._training.look(True)
        self._commands.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._training.look(False)

    def prepare(self) -> None:
        """Load the plotting library."""
        if self.tabs is None:
            from desktop_app.views.training.insight.tabs import WatchingTabs  # noqa: PLC0415 - slow

            self.tabs = WatchingTabs(self._training, self._themes)
            self.tabs.utterance_wanted.connect(self.utterance_wanted)
            layout = self._plots_frame.layout()
            assert layout is not None
            layout.addWidget(self.tabs)

    # ------------------------------------------------------------------ building

    def _watching(self) -> QWidget:
        part = QWidget()
        head = QHBoxLayout()
        head.setSpacing(GAP)
        head.addWidget(self._name)
        head.addWidget(self._state, 1)
        head.addWidget(self._pause)
        head.addWidget(self._button(self._commands["train.stop"]))
        head.addWidget(self._export)
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP // 2)
        column.addLayout(head)
        column.addWidget(self._progress)
        column.addWidget(self._plots_frame, 1)
        return part

    def _runs(self) -> QWidget:
        part = QFrame()
        part.setProperty("role", "panel")
        foot = QHBoxLayout()
        foot.setContentsMargins(GAP, GAP // 2, GAP, GAP // 2)
        foot.setSpacing(GAP)
        for name in _ON_MODEL:
            foot.addWidget(self._button(self._commands[name]))
        foot.addStretch(1)
        said = QHBoxLayout()
        said.setContentsMargins(GAP, 0, GAP, 0)
        said.addWidget(self._said, 1)
        said.addWidget(self._details)
        column = QVBoxLayout(part)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        sift = QHBoxLayout()
        sift.setContentsMargins(GAP, GAP // 2, GAP, GAP // 2)
        sift.addWidget(self.table.filter)
        column.addLayout(sift)
        column.addWidget(self.table, 1)
        column.addLayout(self._applying_row())
        column.addLayout(said)
        column.addLayout(foot)
        return part

    def _applying_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(GAP, 0, GAP, 0)
        row.addWidget(self._applying, 1)
        row.addWidget(self._halt)
        self._show_applying()
        return row

    def _show_applying(self) -> None:
        """How far the project is predicted anew."""
        found = self._session.model_switch.progress
        self._applying.setVisible(found is not None)
        self._halt.setVisible(found is not None)
        if found is not None:
            said = self.tr("“{model}”: {done} of %n utterance(s)", None, found.total)
            where = self.tr("file {file} of {files}").format(file=found.file, files=found.files)
            said = said.format(model=found.model, done=found.done)
            self._applying.setText(f"{said}, {where}")

    @staticmethod
    def _button(action: QAction) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(action)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        return button

    # ------------------------------------------------------------------ keeping up

    def refresh(self) -> None:
        """Bring the line above the curves in line with the run."""
        self._show_applying()
        run = self._training.watched
        self._name.setText(run.name if run else self.tr("No run yet"))
        said = self._described()
        self._state.setText(said)
        self._state.setToolTip(said)
        curves = self._training.follower.curves
        done = run is not None and run.status is RunStatus.FINISHED
        self._progress.setValue(_STEPS if done else round(curves.fraction * _STEPS))
        going = run is not None and run.status in ALIVE | RESUMABLE
        self._progress.setVisible(going)
        self._commands.refresh()
        resumable = run is not None and run.status in RESUMABLE
        self._pause.setText(self.tr("Go on") if resumable else self.tr("Pause"))
        self._pause.setEnabled(self._commands["train.pause"].isEnabled())
        self._export.setEnabled(self._commands["train.csv"].isEnabled())

    def _described(self) -> str:
        run, curves = self._training.watched, self._training.follower.curves
        if run is None:
            return self.tr("Curves appear here once something trains.")
        said = [status_name(run.status)]
        if run.status in ALIVE and curves.remaining_s is not None:
            said.append(remaining(curves.remaining_s))
        if curves.is_crosswise and run.status is not RunStatus.FINISHED:
            place = self.tr("fold {number} of {count}")
            said.append(place.format(number=len(curves.parts), count=curves.folds))
        if curves.kept:
            epochs = ", ".join(str(each.epoch) for each in curves.kept)
            text = self.tr("best epoch {epoch}", None, len(curves.kept))
            said.append(text.format(epoch=epochs))
        if curves.gain is not None:
            change = signed(curves.gain)
            said.append(self.tr("sentiment error {change}").format(change=change))
        last = curves.current.epochs[-1] if curves.current.epochs else None
        if last is not None and last.samples_per_s is not None:
            said.append(self.tr("{speed} samples/s").format(speed=f"{last.samples_per_s:.0f}"))
        if last is not None and last.memory_mb is not None:
            said.append(f"{last.memory_mb:.0f} MB")
        return " · ".join(said)

    def _show_comparison(self, found: Compared) -> None:
        said = self.tr("{other} against {one}, on %n utterance(s): {sentence}.", None, found.n)
        text = said.format(one=found.one, other=found.other, sentence=sentence(found))
        self._said.setText(" ".join([text, *Doubts(self).of(found)]))
        self._said.show()
        self._details.show()
        self._commands.refresh()
