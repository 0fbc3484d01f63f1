"""What webcams, compression and hands do to faces, done to the training part of FER+."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from engine.features.vision.alignment import ALIGNED_SIDE
from engine.types import Float64Array, UInt8Array


@dataclass(frozen=True, slots=True)
class Augmentation:
    """How far faces are changed. Sizes are drawn evenly between minus and plus the number."""

    turn_deg: float = 12.0
    """What the five points may be wrong by, and how heads are tilted …"""
    stretch: float = 0.12
    """… in size …"""
    shift: float = 0.06
    """… and in place, of the side."""
    gamma: float = 0.5
    """Exponent of the brightness: e to this power, or its inverse, at most."""
    exposure: float = 0.3
    """Change of contrast and brightness, so that lights clip."""
    side_light: float = 0.4
    """How much darker one side of the face gets."""
    blur: float = 0.1
    """Chance of a blur of up to 1.2 pixels,"""
    low_resolution: float = 0.12
    """of having only 16 to 40 pixels,"""
    compression: float = 0.12
    """of JPEG at a quality of 15 to 60,"""
    noise: float = 0.15
    """of noise up to 12 grey levels,"""
    erasing: float = 0.2
    """of a patch (hand, hair, microphone) over up to a sixth of the face."""


def augmented(
    faces: UInt8Array, augmentation: Augmentation, random: np.random.Generator
) -> UInt8Array:
    """Changed faces, uint8 [n, 48, 48], from aligned ones with a rim, uint8 [n, 72, 72].

    The same state of ``random`` gives the same faces.
    """
    maps = jitter(len(faces), faces.shape[1], augmentation, random)
    light = _light_tables(len(faces), augmentation, random)
    light_on = random.random(len(faces)) < 0.7
    damage = random.random((len(faces), 5))
    size = (ALIGNED_SIDE, ALIGNED_SIDE)
    result = np.empty((len(faces), *size), dtype=np.uint8)
    for index, face in enumerate(faces):
        crop = cv2.warpAffine(face, maps[index], size, borderMode=cv2.BORDER_REPLICATE)
        if light_on[index]:
            crop = _side_lit(cv2.LUT(crop, light[index]), augmentation.side_light, random)
        result[index] = _damaged(crop, augmentation, damage[index], random)
    return result


def centred(faces: UInt8Array) -> UInt8Array:
    """Faces without their rim, as ``align`` gives them without one: [n, 48, 48]."""
    rim = (faces.shape[1] - ALIGNED_SIDE) // 2
    return faces[:, rim : rim + ALIGNED_SIDE, rim : rim + ALIGNED_SIDE]


def jitter(
    count: int, side: int, augmentation: Augmentation, random: np.random.Generator
) -> Float64Array:
    """Affine maps [count, 2, 3] from aligned faces of this ``side`` to the network's input: a
    small turn, stretch and shift, and a flip for every second face."""
    angle = np.radians(augmentation.turn_deg) * random.uniform(-1, 1, count)
    scale = np.exp(augmentation.stretch * random.uniform(-1, 1, count))
    shift = augmentation.shift * ALIGNED_SIDE * random.uniform(-1, 1, (count, 2))
    mirror = np.where(random.random(count) < 0.5, -1.0, 1.0)
    cos, sin = np.cos(angle) * scale, np.sin(angle) * scale
    turn = np.array([[cos * mirror, -sin], [sin * mirror, cos]]).transpose(2, 0, 1)
    middle, goal = (side - 1) / 2, (ALIGNED_SIDE - 1) / 2
    return np.concatenate([turn, (goal + shift - turn.sum(axis=2) * middle)[:, :, None]], axis=2)


def _light_tables(
    count: int, augmentation: Augmentation, random: np.random.Generator
) -> UInt8Array:
    """What each grey level becomes, [count, 256]: gamma, then contrast and brightness."""
    gamma = np.exp(augmentation.gamma * random.uniform(-1, 1, (count, 1)))
    contrast, brightness = 1 + augmentation.exposure * random.uniform(-1, 1, (2, count, 1))
    level = np.linspace(0, 1, 256)[None] ** gamma
    table = (level - 0.5) * contrast + 0.5 * brightness
    return np.asarray((255 * table.clip(0, 1)).round(), dtype=np.uint8)


def _side_lit(face: UInt8Array, most: float, random: np.random.Generator) -> UInt8Array:
    """Darker towards one side, as from a window or a lamp."""
    angle, depth = random.uniform(0, 2 * np.pi), random.uniform(0, most)
    along = np.linspace(-0.5, 0.5, ALIGNED_SIDE, dtype=np.float32)
    slope = np.float32(np.cos(angle)) * along[None] + np.float32(np.sin(angle)) * along[:, None]
    return _grey(face * (1 - np.float32(depth) * (slope + np.float32(0.5))))


def _damaged(
    face: UInt8Array,
    augmentation: Augmentation,
    chance: Float64Array,
    random: np.random.Generator,
) -> UInt8Array:
    """Optics first, then the sensor, then what is sent; a hand is in front of all of it."""
    if chance[0] < augmentation.erasing:
        face = _erased(face, random)
    if chance[1] < augmentation.blur:
        face = _grey(cv2.GaussianBlur(face, (0, 0), random.uniform(0.3, 1.2)))
    if chance[2] < augmentation.low_resolution:
        side = int(random.integers(16, 41))
        small = cv2.resize(face, (side, side), interpolation=cv2.INTER_AREA)
        face = _grey(cv2.resize(small, face.shape, interpolation=cv2.INTER_LINEAR))
    if chance[3] < augmentation.noise:
        noise = random.standard_normal(face.shape, dtype=np.float32)
        face = _grey(face + np.float32(random.uniform(1, 12)) * noise)
    if chance[4] < augmentation.compression:
        quality = int(random.integers(15, 61))
        encoded = cv2.imencode(".jpg", face, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        face = np.asarray(cv2.imdecode(encoded, cv2.IMREAD_GRAYSCALE), dtype=np.uint8)
    return face


def _erased(face: UInt8Array, random: np.random.Generator) -> UInt8Array:
    area = random.uniform(0.02, 1 / 6) * ALIGNED_SIDE**2
    aspect = np.exp(random.uniform(-0.8, 0.8))
    height = int(np.clip(np.sqrt(area * aspect), 1, ALIGNED_SIDE))
    width = int(np.clip(np.sqrt(area / aspect), 1, ALIGNED_SIDE))
    top = int(random.integers(0, ALIGNED_SIDE - height + 1))
    left = int(random.integers(0, ALIGNED_SIDE - width + 1))
    patched = face.copy()
    patched[top : top + height, left : left + width] = random.integers(0, 256)
    return patched


def _grey(values: npt.ArrayLike) -> UInt8Array:
    return np.asarray(np.clip(values, 0, 255), dtype=np.uint8)
