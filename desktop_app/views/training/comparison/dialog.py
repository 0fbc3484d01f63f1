"""All that a comparison of two models found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.state.training.compared import Compared
from desktop_app.theming.tokens import GAP
from desktop_app.views.format import modality_name
from desktop_app.views.rows import as_rows
from desktop_app.views.sections import small
from desktop_app.views.training.comparison.words import (
    Doubts,
    about_name,
    score_name,
    sentence,
    verdict_name,
)

_SIZE = (880, 480)
_DASH = "–"


class ComparisonDialog(QDialog):
    """A sentence, and the tables that it is made of."""

    def __init__(
        self, found: Compared, export: Callable[[str], object], parent: QWidget | None = None
    ) -> None:
        """
        Args:
            export: called with the ending of the file that is wanted.
        """
        super().__init__(parent)
        self._found = found
        self.setWindowTitle(
            self.tr("{other} against {one}").format(other=found.other, one=found.one)
        )
        self.resize(*_SIZE)
        self.said = QLabel(sentence(found))
        self.said.setProperty("role", "title")
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        doubts = QLabel("\n".join(Doubts(self).of(found)))
        doubts.setProperty("role", "warning")
        doubts.setWordWrap(True)
        doubts.setVisible(bool(doubts.text()))
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self._add(self.tr("Differences"), self._differences())
        self._add(self.tr("People and videos"), self._groups())
        self._add(self.tr("Trust"), self._trust())
        self._add(self.tr("Words, voice, face"), self._modalities())
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GAP, 2 * GAP, 2 * GAP, 2 * GAP)
        column.setSpacing(GAP)
        column.addWidget(self.said)
        column.addWidget(
            small(self.tr("On %n labelled utterance(s), by a paired bootstrap.", None, found.n))
        )
        column.addWidget(doubts)
        column.addWidget(self.tabs, 1)
        column.addWidget(self._buttons(export))

    # ------------------------------------------------------------------ building

    def _buttons(self, export: Callable[[str], object]) -> QDialogButtonBox:
        kinds = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(kinds.Close)
        for text, suffix in ((self.tr("As table (CSV)…"), ".csv"), (self.tr("As JSON…"), ".json")):
            button = QPushButton(text)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, ending=suffix: export(ending))
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        return buttons

    def _add(self, title: str, table: QTableWidget) -> None:
        table.setAccessibleName(title)
        as_rows(table)
        self.tabs.addTab(table, title)

    def _differences(self) -> QTableWidget:
        found = self._found
        heads = (*self._what(), self.tr("change"), self.tr("95 % interval"), "n", self.tr("so"))
        rows = (
            (
                about_name(each.about),
                score_name(each.score),
                _number(each.one),
                _number(each.other),
                _signed(each.change),
                _interval(each.low, each.high),
                str(each.n),
                verdict_name(each.verdict),
            )
            for each in found.differences
        )
        return _table(heads, rows)

    def _groups(self) -> QTableWidget:
        heads = (self.tr("person or video"), *self._what(), self.tr("change"), "n")
        rows = (
            (
                each.group,
                about_name(each.about),
                score_name(each.score),
                _number(each.one),
                _number(each.other),
                _signed(each.other - each.one),
                str(each.n),
            )
            for each in self._found.by_group
        )
        return _table(heads, rows)

    def _trust(self) -> QTableWidget:
        rows = (
            (
                about_name(each.about),
                score_name(each.measure),
                _number(each.one),
                _number(each.other),
            )
            for each in self._found.trust
        )
        return _table(self._what(), rows)

    def _modalities(self) -> QTableWidget:
        found = self._found
        rate = self.tr("nats through its bottleneck")
        share = self.tr("share of what moves the sentiment")
        parts = ((rate, "{:.1f}", found.rates), (share, "{:.0%}", found.shares))
        rows = (
            (modality_name(modality), name, *(form.format(each) for each in pair))
            for name, form, pairs in parts
            for modality, pair in pairs.items()
        )
        table = _table(self._what(), rows)
        table.setToolTip(
            self.tr("Shares are mean sizes of Shapley values over the compared utterances.")
        )
        return table

    def _what(self) -> tuple[str, ...]:
        return self.tr("of"), self.tr("figure"), self._found.one, self._found.other


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> QTableWidget:
    whole = list(rows)
    table = QTableWidget(len(whole), len(heads))
    table.setHorizontalHeaderLabels(list(heads))
    for row, texts in enumerate(whole):
        for column, text in enumerate(texts):
            table.setItem(row, column, QTableWidgetItem(text))
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setStretchLastSection(True)
    return table


def _number(value: float | None) -> str:
    return _DASH if value is None else f"{value:.3f}"


def _signed(value: float | None) -> str:
    return _DASH if value is None else f"{value:+.3f}".replace("-", "−")


def _interval(low: float | None, high: float | None) -> str:
    return _DASH if low is None or high is None else f"{_signed(low)} … {_signed(high)}"
