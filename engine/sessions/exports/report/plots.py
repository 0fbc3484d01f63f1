"""The report's plots, drawn the same for the page and for print."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.sessions.exports.report.steps import times, values
from engine.sessions.exports.report.summary import length_s, probability
from engine.sessions.exports.report.thinning import thinned, together
from engine.sessions.exports.wording import MODALITY_NAMES, moment, percent
from engine.types import (
    Analysis,
    Contribution,
    Emotion,
    Float64Array,
    Modality,
    UtteranceResult,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_WIDE_IN = 10.0
_LIMIT = 3.0
_POSITIVE, _NEGATIVE, _GREY = "#3f86d8", "#d8584a", "#8a93a3"
_MODALITIES = {Modality.TEXT: "#8467d8", Modality.AUDIO: "#cf8a14", Modality.VISION: "#18a180"}
_EMOTIONS = {
    Emotion.NEUTRAL: "#9aa3b2",
    Emotion.HAPPY: "#e0a81f",
    Emotion.SAD: "#4c7fd0",
    Emotion.ANGRY: "#cf4b3f",
    Emotion.FEAR: "#8a5cc9",
    Emotion.DISGUST: "#5f9a3c",
    Emotion.SURPRISE: "#2fa9b5",
}
"""Colours that are seen on a light ground and on a dark one."""


@dataclass(frozen=True, slots=True)
class Plot:
    """``name`` is its own on the page; ``draw`` makes the figure within ``drawing.style``."""

    name: str
    title: str
    caption: str
    draw: Callable[[], Figure]


def plots(analysis: Analysis) -> tuple[Plot, ...]:
    """None where nothing was found."""
    results = analysis.results
    if not results:
        return ()
    end_s = max(analysis.media.duration_s, *(result.utterance.end_s for result in results))
    steps, many = thinned(results), together(len(results))
    means = f" Each step is the mean of {many} utterances." if many > 1 else ""
    bands = " The band is the mean of their bands." if many > 1 else ""
    return (
        Plot(
            "distribution",
            "Distribution",
            "Left: how long each sentiment was shown, uncertain time in grey. "
            "Right: the mean probability of each expression over time.",
            lambda: _distribution(results),
        ),
        Plot(
            "sentiment",
            "Sentiment over time",
            "The line is the prediction, the band holds eight of ten values of its kind. "
            "Grey: uncertain, neither sign stands out. ✕: words, voice and face disagree."
            + means
            + bands,
            lambda: _sentiment(steps, end_s),
        ),
        Plot(
            "emotions",
            "Expressions over time",
            "Probabilities of the seven expressions, which add up to one." + means,
            lambda: _expressions(steps, end_s),
        ),
        Plot(
            "shares",
            "What words, voice and face contributed",
            "Shapley shares of the sentiment, stacked around zero. They add up to the prediction "
            "minus the prediction from nothing, which is the line." + means,
            lambda: _shares(steps, end_s),
        ),
        Plot(
            "rates",
            "What the bottlenecks let through",
            "The rate of each modality in nats. A line that is missing: the modality was absent."
            + means,
            lambda: _rates(steps, end_s),
        ),
    )


def _figure(high_in: float, columns: int = 1) -> tuple[Figure, list[Any]]:
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - slow to load
    from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure(figsize=(_WIDE_IN, high_in), layout="constrained")
    FigureCanvasAgg(figure)
    places = [figure.add_subplot(1, columns, number + 1) for number in range(columns)]
    for place in places:
        place.patch.set_alpha(0.0)
    return figure, places


def _distribution(results: Sequence[UtteranceResult]) -> Figure:
    figure, (left, right) = _figure(2.8, columns=2)
    edges = np.linspace(-_LIMIT, _LIMIT, 13)
    sides = [_POSITIVE if edge >= 0 else _NEGATIVE for edge in edges[:-1]]
    ground = np.zeros(len(sides))
    for vague, colours in ((False, sides), (True, _GREY)):
        some = [r for r in results if r.sentiment_uncertain is vague]
        seconds, _ = np.histogram(
            [r.prediction.sentiment for r in some], edges, weights=[length_s(r) for r in some]
        )
        left.bar(edges[:-1], seconds, 0.46, ground, align="edge", linewidth=0, color=colours)
        ground = ground + seconds
    left.set_xlabel("sentiment")
    left.set_ylabel("seconds")
    left.set_xlim(-_LIMIT, _LIMIT)
    whole = sum(map(length_s, results)) or 1.0
    for row, emotion in enumerate(reversed(Emotion)):
        mean = sum(length_s(r) * r.prediction.emotions[emotion] for r in results) / whole
        right.barh(row, mean, 0.7, color=_EMOTIONS[emotion])
        right.text(mean, row, f" {percent(mean)}", va="center")
    right.set_yticks(range(len(Emotion)), [emotion.value for emotion in reversed(Emotion)])
    right.set_xlim(0, 1)
    right.set_xlabel("mean probability")
    return figure


def _sentiment(results: Sequence[UtteranceResult], end_s: float) -> Figure:
    figure, (place,) = _figure(2.8)
    at = times(results)
    looks: tuple[tuple[Callable[[UtteranceResult], bool], str], ...] = (
        (lambda r: r.sentiment_uncertain, _GREY),
        (lambda r: not r.sentiment_uncertain and r.prediction.sentiment >= 0, _POSITIVE),
        (lambda r: not r.sentiment_uncertain and r.prediction.sentiment < 0, _NEGATIVE),
    )
    for chosen, colour in looks:
        low = values(results, _only(chosen, lambda r: _interval(r)[0]))
        high = values(results, _only(chosen, lambda r: _interval(r)[1]))
        place.fill_between(at, low, high, color=colour, alpha=0.22, linewidth=0)
        line = values(results, _only(chosen, lambda r: r.prediction.sentiment))
        place.plot(at, line, color=colour, linewidth=2.2, solid_capstyle="butt")
    clashes = [r for r in results if r.agreement and r.agreement.overall.value == "conflict"]
    middles = [(r.utterance.start_s + r.utterance.end_s) / 2 for r in clashes]
    place.plot(middles, [-_LIMIT + 0.15] * len(middles), "x", color=_NEGATIVE, markersize=5)
    place.axhline(0, color=_GREY, linewidth=0.8)
    place.set_ylim(-_LIMIT, _LIMIT)
    place.set_yticks(range(-3, 4))
    place.set_ylabel("sentiment")
    _time_axis(place, end_s)
    return figure


def _expressions(results: Sequence[UtteranceResult], end_s: float) -> Figure:
    figure, (place,) = _figure(2.6)
    at, ground = times(results), np.zeros(3 * len(results))
    for emotion in Emotion:
        top = ground + values(results, probability(emotion), between=0.0)

        _area(place, at, (ground, top), _EMOTIONS[emotion], emotion.value)
        ground = top
    place.set_ylim(0, 1)
    place.set_ylabel("probability")
    _time_axis(place, end_s)
    _legend(figure, place)
    return figure


def _shares(results: Sequence[UtteranceResult], end_s: float) -> Figure:
    figure, (place,) = _figure(2.8)
    at = times(results)
    above, below = np.zeros(len(at)), np.zeros(len(at))
    for modality in Modality:
        share = values(results, _of(modality, lambda c: c.shapley_sentiment), between=0.0)
        up, down = np.maximum(share, 0.0), np.minimum(share, 0.0)
        _area(place, at, (above, above + up), _MODALITIES[modality], MODALITY_NAMES[modality])
        _area(place, at, (below + down, below), _MODALITIES[modality])
        above, below = above + up, below + down
    change = values(results, lambda r: r.prediction.sentiment - r.baseline.sentiment)
    place.plot(at, change, color=_GREY, linewidth=1.4, label="together")
    place.axhline(0, color=_GREY, linewidth=0.8)
    place.set_ylabel("change of sentiment")
    _time_axis(place, end_s)
    _legend(figure, place)
    return figure


def _rates(results: Sequence[UtteranceResult], end_s: float) -> Figure:
    figure, (place,) = _figure(2.4)
    for modality in Modality:
        rate = values(results, _of(modality, lambda c: c.rate_nats))
        place.plot(
            times(results), rate, color=_MODALITIES[modality], label=MODALITY_NAMES[modality]
        )
    place.set_ylim(bottom=0)
    place.set_ylabel("nats")
    _time_axis(place, end_s)
    _legend(figure, place)
    return figure


def _area(
    place: Any, at: Float64Array, edges: tuple[Any, Any], colour: str, name: str = ""
) -> None:
    """Edges are drawn in the same colour: hair lines between neighbours would be seen else."""
    low, high = edges
    label = {"label": name} if name else {}
    place.fill_between(at, low, high, color=colour, linewidth=0.2, where=high > low, **label)


def _of(
    modality: Modality, value: Callable[[Contribution], float]
) -> Callable[[UtteranceResult], float | None]:
    def found(result: UtteranceResult) -> float | None:
        contribution = result.contributions.get(modality)
        return None if contribution is None else value(contribution)

    return found


def _only(
    chosen: Callable[[UtteranceResult], bool], value: Callable[[UtteranceResult], float]
) -> Callable[[UtteranceResult], float | None]:
    return lambda result: value(result) if chosen(result) else None


def _interval(result: UtteranceResult) -> tuple[float, float]:
    """Without a width where uncertainty was not asked for."""
    if result.uncertainty is None:
        return result.prediction.sentiment, result.prediction.sentiment
    return result.uncertainty.sentiment_interval


def _time_axis(place: Any, end_s: float) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator  # noqa: PLC0415 - slow to load

    place.set_xlim(0, end_s)
    place.xaxis.set_major_locator(MaxNLocator(9, steps=[1, 1.5, 2, 3, 5, 6, 10]))
    # Tenths only where the recording is short enough for them to differ.
    short = end_s < 20
    place.xaxis.set_major_formatter(
        FuncFormatter(lambda value, _: moment(value) if short else moment(value)[:-2])
    )


def _legend(figure: Figure, place: Any) -> None:
    handles, names = place.get_legend_handles_labels()
    unique: Mapping[str, Any] = dict(zip(names, handles, strict=True))
    figure.legend(
        unique.values(), unique.keys(), loc="outside upper center", ncols=8, frameon=False
    )
