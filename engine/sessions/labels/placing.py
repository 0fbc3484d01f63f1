"""Which utterance a label belongs to: the one that it shares the most time with."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate

from engine.sessions.labels.table import Label
from engine.types import UtteranceResult


class Places:
    """Looks labels' utterances up. ``spans``: starts and ends, in the order of the start."""

    def __init__(self, spans: Sequence[tuple[float, float]]) -> None:
        self._spans = list(spans)
        self._starts = [start for start, _ in self._spans]
        self._latest_end = list(accumulate((end for _, end in self._spans), max))

    def of(self, start_s: float, end_s: float) -> int | None:
        """Place of the utterance that has most of this time, the first of equal ones."""
        best, most = None, 0.0
        for place in range(bisect_left(self._starts, end_s) - 1, -1, -1):
            if self._latest_end[place] <= start_s:
                break
            if (shared := self.shared_s(place, start_s, end_s)) >= most and shared > 0:
                best, most = place, shared
        return best

    def shared_s(self, place: int, start_s: float, end_s: float) -> float:
        """How much of a stretch lies in an utterance, in seconds to the millisecond: what is equal
        but for the last bits of a sum is equal.
        """
        start, end = self._spans[place]
        return round(max(0.0, min(end, end_s) - max(start, start_s)), 3)


def by_utterance(
    results: Sequence[UtteranceResult], labels: Iterable[Label]
) -> dict[int, tuple[Label, ...]]:
    """Labels by the place of the utterance, one of each rater, by name.

    Where an utterance was split, its label is that of the longer part (the first of equal ones).
    Where several were merged, or where sentiment and emotions were given to different stretches,
    of each head what covers most of the utterance counts; the rest is kept. A label that shares no
    time with any utterance belongs to none.
    """
    return by_span(spans_of(results), labels)


def spans_of(results: Sequence[UtteranceResult]) -> list[tuple[float, float]]:
    """Starts and ends of utterances."""
    return [(each.utterance.start_s, each.utterance.end_s) for each in results]


def by_span(
    spans: Sequence[tuple[float, float]], labels: Iterable[Label]
) -> dict[int, tuple[Label, ...]]:
    """As ``by_utterance``, for whoever knows starts and ends only."""
    places = Places(spans)
    found = {}
    for place, there in grouped(places, labels).items():
        raters = sorted({label.rater for label in there})
        theirs = [[label for label in there if label.rater == rater] for rater in raters]
        found[place] = tuple(_one(places, place, each) for each in theirs)
    return found


def grouped(places: Places, labels: Iterable[Label]) -> Mapping[int, list[Label]]:
    """All labels by the place of their utterance, also those that do not count."""
    found: dict[int, list[Label]] = {}
    for label in labels:
        place = places.of(label.start_s, label.end_s)
        if place is not None:
            found.setdefault(place, []).append(label)
    return found


def _one(places: Places, place: int, labels: Sequence[Label]) -> Label:
    """What one rater says of one utterance."""
    if len(labels) == 1:
        return labels[0]
    order = sorted(labels, key=lambda each: -places.shared_s(place, each.start_s, each.end_s))
    sentiment = next((each.sentiment for each in order if each.sentiment is not None), None)
    emotions = next((each.emotions for each in order if each.emotions is not None), None)
    return replace(order[0], sentiment=sentiment, emotions=emotions)
