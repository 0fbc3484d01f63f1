"""The picture, letterboxed, with the face box over it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.theming.icons import icon
from desktop_app.theming.manager import ThemeManager
from engine.sessions.faces import Box


class VideoSurface(QWidget):
    """Paints the latest picture; knows nothing of players."""

    clicked = Signal()
    resized = Signal(QSize)
    """The space for pictures in device pixels."""

    def __init__(self, themes: ThemeManager) -> None:
        super().__init__()
        self._themes = themes
        self._image: QImage | None = None
        self._box: Box | None = None
        self._label = ""
        self._message = ""
        self.setMinimumSize(240, 135)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Picture")
        themes.changed.connect(self.update)

    def show_image(self, image: QImage) -> None:
        self._image = image
        self.update()

    def show_message(self, message: str) -> None:
        """Words instead of a picture."""
        self._image, self._box, self._message = None, None, message
        self.update()

    def show_face(self, box: Box | None, label: str) -> None:
        if (box, label) != (self._box, self._label):
            self._box, self._label = box, label
            self.update()

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
        if self._box is None or self._image is None:
            return QRectF()
        picture = self.picture_rect()
        left, top, width, height = self._box
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
        if self._box is not None:
            self._paint_face(painter, QColor(theme.face_box))

    def _paint_face(self, painter: QPainter, color: QColor) -> None:
        rect = self.face_rect()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(0, 0, 0, 120), 4))
        painter.drawRoundedRect(rect, 6, 6)
        painter.setPen(QPen(color, 2))
        painter.drawRoundedRect(rect, 6, 6)
        if not self._label:
            return
        font = painter.font()
        font.setPointSizeF(font.pointSizeF() * 0.9)
        painter.setFont(font)
        metrics = painter.fontMetrics()
        tag = QRectF(0, 0, metrics.horizontalAdvance(self._label) + 12, metrics.height() + 4)
        above = rect.top() - tag.height() - 3
        tag.moveTopLeft(QPointF(rect.left(), above if above > 0 else rect.bottom() + 3))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 170))
        painter.drawRoundedRect(tag, 4, 4)
        painter.setPen(color)
        painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, self._label)

    def _paint_message(self, painter: QPainter) -> None:
        if not self._message:
            return
        muted = QColor("#9CA6B7")  # on the video's own dark ground in every theme
        side = 40
        center = self.rect().center()
        icon("sound", muted.name()).paint(
            painter, center.x() - side // 2, center.y() - side, side, side
        )
        painter.setPen(muted)
        below = self.rect().adjusted(0, side + 16, 0, 0)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self._message)
