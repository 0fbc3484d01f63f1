"""How many pictures come, and how many the usual pace says are missing."""

from __future__ import annotations

from collections import deque
from statistics import median

_REMEMBERED = 30
_MISSING_FROM = 1.75
"""A step this many times the usual one means that a picture was left out; irregular cameras
(fewer pictures in the dark) stay below it from one picture to the next."""


class Pace:
    """Fed with the time of every picture, in order; read by other threads."""

    def __init__(self) -> None:
        self.seen = 0
        self.dropped = 0
        self._last_s: float | None = None
        self._steps: deque[float] = deque(maxlen=_REMEMBERED)

    def add(self, time_s: float) -> None:
        """A picture of ``time_s`` seconds has come."""
        if self._last_s is not None:
            step = time_s - self._last_s
            if len(self._steps) == _REMEMBERED:
                usual = median(self._steps)
                if usual > 0 and step > _MISSING_FROM * usual:
                    self.dropped += round(step / usual) - 1
            self._steps.append(step)
        self._last_s = time_s
        self.seen += 1

    @property
    def fps(self) -> float | None:
        """Over the last thirty pictures; None before the second one."""
        steps = list(self._steps)
        total = sum(steps)
        return len(steps) / total if total > 0 else None
