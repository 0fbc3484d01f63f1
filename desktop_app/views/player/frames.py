"""Video frames become pictures of the right size on a thread of their own.

Converting a large frame takes tens of milliseconds; the event loop must not pay for it. When
frames come faster than they can be converted, the latest wins.
"""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, QSize, Qt, QThread, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QVideoFrame


class FrameConverter(QObject):
    """Owns the thread; ``close`` must be called."""

    converted = Signal(QImage)
    _wake = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._latest: QVideoFrame | None = None
        self._shown: QVideoFrame | None = None
        self._target = QSize(640, 360)
        self._thread = QThread()
        self._thread.setObjectName("frame-converter")
        self._wake.connect(self._convert)
        self.moveToThread(self._thread)
        self._thread.start()

    def offer(self, frame: QVideoFrame) -> None:
        """Take a frame from the player; callable from any thread."""
        if not frame.isValid():
            return
        with self._lock:
            idle = self._latest is None
            self._latest = self._shown = frame
        if idle:
            self._wake.emit()

    def resize(self, size: QSize) -> None:
        """Pictures will fit into ``size`` device pixels; the present one is made again."""
        with self._lock:
            self._target = size
            frame = self._shown
        if frame is not None:
            self.offer(frame)

    def forget(self) -> None:
        """The file has changed: the last frame is not to be shown again."""
        with self._lock:
            self._latest = self._shown = None

    def close(self) -> None:
        self._thread.quit()
        self._thread.wait()

    @Slot()
    def _convert(self) -> None:
        with self._lock:
            frame, self._latest = self._latest, None
            target = self._target
        if frame is None:
            return
        image = frame.toImage()  # upright: rotation and mirroring are applied here
        if image.isNull():
            return
        image = image.scaled(  # painting it is then a plain copy
            target, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        self.converted.emit(image)
