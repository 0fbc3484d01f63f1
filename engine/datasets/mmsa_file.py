"""The form of MMSA's pickles, checked; see ``mmsa`` for what is in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from engine.datasets.foreign import SPLIT_NAMES, Array, numbers, rows_of, segment_of, text_of
from engine.datasets.safe_pickle import load_pickle
from engine.datasets.schema import Split
from engine.errors import DatasetError
from engine.types import SENTIMENT, Head, HeadKind, Modality

CLASSES = "classes"
"""Head of ``classification_labels``."""
REGRESSIONS: Mapping[str, str] = {
    SENTIMENT: "regression_labels",
    "sentiment_text": "regression_labels_T",
    "sentiment_audio": "regression_labels_A",
    "sentiment_vision": "regression_labels_V",
}
"""Keys of the file by the head that they are labels of."""
_CLASS_KEY = "classification_labels"
_MOST_CLASSES = 1000


@dataclass(frozen=True, slots=True)
class Part:
    """One split of the file."""

    where: str
    split: Split
    segments: tuple[tuple[str, str], ...]
    """Id and video of every sample."""
    said: tuple[str, ...]
    features: Mapping[str, Array]
    """text, text_bert, audio, vision where there; [samples, …, …]."""
    lengths: Mapping[str, Array]
    """By modality where the file says; [samples]."""
    labels: Mapping[str, Array]
    """By head; [samples]."""
    annotations: tuple[str, ...]


def read_parts(path: Path) -> list[Part]:
    """The splits of a file.

    Raises:
        DatasetError: the file is missing, refused, or not of that form.
    """
    content = load_pickle(path)
    if not isinstance(content, dict):
        raise DatasetError(f"{path.name} holds no dictionary of splits, so it is not MMSA's.")
    parts = [
        _part(content[key], split, f"{path.name}, {key}")
        for key, split in SPLIT_NAMES.items()
        if key in content
    ]
    if not any(part.segments for part in parts):
        raise DatasetError(f"{path.name} has no samples under train, valid or test.")
    return [part for part in parts if part.segments]


def shared_by_all(parts: Sequence[Part], key: str) -> bool:
    """Whether every split has such features."""
    return all(key in part.features for part in parts)


def heads_of(parts: Sequence[Part]) -> dict[str, Head]:
    """The heads that every split has labels of.

    Raises:
        DatasetError: there are none.
    """
    shared = [h for h in parts[0].labels if all(h in part.labels for part in parts)]
    if not shared:
        raise DatasetError(f"{parts[0].where}: there are no regression_labels.")
    heads = {head: Head(HeadKind.REGRESSION, 1) for head in shared}
    if CLASSES in heads:
        heads[CLASSES] = Head(HeadKind.MULTI_CLASS, len(class_names(parts)))
    return heads


def class_names(parts: Sequence[Part]) -> list[str]:
    """What the annotations call the numbers of ``classification_labels``."""
    names: dict[int, str] = {}
    for part in parts:
        labels = part.labels.get(CLASSES, np.zeros(0))
        for row in np.flatnonzero(~np.isnan(labels)):
            number = int(labels[row])
            names.setdefault(
                number, part.annotations[row] if part.annotations else f"class {number}"
            )
    return [names.get(k, f"class {k}") for k in range(max(names, default=-1) + 1)]


def _part(data: Any, split: Split, where: str) -> Part:
    if not isinstance(data, dict) or "id" not in data:
        raise DatasetError(f"{where}: there is no 'id'.", hint="Is it one of MMSA's pickles?")
    ids = rows_of(data["id"], f"{where}, id")
    segments = tuple(segment_of(each, f"{where}, id") for each in ids)
    shapes = {"text": 3, "text_bert": 3, "audio": 3, "vision": 3}
    lengths = {m.value: f"{m}_lengths" for m in Modality}
    labels = {**REGRESSIONS, CLASSES: _CLASS_KEY}

    def array(key: str, dimensions: int) -> Array:
        found = numbers(data[key], dimensions, f"{where}, {key}")
        if len(found) != len(segments):
            raise DatasetError(f"{where}: {len(segments)} ids and {len(found)} of {key}.")
        return found

    part = Part(
        where,
        split,
        segments,
        _texts(data, "raw_text", len(segments), where),
        {key: array(key, axes) for key, axes in shapes.items() if key in data},
        {m: array(key, 1) for m, key in lengths.items() if key in data},
        {head: array(key, 1) for head, key in labels.items() if key in data},
        _texts(data, "annotations", len(segments), where),
    )
    _check(part)
    return part


def _texts(data: Mapping[str, Any], key: str, samples: int, where: str) -> tuple[str, ...]:
    rows = rows_of(data.get(key, ()), f"{where}, {key}")
    found = tuple(text_of(each, f"{where}, {key}") for each in rows)
    if found and len(found) != samples:
        raise DatasetError(f"{where}: {samples} ids and {len(found)} of {key}.")
    return found


def _check(part: Part) -> None:
    pieces = part.features.get("text_bert")
    if pieces is not None and pieces.shape[1] != 3:
        raise DatasetError(
            f"{part.where}: text_bert has {pieces.shape[1]} rows a sample; three were expected "
            "(ids, mask, segment)."
        )
    if pieces is not None and "text" in part.features:
        steps = part.features["text"].shape[1]
        if steps != pieces.shape[2]:
            raise DatasetError(
                f"{part.where}: text has {steps} steps and text_bert {pieces.shape[2]}."
            )
    classes = part.labels.get(CLASSES, np.zeros(0))
    known = classes[~np.isnan(classes)]
    whole = (known >= 0) & (known < _MOST_CLASSES) & (known == np.floor(known))
    if not whole.all():
        raise DatasetError(f"{part.where}: {_CLASS_KEY} are no numbers of classes.")
    for modality, lengths in part.lengths.items():
        if not (lengths >= 0).all():
            raise DatasetError(f"{part.where}: {modality}_lengths has {lengths.min()}.")
