"""Painting into arrays of pixels: many columns at once, no Qt.

A picture is uint32 [height, width], each pixel 0xffRRGGBB; rows count from the top.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from engine.types import BoolArray, Float64Array

Pixels = npt.NDArray[np.uint32]
Ink = npt.NDArray[np.uint32] | np.uint32
"""One colour, or one for each column."""
_PERIOD = 6
"""Distance of two hatching lines in pixels."""


def bars(picture: Pixels, top: Float64Array, bottom: Float64Array, ink: Ink, on: BoolArray) -> None:
    """Fill each column from row ``top`` up to ``bottom`` ([w], in rows) where ``on``.

    A bar is at least one pixel tall, so that small values can still be seen.
    """
    on = on & ~np.isnan(top) & ~np.isnan(bottom)
    if not on.any():
        return
    height = len(picture)
    upper = np.clip(np.round(np.where(on, top, 0.0)), 0, height - 1).astype(np.int16)
    lower = np.clip(np.round(np.where(on, bottom, 0.0)), 0, height).astype(np.int16)
    tall = np.where(on, np.maximum(lower - upper, 1), 0).astype(np.uint16)
    begin, end = int(upper[on].min()), int((upper + tall)[on].max())
    # Above the bar the difference wraps around to a large number: one comparison does for both.
    below = (np.arange(begin, end, dtype=np.int16)[:, None] - upper).view(np.uint16)
    np.copyto(picture[begin:end], ink, where=below < tall)


def fill(picture: Pixels, ink: Ink, on: BoolArray) -> None:
    """Fill whole columns where ``on``."""
    if on.any():
        np.copyto(picture, ink, where=on)


def hatch(
    picture: Pixels, ink: np.uint32, on: BoolArray, shift: int, *, thickness: int = 1
) -> None:
    """Diagonal lines where ``on``; ``shift`` (columns) keeps them in place while time moves."""
    if not on.any():
        return
    height, width = picture.shape
    line = (np.arange(shift, shift + width + height) % _PERIOD) < thickness
    # Each row is the same line, one further on: views of it, nothing is computed for them.
    lines = np.lib.stride_tricks.sliding_window_view(line, width)[:height]
    np.copyto(picture, ink, where=lines & on)


def row_line(picture: Pixels, row: float, ink: np.uint32, thickness: int = 1) -> None:
    """A line across the picture at a row."""
    first = min(max(0, round(row - thickness / 2)), len(picture) - thickness)
    picture[first : first + thickness] = ink
