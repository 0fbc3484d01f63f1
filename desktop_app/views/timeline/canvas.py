"""A small drawing surface in time and value, for lanes: rectangles collected by colour."""

from __future__ import annotations

from collections import defaultdict

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

_WASH = 45
"""Opacity of the ground under hatching, of 255."""


def _faint(color: QColor) -> QColor:
    washed = QColor(color)
    washed.setAlpha(_WASH)
    return washed


class Canvas:
    """Maps seconds and lane values to pixels and draws many rectangles in few calls."""

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
        self._filled: dict[int, list[QRectF]] = defaultdict(list)
        self._hatched: dict[int, list[QRectF]] = defaultdict(list)

    def x(self, time_s: float) -> float:
        return (time_s - self.start_s) * self._x_scale

    def y(self, value: float) -> float:
        return self.height - (value - self._low) * self._y_scale

    def bar(self, start_s: float, end_s: float, low: float, high: float, color: QColor) -> None:
        """A filled rectangle; drawn by ``flush``."""
        self._filled[color.rgba()].append(self._rect(start_s, end_s, low, high))

    def hatch(self, start_s: float, end_s: float, low: float, high: float, color: QColor) -> None:
        """A rectangle that says: nothing is known here."""
        self._hatched[color.rgba()].append(self._rect(start_s, end_s, low, high))

    def flush(self) -> None:
        """Draw what was collected."""
        self._painter.setPen(Qt.PenStyle.NoPen)
        for rgba, rects in self._filled.items():
            self._painter.setBrush(QColor.fromRgba(rgba))
            self._painter.drawRects(rects)
        for rgba, rects in self._hatched.items():
            color = QColor.fromRgba(rgba)
            for brush in (_faint(color), QBrush(color, Qt.BrushStyle.BDiagPattern)):
                self._painter.setBrush(brush)
                self._painter.drawRects(rects)
        self._filled.clear()
        self._hatched.clear()

    def line(self, value: float, color: QColor) -> None:
        """A horizontal line across the lane, at once."""
        self._painter.setPen(QPen(color, 1))
        y = round(self.y(value)) + 0.5
        self._painter.drawLine(0, int(y), int(self.width), int(y))

    def _rect(self, start_s: float, end_s: float, low: float, high: float) -> QRectF:
        left, right = self.x(start_s), self.x(end_s)
        gap = 1.0 if right - left > 4.0 else 0.0
        top, bottom = self.y(max(low, high)), self.y(min(low, high))
        return QRectF(left, top, max(1.0, right - left - gap), max(1.0, bottom - top))
