"""All lanes, from top to bottom, and how they share the height."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop_app.views.timeline.lane import Lane
from desktop_app.views.timeline.result_lanes import (
    ContributionLane,
    EmotionLane,
    RateLane,
    SentimentLane,
)
from desktop_app.views.timeline.signal_lanes import (
    ConflictLane,
    FaceLane,
    SpeechLane,
    WaveformLane,
)

LANES: tuple[Lane, ...] = (
    WaveformLane(),
    SpeechLane(),
    FaceLane(),
    SentimentLane(),
    ConflictLane(),
    EmotionLane(),
    ContributionLane(),
    RateLane(),
)
_SPACE = 5
"""Pixels between two lanes, and above the first."""


@dataclass(frozen=True, slots=True)
class Strip:
    """A lane and where it lies, in pixels from the top."""

    lane: Lane
    top: int
    height: int

    @property
    def bottom(self) -> int:
        return self.top + self.height


def least_height(lanes: Sequence[Lane]) -> int:
    """Pixels that these lanes need."""
    return _SPACE + sum(lane.least + _SPACE for lane in lanes)


def stacked(lanes: Sequence[Lane], height: int) -> tuple[Strip, ...]:
    """Lay lanes over each other in ``height`` pixels; what is left over is shared by weight."""
    spare = max(0, height - least_height(lanes))
    total = sum(lane.weight for lane in lanes) or 1
    strips, top, given = [], _SPACE, 0
    for place, lane in enumerate(lanes):
        upto = spare * sum(before.weight for before in lanes[: place + 1]) // total
        strips.append(Strip(lane, top, lane.least + upto - given))
        top, given = strips[-1].bottom + _SPACE, upto
    return tuple(strips)
