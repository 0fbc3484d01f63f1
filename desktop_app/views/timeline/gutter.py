"""The left-hand labels of the lanes: name, unit and the marks of the scale."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from desktop_app.theming.tokens import Theme
from desktop_app.views.timeline.lane import Scales
from desktop_app.views.timeline.lanes import Strip

GUTTER = 148
"""Width in pixels."""
_LEFT = 10
_TO_PLOT = 7
_APART = 5
_UNIT_FROM = 26
"""A lane at least this tall has room for its unit under its name."""


def draw_gutter(
    strips: Sequence[Strip], scales: Scales, theme: Theme, height: int, ratio: float
) -> QPixmap:
    """Labels of the lanes as a picture of ``GUTTER`` × ``height`` pixels."""
    pixmap = QPixmap(QSize(GUTTER, max(1, height)) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(QColor(theme.surface))
    with QPainter(pixmap) as painter:
        for strip in strips:
            _draw_name(painter, strip, scales, theme)
            _draw_ticks(painter, strip, scales, theme)
    return pixmap


def _draw_name(painter: QPainter, strip: Strip, scales: Scales, theme: Theme) -> None:
    unit = strip.lane.unit(scales) if strip.height >= _UNIT_FROM else ""
    painter.setFont(_font(8.5, QFont.Weight.DemiBold))
    line = painter.fontMetrics().height()
    if not unit:
        room = QRectF(_LEFT, strip.top - 4, GUTTER, strip.height + 8)
        painter.setPen(QColor(theme.text))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, strip.lane.title)
        return
    top = strip.top - 1
    painter.setPen(QColor(theme.text))
    painter.drawText(QRectF(_LEFT, top, GUTTER, line), 0, strip.lane.title)
    painter.setFont(_font(7.5))
    painter.setPen(QColor(theme.text_muted))
    row = painter.fontMetrics().height()
    room = QRectF(_LEFT, top + line - 1, GUTTER - _LEFT, row)
    painter.drawText(room, 0, unit)
    room.translate(0, row)
    for name, color in strip.lane.legend(theme):
        painter.setPen(color)
        painter.drawText(room, 0, name)
        room.setLeft(room.left() + painter.fontMetrics().horizontalAdvance(name) + _APART)


def _draw_ticks(painter: QPainter, strip: Strip, scales: Scales, theme: Theme) -> None:
    painter.setFont(_font(7.5))
    line = painter.fontMetrics().height()
    last = -float(line)
    for tick in strip.lane.ticks(scales, theme):
        middle = strip.top + tick.share * strip.height
        if middle - last < line * 0.7:
            continue
        last = middle
        painter.setPen(QColor(tick.color or theme.text_muted))
        painter.drawText(
            QRectF(0, middle - line / 2, GUTTER - _TO_PLOT, line),
            int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            | int(Qt.TextFlag.TextDontClip),  # or the dots of an Ä are cut off
            tick.text,
        )


def _font(points: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    font = QFont(QApplication.font())
    font.setPointSizeF(points)
    font.setWeight(weight)
    return font
