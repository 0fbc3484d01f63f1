"""A slider for sentiment that can also say nothing."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QSlider

from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import SENTIMENT_LIMIT
from desktop_app.views.charts.gauge import sentiment_shade
from desktop_app.views.format import sentiment_word, signed

_TENTHS = 10
_COARSE, _FINE = 5, 1
"""Steps in tenths: by the mouse, and by the mouse with Shift."""
_SIDE, _TOP, _THICK, _KNOB = 12, 8, 8, 8
"""Pixels: room at the ends, above the strip, the strip's height, the knob's radius."""


class SentimentScale(QSlider):
    """−3 to 3. While nothing is said its knob is hollow."""

    chosen = Signal(float)

    def __init__(self, themes: ThemeManager) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._themes = themes
        self.said: float | None = None
        self.setRange(round(-SENTIMENT_LIMIT * _TENTHS), round(SENTIMENT_LIMIT * _TENTHS))
        self.setSingleStep(_COARSE)
        self.setPageStep(2 * _COARSE)
        self.setTracking(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Sentiment"))
        self.setToolTip(self.tr("Half a point by the mouse, a tenth with Shift"))
        self.valueChanged.connect(lambda value: self.chosen.emit(value / _TENTHS))
        themes.changed.connect(self.update)
        self.show_value(None)

    def show_value(self, value: float | None) -> None:
        """What is said; None: nothing."""
        self.said = value
        self.blockSignals(True)
        self.setValue(round((value or 0.0) * _TENTHS))
        self.blockSignals(False)
        said = "" if value is None else f"{signed(value, 1)}, {sentiment_word(value)}"
        self.setAccessibleDescription(said or self.tr("not labelled"))
        self.update()

    def x_of(self, value: float) -> float:
        """Pixel of a value."""
        room = self.width() - 2 * _SIDE
        return _SIDE + room * (value + SENTIMENT_LIMIT) / (2 * SENTIMENT_LIMIT)

    def sizeHint(self) -> QSize:
        return QSize(240, _TOP + _THICK + 6 + self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.sizeHint().height())

    # ------------------------------------------------------------------ mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._take(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self._take(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton or not self.isSliderDown():
            return
        self._take(event)
        place = self.sliderPosition()
        self.blockSignals(True)  # a click on zero is a label too, although the value stays
        self.setSliderDown(False)
        self.setValue(place)
        self.blockSignals(False)
        self.chosen.emit(place / _TENTHS)

    def _take(self, event: QMouseEvent) -> None:
        room = max(1, self.width() - 2 * _SIDE)
        share = min(1.0, max(0.0, (event.position().x() - _SIDE) / room))
        fine = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        step = _FINE if fine else _COARSE
        tenths = self.minimum() + share * (self.maximum() - self.minimum())
        self.setSliderPosition(round(tenths / step) * step)
        self.update()

    # ------------------------------------------------------------------ painting

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._themes.theme
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            strip = QRectF(_SIDE, _TOP, self.width() - 2 * _SIDE, _THICK)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(sentiment_shade(theme, strip))
            painter.drawRoundedRect(strip, 4, 4)
            self._paint_ticks(painter, strip)
            self._paint_knob(painter, strip)

    def _paint_ticks(self, painter: QPainter, strip: QRectF) -> None:
        theme, metrics = self._themes.theme, self.fontMetrics()
        font = painter.font()
        font.setPointSizeF(font.pointSizeF() * 0.88)
        painter.setFont(font)
        for tick in range(-3, 4):
            x = self.x_of(tick)
            painter.setPen(QPen(QColor(theme.surface), 1))
            painter.drawLine(QPointF(x, strip.top()), QPointF(x, strip.bottom()))
            place = QRectF(x - 2 * _SIDE, strip.bottom() + 5, 4 * _SIDE, metrics.height())
            painter.setPen(QColor(theme.text_muted))
            painter.drawText(place, Qt.AlignmentFlag.AlignHCenter, signed(tick, 0))

    def _paint_knob(self, painter: QPainter, strip: QRectF) -> None:
        theme = self._themes.theme
        known = self.said is not None or self.isSliderDown()
        center = QPointF(self.x_of(self.sliderPosition() / _TENTHS), strip.center().y())
        color = QColor(theme.accent if known else theme.absent)
        edge = QColor(theme.text) if self.hasFocus() else color
        painter.setPen(QPen(edge, 2))
        painter.setBrush(color if known else QColor(theme.surface))
        painter.drawEllipse(center, _KNOB - 1, _KNOB - 1)
