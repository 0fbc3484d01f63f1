"""468 points of a face: MediaPipe's face mesh through OpenCV.

Y. Kartynnik et al., "Real-time facial surface geometry from monocular video on mobile GPUs", 2019.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from engine.errors import AssetCorruptError
from engine.types import Float32Array, Float64Array, UInt8Array

MESH_POINTS = 468
_CROP = 192
_MARGIN = 1.5
"""The network expects the face with this margin around the mesh."""
_MOST_REFITS = 3
_SETTLED_RAD = np.radians(6.0)
_EYE_CORNERS = (33, 263)
_FIVE_POINTS = ((33, 133), (263, 362), (1, 1), (61, 61), (291, 291))
"""Pairs of mesh points whose middle is one of the detector's five points."""


@dataclass(frozen=True, slots=True)
class FaceMesh:
    """points: float64 [468, 3], pixels of the picture; z grows away from the viewer, same unit."""

    points: Float64Array
    disagreement: float
    """Mean distance of mesh and detector at eyes, nose and mouth, in distances between the outer
    corners of the eyes. About 0.07 on faces; large where the mesh has lost the face."""
    sharpness: float
    """Variance of the Laplacian of the upright 192-pixel grey crop."""
    appearance: Float32Array
    """The upright crop as 16 × 16 grey values, mean 0 and length 1, float32 [256]: enough to tell
    two people in one picture apart, not to know anyone again."""

    @property
    def five_points(self) -> Float64Array:
        """The mesh's own DetectedFace.points, float64 [5, 2]: steadier than the detector's."""
        return _five_points(self.points)


@dataclass(frozen=True, slots=True)
class _Region:
    """A square turned with the face: centre [2], side and angle (radians, eyes level at 0)."""

    centre: Float64Array
    side: float
    angle: float

    def to_crop(self) -> Float64Array:
        """Affine map [2, 3] from the picture to the crop."""
        scale = _CROP / self.side
        cos, sin = np.cos(self.angle) * scale, np.sin(self.angle) * scale
        turn = np.array([[cos, sin], [-sin, cos]])
        shift = np.array([_CROP / 2, _CROP / 2]) - turn @ self.centre
        return np.column_stack([turn, shift])


class FaceMesher:
    """Fits the mesh in a crop around the detector's points, then in one around the mesh found.

    The second crop makes the result independent of the detector's jitter; a strongly tilted head,
    whose tilt the detector underestimates, gets up to two more.
    """

    def __init__(self, model_dir: Path) -> None:
        """Raises AssetCorruptError when ``model_dir`` holds no usable network."""
        try:
            self._net = cv2.dnn.readNetFromTFLite(str(model_dir / "face_landmark.tflite"))
        except cv2.error as error:
            raise AssetCorruptError(
                f"The face mesh in {model_dir} cannot be loaded.",
                hint="Fetch it again with `mibscope models fetch face-mesh`.",
            ) from error

    def fit(self, bgr: UInt8Array, points: Float64Array) -> FaceMesh:
        """Mesh of the face with the detector's five ``points`` ([5, 2], pixels) in ``bgr``."""
        region = _around_five(points)
        mesh, _ = self._fit_in(bgr, region)
        for _ in range(_MOST_REFITS):
            before, region = region, _around_mesh(mesh)
            mesh, crop = self._fit_in(bgr, region)
            if abs(region.angle - before.angle) < _SETTLED_RAD:
                break
        between_eyes = np.linalg.norm(mesh[33] - mesh[263])
        same = _five_points(mesh)
        apart = np.linalg.norm(same - points, axis=1).mean() / max(float(between_eyes), 1e-6)
        grey = np.asarray(cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
        sharpness = float(cv2.Laplacian(grey, cv2.CV_64F).var())
        return FaceMesh(mesh, float(apart), sharpness, _appearance(grey))

    def _fit_in(self, bgr: UInt8Array, region: _Region) -> tuple[Float64Array, UInt8Array]:
        to_crop = region.to_crop()
        crop = cv2.warpAffine(
            bgr,
            to_crop,
            (_CROP, _CROP),
            flags=_interpolation(region),
            borderMode=cv2.BORDER_REPLICATE,
        )
        self._net.setInput(cv2.dnn.blobFromImage(crop, 1 / 255, swapRB=True))
        found = np.asarray(self._net.forward("conv2d_21"), dtype=np.float64).reshape(MESH_POINTS, 3)
        back = cv2.invertAffineTransform(to_crop)
        flat = found[:, :2] @ back[:, :2].T + back[:, 2]
        depth = found[:, 2:] * (region.side / _CROP)
        return np.hstack([flat, depth]), np.asarray(crop, dtype=np.uint8)


def _five_points(mesh: Float64Array) -> Float64Array:
    return np.asarray(mesh[np.array(_FIVE_POINTS), :2].mean(axis=1))


def _appearance(grey: UInt8Array) -> Float32Array:
    inner = grey[_CROP // 6 : -_CROP // 6, _CROP // 6 : -_CROP // 6]
    small = cv2.resize(inner, (16, 16), interpolation=cv2.INTER_AREA).astype(np.float32).ravel()
    small -= small.mean()
    return np.asarray(small / max(float(np.linalg.norm(small)), 1e-6), dtype=np.float32)


def _interpolation(region: _Region) -> int:
    return cv2.INTER_CUBIC if region.side < _CROP else cv2.INTER_LINEAR


def _around_five(points: Float64Array) -> _Region:
    right_eye, left_eye, _, right_mouth, left_mouth = points
    eyes, mouth = (right_eye + left_eye) / 2, (right_mouth + left_mouth) / 2
    across = left_eye - right_eye
    reach = max(float(np.linalg.norm(across)), 1.13 * float(np.linalg.norm(mouth - eyes)), 1.0)
    return _Region((eyes + mouth) / 2, 3.6 * reach, float(np.arctan2(across[1], across[0])))


def _around_mesh(mesh: Float64Array) -> _Region:
    across = mesh[_EYE_CORNERS[1], :2] - mesh[_EYE_CORNERS[0], :2]
    angle = float(np.arctan2(across[1], across[0]))
    axes = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    upright = mesh[:, :2] @ axes.T
    low, high = upright.min(axis=0), upright.max(axis=0)
    side = max(float((high - low).max()) * _MARGIN, 1.0)
    return _Region(((low + high) / 2) @ axes, side, angle)
