"""From numpy tracks of single utterances to padded tensors of a batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch

from engine.models.tensors import ModalityTensors
from engine.types import FeatureTrack, Modality, Sample


def collate(
    samples: Sequence[Sample], dimensions: Mapping[Modality, int] | None = None
) -> dict[Modality, ModalityTensors]:
    """Pad to the longest track of each modality; padding and missing tracks are masked.

    Args:
        samples: utterances, in the order of the batch.
        dimensions: features per step of the modalities that the result shall hold, such as
            ``MIBModel.input_dims``; one that no sample has comes out as a single masked step.
            None: the modalities that at least one sample has.

    Raises:
        ValueError: a track's dimension is not the expected one, or not that of the others.
    """
    if dimensions is None:
        dimensions = _dimensions_found(samples)
    return {
        modality: _pad([sample.tracks.get(modality) for sample in samples], modality, dimension)
        for modality, dimension in dimensions.items()
    }


def _dimensions_found(samples: Sequence[Sample]) -> dict[Modality, int]:
    tracks = [(m, track) for sample in samples for m, track in sample.tracks.items()]
    found = {modality: track.values.shape[1] for modality, track in tracks}
    return {modality: found[modality] for modality in Modality if modality in found}


def _pad(
    tracks: Sequence[FeatureTrack | None], modality: Modality, dimension: int
) -> ModalityTensors:
    lengths = [0 if track is None else len(track.valid) for track in tracks]
    steps = max([1, *lengths])
    values = np.zeros((len(tracks), steps, dimension), dtype=np.float32)
    mask = np.zeros((len(tracks), steps), dtype=np.bool_)
    for row, track in enumerate(tracks):
        if track is None:
            continue
        found = track.values.shape[1]
        if found != dimension:
            raise ValueError(f"A {modality} track has {found} numbers a step, not {dimension}.")
        values[row, : lengths[row]] = track.values
        mask[row, : lengths[row]] = track.valid
    return ModalityTensors(torch.from_numpy(values), torch.from_numpy(mask))
