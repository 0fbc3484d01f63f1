"""The timeline on the screen: a kept picture of the lanes, and what moves over it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QImage,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.i18n.marks import QT_TRANSLATE_NOOP
from desktop_app.i18n.texts import translate
from desktop_app.state.session import Session
from desktop_app.state.switches import LaneId
from desktop_app.state.waveform import Reading
from desktop_app.theming.manager import ThemeManager
from desktop_app.views.timeline.data import SeriesCache
from desktop_app.views.timeline.gutter import GUTTER, draw_gutter
from desktop_app.views.timeline.lane import Scales
from desktop_app.views.timeline.lanes import LANES, Strip, least_height, stacked
from desktop_app.views.timeline.render import Picture, Scene, render
from desktop_app.views.timeline.ticks import axis_label, time_step, time_ticks
from desktop_app.views.timeline.window import TimeWindow

AXIS = 22
"""Height of the axis of time in pixels."""
_RIGHT = 12
_FORMAT = QImage.Format.Format_RGB32
_LABEL_APART = 92
_MESSAGES = {
    Reading.NO_SOUND: QT_TRANSLATE_NOOP("Timeline", "This file has no sound"),
    Reading.RUNNING: QT_TRANSLATE_NOOP("Timeline", "Reading the sound…"),
    Reading.FAILED: QT_TRANSLATE_NOOP("Timeline", "The sound cannot be read"),
}


class Plot(QWidget):
    """Paints what is in view; the lanes are drawn anew only when something in them changes."""

    def __init__(self, session: Session, cache: SeriesCache, themes: ThemeManager) -> None:
        super().__init__()
        self._session, self._cache, self._themes = session, cache, themes
        self.window_s = TimeWindow.fitted(0.0)
        self.hover_x: float | None = None
        self.strips: tuple[Strip, ...] = ()
        self._picture: Picture | None = None
        self._picture_for: tuple[object, ...] = ()
        self._image = QImage()
        self._image_for: tuple[object, ...] = ()
        self._gutter = QPixmap()
        self._gutter_for: tuple[object, ...] = ()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.arrange()

    # ------------------------------------------------------------------ geometry

    @property
    def plot_width(self) -> int:
        return max(1, self.width() - GUTTER - _RIGHT)

    @property
    def lanes_height(self) -> int:
        return max(1, self.height() - AXIS)

    @property
    def seconds_per_pixel(self) -> float:
        return self.window_s.span_s / self.plot_width

    def time_at(self, x: float) -> float:
        """Time under a pixel; beside the lanes, that of their border."""
        share = min(max((x - GUTTER) / self.plot_width, 0.0), 1.0)
        return self.window_s.start_s + share * self.window_s.span_s

    def x_of(self, time_s: float) -> float:
        return GUTTER + (time_s - self.window_s.start_s) / self.seconds_per_pixel

    def on_axis(self, position: QPointF) -> bool:
        return position.y() >= self.lanes_height

    def strip(self, lane: LaneId) -> Strip | None:
        """Where a lane lies; None while it is switched off."""
        return next((strip for strip in self.strips if strip.lane.id is lane), None)

    def minimumSizeHint(self) -> QSize:
        return QSize(GUTTER + 240, least_height([s.lane for s in self.strips]) + AXIS)

    def arrange(self) -> None:
        """Lay out the lanes that are switched on."""
        lanes = [lane for lane in LANES if self._session.lanes.is_on(lane.id)]
        self.strips = stacked(lanes, self.lanes_height)
        self.setMinimumHeight(least_height(lanes) + AXIS)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    # ------------------------------------------------------------------ painting

    def paintEvent(self, event: QPaintEvent) -> None:
        self._refresh()
        theme = self._themes.theme
        with QPainter(self) as painter:
            right = GUTTER + self.plot_width
            painter.fillRect(right, 0, _RIGHT, self.height(), QColor(theme.surface))
            painter.fillRect(0, self.lanes_height, self.width(), AXIS, QColor(theme.surface))
            painter.drawPixmap(0, 0, self._gutter)
            painter.drawImage(QPointF(GUTTER, 0), self._image)
            self._paint_message(painter)
            self._paint_axis(painter)
            painter.setClipRect(GUTTER, 0, self.plot_width + 1, self.height())
            self._paint_selection(painter)
            self._paint_hover(painter)
            self._paint_playhead(painter)
            painter.setClipping(False)
            if self.hasFocus():
                painter.setPen(QPen(QColor(theme.accent), 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def _refresh(self) -> None:
        """Draw lanes and gutter anew if what they show has changed."""
        theme, ratio = self._themes.theme, self.devicePixelRatioF()
        analysis, waveform = self._session.analysis, self._session.waveform
        pending = analysis.duration_s if analysis.active and analysis.media else 0.0
        size = (self.plot_width, self.lanes_height)
        versions = (self._cache.version, waveform.version)
        same = (*versions, theme.name, ratio, self.strips, pending, size)
        key = (*same, self.window_s)
        if key == self._image_for:
            return
        scales = Scales.of(self._cache.series, waveform)
        self._picture = render(
            Scene(self._cache.series, waveform, scales, pending),
            self.strips,
            self.window_s,
            size=size,
            ratio=ratio,
            theme=theme,
            before=self._picture if same == self._picture_for else None,
        )
        pixels = self._picture.pixels
        self._image = QImage(
            pixels.data, pixels.shape[1], len(pixels), 4 * pixels.shape[1], _FORMAT
        )
        self._image.setDevicePixelRatio(ratio)
        self._image_for, self._picture_for = key, same
        gutter = (scales, theme.name, ratio, self.strips, self.lanes_height)
        if gutter != self._gutter_for:
            self._gutter = draw_gutter(self.strips, scales, theme, self.lanes_height, ratio)
            self._gutter_for = gutter

    def _paint_message(self, painter: QPainter) -> None:
        waveform, strip = self._session.waveform, self.strip(LaneId.WAVEFORM)
        message = translate("Timeline", _MESSAGES.get(waveform.state, ""))
        reach_s = waveform.pyramid.reach_s if waveform.pyramid is not None else 0.0
        left = max(float(GUTTER), self.x_of(reach_s) if reach_s else 0.0)
        room = QRectF(left, 0, GUTTER + self.plot_width - left, 0)
        if strip is None or not message or room.width() < _LABEL_APART:
            return
        room.setTop(strip.top)
        room.setHeight(strip.height)
        painter.setFont(small(self.font(), 8.5))
        painter.setPen(QColor(self._themes.theme.text_muted))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, message)

    def _paint_axis(self, painter: QPainter) -> None:
        theme, window = self._themes.theme, self.window_s
        top, bottom = self.lanes_height, self.height()
        painter.setPen(QPen(QColor(theme.border), 1))
        painter.drawLine(GUTTER, top, GUTTER + self.plot_width, top)
        step = time_step(window.span_s, self.plot_width, _LABEL_APART)
        painter.setFont(small(self.font(), 8.0))
        for time_s in time_ticks(window.start_s, window.end_s, step):
            x = self.x_of(time_s)
            painter.setPen(QPen(QColor(theme.border), 1))
            painter.drawLine(QPointF(x, top), QPointF(x, top + 4))
            place = QRectF(x - _LABEL_APART / 2, top + 4, _LABEL_APART, bottom - top - 4)
            place.moveLeft(min(place.left(), self.width() - place.width()))
            painter.setPen(QColor(theme.text_muted))
            at_end = x > self.width() - _LABEL_APART / 2
            align = Qt.AlignmentFlag.AlignRight if at_end else Qt.AlignmentFlag.AlignHCenter
            painter.drawText(
                place.adjusted(0, 0, -4 if at_end else 0, 0),
                align | Qt.AlignmentFlag.AlignVCenter,
                axis_label(time_s, step),
            )

    def _paint_selection(self, painter: QPainter) -> None:
        bounds = self._session.range.bounds
        if bounds is None:
            return
        color = QColor(self._themes.theme.accent)
        left, right = self.x_of(bounds[0]), self.x_of(bounds[1])
        wash = QColor(color)
        wash.setAlpha(48)
        painter.fillRect(QRectF(left, 0, right - left, self.height()), wash)
        painter.setPen(QPen(color, 1))
        for x in (left, right):
            painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))

    def _paint_hover(self, painter: QPainter) -> None:
        if self.hover_x is None:
            return
        painter.setPen(QPen(QColor(self._themes.theme.text_muted), 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(self.hover_x, 0), QPointF(self.hover_x, self.lanes_height))

    def _paint_playhead(self, painter: QPainter) -> None:
        x = round(self.x_of(self._session.playback.position_s)) + 0.5
        color, top = QColor(self._themes.theme.playhead), self.lanes_height
        painter.setPen(QPen(color, 1.5))
        painter.drawLine(QPointF(x, 0), QPointF(x, top))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        head = [QPointF(x - 5, top + 7), QPointF(x + 5, top + 7), QPointF(x, top)]
        painter.drawPolygon(QPolygonF(head))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._gutter_for = self._image_for = self._picture_for = ()


def small(font: QFont, points: float) -> QFont:
    """The same font in another size."""
    other = QFont(font)
    other.setPointSizeF(points)
    return other
