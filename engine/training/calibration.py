"""Honest probabilities: one temperature per decoder, found on validation data (Guo et al. 2017)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

import numpy as np
import torch
from torch import nn

from engine.datasets.schema import LabelledSample
from engine.models.mib import Decoder, MIBModel
from engine.training.evaluation import Predictions, by_dataset, predict, predict_unimodal
from engine.training.pools import ComposedPool, main_emotion
from engine.types import EMOTIONS, Float32Array

_COMPOSED = 300
_GRID = np.geomspace(0.25, 8.0, 121)

FUSED = "fused"


def calibrate(model: MIBModel, validation: Sequence[LabelledSample]) -> dict[str, float]:
    """Divide the emotion logits of every decoder by its best temperature, in the weights.

    A linear head divided by a number is a linear head: nothing else has to know of it, and the
    order of the classes never changes. Every data set has the same say, however large. For the
    fused decoder, words, voices and faces of the validation people are composed as in training
    (engine.training.pools) and count as much as all sets together: a film with all three is what
    the model is used on, and where it would be too sure of itself.

    Returns:
        The temperatures: ``fused`` and one per modality that was there to calibrate.
    """
    shown = [sample for sample in validation if main_emotion(sample.labels) is not None]
    found: dict[str, float] = {}
    if shown:
        together = [*shown, *_composed(shown)]
        everything = frozenset(model.modalities)
        predicted = predict(model, together, [everything])[everything]
        found[FUSED] = _apply(model.fused_decoder, predicted, together)
    for modality in model.modalities:
        own = [sample for sample in shown if modality in sample.tracks]
        if own and modality.value in model.decoders:
            decoder = cast(Decoder, model.decoders[modality.value])
            found[modality.value] = _apply(decoder, predict_unimodal(model, own, modality), own)
    return found


def best_temperature(
    logits: Float32Array, label: Sequence[int], weight: Sequence[float] | None = None
) -> float:
    """The divisor of the logits with the least (weighted) mean negative log-likelihood."""
    rows, target = torch.from_numpy(logits), torch.tensor(label)
    weights = torch.ones(len(label)) if weight is None else torch.tensor(weight)
    losses = [
        float((nn.functional.cross_entropy(rows / t, target, reduction="none") * weights).sum())
        for t in _GRID
    ]
    return float(_GRID[int(np.argmin(losses))])


def _apply(decoder: Decoder, predictions: Predictions, samples: Sequence[LabelledSample]) -> float:
    labels = [cast(int, main_emotion(sample.labels)) for sample in samples]
    temperature = best_temperature(predictions.logits, labels, _equal_sets(samples))
    head = cast(nn.Linear, decoder.heads[EMOTIONS])
    with torch.no_grad():
        head.weight.div_(temperature)
        head.bias.div_(temperature)
    return temperature


def _composed(samples: Sequence[LabelledSample]) -> list[LabelledSample]:
    pool = ComposedPool(samples)
    return pool.draw(_COMPOSED, np.random.default_rng(0)) if pool.possible else []


def _equal_sets(samples: Sequence[LabelledSample]) -> list[float]:
    sizes: Mapping[str, int] = {name: len(each) for name, each in by_dataset(samples).items()}
    say = {name: 1.0 / size for name, size in sizes.items()}
    if ComposedPool.name in say:
        say[ComposedPool.name] *= len(sizes) - 1
    return [say[sample.dataset] for sample in samples]
