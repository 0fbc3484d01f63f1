"""Where a sentiment is on its scale, and where it may be."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPen

from desktop_app.i18n.texts import translate
from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import SENTIMENT_LIMIT, Theme
from desktop_app.views.charts.chart import Chart, ghost_mark, hatch, text_in
from desktop_app.views.format import sentiment_word, signed, span, uncertain

_SIDE = 13.0
"""Room beside the scale for half of the outermost tick's text."""
_WHISKER_Y = 7.0
_STRIP = (13.0, 10.0)
"""Top and height."""


def interval_name() -> str:
    """What the interval of one prediction is called."""
    return translate("Gauge", "80 % interval")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a gauge shows. ``ghost``: the original, while ``value`` is a what-if."""

    value: float
    interval: tuple[float, float] | None = None
    uncertain: bool = False
    ghost: float | None = None
    interval_meaning: str = field(default_factory=interval_name)

    def spoken(self) -> str:
        said = [translate("Gauge", "{value} on −3 to +3").format(value=signed(self.value))]
        said.append(uncertain() if self.uncertain else sentiment_word(self.value))
        if self.interval is not None:
            said.append(f"{self.interval_meaning} {span(*self.interval, 2)}")
        if self.ghost is not None:
            said.append(translate("Gauge", "originally {value}").format(value=signed(self.ghost)))
        return ", ".join(said)


class SentimentGauge(Chart):
    """The diverging scale with a needle, the interval as a whisker, the original as a ghost."""

    def __init__(self, themes: ThemeManager, name: str = "") -> None:
        super().__init__(themes, name or translate("Gauge", "Sentiment"))
        self.reading: Reading | None = None

    def show_reading(self, reading: Reading | None) -> None:
        self.reading = reading
        self.describe(reading.spoken() if reading else self.tr("nothing yet"))

    def content_height(self) -> float:
        return sum(_STRIP) + 5 + self.metrics.height()

    def x_of(self, value: float) -> float:
        """Pixel of a value, which is kept on the scale."""
        kept = min(SENTIMENT_LIMIT, max(-SENTIMENT_LIMIT, value))
        room = self.width() - 2 * _SIDE
        return _SIDE + room * (kept + SENTIMENT_LIMIT) / (2 * SENTIMENT_LIMIT)

    def paint(self, painter: QPainter) -> None:
        self._paint_scale(painter)
        if self.reading is None:
            return
        if self.reading.interval is not None:
            self._paint_interval(painter, self.reading.interval)
        top, height = _STRIP
        if self.reading.ghost is not None:
            ghost_mark(painter, self.x_of(self.reading.ghost), 3, top + height + 4, self.theme)
        self._paint_needle(painter, self.x_of(self.reading.value))

    def _paint_scale(self, painter: QPainter) -> None:
        theme, (top, height) = self.theme, _STRIP
        strip = QRectF(_SIDE, top, self.width() - 2 * _SIDE, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(sentiment_shade(theme, strip))
        painter.drawRoundedRect(strip, 3, 3)
        line = self.metrics.height()
        for tick in range(-3, 4):
            x = self.x_of(tick)
            painter.setPen(QPen(QColor(theme.surface), 1))
            painter.drawLine(QPointF(x, top + height - 4), QPointF(x, top + height))
            place = QRectF(x - _SIDE, top + height + 4, 2 * _SIDE, line)
            text_in(
                painter, place, signed(tick, 0), theme.text_muted, Qt.AlignmentFlag.AlignHCenter
            )

    def _paint_interval(self, painter: QPainter, interval: tuple[float, float]) -> None:
        left, right = (self.x_of(end) for end in interval)
        assert self.reading is not None
        style = Qt.PenStyle.DotLine if self.reading.uncertain else Qt.PenStyle.SolidLine
        color = QColor(self.theme.text)
        painter.setPen(QPen(color, 2.0, style, Qt.PenCapStyle.FlatCap))
        painter.drawLine(QPointF(left, _WHISKER_Y), QPointF(right, _WHISKER_Y))
        painter.setPen(QPen(color, 2.0))
        for x in (left, right):
            painter.drawLine(QPointF(x, _WHISKER_Y - 3), QPointF(x, _WHISKER_Y + 3))

    def _paint_needle(self, painter: QPainter, x: float) -> None:
        top, height = _STRIP
        needle = QRectF(x - 2.5, top - 3, 5, height + 6)
        painter.setPen(QPen(QColor(self.theme.surface), 1.5))
        painter.setBrush(QColor(self.theme.text))
        painter.drawRoundedRect(needle, 2.5, 2.5)


class SmallGauge(Chart):
    """The same scale without numbers, for places where the number stands next to it."""

    def __init__(self, themes: ThemeManager) -> None:
        super().__init__(themes, translate("Gauge", "Sentiment"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is around it says the number
        self._value: float | None = None

    def show_value(self, value: float | None) -> None:
        self._value = value
        self.describe(self.tr("absent") if value is None else Reading(value).spoken())

    def content_height(self) -> float:
        return 10.0

    def sizeHint(self) -> QSize:
        return QSize(48, 10)

    def paint(self, painter: QPainter) -> None:
        room = QRectF(2, 3, self.width() - 4, 4)
        if self._value is None:
            hatch(painter, room, QColor(self.theme.absent))
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(sentiment_shade(self.theme, room))
        painter.drawRoundedRect(room, 2, 2)
        share = (min(SENTIMENT_LIMIT, max(-SENTIMENT_LIMIT, self._value)) / SENTIMENT_LIMIT + 1) / 2
        painter.setPen(QPen(QColor(self.theme.surface), 1))
        painter.setBrush(QColor(self.theme.text))
        painter.drawRoundedRect(QRectF(room.left() + share * room.width() - 2, 0, 4, 10), 2, 2)


def sentiment_shade(theme: Theme, strip: QRectF) -> QLinearGradient:
    """The colours of the sentiment from -3 to 3."""
    shade = QLinearGradient(strip.topLeft(), strip.topRight())
    for step in range(13):
        shade.setColorAt(step / 12, theme.sentiment(-SENTIMENT_LIMIT + step / 2))
    return shade
