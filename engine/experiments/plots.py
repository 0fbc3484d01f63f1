"""Curves and points as SVG for the page of an experiment; see ``engine.sessions.drawing``."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.experiments.curves import FUSED, Curve
from engine.experiments.embedding import UNKNOWN, Panel, Plane
from engine.experiments.plan import Cell
from engine.sessions.drawing import PANEL_IN, panels, style, svg
from engine.types import Modality

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_COLOURS = {
    Modality.TEXT.value: "#8167dd",
    Modality.AUDIO.value: "#cb8a14",
    Modality.VISION.value: "#22a283",
    FUSED: "#7d8797",
}
_DASHES = {
    Modality.TEXT.value: "-",
    Modality.AUDIO.value: "--",
    Modality.VISION.value: "-.",
    FUSED: ":",
}
_DIVERGING = ("#c7402f", "#d9705c", "#dda08f", "#9aa0aa", "#8fb0d8", "#5f92d6", "#2c6cc4")
_CLASSES = ("#7d8797", "#cb8a14", "#3f7fd0", "#c7402f", "#8167dd", "#22a283", "#d060a8", "#8a6d3b")
_WIDE = 5.0
"""Rates that differ by more than this factor are shown on a logarithmic scale."""


def curves_svg(curves: Sequence[Curve], cells: Sequence[Cell]) -> str:
    """One panel per cell: mean rate per bottleneck over epochs, band of one standard deviation."""
    shown = [cell for cell in cells if any(curve.cell == cell for curve in curves)]
    with style("curves"):
        figure, axes = panels(len(shown), _titles(shown), height=2.5)
        for place, cell in zip(axes, shown, strict=True):
            for curve in (each for each in curves if each.cell == cell):
                _draw_curve(place, curve)
            place.set_xlabel("epoch")
            place.grid(visible=True, color="#8a93a3", alpha=0.25, linewidth=0.6)
        axes[0].set_ylabel("rate, nats" + _plain_scale(axes))
        _legend(figure, axes, list(_COLOURS))
        return svg(figure, "curves")


def plane_svg(plane: Plane) -> str:
    """One panel per model, points coloured by label."""
    with style("plane"):
        titles = _titles([panel.cell for panel in plane.panels])
        figure, axes = panels(len(plane.panels), titles, height=PANEL_IN)
        for place, panel in zip(axes, plane.panels, strict=True):
            _draw_points(place, panel, plane.classes)
            place.set_xticks([])
            place.set_yticks([])
        _legend(figure, axes, plane.classes)
        return svg(figure, "plane")


def _draw_curve(place: Any, curve: Curve) -> None:
    epochs = np.arange(1, len(curve.points) + 1)
    mean = np.array([point.mean for point in curve.points])
    sd = np.array([0.0 if math.isnan(point.sd) else point.sd for point in curve.points])
    colour = _COLOURS[curve.of]
    lowest = np.maximum(mean - sd, mean * 1e-2)  # a rate is never less than nothing
    place.fill_between(epochs, lowest, mean + sd, color=colour, alpha=0.22, linewidth=0)
    marker = "o" if len(epochs) == 1 else ""
    place.plot(
        epochs, mean, color=colour, linestyle=_DASHES[curve.of], marker=marker, label=curve.of
    )


def _draw_points(place: Any, panel: Panel, classes: Sequence[str]) -> None:
    labels = np.array(panel.labels)
    for name, colour in zip(classes, _class_colours(classes), strict=True):
        here = labels == name
        if here.any():
            place.scatter(
                *panel.xy[here].T, s=16, color=colour, alpha=0.85, linewidths=0, label=name
            )


def _class_colours(classes: Sequence[str]) -> list[str]:
    """Of a scale from negative to positive, or of names; grey for what is neither."""
    named = [name for name in classes if name != UNKNOWN]
    scale: Sequence[str] = _CLASSES
    if named[0] == "−3":
        scale = _DIVERGING
    elif named[0] == "lowest third":
        scale = (_DIVERGING[0], _DIVERGING[3], _DIVERGING[-1])
    return [*(scale[number % len(scale)] for number in range(len(named))), "#b5bac4"]


# --------------------------------------------------------------------------- panels


def _titles(cells: Sequence[Cell]) -> list[str]:
    """The variant alone where that tells them apart."""
    variants = [cell.variant.value for cell in cells]
    return variants if len(set(variants)) == len(cells) else [str(cell) for cell in cells]


def _plain_scale(axes: Sequence[Any]) -> str:
    """One scale for all panels, with plain figures; says so where it is logarithmic."""
    from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator  # noqa: PLC0415

    least = min(float(line.get_ydata().min()) for place in axes for line in place.get_lines())
    low = min(place.get_ylim()[0] for place in axes)
    high = max(place.get_ylim()[1] for place in axes)
    wide = high > _WIDE * least
    for place in axes:
        place.xaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
        if wide:
            place.set_yscale("log")
            place.yaxis.set_major_locator(LogLocator())
            place.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        place.set_ylim(max(0.7 * least, 1e-3 * high) if wide else low, high)
    return " (log scale)" if wide else ""


def _legend(figure: Figure, axes: Sequence[Any], order: Sequence[str]) -> None:
    """One for all panels."""
    known: dict[str, Any] = {}
    for place in axes:
        for handle, name in zip(*place.get_legend_handles_labels(), strict=True):
            known.setdefault(name, handle)
    names = sorted(known, key=order.index)
    figure.legend(
        [known[name] for name in names], names, loc="outside lower center", ncols=8, frameon=False
    )
