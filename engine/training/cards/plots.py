"""Reliability as SVG: what was claimed on one axis, what came true on the other."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.sessions.drawing import PANEL_IN, panels, style, svg
from engine.training.cards.tables import Plain

_POINTS, _GROUND = "#3f7fd0", "#8a93a3"
_TALLEST = 0.25
"""How high the bar of the fullest bin is, of the height of the panel."""
_Z95 = 1.96
_TITLE_IN = 0.25
"""Air between a panel and the title of the one below."""


def reliability_svg(name: str, views: Mapping[str, Plain], *, spread: bool = True) -> str:
    """A panel per view of a classes' head: share that is right over the stated probability.

    Args:
        name: no other picture of the page has it.
        views: ``reliability`` of the card, by the view's name.
        spread: draw the 95 % interval of each share.
    """

    def draw(place: Any, bins: Plain) -> None:
        width, most = 1 / len(bins["count"]), max(1, *bins["count"])
        middles = [(each + 0.5) * width for each in range(len(bins["count"]))]
        heights = [_TALLEST * count / most for count in bins["count"]]
        place.bar(middles, heights, width=0.9 * width, color=_GROUND, alpha=0.35, linewidth=0)
        _diagonal(place, 0.0, 1.0)
        points = zip(bins["confidence"], bins["accuracy"], bins["count"], strict=True)
        found = [each for each in points if each[2] and each[0] is not None]
        if spread:
            for confidence, accuracy, count in found:
                place.plot([confidence] * 2, wilson(accuracy, count), color=_POINTS, alpha=0.45)
        _points(place, [each[0] for each in found], [each[1] for each in found])
        place.set_xticks([0, 0.5, 1])
        place.set_yticks([0, 0.5, 1])
        place.set_xlabel("stated probability")

    return _drawn(name, views, "share that is right", draw)


def groups_svg(name: str, views: Mapping[str, Plain]) -> str:
    """A panel per view of a head of numbers: mean label over mean prediction, by tenths.

    Args:
        name: no other picture of the page has it.
        views: ``groups`` of the card, by the view's name.
    """
    numbers = [abs(each) for view in views.values() for each in (*view["predicted"], *view["true"])]
    end = math.ceil(max([1.0, *(each for each in numbers)]))

    def draw(place: Any, groups: Plain) -> None:
        _diagonal(place, -end, end)
        _points(place, groups["predicted"], groups["true"])
        place.set_xticks([-end, 0, end])
        place.set_yticks([-end, 0, end])
        place.set_xlabel("predicted, mean of a tenth")

    return _drawn(name, views, "label, mean", draw)


def wilson(share: float, count: int) -> tuple[float, float]:
    """95 % interval of a share of ``count`` samples (Wilson 1927)."""
    scale = 1 + _Z95**2 / count
    middle = (share + _Z95**2 / (2 * count)) / scale
    half = _Z95 * math.sqrt(share * (1 - share) / count + _Z95**2 / (4 * count**2)) / scale
    return middle - half, middle + half


def _drawn(
    name: str, views: Mapping[str, Plain], axis: str, draw: Callable[[Any, Plain], None]
) -> str:
    with style(name):
        figure, places = panels(len(views), _wrapped(list(views)), height=PANEL_IN + _TITLE_IN)
        for place, values in zip(places, views.values(), strict=True):
            draw(place, values)
            place.set_aspect("equal")
        places[0].set_ylabel(axis)
        return svg(figure, name)


def _wrapped(titles: Sequence[str]) -> list[str]:
    return [title.replace("+", " + ") for title in titles]


def _diagonal(place: Any, low: float, high: float) -> None:
    """Where everything lies if claims come true; with a margin for the points on the edge."""
    margin = 0.03 * (high - low)
    place.plot([low, high], [low, high], color=_GROUND, linestyle="--", linewidth=1)
    place.set_xlim(low - margin, high + margin)
    place.set_ylim(low - margin, high + margin)


def _points(place: Any, x: Sequence[float], y: Sequence[float]) -> None:
    place.plot(x, y, color=_POINTS, linestyle="none", marker="o", markersize=4)
