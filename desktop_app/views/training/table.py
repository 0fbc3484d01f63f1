"""All runs of this machine."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QDateTime, QItemSelectionModel, QLocale, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from desktop_app.state.training.runs import ALIVE, Run, RunStatus, Spread, over_seeds
from desktop_app.state.training.session import TrainingState
from desktop_app.theming.manager import ThemeManager
from desktop_app.views.training.texts import change, learns_title, mean_and_sd, status_name

_ROW_PX = 26


class RunTable(QTableWidget):
    """The current row's curves are shown; two selected rows can be compared."""

    def __init__(self, training: TrainingState, themes: ThemeManager) -> None:
        super().__init__()
        self._training, self._themes = training, themes
        self._filling = False
        self._spreads: Mapping[str, Spread] = {}
        self._heads = (
            self.tr("Run"),
            self.tr("State"),
            self.tr("Learned"),
            self.tr("From"),
            self.tr("Data"),
            self.tr("Sentiment error"),
            self.tr("Expression right"),
            self.tr("Over seeds"),
            self.tr("Epoch"),
            self.tr("Begun"),
        )
        self.setColumnCount(len(self._heads))
        self.setHorizontalHeaderLabels(self._heads)
        self.setAccessibleName(self.tr("Runs"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW_PX)
        header = self.horizontalHeader()
        for each in (header, self.verticalHeader()):  # the table itself is what has the focus
            each.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            each.setAccessibleName(self.accessibleName())
        header.setHighlightSections(False)
        for each in (header, self.verticalHeader()):
            each.setAccessibleName(self.accessibleName())
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(48)
        self.itemSelectionChanged.connect(self._on_selected)
        training.runs_changed.connect(self.refresh)
        training.watched_changed.connect(self._follow)
        themes.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the runs as they are now; what is selected stays."""
        chosen = {*self._training.selected}
        self._spreads = over_seeds(self._training.runs)
        self._filling = True
        self.setRowCount(len(self._training.runs))
        for row, run in enumerate(self._training.runs):
            for column, text in enumerate(self._texts(run)):
                self.setItem(row, column, self._item(run, column, text))
        self._select(chosen)
        self._filling = False

    def text(self, row: int) -> str:
        """What a row says."""
        items = (self.item(row, column) for column in range(self.columnCount()))
        return " ".join(item.text() for item in items if item is not None)

    # ------------------------------------------------------------------ inner workings

    def _texts(self, run: Run) -> tuple[str, ...]:
        begun = QDateTime.fromString(run.begun, Qt.DateFormat.ISODateWithMs).toLocalTime()
        return (
            run.name,
            status_name(run.status),
            learns_title(run.learns),
            run.start,
            ", ".join(run.data),
            change(run.before.mae, run.after.mae),
            change(run.before.accuracy, run.after.accuracy),
            self._spread(run),
            "–" if run.epoch is None else str(run.epoch),
            QLocale().toString(begun, QLocale.FormatType.ShortFormat) if run.begun else "",
        )

    def _spread(self, run: Run) -> str:
        spread = self._spreads.get(run.asked)
        if spread is None or run.status is not RunStatus.FINISHED:
            return ""
        measured = spread.mae or spread.accuracy
        return f"{mean_and_sd(measured)} ({spread.runs})" if measured is not None else ""

    def _item(self, run: Run, column: int, text: str) -> QTableWidgetItem:
        item = QTableWidgetItem(text)
        item.setToolTip(run.error or text)
        theme = self._themes.theme
        if column == 1 and run.status is RunStatus.FAILED:
            item.setForeground(QColor(theme.error_text))
        elif column == 1 and run.status in ALIVE:
            item.setForeground(QColor(theme.accent))
        return item

    def _select(self, names: set[str]) -> None:
        model = self.selectionModel()
        model.clearSelection()
        flags = QItemSelectionModel.SelectionFlag
        for row, run in enumerate(self._training.runs):
            if run.name in names:
                model.select(self.model().index(row, 0), flags.Select | flags.Rows)
            if self._training.watched is not None and run.name == self._training.watched.name:
                model.setCurrentIndex(self.model().index(row, 0), flags.NoUpdate)

    def _follow(self) -> None:
        self._filling = True
        self._select({*self._training.selected})
        self._filling = False

    def _on_selected(self) -> None:
        if self._filling:
            return
        rows = [index.row() for index in self.selectionModel().selectedRows()]
        names = [self._training.runs[row].name for row in rows]
        self._filling = True
        current = self.currentRow()
        last = self._training.runs[current].name if current in rows else None
        self._training.select(names, last)
        self._filling = False
