"""Graphics items of the timeline: a lane's drawing, and a view box that seeks, pans and zooms."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QGraphicsLineItem, QGraphicsSceneWheelEvent

from desktop_app.theming.tokens import Theme
from desktop_app.views.timeline.canvas import Canvas
from desktop_app.views.timeline.data import SeriesCache
from desktop_app.views.timeline.lanes import Lane

_ZOOM_PER_STEP = 1.25
_WHEEL_STEP = 120.0


class TimeViewBox(pg.ViewBox):  # type: ignore[misc] # pyqtgraph has no types
    """Left button seeks, other buttons and Shift pan, the wheel zooms around the mouse."""

    seek_wanted = Signal(float)
    pan_wanted = Signal(float)
    """By how many seconds the view should move."""
    zoom_wanted = Signal(float, float)
    """Factor and the time that stays where it is."""

    def __init__(self) -> None:
        super().__init__(enableMenu=False)
        self.setMouseEnabled(x=False, y=False)
        self.setDefaultPadding(0.0)
        self.setAcceptHoverEvents(True)

    def time_at(self, position: QPointF) -> float:
        """Time under a point of this item."""
        return float(self.mapToView(position).x())

    def mouseClickEvent(self, event: pg.GraphicsScene.mouseEvents.MouseClickEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            event.accept()
            self.seek_wanted.emit(self.time_at(event.pos()))

    def mouseDragEvent(
        self, event: pg.GraphicsScene.mouseEvents.MouseDragEvent, axis: int | None = None
    ) -> None:
        event.accept()
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.button() is Qt.MouseButton.LeftButton and not shifted:
            self.seek_wanted.emit(self.time_at(event.pos()))
        else:
            self.pan_wanted.emit(self.time_at(event.lastPos()) - self.time_at(event.pos()))

    def wheelEvent(self, event: QGraphicsSceneWheelEvent, axis: int | None = None) -> None:
        event.accept()
        steps = event.delta() / _WHEEL_STEP
        sideways = event.orientation() is Qt.Orientation.Horizontal
        if sideways or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            start, end = self.viewRange()[0]
            self.pan_wanted.emit(-steps * (end - start) / 10)
        else:
            self.zoom_wanted.emit(_ZOOM_PER_STEP**-steps, self.time_at(event.pos()))


class LaneItem(pg.GraphicsObject):  # type: ignore[misc] # pyqtgraph has no types
    """Draws a lane into a pixmap once per change; the playhead passing over it costs a blit."""

    def __init__(
        self,
        lane: Lane,
        cache: SeriesCache,
        box: TimeViewBox,
        theme: Callable[[], Theme],
        pending_until: Callable[[], float],
    ) -> None:
        super().__init__()
        self._lane, self._cache, self._box = lane, cache, box
        self._theme, self._pending_until = theme, pending_until
        self._pixmap: QPixmap | None = None
        self._drawn_for: tuple[object, ...] = ()
        self.setParentItem(box)
        self._playhead = QGraphicsLineItem(self)
        self._playhead_s = 0.0
        box.sigRangeChanged.connect(self._moved)
        box.sigResized.connect(self._resized)

    def boundingRect(self) -> QRectF:
        return QRectF(self._box.rect())

    def set_playhead(self, time_s: float) -> None:
        self._playhead_s = time_s
        start, end = self._box.viewRange()[0]
        self._playhead.setVisible(start <= time_s <= end)
        x = (time_s - start) / max(1e-9, end - start) * self._box.rect().width()
        self._playhead.setPos(round(x), 0)

    def restyle(self) -> None:
        """After a change of theme or of the lane's extent."""
        self._drawn_for = ()
        pen = QPen(QColor(self._theme().playhead), 1.5)
        self._playhead.setPen(pen)
        self.update()

    def paint(self, painter: QPainter, *_: object) -> None:
        rect = self._box.rect()
        ratio = painter.device().devicePixelRatioF()
        key = (
            self._cache.version,
            self._pending_until(),
            tuple(map(tuple, self._box.viewRange())),
            (rect.width(), rect.height(), ratio),
            self._theme().name,
        )
        if key != self._drawn_for or self._pixmap is None:
            self._pixmap, self._drawn_for = self._draw(rect, ratio), key
        painter.drawPixmap(QPointF(0, 0), self._pixmap)

    def _draw(self, rect: QRectF, ratio: float) -> QPixmap:
        pixmap = QPixmap(max(1, round(rect.width() * ratio)), max(1, round(rect.height() * ratio)))
        pixmap.setDevicePixelRatio(ratio)
        theme = self._theme()
        pixmap.fill(QColor(theme.surface))
        (start, end), (low, high) = self._box.viewRange()
        series = self._cache.series
        with QPainter(pixmap) as painter:
            canvas = Canvas(painter, (rect.width(), rect.height()), (start, end), (low, high))
            reach, until = np.array([series.reach_s]), np.array([self._pending_until()])
            if reach < until:
                canvas.bars(reach, until, low, high, QColor(theme.surface_raised))
            self._lane.draw(canvas, series, theme)
        return pixmap

    def _moved(self) -> None:
        self.set_playhead(self._playhead_s)
        self.update()

    def _resized(self) -> None:
        self.prepareGeometryChange()
        self._playhead.setLine(0, 0, 0, self._box.rect().height())
        self.set_playhead(self._playhead_s)
