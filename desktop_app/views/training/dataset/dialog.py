"""The window “Data”: what would be trained on, and who of it validates."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.state.session import Session
from desktop_app.state.training.dataset import Sample
from desktop_app.state.training.places import media_of
from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import GAP
from desktop_app.views.format import duration, modality_within
from desktop_app.views.sections import small
from desktop_app.views.training.dataset.balance import BalanceView
from desktop_app.views.training.dataset.division import DivisionView
from desktop_app.views.training.dataset.preview import SamplePreview
from desktop_app.views.training.dataset.problems import ProblemTable
from desktop_app.views.training.dataset.samples import SampleList
from desktop_app.views.training.dataset.texts import doubt_text, estimate_text
from engine.types import Modality

_SIZE = (1180, 720)
_BALANCE_PX, _GROUPS_PX = 210, 400
_UTTERANCES = 1
"""Place of their tab …"""
_STANDS_OUT = 2
"""… and of what stands out."""


class DataDialog(QDialog):
    """Follows the data and their splits while it is open."""

    sample_wanted = Signal(object)
    """A Sample, to be shown in its video."""

    def __init__(self, session: Session, themes: ThemeManager, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Data"))
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self._session, self._look = session, session.training.looking
        self._shown: object = None
        self._facts, self._state = QLabel(), small()
        self._facts.setProperty("role", "title")
        self._facts.setTextFormat(Qt.TextFormat.PlainText)
        self._doubts = QLabel()
        self._doubts.setProperty("role", "warning")
        self._doubts.setWordWrap(True)
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self.balance = BalanceView(themes)
        self.division = DivisionView(self._look.splits, themes)
        self.samples = SampleList(lambda group: self._look.splits.splits.get(group, ""))
        self.preview = SamplePreview(themes)
        self.problems = ProblemTable()
        self.tabs = self._tabs()
        self._again = QPushButton(self.tr("Read again"))
        self._again.clicked.connect(self._look.read_again)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GAP, 2 * GAP, 2 * GAP, 2 * GAP)
        column.setSpacing(GAP)
        for part in (self._facts, self._busy, self._doubts):
            column.addWidget(part)
        column.addWidget(self.tabs, 1)
        column.addLayout(self._foot())
        self.resize(*_SIZE)
        self.samples.chosen.connect(self._preview)
        self.preview.wanted.connect(self.sample_wanted)
        self.problems.sample_wanted.connect(self._show_sample)
        self._look.changed.connect(self.refresh)
        self._look.splits.changed.connect(self._divided)
        themes.changed.connect(self._divided)
        self._look.read()
        self.refresh()

    @property
    def text(self) -> str:
        """What it says above the tables, and below."""
        return f"{self._facts.text()} {self._doubts.text()} {self._state.text()}".strip()

    def refresh(self) -> None:
        """Show the data as they are known now."""
        data = self._look.data
        self._busy.setVisible(self._look.reading)
        self._again.setEnabled(not self._look.busy)
        self.tabs.setEnabled(data is not None)
        self._facts.setText(self._described())
        self._state.setText(estimate_text(self._look))
        self._tell_doubts()
        if data is not self._shown and data is not None:
            self._shown = data
            self.division.show_data(data)
            self._divided()
            self.samples.show_data(data)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._look.leave()
        super().closeEvent(event)

    # ------------------------------------------------------------------ building

    def _tabs(self) -> QTabWidget:
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        for each in (tabs, tabs.tabBar()):
            each.setAccessibleName(self.tr("Data"))
        tabs.addTab(self._balanced(), self.tr("Balance and splits"))
        tabs.addTab(self._utterances(), self.tr("Utterances"))
        tabs.addTab(self.problems, self.tr("What stands out"))
        return tabs

    def _foot(self) -> QHBoxLayout:
        close = QPushButton(self.tr("Close"))
        close.setDefault(True)
        close.clicked.connect(self.close)
        foot = QHBoxLayout()
        foot.setSpacing(GAP)
        foot.addWidget(self._state, 1)
        foot.addWidget(self._again)
        foot.addWidget(close)
        return foot

    def _balanced(self) -> QWidget:
        """Bars above the table: who is moved where shows there at once."""
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.balance)
        split.addWidget(self.division)
        split.setStretchFactor(1, 1)
        split.setSizes([_BALANCE_PX, _GROUPS_PX])
        split.setHandleWidth(GAP)
        split.setChildrenCollapsible(False)
        return split

    def _utterances(self) -> QWidget:
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.samples)
        split.addWidget(self.preview)
        split.setStretchFactor(0, 70)
        split.setStretchFactor(1, 30)
        split.setSizes([820, 320])
        split.setHandleWidth(GAP)
        split.setChildrenCollapsible(False)
        return split

    # ------------------------------------------------------------------ keeping up

    def _divided(self) -> None:
        """Splits are others: what depends on them is shown anew."""
        data, splits = self._look.data, self._look.splits.splits
        if data is None or data is not self._shown:
            return
        self.balance.show_data(data, splits)
        self.problems.show_data(data, splits)
        title = self.tr("What stands out")
        count = len(self.problems.problems.rows)
        self.tabs.setTabText(_STANDS_OUT, f"{title} ({count})" if count else title)
        self._preview(self.samples.current)
        self._tell_doubts()

    def _tell_doubts(self) -> None:
        doubts = [doubt_text(each) for each in self._look.splits.doubts]
        failure = self._look.failure
        if failure is not None and not self._look.busy:
            doubts.insert(0, f"{failure.message} {failure.hint}".strip())
        self._doubts.setText("\n".join(doubts))
        self._doubts.setVisible(bool(doubts))

    def _described(self) -> str:
        data = self._look.data
        if data is None:
            return self.tr("Reading the data…") if self._look.busy else self.tr("Nothing was read")
        whole = data.whole
        said = [self.tr("%n utterance(s)", None, whole.utterances), duration(whole.seconds)]
        if not data.one_group:
            said.append(self.tr("%n video(s) or people", None, len(data.groups)))
        said += [
            self.tr("{count} without {modality}").format(
                count=missing, modality=modality_within(modality)
            )
            for modality, missing in zip(Modality, whole.missing, strict=True)
            if missing
        ]
        return " · ".join(said)

    def _preview(self, sample: Sample | None) -> None:
        splits = self._look.splits.splits
        split = splits.get(sample.group, "") if sample else ""
        at_hand = sample is not None and media_of(self._session, sample) is not None
        self.preview.show_sample(sample, split, at_hand)

    def _show_sample(self, place: int) -> None:
        self.tabs.setCurrentIndex(_UTTERANCES)
        self.samples.go_to(place)
