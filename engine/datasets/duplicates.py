"""The same content in two splits: what a model has learned by heart would count as skill.

Voices and faces never repeat by chance; texts do ("thank you"), so those are looked at on request.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.datasets.cache import Fingerprints
from engine.datasets.extraction import has
from engine.datasets.schema import LabelledSample, Record, Split
from engine.errors import DatasetError
from engine.types import FeatureTrack, Modality

MEDIA = frozenset((Modality.AUDIO, Modality.VISION))
_Seen = dict[tuple[Modality, str], tuple[str, Split]]


def content_of(track: FeatureTrack) -> str:
    """A hash of the steps with evidence, wherever on the clock they are."""
    return content_hash(track.values[track.valid])


def content_hash(values: npt.NDArray[Any]) -> str:
    """A hash of numbers [steps, dimension]."""
    digest = hashlib.sha256(str(values.shape).encode())
    digest.update(np.ascontiguousarray(values).tobytes())
    return digest.hexdigest()


def unshared(
    samples: Iterable[LabelledSample], modalities: Collection[Modality] = MEDIA
) -> Iterator[LabelledSample]:
    """Pass samples on and refuse tracks that are in two splits, and ids that come twice.

    Raises:
        DatasetError: names both samples.
    """
    seen: _Seen = {}
    ids: set[tuple[str, str]] = set()
    for sample in samples:
        if (sample.dataset, sample.id) in ids:
            raise DatasetError(f"{sample.dataset} has two samples {sample.id}.")
        ids.add((sample.dataset, sample.id))
        for modality in modalities:
            track = sample.tracks.get(modality)
            if track is not None:
                key = (modality, content_of(track))
                _require_one_split(seen, key, f"{sample.dataset}/{sample.id}", sample.split)
        yield sample


def require_unshared_media(records: Iterable[Record]) -> None:
    """Refuse the same file of sound, film or picture in two splits, before features are computed.

    Raises:
        DatasetError: names both records.
    """
    seen: _Seen = {}
    prints = Fingerprints()
    for record in records:
        for modality in MEDIA:
            if has(record, modality):
                key = (modality, prints.key(record, modality))
                _require_one_split(seen, key, f"{record.dataset}/{record.id}", record.split)


def _require_one_split(seen: _Seen, key: tuple[Modality, str], name: str, split: Split) -> None:
    first, first_split = seen.setdefault(key, (name, split))
    if first_split is not split:
        raise DatasetError(
            f"{name} ({split}) has the same {key[0]} as {first} ({first_split}): scores would be "
            "too good.",
            hint="Put both into one group and split, or leave one out.",
        )
