"""From results to one picture of all lanes: a column of pixels for each slice of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from desktop_app.state.waveform import Waveform
from desktop_app.theming.tokens import Theme
from desktop_app.views.timeline.columns import Columns
from desktop_app.views.timeline.data import Series
from desktop_app.views.timeline.lane import Frame, Scales, ink
from desktop_app.views.timeline.lanes import Strip
from desktop_app.views.timeline.raster import Pixels
from desktop_app.views.timeline.window import TimeWindow
from engine.types import Float64Array


@dataclass(frozen=True, slots=True)
class Scene:
    """What is known, and how far results are still to come (seconds; 0 when nothing runs)."""

    series: Series
    waveform: Waveform
    scales: Scales
    pending_until_s: float


@dataclass(frozen=True, slots=True)
class Picture:
    """Device pixels, and the columns of time that they show, from number ``first`` on."""

    pixels: Pixels
    first: int
    column_s: float

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])


def render(
    scene: Scene,
    strips: Sequence[Strip],
    window: TimeWindow,
    *,
    size: tuple[int, int],
    ratio: float,
    theme: Theme,
    before: Picture | None = None,
) -> Picture:
    """All lanes in ``size`` (width, height) pixels of the layout.

    ``before`` is a picture of the same scene, lanes, height and theme. Where it shows columns of
    the same length, they are moved and only those that have come into view are drawn.
    """
    width, height = max(1, round(size[0] * ratio)), max(1, round(size[1] * ratio))
    first, column_s = grid(window, width)
    pixels = np.empty((height, width), np.uint32)
    fresh = (0, width)
    if before is not None and before.column_s == column_s and before.width == width:
        moved = first - before.first
        if 0 < abs(moved) < width:
            fresh = (width - moved, width) if moved > 0 else (0, -moved)
            kept, there = (0, width - moved) if moved > 0 else (-moved, width), max(0, moved)
            pixels[:, kept[0] : kept[1]] = before.pixels[:, there : there + kept[1] - kept[0]]
    # A column more on the left: whether an utterance starts in a column shows beside it.
    edges = column_edges(first + fresh[0] - 1, fresh[1] - fresh[0] + 1, column_s)
    frame = Frame(
        edges=edges,
        series=scene.series,
        columns=Columns.of(scene.series.starts, scene.series.ends, edges),
        waveform=scene.waveform,
        scales=scene.scales,
        theme=theme,
        pixel=max(1, round(ratio)),
        shift=first + fresh[0] - 1,
    )
    pixels[:, fresh[0] : fresh[1]] = _drawn(scene, strips, frame, height, ratio)[:, 1:]
    return Picture(pixels, first, column_s)


def _drawn(
    scene: Scene, strips: Sequence[Strip], frame: Frame, height: int, ratio: float
) -> Pixels:
    edges, theme = frame.edges, frame.theme
    picture = np.full((height, len(edges) - 1), ink(theme.surface), np.uint32)
    to_come = (edges[:-1] >= scene.series.reach_s) & (edges[:-1] < scene.pending_until_s)
    if to_come.any():
        picture[:, to_come] = ink(theme.surface_raised)
    for strip in strips:
        lane = picture[round(strip.top * ratio) : round(strip.bottom * ratio)]
        if len(lane):
            strip.lane.draw(lane, frame)
    return picture


def grid(window: TimeWindow, width: int) -> tuple[int, float]:
    """Number of the first column and length of a column in seconds.

    Columns lie on a fixed grid of time, so that what falls into one does not change while the
    view is moved: nothing flickers, and nothing needs to be drawn twice.
    """
    # Rounded, so that the length stays the same although start and end are moved in floats.
    column_s = float(f"{window.span_s / width:.9g}")
    return round(window.start_s / column_s), column_s


def column_edges(first: int, width: int, column_s: float) -> Float64Array:
    """Edges of columns in seconds: [width + 1]."""
    return np.arange(first, first + width + 1, dtype=np.float64) * column_s
