"""Pictures as SVG that stands in a page: no font, no file, no colour of the ground.

What is drawn is decided by the numbers alone: a fixed backend, fixed salts, no date. Lines and
letters have the colour of the text around them, so a picture suits a light page and a dark one.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PANEL_IN = 2.6
"""How wide a panel is."""

_INK = "#010203"
"""Stands for the colour of the text until the SVG is in the page."""
_PANELS_IN_A_ROW = 4


def style(salt: str) -> Any:
    """The context in which a figure is made, drawn and turned into SVG."""
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


def panels(count: int, titles: Sequence[str], height: float) -> tuple[Figure, list[Any]]:
    """A figure of ``count`` panels, at most four side by side. ``height``: of each, in inches."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    across = min(count, _PANELS_IN_A_ROW)
    down = -(-count // across)
    figure = Figure(figsize=(PANEL_IN * across + 0.5, height * down + 0.5), layout="constrained")
    FigureCanvasSVG(figure)
    places = [figure.add_subplot(down, across, number + 1) for number in range(count)]
    for place, title in zip(places, titles, strict=True):
        place.set_title(title)
        place.patch.set_alpha(0.0)
    return figure, places


def svg(figure: Figure, name: str) -> str:
    """The element alone, with names of its own, in the colour of the text.

    Args:
        name: no other picture of the page has it.
    """
    out = io.StringIO()
    figure.savefig(out, format="svg", transparent=True, metadata={"Date": None})
    drawn = out.getvalue()
    drawn = drawn[drawn.index("<svg") :]
    drawn = re.sub(r"<metadata>.*?</metadata>\s*", "", drawn, flags=re.DOTALL)
    drawn = re.sub(r'\sxmlns(:\w+)?="[^"]*"', "", drawn)
    drawn = drawn.replace("xlink:href=", "href=").replace(_INK, "currentColor")
    drawn = re.sub(r'\bid="', f'id="{name}-', drawn)
    drawn = re.sub(r'(href="#|url\(#)', rf"\g<1>{name}-", drawn)
    drawn = re.sub(r"<[^>]*>", lambda tag: _FINE.sub(_coarser, tag[0]), drawn)
    return re.sub(r"^ +", "", drawn, flags=re.MULTILINE).strip()


_FINE = re.compile(r"-?\d+\.\d{3,}")


def _coarser(number: re.Match[str]) -> str:
    """A hundredth of a point is enough; the last digits may differ between machines."""
    return f"{round(float(number[0]), 2):g}"
