"""What to label next: pure functions of results, the same for the same results."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

import numpy as np

from engine.types import (
    Agreement,
    Emotion,
    FeatureTrack,
    Float64Array,
    Modality,
    Prediction,
    UtteranceResult,
)

Tracks = Mapping[Modality, FeatureTrack]
Points = Mapping[Modality, Float64Array]
"""Per modality float64 [n, d] of n utterances; rows of nan where it is absent."""

_RANGE = 6.0
"""From one end of sentiment to the other."""
_CHUNK = 256
"""So many are compared with all at once."""


class Reason(StrEnum):
    """Why an utterance is worth a label."""

    UNCERTAIN = "uncertain"
    CONFLICTING = "conflicting"
    DIVERSE = "diverse"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``place``: of the utterance among the results."""

    place: int
    reason: Reason


def suggest(
    results: Sequence[UtteranceResult],
    labelled: Collection[int] = (),
    count: int = 20,
    *,
    reasons: Sequence[Reason] = tuple(Reason),
    tracks: Sequence[Tracks] | None = None,
) -> tuple[Suggestion, ...]:
    """The next to label, the most useful first. Several reasons take turns, each with the best that
    is left, so that the first few are a mixture too.

    Args:
        labelled: places that need no label.
        tracks: of each utterance, to tell how different utterances are; without them, what the
            modalities alone predict does.
    """
    taken = set(labelled)
    free = [place for place in range(len(results)) if place not in taken]
    wanted = min(count, len(free))
    points = unimodal_points(results) if tracks is None else mean_points(tracks)
    queues = [_ranked(reason, results, points, sorted(taken), wanted) for reason in reasons]
    found: dict[int, Suggestion] = {}
    while len(found) < wanted:
        for reason, queue in zip(reasons, queues, strict=True):
            left = [place for place in queue if place not in found]
            if len(found) < wanted:
                found[left[0]] = Suggestion(left[0], reason)
    return tuple(found.values())


def uncertainty(results: Sequence[UtteranceResult]) -> Float64Array:
    """float64 [n] from 0 (sure) to 1: half the entropy of the expressions, half the width of the
    interval of sentiment as a share of the scale, where it is known.
    """
    return np.array([_doubt(result) for result in results])


def conflict(results: Sequence[UtteranceResult]) -> Float64Array:
    """float64 [n]: how far apart the modalities' own predictions are, from 0 to 1, and 1 more where
    they contradict each other (engine.explain.agreement).
    """
    return np.array([_contradiction(result) for result in results])


def farthest(points: Points, known: Sequence[int], count: int) -> list[int]:
    """Places that lie farthest from ``known`` and from each other, one after the other (Gonzalez
    1985, k-centre). The first of all is the most typical one.
    """
    space = _Space(points)
    nearest = np.full(space.count, np.inf)
    for first in range(0, len(known), _CHUNK):
        among = space.distances(known[first : first + _CHUNK])
        nearest = np.minimum(nearest, among.min(axis=1))
    found: list[int] = []
    free = np.ones(space.count, dtype=bool)
    free[list(known)] = False
    while len(found) < min(count, space.count - len(known)):
        score = -space.to_centre() if np.isinf(nearest).all() else nearest
        place = int(np.where(free, score, -np.inf).argmax())
        found.append(place)
        free[place] = False
        nearest = np.minimum(nearest, space.distances([place])[:, 0])
    return found


def unimodal_points(results: Sequence[UtteranceResult]) -> Points:
    """What each modality alone predicts, [n, 8], and lets through in nats, as a ninth."""
    return {m: _stacked([_alone(result, m) for result in results]) for m in Modality}


def mean_points(tracks: Iterable[Tracks]) -> Points:
    """The mean of each modality's features over its evidence."""
    means = [{m: _mean(track) for m, track in each.items()} for each in tracks]
    return {m: _stacked([mean.get(m) for mean in means]) for m in Modality}


def _ranked(
    reason: Reason,
    results: Sequence[UtteranceResult],
    points: Points,
    taken: Sequence[int],
    count: int,
) -> list[int]:
    if reason is Reason.DIVERSE:
        return farthest(points, taken, count)
    scores = uncertainty(results) if reason is Reason.UNCERTAIN else conflict(results)
    order = np.argsort(-scores, kind="stable").tolist()
    known = set(taken)
    return [place for place in order if place not in known][:count]


def _doubt(result: UtteranceResult) -> float:
    known = result.uncertainty
    if known is None:
        return _entropy(result.prediction)
    low, high = known.sentiment_interval
    return (known.emotion_entropy + (high - low) / _RANGE) / 2


def _entropy(prediction: Prediction) -> float:
    """Of the expressions, from 0 (sure) to 1 (knows nothing)."""
    shares = np.array(list(prediction.emotions.values()))
    shares = shares[shares > 0]
    return float(-(shares * np.log(shares)).sum() / np.log(len(Emotion)))


def _contradiction(result: UtteranceResult) -> float:
    said = [each.unimodal for each in result.contributions.values()]
    apart = max((_apart(*pair) for pair in combinations(said, 2)), default=0.0)
    report = result.agreement
    return apart + float(report is not None and report.overall is Agreement.CONFLICT)


def _apart(one: Prediction, other: Prediction) -> float:
    """Half by the sentiment, half by the total variation of the expressions."""
    shares = [abs(one.emotions[e] - other.emotions[e]) for e in one.emotions]
    return (abs(one.sentiment - other.sentiment) / _RANGE + sum(shares) / 2) / 2


def _alone(result: UtteranceResult, modality: Modality) -> Float64Array | None:
    if (part := result.contributions.get(modality)) is None:
        return None
    said = part.unimodal
    return np.array([said.sentiment, *(said.emotions[e] for e in Emotion), part.rate_nats])


def _mean(track: FeatureTrack) -> Float64Array | None:
    values = track.values[track.valid]
    return values.mean(axis=0, dtype=np.float64) if len(values) else None


def _stacked(rows: Sequence[Float64Array | None]) -> Float64Array:
    width = next((len(row) for row in rows if row is not None), 0)
    return np.array([np.full(width, np.nan) if row is None else row for row in rows]).reshape(
        len(rows), width
    )


class _Space:
    """Distances over the modalities that two utterances share, each modality counted once and each
    of its columns in standard deviations.

    With zeros where a modality is absent, the sum over the shared ones of |a|² + |b|² − 2ab is one
    product of ``_left`` [n, d + 2m] and ``_right`` [k, d + 2m].
    """

    def __init__(self, points: Points) -> None:
        self.count = max((len(values) for values in points.values()), default=0)
        known = [values for values in points.values() if np.isfinite(values).any()]
        scaled = [_standardised(values) / np.sqrt(values.shape[1]) for values in known]
        there = np.array([np.isfinite(part).all(axis=1) for part in scaled], dtype=np.float64)
        self._there = there.reshape(len(scaled), self.count).T
        parts = [np.nan_to_num(part) for part in scaled]
        squares = np.array([(part**2).sum(axis=1) for part in parts])
        squares = squares.reshape(len(parts), self.count).T
        values = np.hstack([np.empty((self.count, 0)), *parts])
        self._left = np.hstack([-2.0 * values, squares, self._there])
        self._right = np.hstack([values, self._there, squares])

    def distances(self, places: Sequence[int]) -> Float64Array:
        """float64 [n, k]: mean squared distance of each to some; as far as the farthest where no
        modality is shared.
        """
        rows = list(places)
        return self._between(self._right[rows], self._there[rows])

    def to_centre(self) -> Float64Array:
        """float64 [n]: to the mean of all."""
        kinds = self._there.shape[1]
        there = np.ones((1, kinds))
        row = np.zeros((1, self._right.shape[1]))
        row[:, self._right.shape[1] - 2 * kinds : self._right.shape[1] - kinds] = there
        return self._between(row, there)[:, 0]

    def _between(self, right: Float64Array, there: Float64Array) -> Float64Array:
        total = np.maximum(self._left @ right.T, 0.0)
        shared = self._there @ there.T
        apart = shared == 0
        found: Float64Array = total / np.where(apart, 1.0, shared)
        found[apart] = found[~apart].max(initial=0.0) or 1.0
        return found


def _standardised(values: Float64Array) -> Float64Array:
    spread = np.nanstd(values, axis=0)
    scaled: Float64Array = (values - np.nanmean(values, axis=0)) / np.where(spread > 0, spread, 1.0)
    return scaled
