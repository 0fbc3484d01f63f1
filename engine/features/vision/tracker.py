"""Identities of faces from frame to frame.

A face goes on being the same track when it lies where the track was going, has about its size and
looks alike. In doubt, after a cut above all, a face gets a new track: one person in two tracks is
a smaller mistake than two people in one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.types import Float32Array, Float64Array

LONGEST_LOSS_S = 1.0
"""A face that comes back later than this gets a new identity."""
_REACH = 0.6
"""How far a face may be from where it was expected, in sides of its own box …"""
_REACH_PER_S = 1.5
"""… and how much further for each second since it was seen."""
_SIZE_RATIO = 1.6
_LIKENESS = 0.6
"""Least correlation of the upright faces of two sightings. Measured: one person a tenth of a second
apart 0.82 and more in 99 % of frames; different people 0.64 and less in 90 % of pairs, at most
0.83."""
_LIKENESS_AFTER_CUT = 0.88
"""After a cut place and size mean nothing, so likeness alone decides."""
_CUT = 20.0
"""Mean change of the reduced picture, in grey levels, that is taken for a cut.
Measured: 15 at most within scenes, 30 and more across cuts."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """box: float64 [4] left, top, width, height; appearance: unit vector or None."""

    box: Float64Array
    appearance: Float32Array | None

    @property
    def centre(self) -> Float64Array:
        return self.box[:2] + self.box[2:] / 2

    @property
    def size(self) -> float:
        return float(np.sqrt(max(self.box[2] * self.box[3], 1e-12)))


@dataclass(slots=True)
class _Track:
    track_id: int
    last: Sighting
    time_s: float
    velocity: Float64Array
    doubtful: bool = False
    """A cut lies between the last sighting and now."""


class FaceTracker:
    """Gives each face of each frame the number of its track; numbers are never used twice."""

    def __init__(self) -> None:
        self._tracks: list[_Track] = []
        self._next_id = 0
        self._scene: Float32Array | None = None

    def follow(
        self, time_s: float, sightings: Sequence[Sighting], scene: Float32Array
    ) -> list[int]:
        """Track number of each sighting. ``scene``: the reduced picture, same shape each time."""
        if self._scene is not None and float(np.abs(scene - self._scene).mean()) > _CUT:
            for track in self._tracks:
                track.doubtful = True
        self._scene = scene
        self._tracks = [t for t in self._tracks if time_s - t.time_s <= LONGEST_LOSS_S]
        pairs = sorted(
            (cost, row, column)
            for row, track in enumerate(self._tracks)
            for column, sighting in enumerate(sightings)
            if (cost := _cost(track, sighting, time_s)) is not None
        )
        matched: dict[int, _Track] = {}
        taken: set[int] = set()
        for _, row, column in pairs:
            if row not in taken and column not in matched:
                taken.add(row)
                matched[column] = self._tracks[row]
        return [
            self._continue(matched[column], sighting, time_s)
            if column in matched
            else self._begin(sighting, time_s)
            for column, sighting in enumerate(sightings)
        ]

    def _begin(self, sighting: Sighting, time_s: float) -> int:
        track = _Track(self._next_id, sighting, time_s, np.zeros(2))
        self._next_id += 1
        self._tracks.append(track)
        return track.track_id

    def _continue(self, track: _Track, sighting: Sighting, time_s: float) -> int:
        elapsed = time_s - track.time_s
        if elapsed > 0:
            velocity = (sighting.centre - track.last.centre) / elapsed
            track.velocity = 0.5 * track.velocity + 0.5 * velocity
        track.last, track.time_s, track.doubtful = sighting, time_s, False
        return track.track_id


def _cost(track: _Track, sighting: Sighting, time_s: float) -> float | None:
    """How unlike track and sighting are; None where they cannot be the same face."""
    likeness = _likeness(track.last, sighting)
    if track.doubtful:
        return 1.0 - likeness if likeness is not None and likeness >= _LIKENESS_AFTER_CUT else None
    elapsed = time_s - track.time_s
    size = max(track.last.size, sighting.size)
    expected = track.last.centre + track.velocity * min(elapsed, 0.3)
    moved = float(np.linalg.norm(sighting.centre - expected)) / size
    resized = size / min(track.last.size, sighting.size)
    if resized > _SIZE_RATIO or moved > _REACH + _REACH_PER_S * elapsed:
        return None
    if likeness is None:
        return 1.0 + moved
    return moved + 1.0 - likeness if likeness >= _LIKENESS else None


def _likeness(one: Sighting, other: Sighting) -> float | None:
    """Correlation of the upright faces, −1..1; None where one was too small to be measured."""
    if one.appearance is None or other.appearance is None:
        return None
    return float(one.appearance @ other.appearance)
