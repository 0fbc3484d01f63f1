"""What a whole analysis comes to: distributions over time, people, the strongest moments.

Every share and mean is weighted by how long an utterance lasts, so that one long sentence counts
for more than three short calls.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.types import (
    Agreement,
    BoolArray,
    Emotion,
    Float64Array,
    Modality,
    UtteranceResult,
)

HISTOGRAM_EDGES: tuple[float, ...] = tuple(-3.0 + 0.5 * i for i in range(13))
"""Of the bins of sentiment; each holds its lower edge, the last one both."""
STRONGEST = 3
"""How many of the most positive and of the most negative utterances are named."""
SPREAD = (0.1, 0.9)
"""The middle 80 % of the time, the same share that the interval of one prediction covers."""


@dataclass(frozen=True, slots=True)
class Aggregate:
    """Some utterances as one."""

    seconds: float
    utterances: int
    sentiment: float
    """Mean over time."""
    baseline: float
    """Mean over time of the prediction from no input at all."""
    interval: tuple[float, float] | None
    """Of 80 %, of the prediction of a single utterance; None for several and where unknown."""
    spread: tuple[float, float] | None
    """Between which values the middle 80 % of the time lies; None for a single utterance."""
    emotions: Mapping[Emotion, float]
    """Mean probabilities over time; they add up to one."""
    shapley: Mapping[Modality, float]
    """Mean share of the sentiment over the whole time, nothing where a modality is absent: the
    shares add up to sentiment minus baseline. Modalities that never took part are missing."""
    rates: Mapping[Modality, float]
    """Mean in nats over the time in which the modality takes part; those that never do are
    missing."""
    presence: Mapping[Modality, float]
    """Share of the time in which each modality takes part."""
    sentiment_uncertain: float
    """Share of the time in which the sentiment is too vague to be named."""
    emotion_uncertain: float
    """Share of the time in which no expression stands out."""


@dataclass(frozen=True, slots=True)
class Person:
    """Everything that was predicted while one face was the chosen one."""

    face_track_id: int
    aggregate: Aggregate


@dataclass(frozen=True, slots=True)
class Moment:
    """An utterance that stands out. ``emotion``: by which; None: by its sentiment."""

    result: UtteranceResult
    emotion: Emotion | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """One analysis in figures."""

    whole: Aggregate
    histogram: tuple[float, ...]
    """Share of the time in each bin of HISTOGRAM_EDGES; adds up to one."""
    people: tuple[Person, ...]
    """Who is in view for longest comes first."""
    most_positive: tuple[Moment, ...]
    most_negative: tuple[Moment, ...]
    """Strongest first, at most STRONGEST. What is uncertain is no strong moment."""
    surest: tuple[Moment, ...]
    """The most confident utterance of every emotion that is the likeliest one somewhere."""
    conflicts: tuple[UtteranceResult, ...]
    """Where the modalities contradict each other, in order of time."""
    no_speech: float
    """Share of the time in which nobody speaks."""
    no_face: float
    """Share of the time in which no face takes part."""


def summarise(results: Sequence[UtteranceResult]) -> Summary | None:
    """All results of an analysis, complete or not; None where they cover no time."""
    timed = [result for result in results if _seconds(result) > 0]
    if not timed:
        return None
    table = _Table.of(timed)
    whole = table.aggregate()
    silent = np.array([not result.utterance.has_speech for result in timed])
    return Summary(
        whole=whole,
        histogram=_histogram(table),
        people=_people(timed, table),
        most_positive=_strongest(timed, sign=1.0),
        most_negative=_strongest(timed, sign=-1.0),
        surest=_surest(timed, table),
        conflicts=tuple(
            result
            for result in timed
            if result.agreement is not None and result.agreement.overall is Agreement.CONFLICT
        ),
        no_speech=table.share(silent),
        no_face=1.0 - whole.presence[Modality.VISION],
    )


def aggregate(results: Sequence[UtteranceResult]) -> Aggregate | None:
    """Some utterances as one; None where they cover no time."""
    timed = [result for result in results if _seconds(result) > 0]
    return _Table.of(timed).aggregate() if timed else None


@dataclass(frozen=True, slots=True)
class _Table:
    """n results as arrays. shapley, rates: [n, 3], zero where ``present`` is False."""

    results: Sequence[UtteranceResult]
    seconds: Float64Array
    sentiment: Float64Array
    emotions: Float64Array
    shapley: Float64Array
    rates: Float64Array
    present: BoolArray

    @classmethod
    def of(cls, results: Sequence[UtteranceResult]) -> _Table:
        # Iterating over an Enum takes longer than reading what it names.
        modalities, emotions = tuple(Modality), tuple(Emotion)
        parts = [[result.contributions.get(m) for m in modalities] for result in results]
        return cls(
            results=results,
            seconds=np.array([_seconds(result) for result in results]),
            sentiment=np.array([result.prediction.sentiment for result in results]),
            emotions=np.array([[r.prediction.emotions[e] for e in emotions] for r in results]),
            shapley=np.array([[p.shapley_sentiment if p else 0.0 for p in row] for row in parts]),
            rates=np.array([[p.rate_nats if p else 0.0 for p in row] for row in parts]),
            present=np.array([[p is not None for p in row] for row in parts]),
        )

    def where(self, chosen: BoolArray) -> _Table:
        """The rows that are chosen ([n])."""
        return _Table(
            [result for result, kept in zip(self.results, chosen, strict=True) if kept],
            self.seconds[chosen],
            self.sentiment[chosen],
            self.emotions[chosen],
            self.shapley[chosen],
            self.rates[chosen],
            self.present[chosen],
        )

    def share(self, true: BoolArray) -> float:
        """Share of the time in which something holds ([n])."""
        return float(self.seconds[true].sum() / self.seconds.sum())

    def aggregate(self) -> Aggregate:
        weights = self.seconds / self.seconds.sum()
        baseline = np.array([result.baseline.sentiment for result in self.results])
        time_of = weights @ self.present
        present = [(i, m) for i, m in enumerate(Modality) if time_of[i] > 0]
        shapley, rates = weights @ self.shapley, weights @ self.rates
        emotions = weights @ self.emotions
        single = self.results[0] if len(self.results) == 1 else None
        known = single.uncertainty if single else None
        return Aggregate(
            seconds=float(self.seconds.sum()),
            utterances=len(self.results),
            sentiment=float(weights @ self.sentiment),
            baseline=float(weights @ baseline),
            interval=known.sentiment_interval if known else None,
            spread=None if single else _spread(self.sentiment, weights),
            emotions=dict(zip(Emotion, map(float, emotions), strict=True)),
            shapley={m: float(shapley[i]) for i, m in present},
            rates={m: float(rates[i] / time_of[i]) for i, m in present},
            presence=dict(zip(Modality, map(float, time_of), strict=True)),
            sentiment_uncertain=self.share(np.array([r.sentiment_uncertain for r in self.results])),
            emotion_uncertain=self.share(np.array([r.emotion_uncertain for r in self.results])),
        )


def _seconds(result: UtteranceResult) -> float:
    return result.utterance.end_s - result.utterance.start_s


def _spread(values: Float64Array, weights: Float64Array) -> tuple[float, float]:
    order = np.argsort(values)
    reached = np.cumsum(weights[order])
    low, high = np.minimum(np.searchsorted(reached, SPREAD), len(values) - 1)
    return float(values[order][low]), float(values[order][high])


def _histogram(table: _Table) -> tuple[float, ...]:
    counts, _ = np.histogram(
        table.sentiment.clip(-3.0, 3.0), HISTOGRAM_EDGES, weights=table.seconds
    )
    return tuple((counts / table.seconds.sum()).tolist())


def _people(results: Sequence[UtteranceResult], table: _Table) -> tuple[Person, ...]:
    tracks = [result.face_track_id for result in results]
    people = [
        Person(track, table.where(np.array([each == track for each in tracks])).aggregate())
        for track in sorted({track for track in tracks if track is not None})
    ]
    return tuple(sorted(people, key=lambda person: -person.aggregate.seconds))


def _strongest(results: Sequence[UtteranceResult], sign: float) -> tuple[Moment, ...]:
    """``sign``: 1 for the most positive, −1 for the most negative."""
    found = [
        result
        for result in results
        if sign * result.prediction.sentiment > 0 and not result.sentiment_uncertain
    ]
    found.sort(key=lambda result: -sign * result.prediction.sentiment)
    return tuple(Moment(result) for result in found[:STRONGEST])


def _surest(results: Sequence[UtteranceResult], table: _Table) -> tuple[Moment, ...]:
    likeliest = table.emotions.argmax(axis=1)
    certain = np.array([not result.emotion_uncertain for result in results])
    found = []
    for place, emotion in enumerate(Emotion):
        among = np.flatnonzero(certain & (likeliest == place))
        if among.size:
            best = among[table.emotions[among, place].argmax()]
            found.append(Moment(results[int(best)], emotion))
    return tuple(found)
