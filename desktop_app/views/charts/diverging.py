"""Named bars to the left and right of zero, each with its number."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from desktop_app.views.charts.chart import columns, fill, hatch, text_in
from desktop_app.views.charts.rows import RowChart


@dataclass(frozen=True, slots=True)
class SignedBar:
    """One row. ``value``: −1..1 of half of the chart's length; None: absent, which is hatched."""

    name: str
    text: str
    """The number as it is written."""
    color: QColor
    value: float | None


class DivergingBars(RowChart[SignedBar]):
    """Rows in the order given."""

    def bar_rect(self, row: int) -> QRectF:
        """Where the bar of a row is drawn, from zero to its value."""
        left, width = self._room()
        value = min(1.0, max(-1.0, self.bars[row].value or 0.0))
        zero, reach = left + width / 2, value * width / 2
        top = 1 + row * self.row_height + 3
        return QRectF(zero + min(0.0, reach), top, max(2.0, abs(reach)), self.row_height - 6)

    def paint(self, painter: QPainter) -> None:
        left, width = self._room()
        right = Qt.AlignmentFlag.AlignRight
        for row, bar in enumerate(self.bars):
            top = 1 + row * self.row_height
            room = QRectF(left, top + 3, width, self.row_height - 6)
            text_in(painter, QRectF(2, top, left, self.row_height), bar.name, self.theme.text)
            numbers = QRectF(left + width, top, self.width() - left - width - 2, self.row_height)
            text_in(painter, numbers, bar.text, self.theme.text, right)
            if bar.value is None:
                hatch(painter, room, QColor(self.theme.absent))
                continue
            fill(painter, room, QColor(self.theme.surface_raised), 3)
            fill(painter, self.bar_rect(row), bar.color)
        painter.setPen(QColor(self.theme.text_muted))
        zero = left + width / 2
        painter.drawLine(QLineF(zero, 1, zero, self.height() - 1))

    def _room(self) -> tuple[float, float]:
        label = self.widest(bar.name for bar in self.bars)
        number = self.widest(["−3.00", *(bar.text for bar in self.bars)])
        left, width = columns(self.width() - 4, label, number)
        return left + 2, width
