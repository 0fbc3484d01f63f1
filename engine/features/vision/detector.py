"""Faces in one picture: YuNet through OpenCV."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from engine.errors import AssetCorruptError
from engine.types import Float64Array, UInt8Array

DETECTION_MAX_SIDE = 480
"""Pictures are reduced to this for detection; twelve pixels of face are enough for it."""
MIN_SCORE = 0.7
_OVERLAP = 0.3
_MOST_FACES = 50


@dataclass(frozen=True, slots=True)
class DetectedFace:
    """box: float64 [4] left, top, width, height; points: float64 [5, 2] right eye, left eye (of
    the person), nose tip, right and left corner of the mouth. Pixels of the picture given."""

    box: Float64Array
    points: Float64Array
    score: float

    @property
    def size(self) -> float:
        """Side of the square that has the box's area, pixels."""
        return float(np.sqrt(max(self.box[2] * self.box[3], 0.0)))


class FaceDetector:
    """W. Wu et al., "YuNet: a tiny millisecond-level face detector", 2023."""

    def __init__(self, model_dir: Path) -> None:
        """Raises AssetCorruptError when ``model_dir`` holds no usable detector."""
        found = sorted(model_dir.glob("*.onnx"))
        try:
            with _quiet():
                self._net = cv2.FaceDetectorYN.create(
                    str(found[0]), "", (320, 320), MIN_SCORE, _OVERLAP, _MOST_FACES
                )
        except (IndexError, cv2.error) as error:
            raise AssetCorruptError(
                f"The face detector in {model_dir} cannot be loaded.",
                hint="Fetch it again with `mibscope models fetch yunet`.",
            ) from error

    def detect(self, bgr: UInt8Array) -> list[DetectedFace]:
        """Faces of ``bgr`` (uint8 [height, width, 3]), the largest first."""
        height, width = bgr.shape[:2]
        scale = min(1.0, DETECTION_MAX_SIDE / max(height, width))
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        small = bgr if scale == 1.0 else cv2.resize(bgr, size, interpolation=cv2.INTER_AREA)
        self._net.setInputSize(size)
        rows = self._net.detect(small)[1]
        if rows is None:
            return []
        rows = np.asarray(rows, dtype=np.float64)
        stretch = np.array([width / size[0], height / size[1]])
        faces = [
            DetectedFace(
                box=row[:4] * np.tile(stretch, 2),
                points=row[4:14].reshape(5, 2) * stretch,
                score=float(min(row[14], 1.0)),
            )
            for row in rows
        ]
        return sorted(faces, key=lambda face: -face.size)


class _quiet:  # noqa: N801 - reads as a statement
    """OpenCV 5 warns at every load that its new engine has no targets to choose from."""

    def __enter__(self) -> None:
        self._level = cv2.utils.logging.getLogLevel()
        cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)

    def __exit__(self, *_: object) -> None:
        cv2.utils.logging.setLogLevel(self._level)
