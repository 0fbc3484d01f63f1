"""Where the chosen person's face is at a moment, between the sampled observations."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from engine.types import FaceObservation, MeshedFace

MAX_GAP_S = 0.5
"""Farther from an observation than this, no box is drawn: the face was not seen there."""

MIN_OVERLAP = 0.3
"""Boxes of one face, found twice or drawn between two moments, share at least this much."""

Box = tuple[float, float, float, float]


def box_at(faces: Sequence[FaceObservation], time_s: float) -> Box | None:
    """Box at ``time_s`` as fractions (left, top, width, height), linear between observations."""
    index = bisect_left(faces, time_s, key=lambda face: face.time_s)
    before = faces[index - 1] if index > 0 else None
    after = faces[index] if index < len(faces) else None
    if before and after and after.time_s - before.time_s <= MAX_GAP_S:
        share = (time_s - before.time_s) / (after.time_s - before.time_s)
        mixed = [a + (b - a) * share for a, b in zip(before.box, after.box, strict=True)]
        return mixed[0], mixed[1], mixed[2], mixed[3]
    near = [face for face in (before, after) if face and abs(face.time_s - time_s) <= MAX_GAP_S / 2]
    return min(near, key=lambda face: abs(face.time_s - time_s)).box if near else None


def fitting(faces: Sequence[MeshedFace], box: Box | None) -> MeshedFace | None:
    """The face of a picture that lies in ``box``; the largest where nothing is known of any.

    ``faces``: the largest first. None where there are none, or none lies there.
    """
    if box is None or not faces:
        return faces[0] if faces else None
    best = max(faces, key=lambda face: _overlap(face.box, box))
    return best if _overlap(best.box, box) >= MIN_OVERLAP else None


def _overlap(one: Box, other: Box) -> float:
    """What two boxes share, as a fraction of what they cover together."""
    width = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    height = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    shared = max(width, 0.0) * max(height, 0.0)
    covered = one[2] * one[3] + other[2] * other[3] - shared
    return shared / covered if covered else 0.0
