"""What a model says about the validation split."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine.datasets.schema import Split
from engine.models.mib import MIBModel
from engine.runtime.cancel import NEVER, Cancel
from engine.training.evaluation import SetScores, by_dataset, examine, score
from engine.training.tensor_data import TensorData
from engine.types import Modality


@dataclass(frozen=True, slots=True)
class Validation:
    """all_modalities: per data set, fused from whatever each sample has.

    unimodal: per modality and data set, its own decoder on the samples that have it.
    rate_nats: through each bottleneck, mean over the samples that have the modality.
    """

    all_modalities: Mapping[str, SetScores]
    unimodal: Mapping[Modality, Mapping[str, SetScores]]
    rate_nats: Mapping[Modality, float]


def validate(model: MIBModel, data: TensorData, cancel: Cancel = NEVER) -> Validation:
    """Scores and rates of the mean path. The model must be in evaluation mode."""
    everything = frozenset(model.modalities)
    fused: dict[str, SetScores] = {}
    unimodal: dict[Modality, dict[str, SetScores]] = {}
    rates: dict[Modality, list[float]] = {}
    for name, rows in by_dataset(data.dataset, Split.VALID).items():
        seen = examine(model, data, rows, [everything], cancel)
        fused[name] = score(seen.fused[everything], data.dataset, rows)
        for modality in model.modalities:
            has = np.flatnonzero(data.dataset.has(modality)[rows])
            if len(has) and modality in seen.unimodal:
                own = seen.unimodal[modality].taken(has)
                unimodal.setdefault(modality, {})[name] = score(own, data.dataset, rows[has])
                rates.setdefault(modality, []).extend(seen.rates[modality][has].tolist())
    return Validation(fused, unimodal, {m: float(np.mean(each)) for m, each in rates.items()})
