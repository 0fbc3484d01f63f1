"""Small pictures with transparency, laid onto large ones."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from engine.types import UInt8Array


@dataclass(frozen=True, slots=True)
class Patch:
    """``colour``: BGR times opacity, ``kept``: what stays of the ground; uint8 [h, w, 3]."""

    colour: UInt8Array
    kept: UInt8Array
    left: int
    top: int

    @classmethod
    def of(cls, rgba: UInt8Array, left: int, top: int) -> Patch:
        """From uint8 [h, w, 4] with straight opacity, at a place that may lie outside."""
        opacity = np.repeat(rgba[..., 3:], 3, axis=2)
        bgr = np.ascontiguousarray(rgba[..., 2::-1])
        colour = cv2.multiply(bgr, opacity, scale=1 / 255)
        return cls(np.asarray(colour, np.uint8), 255 - opacity, left, top)


def lay(bgr: UInt8Array, patch: Patch) -> None:
    """Draw the patch on the picture itself; what lies outside is cut off."""
    high, wide = patch.kept.shape[:2]
    rows = slice(max(0, patch.top), min(bgr.shape[0], patch.top + high))
    columns = slice(max(0, patch.left), min(bgr.shape[1], patch.left + wide))
    if rows.start >= rows.stop or columns.start >= columns.stop:
        return
    within = (
        slice(rows.start - patch.top, rows.stop - patch.top),
        slice(columns.start - patch.left, columns.stop - patch.left),
    )
    ground = np.ascontiguousarray(bgr[rows, columns])
    dimmed = cv2.multiply(ground, np.ascontiguousarray(patch.kept[within]), scale=1 / 255)
    bgr[rows, columns] = cv2.add(dimmed, np.ascontiguousarray(patch.colour[within]))
