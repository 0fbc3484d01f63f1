"""Stretches of time with a label, and the measures of an analysis as tiers of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from engine.sessions.exports.wording import emotions_as_text, note, one_line, person
from engine.types import Analysis, Contribution, Label, Modality, UtteranceResult

LABEL_TIER = "label "
"""How the names of tiers of labels begin; the others hold predictions and remarks."""
_TICK_S = 0.001
"""Annotation tools and subtitles count milliseconds."""


@dataclass(frozen=True, slots=True)
class Span:
    """Seconds of the medium's clock."""

    start_s: float
    end_s: float
    label: str


@dataclass(frozen=True, slots=True)
class Tier:
    """One measure over time. Where it is absent there is no span."""

    name: str
    spans: tuple[Span, ...]


def in_order(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Whole milliseconds, none negative, none empty, none before the end of the one before.

    What keeps these rules already moves by at most half a millisecond; a word of no length is
    made a millisecond long, and of two that overlap the later one begins later.
    """
    kept: list[Span] = []
    end = 0
    for span in sorted(spans, key=lambda each: (each.start_s, each.end_s)):
        start = max(end, round(span.start_s / _TICK_S))
        end = max(start + 1, round(span.end_s / _TICK_S))
        kept.append(Span(start / 1000, end / 1000, span.label))
    return tuple(kept)


def tiers(analysis: Analysis) -> tuple[Tier, ...]:
    """The same tiers in the same order for every analysis, then two for each rater of it; numbers
    have four decimals.
    """
    results = analysis.results
    words = [
        Span(word.start_s, word.end_s, one_line(word.text))
        for result in results
        for word in result.utterance.words
        if word.text.strip()
    ]
    told = [
        Tier("words", in_order(words)),
        _told("utterances", results, lambda result: one_line(result.utterance.text)),
        _told("sentiment", results, lambda result: _number(result.prediction.sentiment)),
        _told("interval (80 %)", results, _interval),
        _told("uncertain", results, _uncertain),
        _told("top emotion", results, lambda result: result.prediction.top_emotion.value),
        _told("top emotion probability", results, _top_probability),
    ]
    for title, measure in _MEASURES.items():
        told += [_measured(title, modality, results, measure) for modality in Modality]
    told.append(_told("agreement", results, _agreement))
    told.append(_told("person", results, lambda result: person(analysis, result)))
    told.append(_told("note", results, lambda result: note(analysis, result)))
    raters = sorted({label.rater for labels in analysis.labels.values() for label in labels})
    return (*told, *(tier for rater in raters for tier in _labelled(analysis, rater)))


def _labelled(analysis: Analysis, rater: str) -> tuple[Tier, Tier]:
    """What a rater says, under names that are found again when the file is read."""

    def said(result: UtteranceResult) -> Label | None:
        labels = analysis.labels.get(result.utterance.index, ())
        return next((label for label in labels if label.rater == rater), None)

    def sentiment(result: UtteranceResult) -> str:
        label = said(result)
        return "" if label is None or label.sentiment is None else f"{label.sentiment:g}"

    def shown(result: UtteranceResult) -> str:
        label = said(result)
        return emotions_as_text(label.emotions) if label else ""

    name = one_line(rater)
    return (
        _told(f"{LABEL_TIER}sentiment@{name}", analysis.results, sentiment),
        _told(f"{LABEL_TIER}expression@{name}", analysis.results, shown),
    )


_MEASURES: dict[str, Callable[[Contribution], float]] = {
    "share": lambda contribution: contribution.shapley_sentiment,
    "rate (nats)": lambda contribution: contribution.rate_nats,
    "alone": lambda contribution: contribution.unimodal.sentiment,
}
"""``share``: Shapley share of the sentiment; ``alone``: the unimodal sentiment."""


def _told(
    name: str, results: Iterable[UtteranceResult], label: Callable[[UtteranceResult], str]
) -> Tier:
    labelled = ((result.utterance, label(result)) for result in results)
    return Tier(name, in_order(Span(u.start_s, u.end_s, text) for u, text in labelled if text))


def _measured(
    title: str,
    modality: Modality,
    results: Iterable[UtteranceResult],
    measure: Callable[[Contribution], float],
) -> Tier:
    def label(result: UtteranceResult) -> str:
        contribution = result.contributions.get(modality)
        return _number(measure(contribution)) if contribution else ""

    return _told(f"{modality} {title}", results, label)


def _number(value: float) -> str:
    """An ASCII number that every program reads; no minus before zero."""
    return f"{round(value, 4) + 0.0:.4f}"


def _interval(result: UtteranceResult) -> str:
    if result.uncertainty is None:
        return ""
    low, high = result.uncertainty.sentiment_interval
    return f"{_number(low)} {_number(high)}"


def _uncertain(result: UtteranceResult) -> str:
    said = {"sentiment": result.sentiment_uncertain, "emotion": result.emotion_uncertain}
    return ", ".join(what for what, vague in said.items() if vague)


def _top_probability(result: UtteranceResult) -> str:
    return _number(result.prediction.emotions[result.prediction.top_emotion])


def _agreement(result: UtteranceResult) -> str:
    return result.agreement.overall.value if result.agreement else ""
