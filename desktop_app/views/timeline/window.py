"""Which stretch of time is in view: zooming and panning as numbers, no Qt."""

from __future__ import annotations

from dataclasses import dataclass

SHORTEST_S = 0.5
"""Closer than this there is nothing to be seen."""


@dataclass(frozen=True, slots=True)
class TimeWindow:
    """Seconds ``start_s`` to ``end_s`` out of a medium of ``whole_s`` seconds."""

    start_s: float
    end_s: float
    whole_s: float

    @classmethod
    def fitted(cls, whole_s: float) -> TimeWindow:
        whole_s = max(SHORTEST_S, whole_s)
        return cls(0.0, whole_s, whole_s)

    @property
    def span_s(self) -> float:
        return self.end_s - self.start_s

    def of(self, start_s: float, end_s: float) -> TimeWindow:
        """These seconds, as far as they lie within the medium."""
        span = min(max(SHORTEST_S, end_s - start_s), self.whole_s)
        start = min(max(0.0, start_s), self.whole_s - span)
        return TimeWindow(start, start + span, self.whole_s)

    def zoomed(self, factor: float, around_s: float) -> TimeWindow:
        """``factor`` times as much time; ``around_s`` stays where it is on the screen."""
        pivot = min(max(around_s, self.start_s), self.end_s)
        factor = max(factor, SHORTEST_S / self.span_s)
        return self.of(
            pivot - (pivot - self.start_s) * factor, pivot + (self.end_s - pivot) * factor
        )

    def panned(self, seconds: float) -> TimeWindow:
        return self.of(self.start_s + seconds, self.end_s + seconds)

    def around(self, start_s: float, end_s: float, margin: float = 0.05) -> TimeWindow:
        """These seconds with a margin (a share of them) on either side."""
        room = (end_s - start_s) * margin
        return self.of(start_s - room, end_s + room)
