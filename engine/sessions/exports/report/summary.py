"""The report's numbers: what a whole analysis comes to. Everything is weighted by duration."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from engine.types import Agreement, Analysis, Emotion, Modality, UtteranceResult

_STRONGEST = 5
"""Moments listed at each end."""
_SHARPEST = 20
"""Conflicts listed."""


@dataclass(frozen=True, slots=True)
class ModalitySummary:
    """One modality over the utterances it took part in. Means are None where there is none."""

    present_s: float
    mean_share: float | None
    """Mean size of the Shapley share of the sentiment, whatever its sign."""
    mean_rate_nats: float | None
    reasons: tuple[str, ...]
    """Why it was absent, each once."""


@dataclass(frozen=True, slots=True)
class Summary:
    """Seconds are those of utterances; shares are of them. None where there are no utterances."""

    analysed_s: float
    speech_s: float
    mean_sentiment: float | None
    positive_share: float | None
    """Of the time with a sentiment above 0 that is not uncertain."""
    negative_share: float | None
    sentiment_uncertain_share: float | None
    emotion_uncertain_share: float | None
    doubt_asked: bool
    """Whether uncertainty was computed at all."""
    emotions: Mapping[Emotion, float]
    """Mean probability over time; empty where there are no utterances."""
    modalities: Mapping[Modality, ModalitySummary]
    most_positive: tuple[UtteranceResult, ...]
    most_negative: tuple[UtteranceResult, ...]
    """Certain ones only, strongest first."""
    conflicts: int
    """How many utterances."""
    sharpest_conflicts: tuple[UtteranceResult, ...]
    """Those whose unimodal sentiments lie farthest apart, in order of time."""
    agreement_asked: bool


def length_s(result: UtteranceResult) -> float:
    return max(0.0, result.utterance.end_s - result.utterance.start_s)


def probability(emotion: Emotion) -> Callable[[UtteranceResult], float]:
    """Reads the probability of one expression."""
    return lambda result: result.prediction.emotions[emotion]


def summarise(analysis: Analysis) -> Summary:
    """Everything the report says in numbers."""
    results = analysis.results
    certain = sorted(
        (result for result in results if not result.sentiment_uncertain),
        key=lambda result: result.prediction.sentiment,
    )
    conflicts = [r for r in results if r.agreement and r.agreement.overall is Agreement.CONFLICT]
    sharpest = sorted(conflicts, key=_distance, reverse=True)[:_SHARPEST]
    return Summary(
        analysed_s=sum(map(length_s, results)),
        speech_s=sum(length_s(result) for result in results if result.utterance.has_speech),
        mean_sentiment=_mean(results, lambda result: result.prediction.sentiment),
        positive_share=_share(results, lambda r: _certainly(r) and r.prediction.sentiment > 0),
        negative_share=_share(results, lambda r: _certainly(r) and r.prediction.sentiment < 0),
        sentiment_uncertain_share=_share(results, lambda r: r.sentiment_uncertain),
        emotion_uncertain_share=_share(results, lambda r: r.emotion_uncertain),
        doubt_asked=any(result.uncertainty is not None for result in results),
        emotions=_emotions(results),
        modalities={modality: _modality(results, modality) for modality in Modality},
        most_positive=tuple(r for r in certain[::-1] if r.prediction.sentiment > 0)[:_STRONGEST],
        most_negative=tuple(r for r in certain if r.prediction.sentiment < 0)[:_STRONGEST],
        conflicts=len(conflicts),
        sharpest_conflicts=tuple(sorted(sharpest, key=lambda r: r.utterance.start_s)),
        agreement_asked=any(result.agreement is not None for result in results),
    )


def _distance(result: UtteranceResult) -> float:
    alone = [each.unimodal.sentiment for each in result.contributions.values()]
    return max(alone) - min(alone) if alone else 0.0


def _certainly(result: UtteranceResult) -> bool:
    return not result.sentiment_uncertain


def _mean(
    results: Sequence[UtteranceResult], value: Callable[[UtteranceResult], float]
) -> float | None:
    """Over time; None where there is none."""
    whole = sum(map(length_s, results))
    if whole <= 0:
        return None
    return sum(length_s(result) * value(result) for result in results) / whole


def _share(
    results: Sequence[UtteranceResult], holds: Callable[[UtteranceResult], bool]
) -> float | None:
    return _mean(results, lambda result: float(holds(result)))


def _emotions(results: Sequence[UtteranceResult]) -> dict[Emotion, float]:
    means = {emotion: _mean(results, probability(emotion)) for emotion in Emotion}
    return {emotion: mean for emotion, mean in means.items() if mean is not None}


def _modality(results: Sequence[UtteranceResult], modality: Modality) -> ModalitySummary:
    present = [result for result in results if modality in result.contributions]
    reasons = dict.fromkeys(r.absent[modality] for r in results if modality in r.absent)
    return ModalitySummary(
        present_s=sum(map(length_s, present)),
        mean_share=_mean(present, lambda r: abs(r.contributions[modality].shapley_sentiment)),
        mean_rate_nats=_mean(present, lambda r: r.contributions[modality].rate_nats),
        reasons=tuple(reasons),
    )
