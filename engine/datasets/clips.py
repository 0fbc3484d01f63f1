"""A folder of one's own clips and a table of labels; features come from our extractors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from engine.datasets.clip_table import Row, heads_of, read_table
from engine.datasets.extraction import load
from engine.datasets.imported import Imported, ImportOptions, origin, placed
from engine.datasets.left_out import LeaveOut, of_error
from engine.datasets.schema import LabelledSample, Record, Split
from engine.datasets.splits import require_disjoint
from engine.errors import DatasetError, MediaError
from engine.features.contract import FeatureContract
from engine.media import probe
from engine.types import Head

TABLE = "labels.csv"
"""Where the table is looked for in the folder."""
_CHUNK = 512


@dataclass(frozen=True, slots=True)
class Clips:
    """Clips as the table describes them, before any feature is computed."""

    name: str
    records: tuple[Record, ...]
    heads: Mapping[str, Head]
    provenance: Mapping[str, Any]
    notes: tuple[str, ...]
    """Sentences for the user: what was assumed."""


@dataclass(frozen=True, slots=True)
class Listed:
    """The lines of a table. Without ``has_split`` every record's split is TRAIN, for now."""

    records: tuple[Record, ...]
    heads: Mapping[str, Head]
    lines: Mapping[str, str]
    """By the record's id: the table and the number of the line."""
    has_split: bool
    has_group: bool


def list_clips(
    folder: Path, table: Path, options: ImportOptions, leave_out: LeaveOut | None = None
) -> Listed:
    """The clips that a table names, before they are split.

    Args:
        options: with a name.
        leave_out: is told of every line that cannot be used, and the others are taken; None: the
            first such line is an error.

    Raises:
        DatasetError: the table is missing, empty or names no clip; or a line cannot be used.
    """
    columns, rows = read_table(table)
    has_split = "split" in columns and not options.resplit
    found = _records(rows, lambda row: _record(row, folder, options, has_split), leave_out)
    if not found:
        raise DatasetError(f"{table} names no clips.")
    return Listed(
        tuple(found.values()),
        heads_of(columns),
        {record.id: where for where, record in found.items()},
        has_split,
        "group" in columns,
    )


def read_clips(
    folder: Path, table: Path | None = None, options: ImportOptions | None = None
) -> Clips:
    """The clips that a table names; ``clip_table`` says what its columns are.

    Without a column ``group``, clips in one sub-folder are a group (a speaker, a video), and a clip
    right in the folder is one of its own; a note says so, because if the same person is in several
    of them, scores come out too good. Without a column ``split`` groups are split at random, as the
    options' shares say.

    Args:
        table: by default ``labels.csv`` in the folder.
        options: the name is by default the folder's; ``text`` is not used.

    Raises:
        DatasetError: with the line: a clip is missing, a cell is no number or beyond its scale, a
            column is unknown; or a group is in two splits.
    """
    table = table or folder / TABLE
    options = (options or ImportOptions()).named(folder.resolve().name)
    listed = list_clips(folder, table, options)
    found = listed.records
    own = [record.split for record in found] if listed.has_split else None
    splits, how = placed([r.group for r in found], own, options.shares, options.resplit)
    found = tuple(replace(r, split=split) for r, split in zip(found, splits, strict=True))
    require_disjoint(found)
    notes = () if listed.has_group else (group_note(found, options.group_prefix),)
    return Clips(
        options.name,
        tuple(with_streams(record, folder) for record in found),
        listed.heads,
        origin(options, "clips", [table], how, notes),
        notes,
    )


def extracted(clips: Clips, contract: FeatureContract, cache_dir: Path) -> Imported:
    """The clips with the features that ``extraction.extract`` has put into the cache.

    Those of which nothing could be computed are left out.
    """
    return Imported(
        clips.name,
        contract,
        clips.heads,
        lambda: _loaded(clips.records, contract, cache_dir),
        clips.provenance,
        clips.notes,
    )


def _loaded(
    records: Sequence[Record], contract: FeatureContract, cache_dir: Path
) -> Iterator[LabelledSample]:
    for first in range(0, len(records), _CHUNK):
        yield from load(records[first : first + _CHUNK], contract, cache_dir)


def _records(
    rows: Iterator[Row], record: Callable[[Row], Record], leave_out: LeaveOut | None
) -> dict[str, Record]:
    """Of all lines, by their place, or without those that cannot be used."""
    found: dict[str, Record] = {}
    seen: dict[str, str] = {}
    while True:
        try:
            row = next(rows, None)
            if row is None:
                return found
            row.require_whole()
            _require_new(row, seen)
            found[row.where] = record(row)
        except DatasetError as error:
            if leave_out is None:
                raise
            leave_out(of_error(error))


def _record(row: Row, folder: Path, options: ImportOptions, has_split: bool) -> Record:
    path = row.file(folder)
    inside = path.relative_to(folder)
    assumed = inside.parent.as_posix() if len(inside.parts) > 1 else inside.as_posix()
    group = row.cells.get("group", assumed)
    if not group:
        row.refuse("there is no group", "Name the speaker or the video of every clip.")
    return Record(
        dataset=options.name,
        id=inside.as_posix(),
        group=f"{options.group_prefix}/{group}",
        split=row.split() if has_split else Split.TRAIN,
        labels=row.labels(options.sentiment_factor),
        text=row.cells.get("text") or None,
    )


def with_streams(record: Record, folder: Path) -> Record:
    """The clip as a source of sound and of pictures, where it has them."""
    path = folder / record.id
    try:
        info = probe(path)
    except MediaError:  # the extraction will say what is wrong with it and go on
        return replace(record, audio=path, video=path)
    return replace(record, audio=path if info.audio else None, video=path if info.video else None)


def _require_new(row: Row, seen: dict[str, str]) -> None:
    name = row.cells["file"]
    if name in seen:
        row.refuse(f"{name} is in {seen[name]} already")
    seen[name] = row.where


def group_note(records: Sequence[Record], prefix: str) -> str:
    """What was assumed of who is in which clip."""
    alone = sum(record.group == f"{prefix}/{record.id}" for record in records)
    folders = len({r.group for r in records if r.group != f"{prefix}/{r.id}"})
    parts = []
    if folders:
        parts.append(f"each of {folders} sub-folders counts as one speaker or video")
    if alone:
        parts.append(f"each of {alone} clips counts as a group of its own")
    return (
        f"The table has no column 'group': {' and '.join(parts)}. If a person is in several of "
        "them, scores will be too good."
    )
