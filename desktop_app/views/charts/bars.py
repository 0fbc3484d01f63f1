"""Named bars one below the other, each with its number."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from desktop_app.views.charts.chart import columns, fill, ghost_mark, hatch, text_in
from desktop_app.views.charts.rows import RowChart


@dataclass(frozen=True, slots=True)
class Bar:
    """One row. Values are shares of the chart's whole length, 0..1."""

    name: str
    text: str
    """The number as it is written."""
    color: QColor
    value: float | None
    """None: absent, which is hatched."""
    reach: float | None = None
    """What is between value and reach is hatched: it was there, and did not get through."""
    ghost: float | None = None
    """The original value, while ``value`` is a what-if."""
    strong: bool = False
    faint: bool = False
    """Not certain enough to be believed: hollow."""


class BarChart(RowChart[Bar]):
    """Rows in the order given; labels and numbers take what they need, bars the rest."""

    def bar_rect(self, row: int) -> QRectF:
        """The whole length a bar can have."""
        label = self.widest(bar.name for bar in self.bars)
        number = self.widest(bar.text for bar in self.bars)
        left, width = columns(self.width() - 4, label, number)
        top = 1 + row * self.row_height
        return QRectF(left + 2, top + 3, width, self.row_height - 6)

    def paint(self, painter: QPainter) -> None:
        for row, bar in enumerate(self.bars):
            self._paint_bar(painter, bar, self.bar_rect(row))

    def _paint_bar(self, painter: QPainter, bar: Bar, room: QRectF) -> None:
        theme = self.theme
        line = QRectF(2, room.top() - 3, room.left() - 2, self.row_height)
        text_in(painter, line, bar.name, theme.text, bold=bar.strong)
        numbers = QRectF(room.right(), line.top(), self.width() - 2 - room.right(), line.height())
        text_in(
            painter, numbers, bar.text, theme.text, Qt.AlignmentFlag.AlignRight, bold=bar.strong
        )
        if bar.value is None:
            hatch(painter, room, QColor(theme.absent))
            return
        fill(painter, room, QColor(theme.surface_raised), 3)
        filled = QRectF(room)
        filled.setWidth(max(2.0, min(1.0, bar.value) * room.width()))
        if bar.reach is not None and bar.reach > bar.value:
            rest = QRectF(room)
            rest.setLeft(filled.right())
            rest.setRight(room.left() + min(1.0, bar.reach) * room.width())
            hatch(painter, rest, bar.color)
        if bar.faint:
            hatch(painter, filled, bar.color)
        else:
            fill(painter, filled, bar.color)
        if bar.ghost is not None:
            x = room.left() + min(1.0, bar.ghost) * room.width()
            ghost_mark(painter, x, room.top() - 1, room.bottom() + 1, theme)
