"""A packed data set as tensors: batches are gathered by index, without work per sample.

The arrays lie on the device when they fit there. Otherwise they stay in (or mapped into) main
memory and each batch is copied over. What is mapped from a file is mapped anew after every
``_REMAP_BYTES`` of reading, so that a data set never piles up in memory, however large it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Bool, Int64
from torch import Tensor

from engine.datasets.packed import PackedDataset, PackedTracks
from engine.datasets.store import mapped_anew
from engine.models.losses import HeadTarget
from engine.models.tensors import ModalityTensors
from engine.types import Modality

_REMAP_BYTES = 64 * 2**20
_BYTES_PER_TRACK = 64 * 2**10
"""Reading one track maps at least this much: systems map the surroundings along."""
_SHARE_OF_DEVICE = 0.4
"""How much of the free memory of a graphics card a data set may take."""

ABSENT = -1
"""Stands for a row in a plan where the modality is not there."""


@dataclass(frozen=True, slots=True)
class Crop:
    """How training varies tracks. Evaluation sees them whole."""

    max_steps: int | None = None
    """Longer tracks are cut at random."""
    hold_still: int = 1
    """A track of one step is repeated 1 to this many times."""


@dataclass(frozen=True, slots=True)
class _Tracks:
    values: Tensor
    """[steps, dimension], float16 or float32, on the device or not."""
    valid: Tensor
    offsets: Tensor
    """[samples + 1], int64, always in main memory: batches are planned there."""


class TensorData:
    """Gathers batches of a ``PackedDataset`` for a device."""

    def __init__(self, dataset: PackedDataset, device: torch.device | str = "cpu") -> None:
        self.dataset = dataset
        self.device = torch.device(device)
        self._resident = self.device.type == "cuda" and _fits(dataset)
        self._pinned = self.device.type == "cuda" and not self._resident
        self._tracks = self._load(mapped_anew(dataset))
        self._labels = {
            name: HeadTarget(torch.from_numpy(each.values), torch.from_numpy(each.mask))
            for name, each in dataset.labels.items()
        }
        self._read = 0

    @property
    def is_slow(self) -> bool:
        """Whether batches come from a file or have to be copied to a device."""
        return not self._resident and (self._pinned or self.dataset.source is not None)

    def present(self, modality: Modality, rows: Int64[Tensor, " batch"]) -> Bool[Tensor, " batch"]:
        """Which samples have the modality at all."""
        offsets = self._tracks[modality].offsets
        return offsets[rows + 1] > offsets[rows]

    def lengths(self, rows: Int64[Tensor, " batch"]) -> Int64[Tensor, " batch"]:
        """Steps of the longest track of every sample."""
        each = [t.offsets[rows + 1] - t.offsets[rows] for t in self._tracks.values()]
        return torch.stack(each).amax(dim=0)

    def gather(
        self,
        plan: Mapping[Modality, Int64[Tensor, " batch"]],
        crops: Mapping[Modality, Crop] | None = None,
        generator: torch.Generator | None = None,
        part: slice = slice(None),
    ) -> dict[Modality, ModalityTensors]:
        """Padded batches on the device.

        Args:
            plan: per modality the sample that each row of the batch takes it from, or ABSENT.
            crops: how to vary tracks; needs ``generator``.
            part: the rows of the batch that are wanted; crops are drawn for all of them, so that
                they do not depend on it.
        """
        self._remap_if_due()
        crops = crops or {}
        return {
            m: self._gather(self._tracks[m], rows, crops.get(m, Crop()), generator, part)
            for m, rows in plan.items()
        }

    def targets(self, rows: Int64[Tensor, " batch"]) -> dict[str, HeadTarget]:
        """Labels of the samples, on the device; unknown where a row is ABSENT."""
        known, here = rows.clamp_min(0), (rows != ABSENT).unsqueeze(1)
        return {
            name: HeadTarget(self._send(each.values[known]), self._send(each.mask[known] & here))
            for name, each in self._labels.items()
        }

    def _gather(
        self,
        tracks: _Tracks,
        rows: Tensor,
        crop: Crop,
        generator: torch.Generator | None,
        part: slice,
    ) -> ModalityTensors:
        known = rows.clamp_min(0)
        start, own = tracks.offsets[known], tracks.offsets[known + 1] - tracks.offsets[known]
        own = torch.where(rows == ABSENT, 0, own)
        start, shown = _varied(start, own, crop, generator)
        start, shown, own = start[part], shown[part], own[part]
        steps = torch.arange(max(1, int(shown.max())))
        inside = steps < shown.unsqueeze(1)
        # Within the track: its last step again where a still is held, anything where it is padding.
        index = start.unsqueeze(1) + steps.minimum((own - 1).clamp_min(0).unsqueeze(1))
        index = torch.where(inside, index, 0)
        if len(tracks.values) == 0:
            empty = torch.zeros(*index.shape, tracks.values.shape[1])
            return ModalityTensors(self._send(empty), self._send(inside))
        place = index.to(tracks.values.device)
        values = tracks.values[place]
        mask = tracks.valid[place] & inside.to(place.device)
        self._read += max(values.nbytes, len(rows) * _BYTES_PER_TRACK)
        return ModalityTensors(self._send(values).float(), self._send(mask))

    def _send(self, tensor: Tensor) -> Tensor:
        if self._pinned and tensor.device.type == "cpu":
            tensor = tensor.pin_memory()
        return tensor.to(self.device, non_blocking=True)

    def _load(self, dataset: PackedDataset) -> dict[Modality, _Tracks]:
        where = self.device if self._resident else torch.device("cpu")
        return {m: _as_tensors(dataset.tracks[m], where) for m in self.dataset.tracks}

    def _remap_if_due(self) -> None:
        if self._read > _REMAP_BYTES and not self._resident:
            self._tracks = self._load(mapped_anew(self.dataset))
            self._read = 0


def _varied(
    start: Tensor, own: Tensor, crop: Crop, generator: torch.Generator | None
) -> tuple[Tensor, Tensor]:
    """Where each row starts and how many steps it shows."""
    shown = own
    if crop.max_steps is not None:
        spare = (own - crop.max_steps).clamp_min(0)
        start = start + _below(spare + 1, generator)
        shown = own.clamp_max(crop.max_steps)
    if crop.hold_still > 1:
        held = 1 + _below(torch.full_like(own, crop.hold_still), generator)
        shown = torch.where(own == 1, held, shown)
    return start, shown


def _below(limit: Tensor, generator: torch.Generator | None) -> Tensor:
    """A random whole number in 0..limit − 1 for every entry."""
    chance = torch.rand(limit.shape, generator=generator, dtype=torch.float64)
    return (chance * limit).long()


def _as_tensors(tracks: PackedTracks, where: torch.device) -> _Tracks:
    return _Tracks(
        torch.from_numpy(tracks.values).to(where),
        torch.from_numpy(tracks.valid).to(where),
        torch.from_numpy(np.ascontiguousarray(tracks.offsets)),
    )


def _fits(dataset: PackedDataset) -> bool:
    free, _ = torch.cuda.mem_get_info()
    size = sum(tracks.values.nbytes + tracks.valid.nbytes for tracks in dataset.tracks.values())
    return size < _SHARE_OF_DEVICE * free
