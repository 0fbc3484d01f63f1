"""Tables over thousands of rows: a model that is asked for what is seen, and a plain view."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTableView

from desktop_app.views.rows import as_rows

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
_LEAST_PX = 150
"""Width of the column that is stretched."""
SORT_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """``text``: what a cell says; ``key``: what it is sorted by, where that is something else."""

    title: str
    text: Callable[[Row], str]
    key: Callable[[Row], object] | None = None
    is_number: bool = False
    help_text: str = ""


class RowModel(QAbstractTableModel, Generic[Row]):
    """Rows of one kind. Cells are computed when they are painted."""

    def __init__(self, columns: Sequence[Column[Row]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.rows: Sequence[Row] = ()

    def show_rows(self, rows: Sequence[Row]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By this column; equal ones stay in their order."""
        if not 0 <= column < len(self.columns):
            return
        shown = self.columns[column]
        self.layoutAboutToBeChanged.emit()
        backwards = order is Qt.SortOrder.DescendingOrder
        kept = self.persistentIndexList()
        before = [self.rows[index.row()] for index in kept]
        self.rows = sorted(self.rows, key=shown.key or shown.text, reverse=backwards)  # type: ignore[arg-type]
        places = {id(row): place for place, row in enumerate(self.rows)}
        moved = [
            self.index(places[id(row)], index.column())
            for row, index in zip(before, kept, strict=True)
        ]
        self.changePersistentIndexList(kept, moved)
        self.layoutChanged.emit()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = int(Qt.ItemDataRole.DisplayRole),
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        shown = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return shown.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return shown.help_text or shown.title
        if role == Qt.ItemDataRole.TextAlignmentRole and shown.is_number:
            return _RIGHT
        return None

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        shown = self.columns[index.column()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return shown.text(self.rows[index.row()])
        if role == Qt.ItemDataRole.TextAlignmentRole and shown.is_number:
            return _RIGHT
        return None


class RowTable(QTableView):
    """Whole rows are selected; a click on a heading sorts. One column takes the room that the
    others leave; where they leave too little, the table scrolls."""

    def __init__(self, name: str, model: QAbstractTableModel, stretched: int) -> None:
        super().__init__()
        self._stretched = stretched
        self.setAccessibleName(name)
        self.setModel(model)
        as_rows(self)
        self.setSortingEnabled(True)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setMinimumSectionSize(30)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.stretch()

    def stretch(self) -> None:
        """Give the column what is left."""
        header = self.horizontalHeader()
        others = header.length() - header.sectionSize(self._stretched)
        left = self.viewport().width() - others
        header.resizeSection(self._stretched, max(_LEAST_PX, left))
