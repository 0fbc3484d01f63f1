"""The picture, letterboxed, with what is known of the moment over it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.theming.icons import icon
from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import GAP
from engine.sessions.faces import Box


@dataclass(frozen=True, slots=True)
class Overlays:
    """What lies over the picture; empty words are left out."""

    face: Box | None = None
    outlined: bool = True
    """Whether the face gets its box."""
    person: str = ""
    """Said at the face."""
    mesh: tuple[tuple[float, float], ...] = ()
    """Points of the face, as fractions of the picture."""
    caption: str = ""
    """Said at the lower border of the picture."""


NOTHING = Overlays()


class VideoSurface(QWidget):
    """Paints the latest picture; knows nothing of players."""

    clicked = Signal()
    resized = Signal(QSize)
    """The space for pictures in device pixels."""
    pictured = Signal()
    """Another picture is shown, or none any more."""

    def __init__(self, themes: ThemeManager) -> None:
        super().__init__()
        self._themes = themes
        self._image: QImage | None = None
        self._overlays = NOTHING
        self._message, self._sign = "", "sound"
        self.setMinimumSize(240, 135)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Picture"))
        themes.changed.connect(self.update)

    @property
    def image(self) -> QImage | None:
        """The picture that is shown."""
        return self._image

    def show_image(self, image: QImage) -> None:
        self._image = image
        self.update()
        self.pictured.emit()

    def show_message(self, message: str, sign: str = "sound") -> None:
        """Words instead of a picture, below an icon."""
        self._image, self._overlays = None, NOTHING
        self._message, self._sign = message, sign
        self.update()
        self.pictured.emit()

    def show_overlays(self, overlays: Overlays) -> None:
        if overlays != self._overlays:
            self._overlays = overlays
            self.update()

    @property
    def overlays(self) -> Overlays:
        return self._overlays

    def picture_rect(self) -> QRectF:
        """Where the picture lies in the widget: as large as fits, centred."""
        if self._image is None:
            return QRectF()
        space = QSizeF(self.size())
        size = QSizeF(self._image.size()).scaled(space, Qt.AspectRatioMode.KeepAspectRatio)
        corner = QPointF((space.width() - size.width()) / 2, (space.height() - size.height()) / 2)
        return QRectF(corner, size)

    def face_rect(self) -> QRectF:
        """Where the face box lies in the widget; empty when there is none."""
        if self._overlays.face is None or self._image is None:
            return QRectF()
        picture = self.picture_rect()
        left, top, width, height = self._overlays.face
        return QRectF(
            picture.left() + left * picture.width(),
            picture.top() + top * picture.height(),
            width * picture.width(),
            height * picture.height(),
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit(self.size() * self.devicePixelRatioF())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.clicked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        theme = self._themes.theme
        painter.fillRect(self.rect(), QColor(theme.video_background))
        if self._image is None:
            self._paint_message(painter)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self.picture_rect(), self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = painter.font()
        font.setPointSizeF(font.pointSizeF() * 0.9)
        painter.setFont(font)
        if self._overlays.face is not None:
            self._paint_face(painter, self._overlays)
        if self._overlays.mesh:
            self._paint_mesh(painter, self._overlays.mesh)
        if self._overlays.caption:
            foot = self.picture_rect().bottomLeft() + QPointF(GAP, -GAP)
            self._paint_tag(painter, self._overlays.caption, foot, QColor("#FFFFFF"))

    def _paint_face(self, painter: QPainter, overlays: Overlays) -> None:
        rect, color = self.face_rect(), QColor(self._themes.theme.face_box)
        if overlays.outlined:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(0, 0, 0, 120), 4))
            painter.drawRoundedRect(rect, 6, 6)
            painter.setPen(QPen(color, 2))
            painter.drawRoundedRect(rect, 6, 6)
        if overlays.person:
            above = rect.topLeft() - QPointF(0, 3)
            room = painter.fontMetrics().height() + 7
            foot = above if above.y() > room else rect.bottomLeft() + QPointF(0, room)
            self._paint_tag(painter, overlays.person, foot, color)

    def _paint_mesh(self, painter: QPainter, mesh: tuple[tuple[float, float], ...]) -> None:
        """Points on dark ones, as large as the face has room for: seen on any skin."""
        picture = self.picture_rect()
        corner, size = picture.topLeft(), picture.size()
        points = [QPointF(x * size.width(), y * size.height()) + corner for x, y in mesh]
        wide = max(point.x() for point in points) - min(point.x() for point in points)
        dot = max(1.6, wide / 110)
        color = QColor(self._themes.theme.face_box)
        for ink, across in ((QColor(0, 0, 0, 110), 1.7 * dot), (color, dot)):
            painter.setPen(QPen(ink, across, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawPoints(points)

    def _paint_tag(self, painter: QPainter, text: str, foot: QPointF, color: QColor) -> None:
        """Words on a dark ground; ``foot`` is its lower left corner. Cut off at the border."""
        metrics = painter.fontMetrics()
        room = round(self.width() - foot.x() - GAP - 12)
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(24, room))
        tag = QRectF(0, 0, metrics.horizontalAdvance(text) + 12, metrics.height() + 4)
        tag.moveBottomLeft(foot)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 170))
        painter.drawRoundedRect(tag, 4, 4)
        painter.setPen(color)
        painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_message(self, painter: QPainter) -> None:
        if not self._message:
            return
        muted = QColor("#9CA6B7")  # on the video's own dark ground in every theme
        side = 40
        center = self.rect().center()
        icon(self._sign, muted.name()).paint(
            painter, center.x() - side // 2, center.y() - side, side, side
        )
        painter.setPen(muted)
        below = self.rect().adjusted(0, side + 16, 0, 0)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self._message)
