"""Tables to read: whole rows, no grid, headings on the left, one focus."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QTableView

ROW_PX = 26


def as_rows(table: QTableView) -> None:
    """Let a table that has its accessible name look and behave like the others."""
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.setWordWrap(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(ROW_PX)
    header = table.horizontalHeader()
    for each in (header, table.verticalHeader()):  # the table itself is what has the focus
        each.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        each.setAccessibleName(table.accessibleName())
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
