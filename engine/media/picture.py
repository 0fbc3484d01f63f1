"""From a decoded frame to an upright BGR picture of the wanted size."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import cast

import numpy as np
from av.sidedata.sidedata import SideData
from av.video.frame import VideoFrame as CodedFrame
from av.video.reformatter import VideoReformatter

from engine.types import UInt8Array

_WIDEST_PIXEL = 4
"""Pixel aspect ratios beyond 4:1 are mistakes in the file."""


@dataclass(frozen=True, slots=True)
class Orientation:
    """How a stored picture becomes upright: first mirrored, then turned clockwise."""

    mirrored: bool = False
    clockwise_deg: int = 0

    @property
    def swaps_sides(self) -> bool:
        return self.clockwise_deg in (90, 270)


def orientation_of(frame: CodedFrame) -> Orientation:
    """The orientation that the file's display matrix asks for, to the nearest quarter turn.

    The matrix is nine int32: a b u c d v x y w with x' = a·x + c·y, y' = b·x + d·y and y down
    (ISO/IEC 14496-12, 6.2.2).
    """
    side_data = frame.side_data.get("DISPLAYMATRIX")
    if side_data is None:
        return Orientation()
    a, b, _, c, d = (
        float(value) for value in np.frombuffer(bytes(cast(SideData, side_data)), np.int32)[:5]
    )
    mirrored = a * d - b * c < 0
    if mirrored:
        a, b = -a, -b
    quarters = round(float(np.degrees(np.arctan2(b - c, a + d))) / 90) % 4
    return Orientation(mirrored, quarters * 90)


def display_size(
    width: int, height: int, pixel_aspect: Fraction | None, orientation: Orientation
) -> tuple[int, int]:
    """Width and height of the upright picture with square pixels."""
    aspect = pixel_aspect or Fraction(1)
    if not Fraction(1, _WIDEST_PIXEL) <= aspect <= _WIDEST_PIXEL:
        aspect = Fraction(1)
    wide = max(1, round(width * aspect))
    return (height, wide) if orientation.swaps_sides else (wide, height)


def fit_within(width: int, height: int, max_side: int | None) -> tuple[int, int]:
    """The size shrunk, never enlarged, so that neither side exceeds ``max_side``."""
    if max_side is None or max(width, height) <= max_side:
        return width, height
    scale = max_side / max(width, height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def upright_bgr(
    frame: CodedFrame,
    reformatter: VideoReformatter,
    *,
    pixel_aspect: Fraction | None,
    max_side: int | None,
) -> UInt8Array:
    """uint8 [height, width, 3], scaled while the colours are converted, then turned."""
    orientation = orientation_of(frame)
    wide, high = display_size(frame.width, frame.height, pixel_aspect, Orientation())
    wide, high = fit_within(wide, high, max_side)
    converted = reformatter.reformat(frame, width=wide, height=high, format="bgr24")
    stored = cast(UInt8Array, converted.to_ndarray())
    if orientation.mirrored:
        stored = stored[:, ::-1]
    return np.ascontiguousarray(np.rot90(stored, -orientation.clockwise_deg // 90))
