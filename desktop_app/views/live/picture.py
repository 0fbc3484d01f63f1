"""The camera's picture with what is seen in it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.state.live.session import LiveSession, LiveStatus
from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import GAP
from desktop_app.views.format import clock
from desktop_app.views.live.calibration import CalibrationSign
from desktop_app.views.player.surface import Overlays, VideoSurface

_FACE_KEPT_S = 0.6
"""A face that has not been measured for longer is no longer outlined."""
_BLINK_MS = 700
_SOUND, _PICTURE = "sound", "drop"
"""Icons."""


class LivePicture(QWidget):
    """Mirrored if wanted, as people know themselves."""

    def __init__(self, live: LiveSession, themes: ThemeManager) -> None:
        super().__init__()
        self._live = live
        self._mirrored = self._meshed = False
        self.surface = VideoSurface(themes)
        self._light = RecordingLight(live)
        self.sign = CalibrationSign(live, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.surface)
        self._light.setParent(self)
        live.picture_shown.connect(self._show)
        live.status_changed.connect(self._on_status)
        self._on_status()

    @property
    def mirrored(self) -> bool:
        return self._mirrored

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.sign.place()

    def mirror(self, wanted: bool) -> None:
        self._mirrored = wanted
        self._show()

    @property
    def meshed(self) -> bool:
        return self._meshed

    def show_mesh(self, wanted: bool) -> None:
        """The points of the face over the picture, or not."""
        self._meshed = wanted
        self._show()

    def _on_status(self) -> None:
        if self._live.picture is not None:
            return
        said = {
            LiveStatus.OFF: self.tr("Choose a camera and a microphone, then start."),
            LiveStatus.STARTING: self.tr("Loading the models and opening the camera…"),
            LiveStatus.RUNNING: self.tr("Sound only"),
            LiveStatus.FINISHING: "",
        }
        sign = _SOUND if self._live.status is LiveStatus.RUNNING else _PICTURE
        self.surface.show_message(said[self._live.status], sign)

    def _show(self) -> None:
        picture = self._live.picture
        if picture is None or self._live.frozen:
            return
        height, width, _ = picture.bgr.shape
        image = QImage(picture.bgr.data, width, height, 3 * width, QImage.Format.Format_BGR888)
        # Either makes a copy: the picture's own memory goes with the next one.
        self.surface.show_image(
            image.flipped(Qt.Orientation.Horizontal) if self._mirrored else image.copy()
        )
        self.surface.show_overlays(self._overlays(picture.time_s))

    def _overlays(self, time_s: float) -> Overlays:
        seen = self._live.faces
        if seen is None or not seen.faces or time_s - seen.time_s > _FACE_KEPT_S:
            return Overlays()
        face = seen.faces[0]
        left, top, width, height = face.observation.box
        if self._mirrored:
            left = 1.0 - left - width
        points = face.mesh.tolist() if self._meshed and face.mesh is not None else []
        mesh = tuple((1.0 - x if self._mirrored else x, y) for x, y in points)
        return Overlays(face=(left, top, width, height), mesh=mesh)


class RecordingLight(QWidget):
    """A red light and the time, as long as a film is written."""

    def __init__(self, live: LiveSession) -> None:
        super().__init__()
        self._live = live
        self._on = True
        self._timer = QTimer(self)
        self._timer.setInterval(_BLINK_MS)
        self._timer.timeout.connect(self._blink)
        self.setAccessibleName(self.tr("Recording"))
        self.hide()
        live.recording_changed.connect(self._refresh)

    def _refresh(self) -> None:
        recording = self._live.recording
        self.setVisible(recording is not None)
        if recording is None:
            self._timer.stop()
            return
        self._on = True
        self._timer.start()
        self.move(GAP, GAP)
        self.resize(150, self.fontMetrics().height() + 10)
        self.raise_()
        self.update()

    def _blink(self) -> None:
        self._on = not self._on
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        recording = self._live.recording
        if recording is None:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QColor(0, 0, 0, 0))
            painter.setBrush(QColor(0, 0, 0, 170))
            painter.drawRoundedRect(self.rect(), 4, 4)
            side = self.height() - 14
            if self._on or recording.paused:
                painter.setBrush(QColor("#888888" if recording.paused else "#FF3B30"))
                painter.drawEllipse(8, 7, side, side)
            painter.setPen(QColor("#FFFFFF"))
            state = self.tr("paused") if recording.paused else self.tr("REC")
            since = max(0.0, self._live.time_s - recording.start_s)
            room = self.rect().adjusted(side + 16, 0, -4, 0)
            left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(room, left, f"{state}  {clock(since)}")
