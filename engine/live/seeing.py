"""Pictures to faces: the newest ones are looked at, on a grid of time as in a file."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from threading import Condition

import cv2
import numpy as np

from engine.features.vision.expression import EXPRESSION_NAMES
from engine.features.vision.faces import (
    READING_NAMES,
    FaceExtractor,
    FaceReading,
    FrameReading,
)
from engine.features.vision.timeline import VISION_MAX_SIDE, VISION_RATE_HZ
from engine.live.events import FacesSeen, LiveFace
from engine.live.meters import RateMeter
from engine.media.clock import grid_cell
from engine.media.picture import fit_within
from engine.types import VideoFrame

_MOST_WAITING = 2
_EXPRESSION = "expression_"
_CLASSES = tuple(
    (name.removeprefix(_EXPRESSION), EXPRESSION_NAMES.index(name) - len(EXPRESSION_NAMES))
    for name in EXPRESSION_NAMES
    if "embedding" not in name
)
"""Names of the expression network's classes, and their columns counted from the end."""


class FaceWatch:
    """Gives readings of pictures to ``looked``, on the thread that calls ``run``."""

    def __init__(
        self,
        extractor: FaceExtractor,
        looked: Callable[[FrameReading, FacesSeen], None],
        *,
        patient: bool,
    ) -> None:
        """``patient``: whoever shows pictures waits, and none is dropped."""
        self.rate_hz = VISION_RATE_HZ
        """How many pictures a second are looked at."""
        self.meter = RateMeter()
        self.dropped = 0
        self._extractor = extractor
        self._has_expression = len(extractor.names) > len(READING_NAMES)
        self._looked = looked
        self._patient = patient
        self._waiting: deque[VideoFrame] = deque()
        self._changed = Condition()
        self._last_taken_s = -1.0
        self._at_work_s: float | None = None
        self._shown_to_s = 0.0
        self._over = False

    def show(self, frame: VideoFrame) -> None:
        """Every picture; the first of each cell of the grid is looked at. Waits if patient."""
        with self._changed:
            self._shown_to_s = max(self._shown_to_s, frame.time_s)
            if grid_cell(frame.time_s, self.rate_hz) <= grid_cell(self._last_taken_s, self.rate_hz):
                self._changed.notify_all()
                return
            self._last_taken_s = frame.time_s
            if self._patient:
                self._changed.wait_for(lambda: len(self._waiting) < _MOST_WAITING or self._over)
            elif len(self._waiting) >= _MOST_WAITING:
                self._waiting.popleft()
                self.dropped += 1
            self._waiting.append(frame)
            self._changed.notify_all()

    @property
    def waiting(self) -> int:
        """Pictures that are to be looked at."""
        return len(self._waiting)

    def run(self) -> None:
        """Look at pictures until ``finish``, and at those that wait by then."""
        while (frame := self._next()) is not None:
            reading = self._extractor.observe(frame)
            self.meter.tick()
            self._looked(reading, faces_of(reading, expression=self._has_expression))
            with self._changed:
                self._at_work_s = None
                self._changed.notify_all()

    def finish(self, *, drop: bool = False) -> None:
        """No picture follows. ``drop``: nor are those that wait looked at."""
        with self._changed:
            self._over = True
            if drop:
                self._waiting.clear()
            self._changed.notify_all()

    def wait_for(self, time_s: float, timeout_s: float) -> None:
        """Until every picture before ``time_s`` that is to be looked at has been."""
        with self._changed:
            self._changed.wait_for(lambda: self._settled_s() >= time_s, timeout_s)

    def _settled_s(self) -> float:
        if self._at_work_s is not None:
            return self._at_work_s
        if self._waiting:
            return self._waiting[0].time_s
        return float("inf") if self._over else self._shown_to_s

    def _next(self) -> VideoFrame | None:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._over)
            if not self._waiting:
                return None
            frame = self._waiting.popleft()
            self._at_work_s = frame.time_s
            self._changed.notify_all()
            return frame


def display_sized(frame: VideoFrame) -> VideoFrame:
    """No side longer than what faces are looked for in and what is shown."""
    height, width = frame.bgr.shape[:2]
    size = fit_within(width, height, VISION_MAX_SIDE)
    if size == (width, height):
        return frame
    smaller = cv2.resize(frame.bgr, size, interpolation=cv2.INTER_AREA)
    return VideoFrame(np.asarray(smaller, dtype=np.uint8), frame.time_s)


def faces_of(reading: FrameReading, *, expression: bool) -> FacesSeen:
    """What is shown of a reading, whose features may end with those of the expression network."""
    return FacesSeen(reading.time_s, tuple(_face(face, expression) for face in reading.faces))


def _face(face: FaceReading, expression: bool) -> LiveFace:
    shown = {}
    if expression and face.features is not None:
        shown = {name: float(face.features[column]) for name, column in _CLASSES}
    return LiveFace(face.observation, face.mesh, shown)
