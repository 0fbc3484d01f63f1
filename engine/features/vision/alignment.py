"""A face cut out upright, at one size and place, so that a network need not learn to find it."""

from __future__ import annotations

import cv2
import numpy as np

from engine.types import Float64Array, UInt8Array

ALIGNED_SIDE = 48
"""Pixels; the faces of FER+ have no more."""

_TEMPLATE = np.array(
    [[0.312, 0.290], [0.688, 0.290], [0.500, 0.532], [0.351, 0.727], [0.649, 0.727]]
)
"""The five points of the mean mesh as fractions of the side: 0.54 of it is the distance between
the outer corners of the eyes, about what FER+ has, and brows and chin are in the square."""
_MOST_REDUCTION = 8


def align(picture: UInt8Array, points: Float64Array, rim: int = 0) -> UInt8Array:
    """The grey face, uint8 [side, side] with side = ALIGNED_SIDE + 2 · rim.

    ``picture``: uint8 [height, width, 3] (blue, green, red) or grey [height, width]. ``points``:
    [5, 2] pixels of it: right eye, left eye (of the person), nose tip, right and left corner of
    the mouth, as FaceMesh.five_points gives them. They are brought to fixed places by the
    similarity with the least squared error. ``rim``: pixels of surroundings on each side, at the
    same scale. Beyond the picture its edge is repeated.

    Raises:
        ValueError: the points are all in one place.
    """
    to_face = _similarity(points, _TEMPLATE * ALIGNED_SIDE - 0.5)
    to_face[:, 2] += rim
    side = ALIGNED_SIDE + 2 * rim
    # Reduced in one step, large faces would keep every n-th pixel and their noise with it.
    shrink = 1.0 / float(np.hypot(to_face[0, 0], to_face[0, 1]))
    finer = int(np.clip(round(shrink), 1, _MOST_REDUCTION))
    to_face *= finer
    to_face[:, 2] += (finer - 1) / 2
    crop = cv2.warpAffine(
        picture,
        to_face,
        (side * finer, side * finer),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    if finer > 1:
        crop = cv2.resize(crop, (side, side), interpolation=cv2.INTER_AREA)
    if crop.ndim == 3:
        crop = cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY)
    return np.asarray(crop, dtype=np.uint8)


def _similarity(source: Float64Array, target: Float64Array) -> Float64Array:
    """Affine map [2, 3] without shear: as complex numbers, target ≈ turn · source + shift."""
    one, other = source @ np.array([1, 1j]), target @ np.array([1, 1j])
    centred = one - one.mean()
    size = float((np.abs(centred) ** 2).sum())
    if not size > 0.0:
        raise ValueError("The five points of a face lie in one place.")
    turn = (centred.conj() * (other - other.mean())).sum() / size
    shift = other.mean() - turn * one.mean()
    return np.array([[turn.real, -turn.imag, shift.real], [turn.imag, turn.real, shift.imag]])
