"""Named measures of one face mesh: head pose, and distances on the mesh turned to the front.

They are geometry, not facial action units: nobody has coded muscles here. Distances are in units
of the face (one is the distance between the outer corners of the eyes of the mean face, after the
scale has been taken out), heights grow upwards, right and left are the person's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.features.vision.mean_shape import load_mean_mesh, similarity, upright
from engine.types import Float32Array, Float64Array

# fmt: off
_RIGID = np.array([
    10, 338, 297, 332, 284, 251, 389, 356, 454, 234, 127, 162, 21, 54, 103, 67, 109,  # upper oval
    168, 6, 197, 195, 5, 4, 1, 33, 133, 362, 263,  # bridge and tip of the nose, corners of the eyes
])
# fmt: on
"""Mesh points that expressions hardly move; head pose is fitted to them."""


@dataclass(frozen=True, slots=True)
class HeadPose:
    """Degrees; 0 is a face towards the camera held as people usually hold it.

    yaw: towards the right of the picture; pitch: up; roll: clockwise in the picture. Yaw and
    pitch do not change when the picture is turned.
    """

    yaw: float
    pitch: float
    roll: float


def pose_and_front(points: Float64Array) -> tuple[HeadPose, Float64Array]:
    """Head pose and the mesh turned to the front [468, 3] (x right, y up, z to the viewer).

    ``points``: FaceMesh.points [468, 3] in picture axes.
    """
    mesh, mean = upright(points), load_mean_mesh()
    scale, turn, shift = similarity(mean[_RIGID], mesh[_RIGID])
    pose = HeadPose(
        yaw=float(np.degrees(-np.arcsin(np.clip(turn[2, 0], -1.0, 1.0)))),
        pitch=float(np.degrees(-np.arctan2(turn[2, 1], turn[2, 2]))),
        roll=float(np.degrees(-np.arctan2(turn[1, 0], turn[0, 0]))),
    )
    return pose, (mesh - shift) @ turn / scale


@dataclass(frozen=True, slots=True)
class _Side:
    """Mesh indices of one half of the face."""

    eye_outer: int
    eye_inner: int
    upper_lid: tuple[int, int, int]
    lower_lid: tuple[int, int, int]
    brow_inner: int
    brow_middle: int
    brow_outer: int
    lip_corner: int
    lip_above: int
    lip_below: int
    nose_wing: int
    cheek: int


_RIGHT = _Side(33, 133, (160, 159, 158), (144, 145, 153), 107, 105, 70, 61, 40, 91, 129, 50)
_LEFT = _Side(263, 362, (387, 386, 385), (373, 374, 380), 336, 334, 300, 291, 270, 321, 358, 280)

_NOSE_BOTTOM, _NOSE_BRIDGE, _CHIN, _FOREHEAD = 2, 168, 152, 10
_LIP_TOP, _LIP_INNER_TOP, _LIP_INNER_BOTTOM, _LIP_BOTTOM = 0, 13, 14, 17

_SIDE_NAMES = (
    *("eye_openness", "upper_lid_height", "lower_lid_height"),
    *("brow_inner_height", "brow_middle_height", "brow_outer_height", "brow_slope"),
    *("lip_corner_height", "lip_corner_depth", "lip_corner_to_eye"),
    *("upper_lip_side_height", "lower_lip_side_height"),
    *("nose_wing_to_eye", "nose_wing_to_lip_corner", "cheek_to_eye"),
)


def _side(mesh: Float64Array, side: _Side) -> list[float]:
    outer, inner = mesh[side.eye_outer], mesh[side.eye_inner]
    eye = (outer + inner) / 2
    upper, lower = mesh[list(side.upper_lid)], mesh[list(side.lower_lid)]
    mouth_y = (mesh[_LIP_INNER_TOP, 1] + mesh[_LIP_INNER_BOTTOM, 1]) / 2
    brow_inner, brow_outer = mesh[side.brow_inner], mesh[side.brow_outer]
    corner, wing = mesh[side.lip_corner], mesh[side.nose_wing]
    return [
        float(np.linalg.norm(upper - lower, axis=1).mean() / np.linalg.norm(outer - inner)),
        upper[:, 1].mean() - eye[1],
        lower[:, 1].mean() - eye[1],
        brow_inner[1] - inner[1],
        mesh[side.brow_middle, 1] - eye[1],
        brow_outer[1] - outer[1],
        brow_outer[1] - brow_inner[1],
        corner[1] - mouth_y,
        corner[2] - mesh[_LIP_TOP, 2],
        _distance(corner, outer),
        mesh[side.lip_above, 1] - mouth_y,
        mesh[side.lip_below, 1] - mouth_y,
        _distance(wing, inner),
        _distance(wing, corner),
        _distance(mesh[side.cheek], lower[1]),
    ]


def _distance(one: Float64Array, other: Float64Array) -> float:
    return float(np.linalg.norm(one - other))


def _between(first: int, second: int) -> Callable[[Float64Array], float]:
    return lambda mesh: _distance(mesh[first], mesh[second])


_CENTRE: dict[str, Callable[[Float64Array], float]] = {
    "brow_distance": _between(107, 336),
    "mouth_width": _between(61, 291),
    "mouth_inner_width": _between(78, 308),
    "mouth_openness": _between(_LIP_INNER_TOP, _LIP_INNER_BOTTOM),
    "mouth_aspect": lambda m: _distance(m[13], m[14]) / max(_distance(m[78], m[308]), 1e-6),
    "upper_lip_thickness": _between(_LIP_TOP, _LIP_INNER_TOP),
    "lower_lip_thickness": _between(_LIP_INNER_BOTTOM, _LIP_BOTTOM),
    "lips_outer_height": _between(_LIP_TOP, _LIP_BOTTOM),
    "lip_corners_height": lambda m: float(m[[61, 291], 1].mean() - m[[0, 17], 1].mean()),
    "upper_lip_to_nose": _between(_LIP_TOP, _NOSE_BOTTOM),
    "lower_lip_to_chin": _between(_LIP_BOTTOM, _CHIN),
    "jaw_drop": _between(_NOSE_BOTTOM, _CHIN),
    "upper_lip_forward": lambda m: float(m[_LIP_TOP, 2] - m[_NOSE_BOTTOM, 2]),
    "lower_lip_forward": lambda m: float(m[_LIP_BOTTOM, 2] - m[_NOSE_BOTTOM, 2]),
    "chin_forward": lambda m: float(m[_CHIN, 2] - m[_NOSE_BOTTOM, 2]),
    "nose_width": _between(129, 358),
    "nose_length": _between(_NOSE_BRIDGE, _NOSE_BOTTOM),
    "face_height": _between(_FOREHEAD, _CHIN),
    "mouth_sideways": lambda m: float(m[[0, 13, 14, 17], 0].mean() - m[_NOSE_BOTTOM, 0]),
    "chin_sideways": lambda m: float(m[_CHIN, 0] - m[_NOSE_BOTTOM, 0]),
}
_ASYMMETRY_OF = ("eye_openness", "brow_inner_height", "brow_outer_height", "lip_corner_height")

MEASURE_NAMES = (
    *("yaw_deg", "pitch_deg", "roll_deg"),
    *(f"{name}_right" for name in _SIDE_NAMES),
    *(f"{name}_left" for name in _SIDE_NAMES),
    *_CENTRE,
    *(f"{name}_asymmetry" for name in _ASYMMETRY_OF),
)


def measure(points: Float64Array) -> Float32Array:
    """Measures of a mesh (FaceMesh.points) in the order of MEASURE_NAMES, float32 [57]."""
    pose, mesh = pose_and_front(points)
    right, left = _side(mesh, _RIGHT), _side(mesh, _LEFT)
    asymmetries = [
        abs(left[_SIDE_NAMES.index(name)] - right[_SIDE_NAMES.index(name)])
        for name in _ASYMMETRY_OF
    ]
    centre = [of(mesh) for of in _CENTRE.values()]
    return np.array(
        [pose.yaw, pose.pitch, pose.roll, *right, *left, *centre, *asymmetries], dtype=np.float32
    )
