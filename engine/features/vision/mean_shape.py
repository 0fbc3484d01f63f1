"""The mean face mesh: what a face looks like before anyone's shape or expression.

``mean_mesh.npy`` was made by ``mean_shape`` from 218 meshes of people who talk to a camera,
then turned so that their median pitch is 0. MIBScope measures head pose against it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from engine.types import Float64Array

_EYES = (33, 263)


def upright(points: Float64Array) -> Float64Array:
    """Picture axes (x right, y down, z away) to face axes (x right, y up, z to the viewer)."""
    return np.asarray(points * np.array([1.0, -1.0, -1.0]))


def similarity(
    source: Float64Array, target: Float64Array
) -> tuple[float, Float64Array, Float64Array]:
    """Scale, rotation [3, 3] and shift [3] with target ≈ scale · rotation @ source + shift.

    S. Umeyama, "Least-squares estimation of transformation parameters between two point
    patterns", 1991.
    """
    middle, goal = source.mean(axis=0), target.mean(axis=0)
    left, stretch, right = np.linalg.svd((target - goal).T @ (source - middle))
    flip = np.array([1.0, 1.0, np.sign(np.linalg.det(left) * np.linalg.det(right))])
    rotation = (left * flip) @ right
    scale = float((stretch * flip).sum() / ((source - middle) ** 2).sum())
    return scale, rotation, goal - scale * rotation @ middle


def mean_shape(meshes: Sequence[Float64Array], rounds: int = 5) -> Float64Array:
    """Generalised Procrustes mean [points, 3] of upright meshes, mirror-symmetric about x = 0.

    One unit is the distance between the outer corners of the eyes, whose middle is the origin.
    """
    mean = _framed(np.asarray(meshes[0]))
    for _ in range(rounds):
        fitted = []
        for mesh in meshes:
            scale, rotation, shift = similarity(mesh, mean)
            fitted.append(scale * mesh @ rotation.T + shift)
        mean = _framed(np.mean(fitted, axis=0))
        mirror = mirror_partners(mean)
        mean = _framed((mean + mean[mirror] * np.array([-1.0, 1.0, 1.0])) / 2)
    return mean


def mirror_partners(mesh: Float64Array) -> npt.NDArray[np.int64]:
    """For each point of a roughly symmetric mesh the index of its mirror image."""
    mirrored = mesh * np.array([-1.0, 1.0, 1.0])
    distances = np.linalg.norm(mesh[:, None] - mirrored[None], axis=2)
    return np.asarray(distances.argmin(axis=1))


@lru_cache(maxsize=1)
def load_mean_mesh() -> Float64Array:
    """The mean mesh that comes with MIBScope, float64 [468, 3]."""
    mesh: Float64Array = np.load(Path(__file__).with_name("mean_mesh.npy")).astype(np.float64)
    mesh.setflags(write=False)
    return mesh


def _framed(mesh: Float64Array) -> Float64Array:
    """Turned so that the outer corners of the eyes lie on the x axis, one apart."""
    right, left = mesh[_EYES[0]], mesh[_EYES[1]]
    x = (left - right) / np.linalg.norm(left - right)
    y = np.array([0.0, 1.0, 0.0]) - x[1] * x
    y /= np.linalg.norm(y)
    axes = np.stack([x, y, np.cross(x, y)])
    return np.asarray((mesh - (right + left) / 2) @ axes.T / np.linalg.norm(left - right))
