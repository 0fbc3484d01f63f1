"""Mean and spread of the features, over the valid steps of the training samples."""

from __future__ import annotations

import numpy as np
import torch

from engine.datasets.packed import PackedDataset
from engine.datasets.schema import Split
from engine.datasets.store import mapped_anew
from engine.models.mib import MIBModel
from engine.types import BoolArray, Float64Array, Modality

_CHUNK_STEPS = 32_768


def standardise(model: MIBModel, dataset: PackedDataset) -> None:
    """Give the model the moments of the TRAIN samples; pretrained parts need none."""
    training = np.zeros(len(dataset), dtype=np.bool_)
    training[dataset.rows(Split.TRAIN)] = True
    for modality in model.modalities:
        if modality not in model.backbones and modality in dataset.tracks:
            mean, std = moments(dataset, modality, training)
            model.set_standardisation(
                modality, torch.from_numpy(mean).float(), torch.from_numpy(std).float()
            )


def moments(
    dataset: PackedDataset, modality: Modality, samples: BoolArray
) -> tuple[Float64Array, Float64Array]:
    """Mean and standard deviation, each float64 [dimension], of the valid steps of some samples.

    Reads the steps in pieces, so that a mapped file never lies in memory as a whole. Without any
    step: zeros.
    """
    tracks = dataset.tracks[modality]
    count, middle = 0, np.zeros(tracks.dimension)
    total, squares = np.zeros(tracks.dimension), np.zeros(tracks.dimension)
    wanted = np.repeat(samples, tracks.lengths) & tracks.valid
    for first in range(0, len(wanted), _CHUNK_STEPS):
        piece = slice(first, first + _CHUNK_STEPS)
        values = mapped_anew(dataset).tracks[modality].values[piece][wanted[piece]]
        exact = values.astype(np.float64)
        if not count and len(exact):
            middle = exact[0]  # seen from any value, what never varies has a spread of exactly zero
        away = exact - middle
        count += len(away)
        total += away.sum(axis=0)
        squares += np.square(away).sum(axis=0)
    mean = total / max(count, 1)
    variance = np.maximum(squares / max(count, 1) - np.square(mean), 0.0)
    return middle + mean, np.sqrt(variance)
