"""Titled parts of a view that scrolls, in as many columns as there is room for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop_app.theming.tokens import GAP

NARROWEST = 300
"""Width in pixels in which every view can still be read."""
_COLUMN = 400
"""Another column begins where each has this width."""


def small(text: str = "") -> QLabel:
    """Small print that wraps."""
    label = QLabel(text)
    label.setProperty("role", "small")
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def title(text: str, help_text: str = "") -> QLabel:
    """A heading; the help is a tooltip and what a screen reader says after it."""
    label = QLabel(text)
    label.setProperty("role", "title")
    label.setToolTip(help_text)
    label.setAccessibleDescription(help_text)
    return label


class Section(QWidget):
    """A heading and what belongs to it, one below the other."""

    def __init__(self, heading: str, help_text: str = "") -> None:
        super().__init__()
        self.heading = title(heading, help_text)
        self.head = QHBoxLayout()
        self.head.setSpacing(GAP)
        self.head.addWidget(self.heading)
        self.head.addStretch()
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(GAP // 2)
        self.body.addLayout(self.head)


class ScrolledSections(QScrollArea):
    """Sections in reading order, down the first column and then down the next."""

    def __init__(self, sections: Sequence[QWidget], column: int = _COLUMN) -> None:
        super().__init__()
        self._sections = tuple(sections)
        self._column = column
        self._count = 0
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(NARROWEST - 2)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page = QWidget()
        page.setProperty("role", "page")
        self._row = QHBoxLayout(page)
        self._row.setContentsMargins(GAP + 4, GAP, GAP + 4, GAP)
        self._row.setSpacing(3 * GAP)
        self.setWidget(page)
        self._arrange(1)

    @property
    def columns(self) -> int:
        return self._count

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(min(len(self._sections), 3, max(1, self.viewport().width() // self._column)))

    def _arrange(self, count: int) -> None:
        if count == self._count:
            return
        self._count = count
        while (item := self._row.takeAt(0)) is not None:
            column = item.layout()
            assert column is not None
            while column.takeAt(0) is not None:
                pass  # the sections stay children of the page
            column.deleteLater()
        for sections in self._split(count):
            column = QVBoxLayout()
            column.setSpacing(2 * GAP)
            for section in sections:
                column.addWidget(section)
            column.addStretch(1)
            self._row.addLayout(column, 1)

    def _split(self, count: int) -> list[list[QWidget]]:
        """Neighbouring sections together, columns about equally high."""
        heights = [section.sizeHint().height() + 2 * GAP for section in self._sections]
        share = sum(heights) / count
        found: list[list[QWidget]] = [[] for _ in range(count)]
        reached = 0.0
        for section, height in zip(self._sections, heights, strict=True):
            found[min(count - 1, int((reached + height / 2) / share))].append(section)
            reached += height
        return found
