"""What each modality did to a prediction, utterance by utterance.

The value of a subset of modalities is the prediction *as it is shown* when only these take part:
the sentiment clipped to −3..3 and the softmax of the emotion logits, on the deterministic mean
path. The value of no modality at all is the baseline. Shapley values therefore add up to what the
user sees minus the baseline, and nothing is rescaled: a modality that the model hardly uses has
values near zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from engine.errors import CheckpointError
from engine.explain.shapley import drop_one, shapley_values, subsets
from engine.models.batching import collate
from engine.models.mib import MIBModel
from engine.models.tensors import Encoded, ModalityTensors, Outputs
from engine.types import (
    EMOTIONS,
    SENTIMENT,
    Contribution,
    Emotion,
    Float64Array,
    Modality,
    Prediction,
    Sample,
)

SENTIMENT_LIMIT = 3.0


@dataclass(frozen=True, slots=True)
class Explanation:
    """One utterance. Modalities without evidence have no contribution."""

    prediction: Prediction
    baseline: Prediction
    """The prediction from no input at all; Shapley values add up from here."""
    fused_rate_nats: float | None
    """None where the model has no bottleneck on the fused vector."""
    contributions: Mapping[Modality, Contribution]


def explain_samples(model: MIBModel, samples: Sequence[Sample]) -> list[Explanation]:
    """``explain`` for features as they come from the extractors, whatever they lack."""
    inputs = collate(samples, model.input_dims)
    return explain(model, {m: tensors.to(model.device) for m, tensors in inputs.items()})


def explain(model: MIBModel, inputs: Mapping[Modality, ModalityTensors]) -> list[Explanation]:
    """Encode once, fuse all subsets of the modalities as one batch, and take the game apart.

    Args:
        model: with unimodal bottlenecks and both heads; it is put into evaluation for the call.
        inputs: at least one modality; an all-False mask is an absent one.

    Raises:
        CheckpointError: the model has nothing to explain, or not the two heads.
    """
    _require_explainable(model)
    with _evaluating(model), torch.inference_mode():
        encoded = model.encode(inputs)
        worth, fused_rates = _all_subsets(model, encoded)
        unimodal = {m: _shown(outputs) for m, outputs in model.decode_unimodal(encoded).items()}
        rates = {m: gaussian.rate().tolist() for m, gaussian in encoded.bottlenecks.items()}
    present = {m: here.tolist() for m, here in encoded.present.items()}

    def one(row: int) -> Explanation:
        players = [m for m in model.modalities if present[m][row]]
        game = _game_of(worth[:, row], [present[m][row] for m in model.modalities])
        values, changes = shapley_values(game), drop_one(game)
        return Explanation(
            prediction=_prediction(game[-1]),
            baseline=_prediction(game[0]),
            fused_rate_nats=None if fused_rates is None else fused_rates[row],
            contributions={
                m: _contribution(m, rates[m][row], unimodal[m][row], values[i], changes[i])
                for i, m in enumerate(players)
            },
        )

    return [one(row) for row in range(worth.shape[1])]


def _require_explainable(model: MIBModel) -> None:
    if not model.bottlenecks:
        raise CheckpointError(
            "This model has no bottleneck on its modalities, so their contributions have no rate.",
            hint="Choose a C-MIB or L-MIB checkpoint.",
        )
    sizes = {name: head.out_features for name, head in model.fused_decoder.heads.items()}
    if sizes != {SENTIMENT: 1, EMOTIONS: len(Emotion)}:
        raise CheckpointError(
            f"This model predicts {sizes}, not sentiment and the seven emotions.",
            hint="Choose a checkpoint that was trained for both.",
        )


@contextmanager
def _evaluating(model: MIBModel) -> Iterator[None]:
    was_training = model.training
    model.eval()
    try:
        yield
    finally:
        model.train(was_training)


def _all_subsets(model: MIBModel, encoded: Encoded) -> tuple[Float64Array, list[float] | None]:
    """Shown values [2**modalities, batch, 8], and the fused rate with all modalities [batch]."""
    games = torch.tensor(subsets(len(model.modalities)), device=model.device)
    batch = len(next(iter(encoded.present.values())))
    fused = model.fuse(
        encoded.repeated(len(games)),
        {m: games[:, i].repeat_interleave(batch) for i, m in enumerate(model.modalities)},
    )
    worth = _shown(fused.outputs).reshape(len(games), batch, -1)
    if fused.passage is None:
        return worth, None
    return worth, fused.passage.gaussian.rate()[-batch:].tolist()


def _shown(outputs: Outputs) -> Float64Array:
    """[batch, 8]: clipped sentiment, then the probability of each emotion."""
    sentiment: Float[Tensor, "batch 1"] = outputs[SENTIMENT].double()
    probabilities = outputs[EMOTIONS].double().softmax(dim=1)
    sentiment = sentiment.clamp(-SENTIMENT_LIMIT, SENTIMENT_LIMIT)
    shown: Float64Array = torch.cat((sentiment, probabilities), dim=1).cpu().numpy()
    return shown


def _game_of(worth: Float64Array, present: Sequence[bool]) -> Float64Array:
    """The game among the present modalities only: [2**all, 8] → [2**present, 8]."""
    players = np.flatnonzero(present)
    members = subsets(len(players))
    bits = np.array(members, dtype=np.int64).reshape(len(members), len(players))
    game: Float64Array = worth[bits @ (1 << players)]
    return game


def _contribution(
    modality: Modality,
    rate: float,
    unimodal: Float64Array,
    value: Float64Array,
    change: Float64Array,
) -> Contribution:
    return Contribution(
        modality=modality,
        rate_nats=rate,
        unimodal=_prediction(unimodal),
        shapley_sentiment=float(value[0]),
        shapley_emotions=_by_emotion(value[1:]),
        drop_one_sentiment=float(change[0]),
        drop_one_emotions=_by_emotion(change[1:]),
    )


def _prediction(shown: Float64Array) -> Prediction:
    return Prediction(float(shown[0]), _by_emotion(shown[1:]))


def _by_emotion(values: Float64Array) -> dict[Emotion, float]:
    return dict(zip(Emotion, values.tolist(), strict=True))
