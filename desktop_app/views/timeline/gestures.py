"""What the mouse, the wheel and fingers do on the timeline, told as wishes."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QGestureEvent, QPinchGesture

from desktop_app.views.timeline.plot import Plot

_ZOOM_PER_STEP = 1.25
_WHEEL_STEP = 120.0
_PAN_PER_STEP = 0.1
"""Share of the view by which a step of the wheel moves it."""


class _Drag(Enum):
    SEEK = auto()
    SELECT = auto()
    PAN = auto()


class Gestures(QObject):
    """Left button seeks, with Shift it selects; other buttons, Ctrl and the axis pan.

    The wheel zooms around the mouse, sideways or with Shift it pans; two fingers zoom.
    """

    seek_wanted = Signal(float)
    select_wanted = Signal(float, float)
    pan_wanted = Signal(float)
    """By how many seconds the view should move."""
    zoom_wanted = Signal(float, float)
    """How many times as much time, and the time that stays where it is."""
    hovered = Signal(QPointF)
    left = Signal()

    def __init__(self, plot: Plot) -> None:
        super().__init__(plot)
        self._plot = plot
        self._drag: _Drag | None = None
        self._from_s = 0.0
        self._last_x = 0.0
        plot.grabGesture(Qt.GestureType.PinchGesture)
        plot.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent):
            return self._mouse(event)
        if isinstance(event, QWheelEvent):
            self._wheel(event)
            return True
        if isinstance(event, QNativeGestureEvent):
            return self._native(event)
        if isinstance(event, QGestureEvent):
            return self._pinch(event)
        if event.type() is QEvent.Type.Leave:
            self.left.emit()
        return False

    def _mouse(self, event: QMouseEvent) -> bool:
        match event.type():
            case QEvent.Type.MouseButtonPress:
                self._press(event)
            case QEvent.Type.MouseMove:
                self._move(event)
            case QEvent.Type.MouseButtonRelease:
                self._drag = None
            case _:
                return False
        return True

    def _press(self, event: QMouseEvent) -> None:
        self._plot.setFocus(Qt.FocusReason.MouseFocusReason)
        position = event.position()
        self._from_s, self._last_x = self._plot.time_at(position.x()), position.x()
        modifiers = event.modifiers()
        pans = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        if event.button() is not Qt.MouseButton.LeftButton or pans or self._plot.on_axis(position):
            self._drag = _Drag.PAN
        elif modifiers & Qt.KeyboardModifier.ShiftModifier:
            self._drag = _Drag.SELECT
            self.select_wanted.emit(self._from_s, self._from_s)
        else:
            self._drag = _Drag.SEEK
            self.seek_wanted.emit(self._from_s)

    def _move(self, event: QMouseEvent) -> None:
        x = event.position().x()
        here_s = self._plot.time_at(x)
        match self._drag:
            case _Drag.SEEK:
                self.seek_wanted.emit(here_s)
            case _Drag.SELECT:
                self.select_wanted.emit(self._from_s, here_s)
            case _Drag.PAN:
                self.pan_wanted.emit((self._last_x - x) * self._plot.seconds_per_pixel)
        self._last_x = x
        self.hovered.emit(event.position())

    def _wheel(self, event: QWheelEvent) -> None:
        event.accept()
        delta = event.angleDelta()
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        span = self._plot.window_s.span_s
        if abs(delta.x()) > abs(delta.y()):
            self.pan_wanted.emit(-delta.x() / _WHEEL_STEP * span * _PAN_PER_STEP)
        elif shifted:
            self.pan_wanted.emit(-delta.y() / _WHEEL_STEP * span * _PAN_PER_STEP)
        else:
            factor = _ZOOM_PER_STEP ** (-delta.y() / _WHEEL_STEP)
            self.zoom_wanted.emit(factor, self._plot.time_at(event.position().x()))

    def _native(self, event: QNativeGestureEvent) -> bool:
        if event.gestureType() is not Qt.NativeGestureType.ZoomNativeGesture:
            return False
        around = self._plot.time_at(event.position().x())
        self.zoom_wanted.emit(1.0 / max(0.1, 1.0 + event.value()), around)
        return True

    def _pinch(self, event: QGestureEvent) -> bool:
        pinch = event.gesture(Qt.GestureType.PinchGesture)
        if not isinstance(pinch, QPinchGesture):
            return False
        self._drag = None
        center = self._plot.mapFromGlobal(pinch.hotSpot())
        self.zoom_wanted.emit(1.0 / max(0.1, pinch.scaleFactor()), self._plot.time_at(center.x()))
        event.accept(pinch)
        return True
