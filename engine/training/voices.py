"""Voices moved to where other people's lie, so that a model learns what moves within a voice.

The mean of a person's features over many utterances holds the person, the room and the microphone;
models learn these by heart where a set has few people. In training, a voice can have its person's
mean taken off and another's put in its place: the label stays, who speaks does not.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from engine.datasets.packed import Int64Array, PackedDataset
from engine.datasets.schema import Split
from engine.models.tensors import ModalityTensors
from engine.training.tensor_data import ABSENT
from engine.types import Float32Array, Modality

_LEAST_SAMPLES = 8
"""A mean over fewer utterances is more mood than person."""


class OtherVoices:
    """The mean voice of every group of the TRAIN samples that has enough of them."""

    def __init__(self, data: PackedDataset, chance: float, device: torch.device) -> None:
        self._chance = chance
        means, place = _group_means(data)
        self._means = torch.from_numpy(means).to(device)
        self._place = torch.from_numpy(place)

    def moved(self, voices: ModalityTensors, rows: Tensor, chances: Tensor) -> ModalityTensors:
        """Some of the voices with another person's mean.

        Args:
            rows: the sample of each row, or ABSENT; int64 [batch].
            chances: float [2, batch] in 0..1; whether a voice moves, and to whom.
        """
        if not len(self._means):
            return voices
        own = torch.where(rows == ABSENT, -1, self._place[rows.clamp_min(0)])
        other = (chances[1] * len(self._means)).long()
        moves = (own >= 0) & (chances[0] < self._chance)
        shift = self._means[other] - self._means[own.clamp_min(0)]
        shift = shift * moves.to(shift).unsqueeze(1)
        return voices._replace(values=voices.values + shift.unsqueeze(1) * voices.mask.unsqueeze(2))


def _group_means(data: PackedDataset) -> tuple[Float32Array, Int64Array]:
    """Float32 [people, dimension]; and for each sample its row there, or −1; int64 [samples]."""
    tracks = data.tracks[Modality.AUDIO]
    place = np.full(len(data), -1, dtype=np.int64)
    rows = data.rows(Split.TRAIN)
    rows = rows[data.has(Modality.AUDIO)[rows]]
    means: list[Float32Array] = []
    for group in np.unique(data.group[rows]):
        members = rows[data.group[rows] == group]
        if len(members) < _LEAST_SAMPLES:
            continue
        steps = np.concatenate(
            [np.arange(tracks.offsets[each], tracks.offsets[each + 1]) for each in members]
        )
        heard = steps[tracks.valid[steps]]
        place[members] = len(means)
        means.append(tracks.values[heard].mean(axis=0, dtype=np.float64).astype(np.float32))
    return np.array(means, np.float32).reshape(len(means), tracks.dimension), place
