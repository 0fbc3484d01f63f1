"""Two values side by side in each row, and the difference in numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import GAP
from desktop_app.views.charts.chart import Chart, columns, fill, hatch, outline, text_in

Written = Callable[[float], str]
_HEADS = ("A", "B", "B − A")


@dataclass(frozen=True, slots=True)
class Pair:
    """One row. None: absent on that side."""

    name: str
    a: float | None
    b: float | None
    color: QColor

    @property
    def difference(self) -> float | None:
        return None if self.a is None or self.b is None else self.b - self.a


class PairChart(Chart):
    """A above, filled; B below, hollow. ``written``: a value; ``changed``: a difference."""

    def __init__(self, themes: ThemeManager, name: str, written: Written, changed: Written) -> None:
        super().__init__(themes, name)
        self._written, self._changed = written, changed
        self.pairs: tuple[Pair, ...] = ()

    def show_pairs(self, pairs: Sequence[Pair]) -> None:
        resized = len(pairs) != len(self.pairs)
        self.pairs = tuple(pairs)
        if resized:
            self.updateGeometry()
        self.describe("; ".join(self._spoken(pair) for pair in pairs))

    def numbers(self, pair: Pair) -> tuple[str, str, str]:
        """A, B and B − A as they are written."""
        gap = pair.difference
        return (
            "–" if pair.a is None else self._written(pair.a),
            "–" if pair.b is None else self._written(pair.b),
            "–" if gap is None else self._changed(gap),
        )

    def content_height(self) -> float:
        return self.metrics.height() + 4 + max(1, len(self.pairs)) * self._row_height + 2

    def paint(self, painter: QPainter) -> None:
        if not self.pairs:
            return
        theme, line = self.theme, self.metrics.height()
        widths = self._number_widths()
        label = self.widest(pair.name for pair in self.pairs)
        left, width = columns(self.width() - 4, label, sum(widths))
        self._paint_numbers(
            painter, QRectF(0, 0, self.width() - 2, line), _HEADS, widths, muted=True
        )
        for row, pair in enumerate(self.pairs):
            top = line + 4 + row * self._row_height
            text_in(painter, QRectF(2, top, left, self._row_height), pair.name, theme.text)
            self._paint_bars(painter, QRectF(left + 2, top + 2, width, self._row_height - 4), pair)
            place = QRectF(0, top, self.width() - 2, self._row_height)
            self._paint_numbers(painter, place, self.numbers(pair), widths)

    @property
    def _row_height(self) -> float:
        return self.metrics.height() + 8

    def _number_widths(self) -> list[float]:
        """Of the three columns of numbers, each with the gap before it."""
        table = [_HEADS, *(self.numbers(pair) for pair in self.pairs)]
        return [self.widest(row[place] for row in table) + GAP for place in range(3)]

    def _paint_numbers(
        self,
        painter: QPainter,
        line: QRectF,
        texts: Sequence[str],
        widths: Sequence[float],
        *,
        muted: bool = False,
    ) -> None:
        right = line.right()
        for place in (2, 1, 0):
            box = QRectF(right - widths[place], line.top(), widths[place], line.height())
            color = self.theme.text_muted if muted else self.theme.text
            strong = place == 2 and not muted
            text_in(painter, box, texts[place], color, Qt.AlignmentFlag.AlignRight, bold=strong)
            right -= widths[place]

    def _paint_bars(self, painter: QPainter, room: QRectF, pair: Pair) -> None:
        low, high = self._extent()
        zero = room.left() + room.width() * (0 - low) / (high - low)
        half = room.height() / 2 - 1
        for value, top, draw in (
            (pair.a, room.top(), fill),
            (pair.b, room.top() + half + 2, outline),
        ):
            if value is None:
                hatch(
                    painter, QRectF(room.left(), top, room.width(), half), QColor(self.theme.absent)
                )
                continue
            end = room.left() + room.width() * (value - low) / (high - low)
            start, stop = sorted((zero, end))
            draw(painter, QRectF(start, top, max(2.5, stop - start), half), pair.color)
        painter.setPen(QPen(QColor(self.theme.text_muted), 1))
        painter.drawLine(QPointF(zero, room.top() - 2), QPointF(zero, room.bottom() + 2))

    def _extent(self) -> tuple[float, float]:
        known = [v for pair in self.pairs for v in (pair.a, pair.b) if v is not None]
        low, high = min([0.0, *known]), max([0.0, *known])
        return (low, high) if high > low else (0.0, 1.0)

    def _spoken(self, pair: Pair) -> str:
        a, b, gap = self.numbers(pair)
        said = self.tr("{name}: A {a}, B {b}, difference {difference}")
        said = said.format(name=pair.name, a=a, b=b, difference=gap)
        return said.replace("–", self.tr("absent"))
