"""From records to features: what is missing in the cache is computed, file by file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from engine.datasets.cache import Fingerprints, TrackCache
from engine.datasets.schema import LabelledSample, Record
from engine.errors import MibscopeError
from engine.features.contract import FeatureContract
from engine.runtime.cancel import NEVER, Cancel, check
from engine.types import FeatureTrack, Modality

_SHARD = 256


class RecordExtractor(Protocol):
    """Computes one modality of records."""

    def extract(self, records: Sequence[Record]) -> Iterator[FeatureTrack | MibscopeError]:
        """One track per record in their order; an error takes the place of what failed."""
        ...


@dataclass(frozen=True, slots=True)
class ExtractionProgress:
    """``done`` of ``total`` tracks of one data set and modality are in the cache."""

    dataset: str
    modality: Modality
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class ExtractionFailed:
    """One file gave no features; the others go on."""

    dataset: str
    id: str
    modality: Modality
    reason: str


Extractors = Mapping[str, Callable[[], RecordExtractor]]
"""How to open each extractor, by its name; opened only when something is missing."""

ExtractionEvent = ExtractionProgress | ExtractionFailed


def has(record: Record, modality: Modality) -> bool:
    """Whether the record has anything to compute this modality from."""
    if modality is Modality.TEXT:
        return bool(record.text)
    if modality is Modality.AUDIO:
        return record.audio is not None
    return record.video is not None or record.image is not None


def extract(
    records: Sequence[Record],
    contract: FeatureContract,
    extractors: Extractors,
    cache_dir: Path,
    cancel: Cancel = NEVER,
) -> Iterator[ExtractionEvent]:
    """Fill the cache. May be stopped and called again; finished shards are kept.

    Raises:
        CancelledError: ``cancel`` was set.
    """
    prints = Fingerprints()
    for modality, spec in contract.extractors.items():
        extractor: RecordExtractor | None = None
        for dataset in dict.fromkeys(record.dataset for record in records):
            cache = TrackCache(cache_dir, dataset, modality, spec)
            wanted = [r for r in records if r.dataset == dataset and has(r, modality)]
            keys = {prints.key(record, modality): record for record in wanted}
            missing = {key: record for key, record in keys.items() if key not in cache}
            if keys:
                yield ExtractionProgress(dataset, modality, len(keys) - len(missing), len(keys))
            for first in range(0, len(missing), _SHARD):
                extractor = extractor or extractors[spec.name]()
                chunk = dict(list(missing.items())[first : first + _SHARD])
                yield from _shard(chunk, extractor, cache, modality, cancel)
                done = len(keys) - len(missing) + first + len(chunk)
                yield ExtractionProgress(dataset, modality, done, len(keys))


def _shard(
    chunk: Mapping[str, Record],
    extractor: RecordExtractor,
    cache: TrackCache,
    modality: Modality,
    cancel: Cancel,
) -> Iterator[ExtractionFailed]:
    tracks: dict[str, FeatureTrack] = {}
    results = extractor.extract(list(chunk.values()))
    for (key, record), result in zip(chunk.items(), results, strict=True):
        check(cancel)
        if isinstance(result, MibscopeError):
            yield ExtractionFailed(record.dataset, record.id, modality, str(result))
        else:
            tracks[key] = result
    cache.put(tracks)


def load(
    records: Sequence[Record], contract: FeatureContract, cache_dir: Path
) -> list[LabelledSample]:
    """Samples from the cache; a modality without evidence, or not extracted, is absent.

    Records of which nothing is there are left out.
    """
    prints = Fingerprints()
    tracks: dict[tuple[str, str], dict[Modality, FeatureTrack]] = {}
    for dataset in dict.fromkeys(record.dataset for record in records):
        for modality, spec in contract.extractors.items():
            cache = TrackCache(cache_dir, dataset, modality, spec)
            wanted = [r for r in records if r.dataset == dataset and has(r, modality)]
            keys = {record.id: prints.key(record, modality) for record in wanted}
            found = cache.get(list(dict.fromkeys(keys.values())))
            for record_id, key in keys.items():
                if key in found and found[key].has_evidence:
                    tracks.setdefault((dataset, record_id), {})[modality] = found[key]
    return [
        LabelledSample(r.dataset, r.id, r.group, r.split, r.labels, tracks[r.dataset, r.id])
        for r in records
        if (r.dataset, r.id) in tracks
    ]
