"""Faces over time: found, measured and followed from frame to frame."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from engine.features.vision.detector import DetectedFace, FaceDetector
from engine.features.vision.expression import EXPRESSION_NAMES, ExpressionReader
from engine.features.vision.geometry import MEASURE_NAMES, measure
from engine.features.vision.mesh import FaceMesh, FaceMesher
from engine.features.vision.tracker import FaceTracker, Sighting
from engine.types import (
    FaceObservation,
    Float32Array,
    Float64Array,
    MeshedFace,
    UInt8Array,
    VideoFrame,
)

MOST_MESHES = 3
"""Faces beyond the largest three of a frame are followed but not measured."""
MIN_SIZE_PX = 24.0
"""Side of the smallest face that is measured."""
MAX_DISAGREEMENT = 0.2
"""A mesh further than this from the detector's points has lost the face."""

QUALITY_NAMES = ("detector_score", "face_size_log2_px", "sharpness_log", "mesh_disagreement")
READING_NAMES = (*MEASURE_NAMES, *QUALITY_NAMES)

_STILL_SIDE = 320
_STILL_MARGIN = 0.25


@dataclass(frozen=True, slots=True)
class FaceReading:
    """One face in one frame. ``features``: float32 [len(FaceExtractor.names)], or None where the
    face could not be measured (too small, turned away, hidden, not among the largest)."""

    observation: FaceObservation
    size: float
    """Side of the face as a fraction of the longer side of the picture."""
    features: Float32Array | None
    mesh: Float32Array | None = None
    """Points of the mesh as fractions of width and height, float32 [468, 2]; None where it was not
    fitted or has lost the face."""


@dataclass(frozen=True, slots=True)
class FrameReading:
    """All faces of one frame, the largest first; none is an answer too."""

    time_s: float
    faces: tuple[FaceReading, ...]


class FaceExtractor:
    """Detector, mesh and tracker in a row. Feed frames in order of time; keeps no pictures."""

    def __init__(
        self, detector_dir: Path, mesh_dir: Path, expression: ExpressionReader | None = None
    ) -> None:
        """With ``expression``, each reading goes on with the columns EXPRESSION_NAMES.

        Raises AssetCorruptError when a network cannot be loaded.
        """
        self._detector = FaceDetector(detector_dir)
        self._mesher = FaceMesher(mesh_dir)
        self._tracker = FaceTracker()
        self._expression = expression

    @property
    def names(self) -> tuple[str, ...]:
        """The columns of this extractor's readings: READING_NAMES come first."""
        return READING_NAMES if self._expression is None else (*READING_NAMES, *EXPRESSION_NAMES)

    def reset(self) -> None:
        """Start anew for another medium: identities begin at 0 again."""
        self._tracker = FaceTracker()

    def observe(self, frame: VideoFrame) -> FrameReading:
        """Find, measure and follow the faces of the next frame."""
        found = self._detector.detect(frame.bgr)
        meshes = [self._mesh(frame.bgr, face) for face in found[:MOST_MESHES]]
        meshes += [None] * (len(found) - len(meshes))
        sightings = [
            Sighting(face.box, mesh.appearance if mesh and _usable(face, mesh) else None)
            for face, mesh in zip(found, meshes, strict=True)
        ]
        ids = self._tracker.follow(frame.time_s, sightings, _scene(frame.bgr))
        readings = (
            self._reading(frame, face, mesh, track_id)
            for face, mesh, track_id in zip(found, meshes, ids, strict=True)
        )
        return FrameReading(frame.time_s, tuple(readings))

    def mesh_still(self, picture: UInt8Array) -> tuple[MeshedFace, ...]:
        """The faces of one picture, uint8 [h, w, 3], that can be measured, the largest first.
        Leaves the tracker alone."""
        found = self._detector.detect(picture)[:MOST_MESHES]
        meshes = [self._mesh(picture, face) for face in found]
        return tuple(
            MeshedFace(_box(face, picture), _fractions(mesh, picture))
            for face, mesh in zip(found, meshes, strict=True)
            if mesh is not None and _usable(face, mesh)
        )

    def read_still(self, picture: UInt8Array) -> Float32Array | None:
        """Reading of the largest face of one picture (uint8 [h, w, 3] or grey [h, w]).

        For data sets of cropped faces: a small or tightly cropped picture is enlarged and given a
        margin first. Float32 [len(self.names)]; None where no face could be measured. Leaves the
        tracker alone.
        """
        still = self._still(picture)
        return None if still is None else self._features(picture, still)

    def locate_still(self, picture: UInt8Array) -> Float64Array | None:
        """Where ``read_still`` finds the face: float64 [5, 2], FaceMesh.five_points in pixels of
        ``picture``; None where no face could be measured."""
        still = self._still(picture)
        return None if still is None else still.points

    def _still(self, picture: UInt8Array) -> _Measured | None:
        bgr = cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR) if picture.ndim == 2 else picture
        scale = max(1.0, _STILL_SIDE / max(bgr.shape[:2]))
        bgr = cv2.resize(bgr, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
        margin = round(_STILL_MARGIN * max(bgr.shape[:2]))
        rim = ((margin, margin), (margin, margin), (0, 0))
        bgr = np.pad(bgr, rim, constant_values=128).astype(np.uint8)
        for face in self._detector.detect(bgr)[:1]:
            mesh = self._mesh(bgr, face)
            if mesh is not None and _usable(face, mesh):
                # Back in the picture itself there is no margin that a crop could show.
                points = (mesh.five_points - margin + 0.5) / scale - 0.5
                return _Measured(face, mesh, face.size / scale, points)
        return None

    def _mesh(self, bgr: UInt8Array, face: DetectedFace) -> FaceMesh | None:
        return self._mesher.fit(bgr, face.points) if face.size >= MIN_SIZE_PX else None

    def _reading(
        self, frame: VideoFrame, face: DetectedFace, mesh: FaceMesh | None, track_id: int
    ) -> FaceReading:
        features, points = None, None
        if mesh is not None and _usable(face, mesh):
            measured = _Measured(face, mesh, face.size, mesh.five_points)
            features = self._features(frame.bgr, measured)
            points = _fractions(mesh, frame.bgr)
        return FaceReading(
            FaceObservation(frame.time_s, track_id, _box(face, frame.bgr), face.score),
            face.size / max(frame.bgr.shape[:2]),
            features,
            points,
        )

    def _features(self, picture: UInt8Array, measured: _Measured) -> Float32Array:
        mesh = measured.mesh
        quality = [
            *(measured.face.score, np.log2(measured.size_px)),
            *(np.log1p(mesh.sharpness), mesh.disagreement),
        ]
        parts = [measure(mesh.points), np.array(quality, dtype=np.float32)]
        if self._expression is not None:
            shown = self._expression.read(picture, measured.points)
            parts += [shown.embedding, shown.probabilities]
        return np.concatenate(parts)


@dataclass(frozen=True, slots=True)
class _Measured:
    """A face whose mesh can be trusted. ``points``: the mesh's five, in pixels of the picture."""

    face: DetectedFace
    mesh: FaceMesh
    size_px: float
    points: Float64Array


def _usable(face: DetectedFace, mesh: FaceMesh) -> bool:
    return face.size >= MIN_SIZE_PX and mesh.disagreement <= MAX_DISAGREEMENT


def _box(face: DetectedFace, bgr: UInt8Array) -> tuple[float, float, float, float]:
    height, width = bgr.shape[:2]
    left, top, box_width, box_height = (float(value) for value in face.box)
    return left / width, top / height, box_width / width, box_height / height


def _fractions(mesh: FaceMesh, bgr: UInt8Array) -> Float32Array:
    height, width = bgr.shape[:2]
    return (mesh.points[:, :2] / (width, height)).astype(np.float32)


def _scene(bgr: UInt8Array) -> Float32Array:
    """The picture as 16 × 9 colours, to notice cuts."""
    return cv2.resize(bgr, (16, 9), interpolation=cv2.INTER_AREA).astype(np.float32)
