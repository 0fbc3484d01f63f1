"""Voices and faces with known properties for the feature tests."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import cv2
import numpy as np
from skimage import data

from engine.features.audio import AUDIO_FEATURE_NAMES
from engine.features.vision.timeline import VISION_FEATURE_NAMES
from engine.types import FeatureTrack, Float32Array, UInt8Array

FACE_CENTRE = (223.0, 122.0)
"""Middle between eyes and mouth in ``astronaut``."""


def voice(
    f0_hz: float | Callable[[Float32Array], Float32Array],
    seconds: float = 1.0,
    rate_hz: int = 16000,
    tilt: float = 1.0,
) -> Float32Array:
    """A buzz: harmonics up to 7 kHz whose amplitudes fall with their number to the ``tilt``."""
    time = np.arange(round(seconds * rate_hz)) / rate_hz
    pitch = np.full(len(time), f0_hz) if not callable(f0_hz) else f0_hz(time)
    phase = 2 * np.pi * np.cumsum(pitch) / rate_hz
    top = int(min(7000.0, 0.45 * rate_hz) / pitch.max())
    sound = sum(np.sin(k * phase) / k**tilt for k in range(1, top + 1))
    return (0.3 * sound / np.abs(sound).max()).astype(np.float32)


def audio_column(track: FeatureTrack, name: str) -> Float32Array:
    """Valid values of one audio feature."""
    return track.values[track.valid, AUDIO_FEATURE_NAMES.index(name)]


def vision_column(track: FeatureTrack, name: str) -> Float32Array:
    """Valid values of one vision feature."""
    return track.values[track.valid, VISION_FEATURE_NAMES.index(name)]


@cache
def astronaut() -> UInt8Array:
    """A real face looking into the camera, BGR 512 × 512."""
    return cv2.cvtColor(data.astronaut(), cv2.COLOR_RGB2BGR)


def placed(
    centre: tuple[float, float],
    *,
    turn_deg: float = 0.0,
    scale: float = 1.0,
    size: tuple[int, int] = (640, 480),
    onto: UInt8Array | None = None,
    mirrored: bool = False,
) -> UInt8Array:
    """The astronaut's head with its middle at ``centre`` of a picture (width, height), turned
    clockwise, over grey or pasted ``onto`` another picture."""
    face = astronaut()[:, ::-1] if mirrored else astronaut()
    middle = (511 - FACE_CENTRE[0], FACE_CENTRE[1]) if mirrored else FACE_CENTRE
    move = cv2.getRotationMatrix2D(middle, -turn_deg, scale)
    move[:, 2] += np.subtract(centre, middle)
    background = onto if onto is not None else np.full((size[1], size[0], 3), 120, np.uint8)
    size = (background.shape[1], background.shape[0])
    mask = np.zeros(face.shape[:2], np.uint8)
    cv2.ellipse(mask, tuple(round(v) for v in middle), (95, 115), 0, 0, 360, 255, -1)
    picture = cv2.warpAffine(np.ascontiguousarray(face), move, size)
    inside = cv2.warpAffine(mask, move, size)[..., None] > 127
    return np.where(inside, picture, background).astype(np.uint8)
