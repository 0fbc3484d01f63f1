"""A user's labelled data, from whatever it lies in, for the features of one model.

    study.mibscope         labelled utterances of a project, with the features stored there
    clips/, labels.csv     a folder of clips or its table (engine.datasets.clip_table)
    mine.safetensors       a data set from ``mibscope data import``

What cannot be used is named and left out; the rest goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from engine.datasets.clips import TABLE, group_note, list_clips, with_streams
from engine.datasets.extraction import (
    ExtractionEvent,
    ExtractionFailed,
    Extractors,
    extract,
    load,
)
from engine.datasets.imported import ImportOptions, origin
from engine.datasets.left_out import LeaveOut, LeftOut, of_error
from engine.datasets.packed import SPLITS, PackedDataset
from engine.datasets.schema import LabelledSample, Labels, Origin, Record
from engine.datasets.store import open_store
from engine.errors import ContractMismatchError, DatasetError, MibscopeError
from engine.features.contract import FeatureContract
from engine.runtime.cancel import NEVER, Cancel
from engine.sessions.project.project import SUFFIX
from engine.training.finetuning.projects import (
    ContractOf,
    GroupBy,
    project_samples,
    usable_tracks,
)
from engine.types import EMOTIONS, SENTIMENT, Head

_TABLES = (".csv", ".tsv")


@dataclass(frozen=True, slots=True)
class Place:
    """What reading takes: how features are computed and kept, and whose contracts are known."""

    contract: FeatureContract
    """Of the model that goes on learning."""
    heads: Mapping[str, Head]
    """Likewise."""
    contract_of: ContractOf
    extractors: Extractors
    cache_dir: Path
    group_by: GroupBy = GroupBy.VIDEO
    sentiment_factor: float = 1.0
    """Brings the sentiment of tables to −3..3."""


@dataclass(frozen=True, slots=True)
class Collected:
    """All samples. Those of sources without splits of their own are TRAIN, until splits are drawn
    (engine.training.finetuning.splits)."""

    samples: tuple[LabelledSample, ...]
    heads: Mapping[str, Head]
    """Those of the model; the data need not have labels of all."""
    has_splits: frozenset[str]
    """Sets that came with splits."""
    provenance: Mapping[str, Any]
    """As ``engine.training.checkpoints.Lineage.data``."""
    left_out: tuple[LeftOut, ...]
    notes: tuple[str, ...] = ()
    """Sentences for the user: what was assumed."""


@dataclass(slots=True)
class _Found:
    """What is being collected."""

    samples: list[LabelledSample] = field(default_factory=list)
    has_splits: set[str] = field(default_factory=set)
    provenance: dict[str, Any] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def collect(
    sources: Sequence[Path], place: Place, cancel: Cancel = NEVER
) -> Iterator[ExtractionEvent | Collected]:
    """Read everything; ends with Collected. What cannot be read at all is left out as a whole.

    Raises:
        DatasetError: nothing is left.
        CancelledError: ``cancel`` was set; features computed so far stay in the cache.
    """
    found = _Found()
    for source in dict.fromkeys(sources):
        try:
            yield from _read(source, place, found, cancel)
        except ContractMismatchError as error:
            found.left_out.append(LeftOut(str(source), str(error)))
        except MibscopeError as error:
            if cancel.is_set():
                raise
            found.left_out.append(of_error(error, str(source)))
    samples = [each for each in found.samples if _has_labels(each, place.heads)]
    if not samples:
        reasons = " ".join(str(each) for each in found.left_out[:_SHOWN])
        raise DatasetError(
            f"There is no labelled utterance to learn from. {reasons}".strip(),
            hint="Label some in the window, or name a table of clips with a column of labels.",
        )
    yield Collected(
        tuple(samples),
        dict(place.heads),
        frozenset(found.has_splits),
        found.provenance,
        tuple(found.left_out),
        tuple(found.notes),
    )


_SHOWN = 3


def _read(source: Path, place: Place, found: _Found, cancel: Cancel) -> Iterator[ExtractionEvent]:
    leave_out: LeaveOut = found.left_out.append
    if source.suffix.lower() == SUFFIX:
        samples = project_samples(
            source, place.contract, place.contract_of, leave_out, place.group_by
        )
        found.samples += samples
        found.provenance[source.stem] = _terms(source.stem, "project", place.group_by.value)
    elif source.is_dir():
        yield from _read_clips(source, source / TABLE, place, found, cancel)
    elif source.suffix.lower() in _TABLES:
        yield from _read_clips(source.parent, source, place, found, cancel)
    elif source.suffix.lower() == ".safetensors":
        dataset = open_store(source)
        place.contract.require({m: (each,) for m, each in dataset.contract.extractors.items()})
        found.samples += stored_samples(dataset, leave_out)
        found.has_splits |= set(dataset.dataset_names)
        found.provenance |= dataset.provenance
    else:
        raise DatasetError(
            f"{source} is no project, folder, table or data set.",
            hint=f"Name a {SUFFIX} project, a folder with {TABLE}, a .csv table, or a file from "
            "`mibscope data import`.",
        )


def _read_clips(
    folder: Path, table: Path, place: Place, found: _Found, cancel: Cancel
) -> Iterator[ExtractionEvent]:
    options = ImportOptions(sentiment_factor=place.sentiment_factor)
    options = options.named(folder.resolve().name)
    listed = list_clips(folder, table, options, found.left_out.append)
    records = [with_streams(each, folder) for each in listed.records]
    failed = set()
    for event in extract(records, place.contract, place.extractors, place.cache_dir, cancel):
        yield event
        if isinstance(event, ExtractionFailed):
            failed.add(event.id)
            where = f"{listed.lines[event.id]}, {event.modality} of {event.id}"
            found.left_out.append(LeftOut(where, event.reason))
    samples = load(records, place.contract, place.cache_dir)
    origins = {each.id: Origin(each.video or each.audio, text=each.text or "") for each in records}
    found.samples += [
        replace(_clean(each, found.left_out.append), origin=origins[each.id]) for each in samples
    ]
    loaded = {each.id for each in samples}
    for record in records:
        if record.id not in loaded and record.id not in failed:
            found.left_out.append(LeftOut(listed.lines[record.id], _why_empty(record)))
    notes = () if listed.has_group else (group_note(listed.records, options.group_prefix),)
    found.notes += notes
    found.notes += [
        f"{table.name}: the model has no output {name}; the column is not used."
        for name in listed.heads
        if name not in place.heads
    ]
    found.provenance |= origin(options, "clips", [table], "", notes)
    if listed.has_split:
        found.has_splits.add(options.name)


def _why_empty(record: Record) -> str:
    return (
        "No features could be computed: no voice, no face"
        f"{'' if record.text else ' and no column text for its words'}."
    )


def stored_samples(dataset: PackedDataset, leave_out: LeaveOut) -> list[LabelledSample]:
    """The samples of a packed data set, one by one."""
    found = []
    for row in range(len(dataset)):
        name = dataset.dataset_names[dataset.dataset[row]]
        tracks = {m: each.track(row) for m, each in dataset.tracks.items() if dataset.has(m)[row]}
        sample = LabelledSample(
            name,
            dataset.ids[row],
            dataset.group_of(row),
            SPLITS[dataset.split[row]],
            _stored_labels(dataset, row),
            tracks,
        )
        found.append(_clean(sample, leave_out))
    return found


def _stored_labels(dataset: PackedDataset, row: int) -> Labels:
    values = {
        name: tuple(
            float(value) if known else float("nan")
            for value, known in zip(each.values[row], each.mask[row], strict=True)
        )
        for name, each in dataset.labels.items()
        if each.mask[row].any()
    }
    sentiment = values.pop(SENTIMENT, None)
    shown = values.pop(EMOTIONS, None)
    return Labels(sentiment[0] if sentiment else None, shown, values)


def _clean(sample: LabelledSample, leave_out: LeaveOut) -> LabelledSample:
    where = f"{sample.dataset}, {sample.id}"
    return replace(sample, tracks=usable_tracks(sample.tracks, where, leave_out))


def _has_labels(sample: LabelledSample, heads: Mapping[str, Head]) -> bool:
    return bool(sample.tracks) and any(sample.labels.of(name) is not None for name in heads)


def _terms(name: str, form: str, group: str) -> dict[str, Any]:
    return {
        "title": name,
        "licence": "the user's own labels",
        "split_by": f"by {group}",
        "note": "",
        "format": form,
    }
