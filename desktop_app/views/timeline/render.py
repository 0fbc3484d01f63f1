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


def render(
    scene: Scene,
    strips: Sequence[Strip],
    window: TimeWindow,
    *,
    size: tuple[int, int],
    ratio: float,
    theme: Theme,
) -> Pixels:
    """uint32 [height, width] device pixels for ``size`` (width, height) pixels of the layout."""
    width, height = max(1, round(size[0] * ratio)), max(1, round(size[1] * ratio))
    edges, shift = column_edges(window, width)
    frame = Frame(
        edges=edges,
        series=scene.series,
        columns=Columns.of(scene.series.starts, scene.series.ends, edges),
        waveform=scene.waveform,
        scales=scene.scales,
        theme=theme,
        pixel=max(1, round(ratio)),
        shift=shift,
    )
    picture = np.full((height, width), ink(theme.surface), np.uint32)
    to_come = (edges[:-1] >= scene.series.reach_s) & (edges[:-1] < scene.pending_until_s)
    if to_come.any():
        picture[:, to_come] = ink(theme.surface_raised)
    for strip in strips:
        lane = picture[round(strip.top * ratio) : round(strip.bottom * ratio)]
        if len(lane):
            strip.lane.draw(lane, frame)
    return picture


def column_edges(window: TimeWindow, width: int) -> tuple[Float64Array, int]:
    """Edges of the columns in seconds, [width + 1], and the number of the first column.

    Columns lie on a fixed grid of time, so that what falls into one does not change while the
    view is moved: nothing flickers.
    """
    length = window.span_s / width
    first = round(window.start_s / length)
    return np.arange(first, first + width + 1, dtype=np.float64) * length, first
