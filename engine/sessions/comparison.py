"""Two analyses of one recording next to each other, utterance by utterance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.types import Modality, UtteranceResult

_LEAST = 0.5
"""Of the shorter of two utterances, that must be common for them to be the same."""


@dataclass(frozen=True, slots=True)
class Match:
    """The same stretch of speech in both analyses."""

    one: UtteranceResult
    other: UtteranceResult

    @property
    def shift(self) -> float:
        """By how much the second sentiment is more positive."""
        return self.other.prediction.sentiment - self.one.prediction.sentiment

    @property
    def same_emotion(self) -> bool:
        """Whether the likeliest expression is the same."""
        return self.one.prediction.top_emotion is self.other.prediction.top_emotion

    @property
    def cause(self) -> tuple[Modality, float] | None:
        """The modality whose Shapley share of the sentiment changed most, and by how much; absent
        is nothing. None where no modality takes part in either."""
        shifts = {m: _share(self.other, m) - _share(self.one, m) for m in self._modalities}
        return max(shifts.items(), key=lambda item: abs(item[1])) if shifts else None

    @property
    def _modalities(self) -> list[Modality]:
        known = {*self.one.contributions, *self.other.contributions}
        return [m for m in Modality if m in known]


@dataclass(frozen=True, slots=True)
class RunComparison:
    """All that two analyses have in common. Every matched utterance counts the same."""

    matches: tuple[Match, ...]
    """In the order of time, at least one."""
    alone: tuple[int, int]
    """How many utterances of each have no counterpart."""
    distance: float
    """Mean absolute difference of the sentiments."""
    shift: float
    """Mean difference of the sentiments, the second minus the first."""
    same_emotion: float
    """Share of the matches in which the likeliest expression is the same."""


def compare(
    ones: Sequence[UtteranceResult], others: Sequence[UtteranceResult]
) -> RunComparison | None:
    """Match by common time, the longest first, each utterance once; None without any match."""
    pairs = sorted(_overlaps(ones, others), key=lambda pair: -pair[2])
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for one, other, _ in pairs:
        if one not in partner and other not in taken:
            partner[one] = other
            taken.add(other)
    if not partner:
        return None
    matches = tuple(Match(ones[one], others[partner[one]]) for one in sorted(partner))
    count = len(matches)
    return RunComparison(
        matches=matches,
        alone=(len(ones) - count, len(others) - count),
        distance=sum(abs(match.shift) for match in matches) / count,
        shift=sum(match.shift for match in matches) / count,
        same_emotion=sum(match.same_emotion for match in matches) / count,
    )


def _share(result: UtteranceResult, modality: Modality) -> float:
    found = result.contributions.get(modality)
    return found.shapley_sentiment if found else 0.0


def _overlaps(
    ones: Sequence[UtteranceResult], others: Sequence[UtteranceResult]
) -> Iterator[tuple[int, int, float]]:
    """Places of utterances that are about the same speech, and the seconds they share.

    Both are in the order of their start; utterances hardly overlap within one analysis.
    """
    first = 0
    for place, one in enumerate(ones):
        start, end = one.utterance.start_s, one.utterance.end_s
        while first < len(others) and others[first].utterance.end_s <= start:
            first += 1
        for at in range(first, len(others)):
            other = others[at].utterance
            if other.start_s >= end:
                break
            common = min(end, other.end_s) - max(start, other.start_s)
            shorter = min(end - start, other.end_s - other.start_s)
            if common > 0 and common >= _LEAST * shorter:
                yield place, at, common
