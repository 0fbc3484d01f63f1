"""What a packed data set holds: sizes, balance, what is missing, what repeats, what leaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine.datasets.duplicates import content_hash
from engine.datasets.packed import SPLITS, Int64Array, PackedDataset
from engine.datasets.schema import Split
from engine.types import EMOTIONS, Emotion, HeadKind, Modality


@dataclass(frozen=True, slots=True)
class PartSummary:
    """One data set in one split."""

    dataset: str
    split: Split
    samples: int
    groups: int
    present: Mapping[Modality, int]
    """Samples that have the modality."""


@dataclass(frozen=True, slots=True)
class HeadSummary:
    """Labels of one head in one split."""

    head: str
    split: Split
    known: int
    """Samples with any label of it."""
    balance: Mapping[str, float]
    """Regression: mean, s.d. and the shares below, at and above zero; otherwise the share of each
    class. Over what is known; empty where nothing is."""


@dataclass(frozen=True, slots=True)
class GroupSummary:
    """One person, video or dialogue."""

    group: str
    split: Split
    samples: int
    present: Mapping[Modality, int]
    """Samples that have the modality."""
    known: Mapping[str, int]
    """Samples with any label of the head."""
    balance: Mapping[str, Mapping[str, float]]
    """By head, as in ``HeadSummary``."""


@dataclass(frozen=True, slots=True)
class Repeats:
    """Samples whose tracks of one modality are the same."""

    modality: Modality
    samples: int
    """How many there are beyond the first of their kind."""
    across: tuple[tuple[str, str], ...]
    """Pairs in two splits, as ``split/id``; one for every content that is in two splits."""


@dataclass(frozen=True, slots=True)
class Summary:
    parts: tuple[PartSummary, ...]
    heads: tuple[HeadSummary, ...]
    repeats: tuple[Repeats, ...]
    divided_groups: tuple[str, ...]
    """Groups that are in more than one split."""

    @property
    def leaks(self) -> bool:
        """Whether a group, a voice or a face is in two splits. Equal texts alone are no leak."""
        media = (r.across for r in self.repeats if r.modality is not Modality.TEXT)
        return bool(self.divided_groups) or any(media)


def summarise(data: PackedDataset) -> Summary:
    """Look at every sample once; tracks are read for the search of repeats."""
    return Summary(
        parts=tuple(
            _part(data, name, split)
            for name in data.dataset_names
            for split in Split
            if len(data.rows_of(name, split))
        ),
        heads=tuple(_head(data, head, split) for head in data.heads for split in Split),
        repeats=tuple(_repeats(data, modality) for modality in data.tracks),
        divided_groups=_divided(data),
    )


def by_group(data: PackedDataset) -> tuple[GroupSummary, ...]:
    """Every group in the order of the data; for sets of few groups."""
    found = []
    for code in range(len(data.group_names)):
        rows: Int64Array = np.flatnonzero(data.group == code)
        heads = {name: _labels_of(data, name, rows) for name in data.heads}
        found.append(
            GroupSummary(
                data.group_names[code],
                SPLITS[data.split[rows[0]]],
                len(rows),
                {m: int(data.has(m)[rows].sum()) for m in data.tracks},
                {name: known for name, (known, _) in heads.items()},
                {name: balance for name, (_, balance) in heads.items()},
            )
        )
    return tuple(found)


def _part(data: PackedDataset, name: str, split: Split) -> PartSummary:
    rows = data.rows_of(name, split)
    present = {m: int(data.has(m)[rows].sum()) for m in data.tracks}
    return PartSummary(name, split, len(rows), len(np.unique(data.group[rows])), present)


def _head(data: PackedDataset, name: str, split: Split) -> HeadSummary:
    return HeadSummary(name, split, *_labels_of(data, name, data.rows(split)))


def _labels_of(data: PackedDataset, name: str, rows: Int64Array) -> tuple[int, dict[str, float]]:
    """How many of the samples have a label of a head, and its balance."""
    mask, values = data.labels[name].mask[rows], data.labels[name].values[rows]
    known = mask.any(axis=1)
    balance: dict[str, float] = {}
    if known.any() and data.heads[name].kind is HeadKind.REGRESSION:
        for entry in range(mask.shape[1]):
            prefix = f"{entry}: " if mask.shape[1] > 1 else ""
            found = values[mask[:, entry], entry]
            shares = _of_numbers(found) if len(found) else {}
            balance |= {prefix + key: value for key, value in shares.items()}
    elif known.any():
        sums = np.where(mask, values, 0.0).sum(axis=0) / np.maximum(1, mask.sum(axis=0))
        classes = [each.value for each in Emotion] if name == EMOTIONS else range(len(sums))
        balance = {str(key): float(share) for key, share in zip(classes, sums, strict=True)}
    return int(known.sum()), balance


def _of_numbers(values: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> dict[str, float]:
    return {
        "mean": float(values.mean(dtype=np.float64)),
        "s.d.": float(values.std(dtype=np.float64)),
        "negative": float((values < 0).mean()),
        "zero": float((values == 0).mean()),
        "positive": float((values > 0).mean()),
    }


def _repeats(data: PackedDataset, modality: Modality) -> Repeats:
    tracks = data.tracks[modality]
    by_content: dict[str, list[int]] = {}
    rows: Int64Array = np.flatnonzero(data.has(modality))
    for row in rows:
        span = slice(int(tracks.offsets[row]), int(tracks.offsets[row + 1]))
        content = content_hash(tracks.values[span][tracks.valid[span]])
        by_content.setdefault(content, []).append(int(row))
    across = []
    for same in by_content.values():
        other = [row for row in same if data.split[row] != data.split[same[0]]]
        if other:
            across.append((_named(data, same[0]), _named(data, other[0])))
    return Repeats(modality, len(rows) - len(by_content), tuple(across))


def _named(data: PackedDataset, row: int) -> str:
    return f"{SPLITS[data.split[row]]}/{data.ids[row]}"


def _divided(data: PackedDataset) -> tuple[str, ...]:
    pairs = np.unique(np.stack([data.group, data.split.astype(np.int32)]), axis=1)
    codes, places = np.unique(pairs[0], return_counts=True)
    return tuple(data.group_names[int(code)] for code in codes[places > 1])
