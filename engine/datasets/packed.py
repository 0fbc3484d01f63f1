"""A whole data set as a few large arrays, in memory or mapped from a file.

Tracks of one modality lie end to end; sample i has the steps ``offsets[i]:offsets[i + 1]``, none
where the modality is absent. So a batch is one gather, without work per sample.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.datasets.schema import LabelledSample, Split
from engine.errors import DatasetError
from engine.features.contract import FeatureContract
from engine.types import BoolArray, FeatureTrack, Float32Array, Float64Array, Head, Modality

SPLITS = tuple(Split)
Int64Array = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Names:
    """Many strings as two arrays. text: uint8, UTF-8 end to end; offsets: int64 [names + 1]."""

    text: npt.NDArray[np.uint8]
    offsets: Int64Array

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, row: int) -> str:
        span = slice(int(self.offsets[row]), int(self.offsets[row + 1]))
        return self.text[span].tobytes().decode("utf-8")

    @classmethod
    def of(cls, names: Iterable[str]) -> Names:
        encoded = [name.encode("utf-8") for name in names]
        return cls(
            np.frombuffer(b"".join(encoded), dtype=np.uint8),
            offsets_of([len(each) for each in encoded]),
        )


@dataclass(frozen=True, slots=True)
class PackedTracks:
    """values: float16 or float32 [steps, dimension]; times_s: float64 [steps]; valid: bool [steps];
    offsets: int64 [samples + 1]."""

    values: npt.NDArray[np.floating]
    times_s: Float64Array
    valid: BoolArray
    offsets: Int64Array

    @property
    def dimension(self) -> int:
        return int(self.values.shape[1])

    @property
    def lengths(self) -> Int64Array:
        """Steps of every sample, int64 [samples]; 0 where the modality is absent."""
        return np.diff(self.offsets)

    def track(self, row: int) -> FeatureTrack:
        """One sample's track; without steps where the modality is absent."""
        span = slice(int(self.offsets[row]), int(self.offsets[row + 1]))
        return FeatureTrack(
            self.values[span].astype(np.float32), self.times_s[span], self.valid[span]
        )


@dataclass(frozen=True, slots=True)
class PackedLabels:
    """values: float32 [samples, k], 0 where unknown; mask: bool [samples, k], True where known."""

    values: Float32Array
    mask: BoolArray


@dataclass(frozen=True, slots=True)
class PackedDataset:
    """Samples of one or several data sets with everything that training and scoring need."""

    ids: Names
    """[samples], unique within their data set."""
    dataset_names: tuple[str, ...]
    dataset: npt.NDArray[np.int16]
    """[samples], index into ``dataset_names``."""
    group_names: Names
    group: npt.NDArray[np.int32]
    """[samples], index into ``group_names``: the person, video or dialogue."""
    split: npt.NDArray[np.uint8]
    """[samples], index into SPLITS."""
    tracks: Mapping[Modality, PackedTracks]
    labels: Mapping[str, PackedLabels]
    heads: Mapping[str, Head]
    contract: FeatureContract
    """What the tracks were computed with."""
    provenance: Mapping[str, Any]
    """Per data set: licence, source … as JSON."""
    source: Path | None = None
    """The file that the arrays are mapped from; None where they lie in memory."""

    def __len__(self) -> int:
        return len(self.ids)

    def rows(self, split: Split) -> Int64Array:
        """Indices of the samples of a split."""
        return np.flatnonzero(self.split == SPLITS.index(split))

    def rows_of(self, dataset: str, split: Split) -> Int64Array:
        """Indices of the samples of one data set in a split."""
        rows = self.rows(split)
        found: Int64Array = rows[self.dataset[rows] == self.dataset_names.index(dataset)]
        return found

    def group_of(self, row: int) -> str:
        return self.group_names[int(self.group[row])]

    def has(self, modality: Modality) -> BoolArray:
        """[samples]: whether the sample has any step of the modality."""
        found: BoolArray = self.tracks[modality].lengths > 0
        return found

    def with_splits(self, split_of_group: Mapping[str, Split]) -> PackedDataset:
        """The same samples split anew, group by group: a group can be on one side only.

        Raises:
            DatasetError: a group is not named.
        """
        names = [self.group_names[code] for code in range(len(self.group_names))]
        missing = [name for name in names if name not in split_of_group]
        if missing:
            raise DatasetError(
                f"The split says nothing of {missing[0]} and {len(missing) - 1} more."
            )
        codes = np.array([SPLITS.index(split_of_group[name]) for name in names], dtype=np.uint8)
        return replace(self, split=codes[self.group])


def pack(
    samples: Sequence[LabelledSample],
    contract: FeatureContract,
    heads: Mapping[str, Head],
    provenance: Mapping[str, Any] | None = None,
) -> PackedDataset:
    """Lay the samples end to end.

    Raises:
        DatasetError: a track or label does not have the size that contract or head say, or a
            group is in two splits.
    """
    require_one_split_per_group(samples, {})
    dataset_names = tuple(dict.fromkeys(sample.dataset for sample in samples))
    group_names = tuple(dict.fromkeys(sample.group for sample in samples))
    dataset_codes = {name: code for code, name in enumerate(dataset_names)}
    group_codes = {name: code for code, name in enumerate(group_names)}
    return PackedDataset(
        ids=Names.of(sample.id for sample in samples),
        dataset_names=dataset_names,
        dataset=np.array([dataset_codes[s.dataset] for s in samples], dtype=np.int16),
        group_names=Names.of(group_names),
        group=np.array([group_codes[s.group] for s in samples], dtype=np.int32),
        split=np.array([SPLITS.index(s.split) for s in samples], dtype=np.uint8),
        tracks={m: _pack_tracks(samples, m, contract) for m in contract.extractors},
        labels={name: _pack_labels(samples, name, head) for name, head in heads.items()},
        heads=dict(heads),
        contract=contract,
        provenance=dict(provenance or {}),
    )


def offsets_of(lengths: Sequence[int]) -> Int64Array:
    """Where each of several runs starts, and where the last one ends."""
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)


def require_one_split_per_group(samples: Iterable[LabelledSample], seen: dict[str, Split]) -> None:
    """Refuse a group in two splits. ``seen``: the splits of groups so far; it is added to.

    Raises:
        DatasetError: names the group and the sample.
    """
    for sample in samples:
        first = seen.setdefault(sample.group, sample.split)
        if first is not sample.split:
            raise DatasetError(
                f"{sample.group} is in {first} and in {sample.split} ({sample.dataset}, "
                f"{sample.id}): scores would be too good.",
                hint="Move all of it to one split.",
            )


def _pack_tracks(
    samples: Sequence[LabelledSample], modality: Modality, contract: FeatureContract
) -> PackedTracks:
    spec = contract.extractors[modality]
    dtype = np.float32 if spec.exact else np.float16
    found = [sample.tracks.get(modality) for sample in samples]
    tracks = [track for track in found if track is not None]
    for sample, track in zip(samples, found, strict=True):
        if track is not None and track.values.shape[1] != spec.dimension:
            raise DatasetError(
                f"{sample.id}: {modality} has {track.values.shape[1]} numbers a step, "
                f"not {spec.dimension}."
            )
    lengths = [0 if track is None else len(track.values) for track in found]
    nothing = np.zeros((0, spec.dimension), dtype)
    return PackedTracks(
        values=np.concatenate([nothing, *(track.values.astype(dtype) for track in tracks)]),
        times_s=np.concatenate([np.zeros(0), *(track.times_s for track in tracks)]),
        valid=np.concatenate([np.zeros(0, np.bool_), *(track.valid for track in tracks)]),
        offsets=offsets_of(lengths),
    )


def _pack_labels(samples: Sequence[LabelledSample], name: str, head: Head) -> PackedLabels:
    unknown = (np.nan,) * head.size
    labels = [sample.labels.of(name) or unknown for sample in samples]
    for sample, label in zip(samples, labels, strict=True):
        if len(label) != head.size:
            raise DatasetError(f"{sample.id}: {name} has {len(label)} numbers, not {head.size}.")
    values = np.array(labels, dtype=np.float32).reshape(len(samples), head.size)
    return PackedLabels(np.nan_to_num(values), ~np.isnan(values))
