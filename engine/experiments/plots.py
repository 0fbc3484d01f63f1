"""Curves and points as SVG that stands in a page: no font, no file, no colour of the ground.

What is drawn is decided by the numbers alone: a fixed backend, fixed salts, no date. Lines and
letters have the colour of the text around them, so a picture suits a light page and a dark one.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.experiments.curves import FUSED, Curve
from engine.experiments.embedding import UNKNOWN, Panel, Plane
from engine.experiments.plan import Cell
from engine.types import Modality

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_INK = "#010203"
"""Stands for the colour of the text until the SVG is in the page."""
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
_PANELS_IN_A_ROW = 4
_PANEL_IN = 2.6
_WIDE = 5.0
"""Rates that differ by more than this factor are shown on a logarithmic scale."""


def curves_svg(curves: Sequence[Curve], cells: Sequence[Cell]) -> str:
    """One panel per cell: mean rate per bottleneck over epochs, band of one standard deviation."""
    shown = [cell for cell in cells if any(curve.cell == cell for curve in curves)]
    with _style("curves"):
        figure, axes = _panels(len(shown), _titles(shown), height=2.5)
        for place, cell in zip(axes, shown, strict=True):
            for curve in (each for each in curves if each.cell == cell):
                _draw_curve(place, curve)
            place.set_xlabel("epoch")
            place.grid(visible=True, color="#8a93a3", alpha=0.25, linewidth=0.6)
        axes[0].set_ylabel("rate, nats" + _plain_scale(axes))
        _legend(figure, axes, list(_COLOURS))
        return _svg(figure, "curves")


def plane_svg(plane: Plane) -> str:
    """One panel per model, points coloured by label."""
    with _style("plane"):
        titles = _titles([panel.cell for panel in plane.panels])
        figure, axes = _panels(len(plane.panels), titles, height=_PANEL_IN)
        for place, panel in zip(axes, plane.panels, strict=True):
            _draw_points(place, panel, plane.classes)
            place.set_xticks([])
            place.set_yticks([])
        _legend(figure, axes, plane.classes)
        return _svg(figure, "plane")


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


# --------------------------------------------------------------------------- matplotlib


def _style(salt: str) -> Any:
    import matplotlib  # noqa: PLC0415 - slow to load

    return matplotlib.rc_context(
        {
            "svg.hashsalt": f"mibscope-{salt}",
            "svg.fonttype": "none",
            "font.family": "DejaVu Sans",  # comes with matplotlib: the layout is the same anywhere
            "font.size": 9,
            "axes.titlesize": 9,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "lines.linewidth": 1.6,
            **dict.fromkeys(
                ("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color"),
                _INK,
            ),
        }
    )


def _panels(count: int, titles: Sequence[str], height: float) -> tuple[Figure, list[Any]]:
    from matplotlib.backends.backend_svg import FigureCanvasSVG  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    across = min(count, _PANELS_IN_A_ROW)
    down = -(-count // across)
    figure = Figure(figsize=(_PANEL_IN * across + 0.5, height * down + 0.5), layout="constrained")
    FigureCanvasSVG(figure)
    places = [figure.add_subplot(down, across, number + 1) for number in range(count)]
    for place, title in zip(places, titles, strict=True):
        place.set_title(title)
        place.patch.set_alpha(0.0)
    return figure, places


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


def _svg(figure: Figure, name: str) -> str:
    """The element alone, with names of its own, in the colour of the text."""
    out = io.StringIO()
    figure.savefig(out, format="svg", transparent=True, metadata={"Date": None})
    svg = out.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r'\sxmlns(:\w+)?="[^"]*"', "", svg)
    svg = svg.replace("xlink:href=", "href=").replace(_INK, "currentColor")
    svg = re.sub(r'\bid="', f'id="{name}-', svg)
    svg = re.sub(r'(href="#|url\(#)', rf"\g<1>{name}-", svg)
    return svg.strip()
