"""Who trains and who validates: the table of groups, and how they are drawn."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSpinBox, QVBoxLayout, QWidget

from desktop_app.state.training.dataset import DataSet
from desktop_app.state.training.splitting import SplitDesk
from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import GAP
from desktop_app.views.sections import small
from desktop_app.views.training.dataset.groups import GroupTable

_ADVISED = -1
_SEEDS = 1_000_000


class DivisionView(QWidget):
    """What it shows is what will be trained."""

    def __init__(self, desk: SplitDesk, themes: ThemeManager) -> None:
        super().__init__()
        self._desk = desk
        self.table = GroupTable(desk, themes)
        self.seed, self.valid, self.test = QSpinBox(), QSpinBox(), QSpinBox()
        self.seed.setRange(0, _SEEDS)
        for box, most in ((self.valid, 60), (self.test, 35)):
            box.setRange(_ADVISED, most)
            box.setSpecialValueText(self.tr("as advised"))
            box.setSuffix(" %")
            box.setSingleStep(5)
        self.again = QPushButton(self.tr("Draw again"))
        self.again.clicked.connect(self._draw_again)
        self.reset = QPushButton(self.tr("As it was drawn"))
        self.reset.clicked.connect(desk.reset)
        self.undo = QPushButton(self.tr("Undo"))
        self.undo.clicked.connect(desk.undo)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self, desk.undo)
        for box in (self.seed, self.valid, self.test):
            box.valueChanged.connect(self._draw)
        bar = QHBoxLayout()
        bar.setSpacing(GAP)
        for name, box in (
            (self.tr("Seed"), self.seed),
            (self.tr("Validation"), self.valid),
            (self.tr("Test"), self.test),
        ):
            label = small(name)
            label.setWordWrap(False)
            box.setAccessibleName(name)
            bar.addWidget(label)
            bar.addWidget(box)
        for button in (self.again, self.reset, self.undo):
            bar.addWidget(button)
        bar.addStretch(1)
        self._trouble = small()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GAP, 0, 0)
        column.setSpacing(GAP // 2)
        column.addLayout(bar)
        column.addWidget(self._trouble)
        column.addWidget(self.table, 1)
        column.addWidget(
            small(
                self.tr(
                    "Keys for the selected rows: 1 trains, 2 validates, 3 tests, 0 leaves out. A "
                    "double click or F2 opens the choice. What you moved is in colour; nobody is "
                    "ever in two splits."
                )
            )
        )
        desk.changed.connect(self.refresh)
        self.refresh()

    def show_data(self, data: DataSet) -> None:
        """Its groups, as wide as what they say."""
        self.table.groups.show_data(data)
        self.table.fit()

    def refresh(self) -> None:
        """Bring the fields in line with what was decided."""
        desk = self._desk
        for box, value in (
            (self.seed, desk.seed),
            (self.valid, _ADVISED if desk.valid is None else round(desk.valid * 100)),
            (self.test, _ADVISED if desk.test is None else round(desk.test * 100)),
        ):
            with QSignalBlocker(box):
                box.setValue(value)
        self.reset.setEnabled(bool(desk.edited))
        self.undo.setEnabled(desk.can_undo)
        trouble = desk.trouble
        self._trouble.setText(f"{trouble.message} {trouble.hint}" if trouble else "")
        self._trouble.setVisible(trouble is not None)

    def _draw_again(self) -> None:
        self.seed.setValue((self.seed.value() + 1) % _SEEDS)

    def _draw(self) -> None:
        shares = [
            None if box.value() == _ADVISED else box.value() / 100
            for box in (self.valid, self.test)
        ]
        self._desk.draw(self.seed.value(), *shares)
