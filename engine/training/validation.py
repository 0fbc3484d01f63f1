"""What a model says about the validation split."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine.datasets.packed import Int64Array
from engine.datasets.schema import Split
from engine.models.mib import MIBModel
from engine.runtime.cancel import NEVER, Cancel
from engine.training.evaluation import SetScores, by_dataset, examine, linked, score
from engine.training.tensor_data import TensorData
from engine.types import Float32Array, Modality


@dataclass(frozen=True, slots=True)
class Said:
    """Of each of n samples, from all that it has.

    rows: int64 [n], into the data set.
    shown: per head numbers or probabilities before calibration, float32 [n, k].
    z: the mean of the fused bottleneck, or what the decoder reads without one, float32 [n, d].
    """

    rows: Int64Array
    shown: Mapping[str, Float32Array]
    z: Float32Array


@dataclass(frozen=True, slots=True)
class Validation:
    """all_modalities: per data set, fused from whatever each sample has.

    unimodal: per modality and data set, its own decoder on the samples that have it.
    rate_nats: through each bottleneck, mean over the samples that have the modality.
    said: per data set, sample by sample.
    """

    all_modalities: Mapping[str, SetScores]
    unimodal: Mapping[Modality, Mapping[str, SetScores]]
    rate_nats: Mapping[Modality, float]
    said: Mapping[str, Said]


def validate(model: MIBModel, data: TensorData, cancel: Cancel = NEVER) -> Validation:
    """Scores and rates of the mean path. The model must be in evaluation mode."""
    everything = frozenset(model.modalities)
    fused: dict[str, SetScores] = {}
    unimodal: dict[Modality, dict[str, SetScores]] = {}
    rates: dict[Modality, list[float]] = {}
    said: dict[str, Said] = {}
    for name, rows in by_dataset(data.dataset, Split.VALID).items():
        seen = examine(model, data, rows, [everything], cancel)
        fused[name] = score(seen.fused[everything], data.dataset, rows)
        said[name] = Said(rows, linked(seen.fused[everything], data.dataset), seen.z)
        for modality in model.modalities:
            has = np.flatnonzero(data.dataset.has(modality)[rows])
            if len(has) and modality in seen.unimodal:
                own = seen.unimodal[modality].taken(has)
                unimodal.setdefault(modality, {})[name] = score(own, data.dataset, rows[has])
                rates.setdefault(modality, []).extend(seen.rates[modality][has].tolist())
    mean_rates = {m: float(np.mean(each)) for m, each in rates.items()}
    return Validation(fused, unimodal, mean_rates, said)
