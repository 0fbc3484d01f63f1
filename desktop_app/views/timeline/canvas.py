"""A small drawing surface in time and value, for lanes: many rectangles of a colour at once."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from engine.types import Float64Array

Values = Float64Array | float
_WASH = 45
"""Opacity of the ground under hatching, of 255."""
_GAP_FROM_PX = 4.0
"""Bars at least this wide leave a pixel to the next one."""


class Canvas:
    """Maps seconds and lane values to pixels."""

    def __init__(
        self,
        painter: QPainter,
        size: tuple[float, float],
        times: tuple[float, float],
        values: tuple[float, float],
    ) -> None:
        self._painter = painter
        self.width, self.height = size
        self.start_s, self.end_s = times
        self._low, high = values
        self._x_scale = self.width / max(1e-9, self.end_s - self.start_s)
        self._y_scale = self.height / max(1e-9, high - self._low)

    def bars(
        self, starts: Float64Array, ends: Float64Array, low: Values, high: Values, color: QColor
    ) -> None:
        """Filled rectangles from ``starts`` to ``ends`` ([n], seconds) between lane values."""
        self._draw(self._rects(starts, ends, low, high), QBrush(color))

    def hatch(
        self, starts: Float64Array, ends: Float64Array, low: Values, high: Values, color: QColor
    ) -> None:
        """Rectangles that say: nothing is known here."""
        rects = self._rects(starts, ends, low, high)
        wash = QColor(color)
        wash.setAlpha(_WASH)
        self._draw(rects, QBrush(wash))
        self._draw(rects, QBrush(color, Qt.BrushStyle.BDiagPattern))

    def line(self, value: float, color: QColor) -> None:
        """A horizontal line across the lane."""
        self._painter.setPen(QPen(color, 1))
        y = int(self._y(value))
        self._painter.drawLine(0, y, int(self.width), y)

    def _draw(self, rects: list[QRectF], brush: QBrush) -> None:
        if rects:
            self._painter.setPen(Qt.PenStyle.NoPen)
            self._painter.setBrush(brush)
            self._painter.drawRects(rects)

    def _y(self, value: Values) -> Float64Array:
        return np.asarray(self.height - (np.asarray(value) - self._low) * self._y_scale)

    def _rects(
        self, starts: Float64Array, ends: Float64Array, low: Values, high: Values
    ) -> list[QRectF]:
        left = (starts - self.start_s) * self._x_scale
        width = (ends - starts) * self._x_scale
        width = np.maximum(1.0, np.where(width > _GAP_FROM_PX, width - 1.0, width))
        a, b = self._y(low), self._y(high)
        top, height = np.minimum(a, b), np.maximum(1.0, np.abs(a - b))
        table = np.stack(np.broadcast_arrays(left, top, width, height), axis=-1)
        return [QRectF(*row) for row in table.tolist()]
