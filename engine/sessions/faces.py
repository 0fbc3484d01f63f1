"""Where the chosen person's face is at a moment, between the sampled observations."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from engine.types import FaceObservation

MAX_GAP_S = 0.5
"""Farther from an observation than this, no box is drawn: the face was not seen there."""

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
