"""Features on disk, so that they are computed once.

One folder per data set and extractor; in it, shards of up to a few hundred tracks, each one a
safetensors file written aside and renamed. A shard holds the tracks end to end:

    values   float16 [steps, dimension]    states and measures of order one: half is enough;
                                           float32 where the extractor says that it is not
    times_s  float64 [steps]
    valid    uint8   [steps]
    metadata "index": JSON list of [key, first step, steps]

A key is the hash of what the track was computed from, the folder's name carries the extractor's
name, version and a hash of its whole spec: a changed file or extractor is simply not found.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from engine.datasets.schema import Record
from engine.features.contract import ExtractorSpec
from engine.runtime.hashing import sha256_of
from engine.runtime.whole import written_whole
from engine.types import FeatureTrack, Modality


@dataclass(frozen=True, slots=True)
class _Place:
    shard: Path
    start: int
    steps: int


class TrackCache:
    """Tracks of one data set from one extractor."""

    def __init__(self, root: Path, dataset: str, modality: Modality, spec: ExtractorSpec) -> None:
        described = asdict(spec)
        if not spec.exact:
            del described["exact"]  # specs that were described before there was this field
        if not spec.weights:
            del described["weights"]  # likewise
        digest = hashlib.sha256(json.dumps(described, sort_keys=True).encode()).hexdigest()[:8]
        self._dtype = np.float32 if spec.exact else np.float16
        self._folder = root / dataset / f"{modality}-{spec.name}-v{spec.version}-{digest}"
        self._places: dict[str, _Place] = {}
        for shard in sorted(self._folder.glob("*.safetensors")):
            self._add(shard)

    def __contains__(self, key: str) -> bool:
        return key in self._places

    def put(self, tracks: Mapping[str, FeatureTrack]) -> None:
        """Write one shard; either all of it is there afterwards or nothing."""
        if not tracks:
            return
        name = hashlib.sha256("".join(sorted(tracks)).encode()).hexdigest()[:24]
        target = self._folder / f"{name}.safetensors"
        with written_whole(target) as partial:
            save_file(_packed(tracks, self._dtype), partial, metadata={"index": _index(tracks)})
        self._add(target)

    def get(self, keys: list[str]) -> dict[str, FeatureTrack]:
        """The tracks that are there, shard by shard."""
        by_shard: dict[Path, list[str]] = {}
        for key in keys:
            if key in self._places:
                by_shard.setdefault(self._places[key].shard, []).append(key)
        found: dict[str, FeatureTrack] = {}
        for shard, wanted in by_shard.items():
            with safe_open(shard, "numpy") as file:
                arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
            for key in wanted:
                place = self._places[key]
                span = slice(place.start, place.start + place.steps)
                found[key] = FeatureTrack(
                    arrays["values"][span].astype(np.float32),
                    arrays["times_s"][span].copy(),
                    arrays["valid"][span].astype(np.bool_),
                )
        return found

    def _add(self, shard: Path) -> None:
        try:
            with safe_open(shard, "numpy") as file:
                index = json.loads(file.metadata()["index"])
        except (OSError, SafetensorError, KeyError, TypeError, ValueError):
            shard.unlink(missing_ok=True)  # a damaged shard is computed again
            return
        for key, start, steps in index:
            self._places[key] = _Place(shard, start, steps)


class Fingerprints:
    """What a track depends on, as a key: the text itself or the content of the file."""

    def __init__(self) -> None:
        self._files: dict[Path, str] = {}

    def key(self, record: Record, modality: Modality) -> str:
        if modality is Modality.TEXT:
            return hashlib.sha256((record.text or "").encode()).hexdigest()
        if record.image is not None:
            # The archive is tens of megabytes; its size and name stand for its content.
            archive = record.image.archive
            named = f"{archive.name}:{archive.stat().st_size}:{record.image.member}"
            return hashlib.sha256(named.encode()).hexdigest()
        path = record.audio if modality is Modality.AUDIO else record.video
        assert path is not None
        if path not in self._files:
            self._files[path] = sha256_of(path)
        return self._files[path]


def _packed(tracks: Mapping[str, FeatureTrack], dtype: npt.DTypeLike) -> dict[str, Any]:
    each = list(tracks.values())
    return {
        # The file is of the bytes as they lie, step by step; extractors may have them otherwise.
        "values": np.concatenate([track.values for track in each]).astype(dtype, order="C"),
        "times_s": np.concatenate([track.times_s for track in each]).astype(np.float64),
        "valid": np.concatenate([track.valid for track in each]).astype(np.uint8),
    }


def _index(tracks: Mapping[str, FeatureTrack]) -> str:
    places, start = [], 0
    for key, track in tracks.items():
        places.append([key, start, len(track.values)])
        start += len(track.values)
    return json.dumps(places)
