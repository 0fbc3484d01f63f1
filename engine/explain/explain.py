"""Explanations of single utterances as objects, for models with sentiment and the seven emotions.

The numbers are those of engine.explain.batch; modalities without evidence have no contribution.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from jaxtyping import Float64

from engine.errors import CheckpointError
from engine.explain.agreement import agreements
from engine.explain.batch import ExplainedBatch, Explainer, ExplainOptions, Spread
from engine.models.mib import MIBModel
from engine.models.tensors import ModalityTensors
from engine.types import (
    EMOTIONS,
    SENTIMENT,
    STANDARD_HEADS,
    AgreementReport,
    Contribution,
    Emotion,
    Modality,
    Prediction,
    Sample,
    Uncertainty,
)


@dataclass(frozen=True, slots=True)
class Explanation:
    """One utterance. Modalities without evidence have no contribution."""

    prediction: Prediction
    baseline: Prediction
    """The prediction from no input at all; Shapley values add up from here."""
    fused_rate_nats: float | None
    """None where the model has no bottleneck on the fused vector."""
    contributions: Mapping[Modality, Contribution]
    agreement: AgreementReport
    """Of the unimodal predictions."""
    uncertainty: Uncertainty | None
    """None without sampling."""
    coalitions: Mapping[frozenset[Modality], Prediction]
    """The prediction with each subset of those who take part, from none to all."""


def explain_samples(
    model: MIBModel, samples: Sequence[Sample], options: ExplainOptions | None = None
) -> list[Explanation]:
    """``explain`` for features as they come from the extractors, whatever they lack."""
    return explanations(explainer_of(model, options).explain_tracks(samples))


def explain(
    model: MIBModel,
    inputs: Mapping[Modality, ModalityTensors],
    options: ExplainOptions | None = None,
) -> list[Explanation]:
    """Take the prediction for every utterance of a batch apart.

    Args:
        model: with unimodal bottlenecks and both heads; it is in evaluation for the call.
        inputs: at least one modality; an all-False mask is an absent one.

    Raises:
        CheckpointError: the model has nothing to explain, or not the two heads.
    """
    return explanations(explainer_of(model, options).explain(inputs))


def explainer_of(model: MIBModel, options: ExplainOptions | None = None) -> Explainer:
    """An ``Explainer`` to keep, of a model that ``explain`` takes.

    Raises:
        CheckpointError: as ``explain``.
    """
    _require_explainable(model)
    return Explainer(model, options)


def explanations(batch: ExplainedBatch) -> list[Explanation]:
    """Of a model that ``explain`` would take; for those who keep an ``Explainer``."""
    sentiment, emotions = (batch.columns[name] for name in (SENTIMENT, EMOTIONS))
    unimodal = batch.unimodal[..., sentiment][..., 0], batch.unimodal[..., emotions]
    return [
        Explanation(
            prediction=_prediction(batch, batch.prediction[row]),
            baseline=_prediction(batch, batch.baseline[row]),
            fused_rate_nats=None
            if np.isnan(batch.fused_rate[row])
            else batch.fused_rate[row].item(),
            contributions=_contributions(batch, row),
            agreement=report,
            uncertainty=_uncertainty(batch, batch.spread, row) if batch.spread else None,
            coalitions=_coalitions(batch, row),
        )
        for row, report in enumerate(agreements(*unimodal))
    ]


def _require_explainable(model: MIBModel) -> None:
    if not model.bottlenecks:
        raise CheckpointError(
            "This model has no bottleneck on its modalities, so their contributions have no rate.",
            hint="Choose a C-MIB or L-MIB checkpoint.",
        )
    sizes = model.fused_decoder.sizes
    if sizes != {name: head.size for name, head in STANDARD_HEADS.items()}:
        raise CheckpointError(
            f"This model predicts {sizes}, not sentiment and the seven emotions.",
            hint="Choose a checkpoint that was trained for both.",
        )


def _contributions(batch: ExplainedBatch, row: int) -> dict[Modality, Contribution]:
    return {
        modality: _contribution(batch, row, place)
        for place, modality in enumerate(batch.modalities)
        if batch.present[row, place]
    }


def _coalitions(batch: ExplainedBatch, row: int) -> dict[frozenset[Modality], Prediction]:
    present = [place for place in range(len(batch.modalities)) if batch.present[row, place]]
    found = {}
    for size in range(len(present) + 1):
        for places in combinations(present, size):
            code = sum(1 << place for place in places)
            who = frozenset(batch.modalities[place] for place in places)
            found[who] = _prediction(batch, batch.coalitions[row, code])
    return found


def _contribution(batch: ExplainedBatch, row: int, place: int) -> Contribution:
    value = _prediction(batch, batch.shapley[row, place])
    change = _prediction(batch, batch.drop_one[row, place])
    return Contribution(
        modality=batch.modalities[place],
        rate_nats=batch.rates[row, place].item(),
        unimodal=_prediction(batch, batch.unimodal[row, place]),
        shapley_sentiment=value.sentiment,
        shapley_emotions=value.emotions,
        drop_one_sentiment=change.sentiment,
        drop_one_emotions=change.emotions,
    )


def _uncertainty(batch: ExplainedBatch, spread: Spread, row: int) -> Uncertainty:
    sd = _prediction(batch, spread.sd[row])
    low, high = (_prediction(batch, end).sentiment for end in spread.interval[row])
    shares = {
        modality: _prediction(batch, spread.shapley_sd[row, place])
        for place, modality in enumerate(batch.modalities)
        if batch.present[row, place]
    }
    heads = dict(zip(batch.columns, range(len(batch.columns)), strict=True))
    return Uncertainty(
        sentiment_sd=sd.sentiment,
        sentiment_interval=(low, high),
        sentiment_uncertain=bool(spread.uncertain[row, heads[SENTIMENT]]),
        emotions_sd=sd.emotions,
        emotion_entropy=spread.doubt[row, heads[EMOTIONS]].item(),
        emotion_uncertain=bool(spread.uncertain[row, heads[EMOTIONS]]),
        shapley_sentiment_sd={m: share.sentiment for m, share in shares.items()},
        shapley_emotions_sd={m: share.emotions for m, share in shares.items()},
    )


def _prediction(batch: ExplainedBatch, outputs: Float64[np.ndarray, " outputs"]) -> Prediction:
    """A number for sentiment and one for each emotion, whatever they are of."""
    sentiment, emotions = (outputs[batch.columns[name]].tolist() for name in (SENTIMENT, EMOTIONS))
    return Prediction(sentiment[0], dict(zip(Emotion, emotions, strict=True)))
