"""Pictures of a camera through OpenCV: one of this machine, or one in the network."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from typing import Any, cast

import cv2

from engine.errors import DeviceError
from engine.live.sources.camera_list import explain_camera
from engine.media.address import Address
from engine.runtime.cancel import Cancel
from engine.types import UInt8Array, VideoFrame

_BACK_ENDS = {
    "linux": (cv2.CAP_V4L2,),
    "darwin": (cv2.CAP_AVFOUNDATION,),
    "win32": (cv2.CAP_DSHOW, cv2.CAP_MSMF),
}
"""In the order in which they are tried. On Windows DirectShow first: Media Foundation opens some
cameras very slowly."""
_NETWORK_TIMEOUT_MS = 5000
_RAW_WIDTH = 640
"""Wider pictures do not fit through USB 2 uncompressed at 30 a second."""
_FIRST_TRIES = 10
"""Some cameras give no picture for the first few reads."""


class Camera:
    """An open camera that has given a first picture."""

    def __init__(
        self,
        target: int | str,
        *,
        width: int = 640,
        height: int = 480,
        fps: float = 30.0,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open camera number ``target``, or the stream or file at that address.

        Size and rate are wishes. Raises DeviceError that says why it cannot be used.
        """
        _be_quiet()
        self._target = target
        self._now = now
        if isinstance(target, int):
            self.name = f"camera {target}"
            self._capture = _opened(target)
            self._ask_for(width, height, fps)
        else:
            self.name = f"camera “{Address(target)}”"
            timeouts = (cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, cv2.CAP_PROP_READ_TIMEOUT_MSEC)
            options = [value for name in timeouts for value in (name, _NETWORK_TIMEOUT_MS)]
            self._capture = cv2.VideoCapture(target, cv2.CAP_FFMPEG, options)
        first = self._first()
        if first is None:
            self.close()
            raise self._cannot_open()
        self.size = (first.shape[1], first.shape[0])

    def frames(self, cancel: Cancel) -> Iterator[VideoFrame]:
        """Pictures with the time on ``now``'s clock at which each came, until ``cancel``.

        Raises DeviceError when no more come.
        """
        while not cancel.is_set():
            came = self._capture.grab()
            time_s = self._now()
            ok, picture = self._capture.retrieve() if came else (False, None)
            if not ok:
                raise DeviceError(
                    f"The {self.name} does not give pictures any more.",
                    hint="Plug it in again or check its connection, then start again.",
                )
            yield VideoFrame(cast(UInt8Array, picture), time_s)

    def close(self) -> None:
        self._capture.release()

    def _ask_for(self, width: int, height: int, fps: float) -> None:
        capture: Any = self._capture
        if width > _RAW_WIDTH:
            capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, width)
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, height)
        capture.set(cv2.CAP_PROP_FPS, fps)
        capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)  # what waits there would be stamped too late

    def _first(self) -> UInt8Array | None:
        if not self._capture.isOpened():
            return None
        for _ in range(_FIRST_TRIES if isinstance(self._target, int) else 1):
            ok, picture = self._capture.read()
            if ok:
                return cast(UInt8Array, picture)
        return None

    def _cannot_open(self) -> DeviceError:
        if isinstance(self._target, int):
            return explain_camera(self._target)
        return DeviceError(
            f"No pictures come from “{Address(self._target)}”.",
            hint="Check the address in a browser or a media player, and the network.",
        )


def opens(index: int) -> bool:
    """Whether the camera with this number can be opened."""
    _be_quiet()
    capture = _opened(index)
    opened = bool(capture.isOpened())
    capture.release()
    return opened


def _opened(index: int) -> cv2.VideoCapture:
    """Through the first back end that can; through the last one, not open, where none can."""
    for back_end in _BACK_ENDS.get(sys.platform, (cv2.CAP_ANY,)):
        capture = cv2.VideoCapture(index, back_end)
        if capture.isOpened():
            break
    return capture


def _be_quiet() -> None:
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
