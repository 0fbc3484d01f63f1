"""From what is predicted of nothing, step by step, to the prediction."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import GAP
from desktop_app.views.charts.chart import Chart, columns, fill, ghost_mark, hatch, text_in

_STEPS = (1.0, 2.0, 5.0, 10.0)
_MOST_TICKS = 5


@dataclass(frozen=True, slots=True)
class Step:
    """One row. ``start`` to ``end``; a total starts at zero."""

    name: str
    start: float
    end: float
    text: str
    color: QColor
    total: bool = False
    spread: float | None = None
    """Standard deviation of ``end``."""
    muted: bool = False
    """Not part of the what-if that is shown."""


class Waterfall(Chart):
    """Rows from baseline to prediction over one axis; ``mark`` is a value to hold it against."""

    def __init__(self, themes: ThemeManager, name: str, written: Callable[[float], str]) -> None:
        super().__init__(themes, name)
        self._written = written
        self.steps: tuple[Step, ...] = ()
        self.mark: float | None = None

    def show_steps(
        self,
        steps: Sequence[Step],
        mark: float | None,
        spoken: str,
        written: Callable[[float], str],
    ) -> None:
        """``written``: how a value of the axis is written."""
        resized = len(steps) != len(self.steps)
        self.steps, self.mark, self._written = tuple(steps), mark, written
        if resized:
            self.updateGeometry()
        self.describe(spoken)

    @property
    def row_height(self) -> float:
        return self.metrics.height() + 8

    def content_height(self) -> float:
        return max(2, len(self.steps)) * self.row_height + self.metrics.height() + 6

    def extent(self) -> tuple[float, float]:
        """The values that the axis covers: everything that is drawn, and zero."""
        ends = [0.0, *([self.mark] if self.mark is not None else [])]
        for step in self.steps:
            ends += [step.start, step.end - (step.spread or 0.0), step.end + (step.spread or 0.0)]
        low, high = min(ends), max(ends)
        margin = 0.04 * max(high - low, 1e-3)
        return low - (margin if low < 0 else 0.0), high + (margin if high > 0 else 0.0)

    def step_rect(self, row: int) -> QRectF:
        """Where the bar of a row is painted."""
        step = self.steps[row]
        left, right = sorted((self._x(step.start), self._x(step.end)))
        top = row * self.row_height + 4
        return QRectF(left, top, max(2.0, right - left), self.row_height - 8)

    def paint(self, painter: QPainter) -> None:
        if not self.steps:
            return
        self._paint_axis(painter)
        for row, step in enumerate(self.steps):
            self._paint_step(painter, row, step)
        self._paint_joints(painter)
        if self.mark is not None:
            bottom = len(self.steps) * self.row_height
            ghost_mark(painter, self._x(self.mark), 3, bottom, self.theme)

    def _plot(self) -> tuple[float, float]:
        label = self.widest(step.name for step in self.steps)
        number = self.widest(step.text for step in self.steps)
        left, width = columns(self.width() - 4, label, number)
        return left + 2, width

    def _x(self, value: float) -> float:
        left, width = self._plot()
        low, high = self.extent()
        return left + width * (value - low) / (high - low)

    def _paint_axis(self, painter: QPainter) -> None:
        theme = self.theme
        bottom = len(self.steps) * self.row_height
        width = self.metrics.horizontalAdvance(self._written(-1.25)) + GAP
        for tick in ticks(self.extent(), int(self._plot()[1] / width)):
            x = self._x(tick)
            painter.setPen(QPen(QColor(theme.text_muted if tick == 0 else theme.grid), 1))
            painter.drawLine(QPointF(x, 2), QPointF(x, bottom + 2))
            place = QRectF(x - width, bottom + 3, 2 * width, self.metrics.height())
            text_in(
                painter, place, self._written(tick), theme.text_muted, Qt.AlignmentFlag.AlignHCenter
            )

    def _paint_step(self, painter: QPainter, row: int, step: Step) -> None:
        theme, rect = self.theme, self.step_rect(row)
        left, width = self._plot()
        line = QRectF(2, row * self.row_height, left - 2, self.row_height)
        color = theme.text_muted if step.muted else theme.text
        text_in(painter, line, step.name, color, bold=step.total)
        numbers = QRectF(left + width, line.top(), self.width() - 2 - left - width, line.height())
        text_in(painter, numbers, step.text, color, Qt.AlignmentFlag.AlignRight, bold=step.total)
        if step.muted:
            hatch(painter, rect, step.color)
        else:
            fill(painter, rect, step.color)
        if step.spread:
            ends = (self._x(step.end - step.spread), self._x(step.end + step.spread))
            painter.setPen(QPen(QColor(theme.text), 1.4))
            middle = rect.center().y()
            painter.drawLine(QPointF(ends[0], middle), QPointF(ends[1], middle))
            for x in ends:
                painter.drawLine(QPointF(x, middle - 2.5), QPointF(x, middle + 2.5))

    def _paint_joints(self, painter: QPainter) -> None:
        """Thin lines that lead from where a step ends to where the next one begins."""
        painter.setPen(QPen(QColor(self.theme.text_muted), 1, Qt.PenStyle.DotLine))
        for row, (step, _) in enumerate(pairwise(self.steps)):
            x = self._x(step.end)
            bottom = self.step_rect(row).bottom()
            painter.drawLine(QPointF(x, bottom), QPointF(x, bottom + 8))


def ticks(extent: tuple[float, float], room: int) -> list[float]:
    """Round values within the extent, no more than there is room for, zero among them."""
    low, high = extent
    wanted = (high - low) / max(1, min(_MOST_TICKS, room))
    power = 10.0 ** math.floor(math.log10(wanted))
    step = next(power * factor for factor in _STEPS if power * factor >= wanted * 0.999)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(number * step, 10) + 0.0 for number in range(first, last + 1)]
