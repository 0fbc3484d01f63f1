"""Rates, delays and levels as they are shown: of the recent past, in little memory."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from threading import Lock

import numpy as np

from engine.live.events import Delay, SoundLevel
from engine.live.sources.level import level_of
from engine.types import AudioBlock, Float32Array

_RATE_SPAN_S = 5.0
_DELAY_SPAN_S = 60.0
_MOST = 2048
_LEVEL_EVERY_S = 0.05


class RateMeter:
    """How often something happens, a second."""

    def __init__(self) -> None:
        self.count = 0
        self._since = time.monotonic()
        self._times: deque[float] = deque(maxlen=_MOST)

    def tick(self) -> None:
        """It happened."""
        self.count += 1
        self._times.append(time.monotonic())

    @property
    def per_s(self) -> float:
        """Of the last seconds."""
        now = time.monotonic()
        span = min(_RATE_SPAN_S, max(now - self._since, 1e-3))
        return sum(at > now - span for at in tuple(self._times)) / span


class LoudnessMeter:
    """How loud the sound is, told several times a second of sound."""

    def __init__(self, tell: Callable[[SoundLevel], None]) -> None:
        self._tell = tell
        self._waiting: list[Float32Array] = []

    def hear(self, block: AudioBlock) -> None:
        """The next block."""
        self._waiting.append(block.samples)
        if sum(map(len, self._waiting)) >= _LEVEL_EVERY_S * block.sample_rate_hz:
            samples = np.concatenate(self._waiting)
            self._waiting.clear()
            self._tell(SoundLevel(block.end_s, level_of(samples)))


class DelayMeter:
    """Quantiles of delays."""

    def __init__(self) -> None:
        self._found: deque[tuple[float, float]] = deque(maxlen=_MOST)

    def add(self, delay_s: float) -> None:
        """One more."""
        self._found.append((time.monotonic(), delay_s))

    @property
    def summary(self) -> Delay | None:
        """Of the last minute; None where there were none."""
        since = time.monotonic() - _DELAY_SPAN_S
        recent = [delay for at, delay in tuple(self._found) if at > since]
        if not recent:
            return None
        median, high = np.percentile(recent, (50, 95))
        return Delay(float(median), float(high))


class ShareMeter:
    """Seconds of work per second of what was worked on, of the last minute."""

    def __init__(self) -> None:
        self._found: deque[tuple[float, float, float]] = deque(maxlen=_MOST)

    def add(self, spent_s: float, done_s: float) -> None:
        """``spent_s`` of work for ``done_s`` of what was worked on, which may be zero."""
        self._found.append((time.monotonic(), spent_s, done_s))

    @property
    def share(self) -> float | None:
        """None where nothing was worked on."""
        since = time.monotonic() - _DELAY_SPAN_S
        recent = [(spent, done) for at, spent, done in tuple(self._found) if at > since]
        done = sum(each[1] for each in recent)
        return sum(each[0] for each in recent) / done if done else None


class ClockMeter:
    """When something of the source's clock could have been known at the earliest.

    The least time by which things came later than their own time is taken for the offset of the
    two clocks, so what a device needs before it hands anything on is not in it.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._least: deque[tuple[float, float]] = deque()
        self._now_s = 0.0

    @property
    def now_s(self) -> float:
        """The latest time of the source that was seen."""
        return self._now_s

    def came(self, time_s: float) -> None:
        """Something of this time of the source has come."""
        now = time.monotonic()
        offset = now - time_s
        with self._lock:
            # The front is the least of the last minute.
            while self._least and self._least[-1][1] >= offset:
                self._least.pop()
            self._least.append((now, offset))
            while self._least[0][0] < now - _DELAY_SPAN_S:
                self._least.popleft()
            self._now_s = max(self._now_s, time_s)

    def delay_of(self, time_s: float) -> float:
        """How long ago something of this time was there to be known."""
        with self._lock:
            offset = self._least[0][1] if self._least else 0.0
        return max(time.monotonic() - time_s - offset, 0.0)
