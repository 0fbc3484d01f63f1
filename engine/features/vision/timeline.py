"""What the pictures say about one stretch of time: one person's face, measured step by step."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.features.contract import ExtractorSpec
from engine.features.networks import Networks, weights_digest
from engine.features.vision.expression import EXPRESSION_NAMES
from engine.features.vision.faces import READING_NAMES, FaceReading, FrameReading
from engine.types import BoolArray, FaceObservation, FeatureTrack, Float32Array, Float64Array

VISION_RATE_HZ = 10.0
"""Frames a second that are looked at; the steps are the frames themselves, with their own times."""
VISION_MAX_SIDE = 640
"""Frames are looked at with no side longer than this, in pixels."""

_MOVING = (
    *("yaw_deg", "pitch_deg", "roll_deg", "mouth_openness", "mouth_width", "jaw_drop"),
    *("lip_corners_height", "upper_lip_to_nose", "brow_distance"),
    *("brow_inner_height_right", "brow_inner_height_left", "brow_outer_height_right"),
    *("brow_outer_height_left", "eye_openness_right", "eye_openness_left"),
)
_MOVING_COLUMNS = [READING_NAMES.index(name) for name in _MOVING]
_LONGEST_STEP_S = 0.35
"""No speed is taken across a longer gap."""

EXPRESSION_SPEC_NAME = "face-geometry-expression"


def with_speed_names(names: tuple[str, ...]) -> tuple[str, ...]:
    """The columns of a track whose readings have ``names``."""
    return (*names, *(f"{name}_per_s" for name in _MOVING))


VISION_FEATURE_NAMES = with_speed_names(READING_NAMES)
VISION_SPEC = ExtractorSpec(
    "face-geometry", 1, len(VISION_FEATURE_NAMES), VISION_RATE_HZ, VISION_FEATURE_NAMES
)
"""Measures of the mesh alone."""


def expression_spec(networks: Networks) -> ExtractorSpec:
    """Measures of the mesh, and what the expression network of ``networks`` says of the face."""
    names = with_speed_names((*READING_NAMES, *EXPRESSION_NAMES))
    return ExtractorSpec(
        EXPRESSION_SPEC_NAME,
        1,
        len(names),
        VISION_RATE_HZ,
        names,
        weights=weights_digest(networks.expression),
    )


@dataclass(frozen=True, slots=True)
class VisionEvidence:
    """The chosen person's face in a stretch; ``track`` is None exactly where a reason is given."""

    track: FeatureTrack | None
    faces: tuple[FaceObservation, ...]
    track_id: int | None
    faces_seen: int
    """Different tracks that were seen in at least two frames of the stretch (one is enough
    where there is only one frame)."""
    reason_absent: str | None


class FaceTimeline:
    """Readings of recent frames, in order of time."""

    def __init__(self, columns: int = len(READING_NAMES)) -> None:
        """``columns``: numbers a reading has, len(FaceExtractor.names)."""
        self._columns = columns
        self._frames: list[FrameReading] = []

    def add(self, reading: FrameReading) -> None:
        """Append the next frame's faces; an empty frame counts as looked at."""
        self._frames.append(reading)

    def forget(self, before_s: float) -> None:
        """Drop frames earlier than ``before_s``."""
        del self._frames[: self._index(before_s)]

    def evidence(self, start_s: float, end_s: float) -> VisionEvidence:
        """The face that was most in view in [start_s, end_s), its values [frames, dimension].

        Most in view is the largest sum of size times detector score over the frames. Frames
        without that face, or in which it could not be measured, are masked steps.
        """
        frames = self._frames[self._index(start_s) : self._index(end_s)]
        tracks: dict[int, list[FaceReading]] = defaultdict(list)
        for frame in frames:
            for face in frame.faces:
                tracks[face.observation.track_id].append(face)
        if not tracks:
            reason = "No face was in view." if frames else "There are no pictures of this stretch."
            return VisionEvidence(None, (), None, 0, reason)
        chosen = max(tracks, key=lambda track_id: (_prominence(tracks[track_id]), -track_id))
        seen = sum(len(faces) >= min(2, len(frames)) for faces in tracks.values())
        observations = tuple(face.observation for face in tracks[chosen])
        track = _feature_track(frames, chosen, self._columns)
        reason_absent = None
        if not track.has_evidence:
            reason_absent = "The face was too small, hidden or turned away to be measured."
        return VisionEvidence(
            None if reason_absent else track, observations, chosen, max(seen, 1), reason_absent
        )

    def _index(self, time_s: float) -> int:
        return bisect_left(self._frames, time_s, key=lambda frame: frame.time_s)


def with_speeds(readings: Float32Array, times_s: Float64Array, valid: BoolArray) -> Float32Array:
    """Append speeds to readings [steps, columns], which begin with READING_NAMES.

    Speeds are per second over the neighbouring valid steps (one-sided at gaps); 0 for a step with
    no neighbour, a still picture among them. Invalid rows are 0 throughout.
    """
    steps = len(readings)
    moving = readings[:, _MOVING_COLUMNS].astype(np.float64)
    linked = valid[1:] & valid[:-1] & (np.diff(times_s) <= _LONGEST_STEP_S)
    here = np.arange(steps)
    before = np.where(np.append(False, linked), here - 1, here)
    after = np.where(np.append(linked, False), here + 1, here)
    elapsed = times_s[after] - times_s[before]
    speeds = (moving[after] - moving[before]) / np.where(elapsed > 0, elapsed, 1.0)[:, None]
    values = np.hstack([readings, speeds.astype(np.float32)])
    values[~valid] = 0.0
    return values


def still_track(reading: Float32Array, time_s: float = 0.0) -> FeatureTrack:
    """A track of one step from FaceExtractor.read_still."""
    times, valid = np.array([time_s]), np.ones(1, dtype=np.bool_)
    return FeatureTrack(with_speeds(reading[None], times, valid), times, valid)


def _prominence(faces: Sequence[FaceReading]) -> float:
    return sum(face.size * face.observation.score for face in faces)


def _feature_track(frames: Sequence[FrameReading], track_id: int, columns: int) -> FeatureTrack:
    readings = np.zeros((len(frames), columns), dtype=np.float32)
    valid = np.zeros(len(frames), dtype=np.bool_)
    for step, frame in enumerate(frames):
        for face in frame.faces:
            if face.observation.track_id == track_id and face.features is not None:
                readings[step], valid[step] = face.features, True
    times = np.array([frame.time_s for frame in frames], dtype=np.float64)
    return FeatureTrack(with_speeds(readings, times, valid), times, valid)
