"""Long recordings: neighbours are drawn as one, or a plot would be a cloud of hair lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from engine.sessions.exports.report.summary import length_s, probability
from engine.types import (
    Agreement,
    AgreementReport,
    Contribution,
    Emotion,
    Modality,
    Prediction,
    Uncertainty,
    UtteranceResult,
)

MOST = 120
"""Steps that can be told apart in a plot as wide as a page."""


def together(count: int) -> int:
    """How many of ``count`` utterances are drawn as one."""
    return max(1, -(-count // MOST))


def thinned(results: Sequence[UtteranceResult]) -> tuple[UtteranceResult, ...]:
    """At most ``MOST`` results, each the mean of neighbours over time; few come back as they are.

    A modality's share is 0 where it was absent, so that shares still add up to the mean change of
    the prediction; its rate is the mean where it took part. Uncertain is what is so for more than
    half of the time, likewise in conflict.
    """
    size = together(len(results))
    if size == 1:
        return tuple(results)
    return tuple(_merged(results[at : at + size]) for at in range(0, len(results), size))


def _merged(group: Sequence[UtteranceResult]) -> UtteranceResult:
    first = group[0]
    present = [m for m in Modality if any(m in result.contributions for result in group)]
    baseline = _mean(group, lambda result: result.baseline.sentiment)
    return replace(
        first,
        utterance=replace(first.utterance, end_s=group[-1].utterance.end_s, words=()),
        prediction=Prediction(
            _mean(group, lambda result: result.prediction.sentiment),
            {emotion: _mean(group, probability(emotion)) for emotion in Emotion},
        ),
        baseline=replace(first.baseline, sentiment=baseline),
        contributions={modality: _contribution(group, modality) for modality in present},
        uncertainty=_uncertainty(group),
        agreement=_agreement(group),
        coalitions={},
    )


def _contribution(group: Sequence[UtteranceResult], modality: Modality) -> Contribution:
    with_it = [result for result in group if modality in result.contributions]

    def share(result: UtteranceResult) -> float:
        found = result.contributions.get(modality)
        return 0.0 if found is None else found.shapley_sentiment

    return replace(
        with_it[0].contributions[modality],
        shapley_sentiment=_mean(group, share),
        rate_nats=_mean(with_it, lambda result: result.contributions[modality].rate_nats),
    )


def _uncertainty(group: Sequence[UtteranceResult]) -> Uncertainty | None:
    known = [result.uncertainty for result in group if result.uncertainty is not None]
    if len(known) < len(group):
        return None
    ends = [each.sentiment_interval for each in known]
    return replace(
        known[0],
        sentiment_interval=(
            sum(low for low, _ in ends) / len(ends),
            sum(high for _, high in ends) / len(ends),
        ),
        sentiment_uncertain=_mean(group, lambda r: float(r.sentiment_uncertain)) > 0.5,
        emotion_uncertain=_mean(group, lambda r: float(r.emotion_uncertain)) > 0.5,
    )


def _agreement(group: Sequence[UtteranceResult]) -> AgreementReport | None:
    def conflict(result: UtteranceResult) -> float:
        return float(
            result.agreement is not None and result.agreement.overall is Agreement.CONFLICT
        )

    verdict = Agreement.CONFLICT if _mean(group, conflict) > 0.5 else Agreement.UNCLEAR
    return AgreementReport(verdict, verdict)


def _mean(group: Sequence[UtteranceResult], value: Callable[[UtteranceResult], float]) -> float:
    """Over time."""
    lengths = [max(length_s(result), 1e-9) for result in group]
    return sum(s * value(r) for s, r in zip(lengths, group, strict=True)) / sum(lengths)
