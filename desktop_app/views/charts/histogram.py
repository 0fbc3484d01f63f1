"""How much of the time each stretch of the sentiment scale takes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from desktop_app.i18n.texts import translate
from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import SENTIMENT_LIMIT
from desktop_app.views.charts.chart import Chart, fill, text_in
from desktop_app.views.format import percent, signed, span

_SIDE = 13.0
_PLOT_HEIGHT = 84.0


class SentimentHistogram(Chart):
    """Columns in the scale's own colours; the highest fills the height and is named."""

    def __init__(self, themes: ThemeManager) -> None:
        super().__init__(
            themes, translate("SentimentHistogram", "Distribution of the sentiment over time")
        )
        self.shares: tuple[float, ...] = ()
        self._edges: tuple[float, ...] = ()
        self._mean = 0.0

    def show_shares(self, shares: Sequence[float], edges: Sequence[float], mean: float) -> None:
        """``shares`` of the time between neighbouring ``edges``; they add up to one."""
        self.shares, self._edges, self._mean = tuple(shares), tuple(edges), mean
        said = [
            f"{span(low, low + (edges[1] - edges[0]))}: {percent(share)}"
            for low, share in zip(edges, shares, strict=False)
            if share >= 0.005
        ]
        text = self.tr("Mean {mean}. Share of the time: {shares}")
        self.describe(text.format(mean=signed(mean), shares=", ".join(said)))

    def content_height(self) -> float:
        return _PLOT_HEIGHT + 2 * self.metrics.height() + 8

    def column_rect(self, place: int) -> QRectF:
        left, right = self._x(self._edges[place]), self._x(self._edges[place + 1])
        height = _PLOT_HEIGHT * self.shares[place] / max(self.shares)
        base = self.metrics.height() + 2 + _PLOT_HEIGHT
        return QRectF(left + 1, base - height, right - left - 2, height)

    def paint(self, painter: QPainter) -> None:
        if not self.shares:
            return
        for place, share in enumerate(self.shares):
            if share > 0:
                middle = (self._edges[place] + self._edges[place + 1]) / 2
                self._paint_column(painter, self.column_rect(place), share, middle)
        self._paint_axis(painter)

    def _paint_column(
        self, painter: QPainter, rect: QRectF, share: float, sentiment: float
    ) -> None:
        fill(painter, rect, self.theme.sentiment(sentiment))
        # The palest colours of the scale need an edge to stand out from the ground.
        painter.setPen(QPen(QColor(self.theme.text_muted), 0.8))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect, 2, 2)
        line = self.metrics.height()
        place = QRectF(rect.left() - 12, rect.top() - line - 1, rect.width() + 24, line)
        if share == max(self.shares):
            text_in(painter, place, percent(share), self.theme.text, Qt.AlignmentFlag.AlignHCenter)

    def _paint_axis(self, painter: QPainter) -> None:
        theme, line = self.theme, self.metrics.height()
        base = line + 2 + _PLOT_HEIGHT
        painter.setPen(QPen(QColor(theme.text_muted), 1))
        painter.drawLine(QPointF(_SIDE, base), QPointF(self.width() - _SIDE, base))
        for tick in range(-3, 4):
            place = QRectF(self._x(tick) - _SIDE, base + 5, 2 * _SIDE, line)
            text_in(
                painter, place, signed(tick, 0), theme.text_muted, Qt.AlignmentFlag.AlignHCenter
            )
        x = self._x(self._mean)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.text))
        painter.drawPolygon(
            [QPointF(x, base + 1), QPointF(x - 4, base + 7), QPointF(x + 4, base + 7)]
        )

    def _x(self, value: float) -> float:
        share = (value + SENTIMENT_LIMIT) / (2 * SENTIMENT_LIMIT)
        return _SIDE + (self.width() - 2 * _SIDE) * share
