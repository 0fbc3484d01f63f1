"""Mean and spread of the features, over the valid steps of the training samples."""

from __future__ import annotations

import numpy as np
import torch

from engine.datasets.packed import PackedDataset, PackedTracks
from engine.datasets.schema import Split
from engine.models.mib import MIBModel
from engine.types import BoolArray, Float64Array

_CHUNK_STEPS = 65_536


def standardise(model: MIBModel, dataset: PackedDataset) -> None:
    """Give the model the moments of the TRAIN samples; pretrained parts need none."""
    training = np.zeros(len(dataset), dtype=np.bool_)
    training[dataset.rows(Split.TRAIN)] = True
    for modality in model.modalities:
        if modality not in model.backbones and modality in dataset.tracks:
            mean, std = moments(dataset.tracks[modality], training)
            model.set_standardisation(
                modality, torch.from_numpy(mean).float(), torch.from_numpy(std).float()
            )


def moments(tracks: PackedTracks, samples: BoolArray) -> tuple[Float64Array, Float64Array]:
    """Mean and standard deviation, each float64 [dimension], of the valid steps of some samples.

    Reads the steps in pieces, so that a mapped file never lies in memory as a whole. Without any
    step: zeros.
    """
    count = 0
    total, squares = np.zeros(tracks.dimension), np.zeros(tracks.dimension)
    wanted = np.repeat(samples, tracks.lengths) & tracks.valid
    for first in range(0, len(wanted), _CHUNK_STEPS):
        piece = slice(first, first + _CHUNK_STEPS)
        values = tracks.values[piece][wanted[piece]].astype(np.float64)
        count += len(values)
        total += values.sum(axis=0)
        squares += np.square(values).sum(axis=0)
    mean = total / max(count, 1)
    variance = np.maximum(squares / max(count, 1) - np.square(mean), 0.0)
    return mean, np.sqrt(variance)
