"""Follows the events of a training and keeps what its model says of single utterances.

It looks only: nothing of the training, its random generators included, is touched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from engine.datasets.packed import Int64Array, PackedDataset
from engine.datasets.schema import LabelledSample, Origin, Split
from engine.training.evaluation import by_dataset
from engine.training.events import TrainingFinished, TrainingStarted, ValidationSeen
from engine.training.insight.folder import (
    MOST,
    MOST_IN_PLANE,
    InsightFolder,
    Neighbours,
    Seen,
    Snapshot,
    Utterances,
    chosen,
)
from engine.training.insight.plane import FEWEST, SEED, in_the_plane, perplexity_of, principal
from engine.training.runs.folder import RunFolder
from engine.training.validation import Said
from engine.types import Float32Array

Origins = Mapping[tuple[str, str], Origin]
"""By the name of a data set and an id within it."""


def origins_of(samples: Sequence[LabelledSample]) -> Origins:
    """Of those that say it."""
    return {(s.dataset, s.id): s.origin for s in samples if s.origin is not None}


class InsightLog:
    """Of one training, in its run's (or fold's) folder."""

    def __init__(self, folder: RunFolder, dataset: PackedDataset, origins: Origins) -> None:
        self._folder = InsightFolder.inside(folder.path)
        rows = [row for each in by_dataset(dataset, Split.VALID).values() for row in each.tolist()]
        self._total = len(rows)
        self._places: Int64Array = np.array(chosen(len(rows), MOST), dtype=np.int64)
        self._in_plane: Int64Array = np.array(
            chosen(len(self._places), MOST_IN_PLANE), dtype=np.int64
        )
        mine = [rows[place] for place in self._places.tolist()]
        self._seen = tuple(_seen(dataset, row, origins) for row in mine)
        self._before: Float32Array | None = None
        """The plane of the epoch before."""

    def tell(self, event: object) -> None:
        """Keep what an event tells of single utterances; most tell nothing.

        Raises:
            CheckpointError: the folder cannot be written.
        """
        match event:
            case TrainingStarted():
                self._begin(event.resumed_at)
            case ValidationSeen():
                self._look(event)
            case TrainingFinished():
                self._draw(event.epoch)

    def _begin(self, done: int) -> None:
        self._folder.keep_until(done)
        self._folder.forget_neighbours()
        self._folder.write_utterances(Utterances(self._seen, self._total, self._in_plane))
        epochs = self._folder.epochs()
        last = self._folder.epoch(epochs[-1]) if epochs else None
        self._before = last.xy if last is not None else None

    def _look(self, event: ValidationSeen) -> None:
        said, z = _joined(tuple(event.said.values()))
        z = z[self._places[self._in_plane]]
        xy, kept = principal(z, self._before)
        mine = {name: each[self._places] for name, each in said.items()}
        self._folder.write_epoch(Snapshot(event.epoch, event.step, mine, z, xy, kept))
        self._before = xy

    def _draw(self, epoch: int) -> None:
        snapshot = self._folder.epoch(epoch)
        if snapshot is None or len(snapshot.z) < FEWEST:
            return
        if np.isfinite(snapshot.z).all():
            xy = in_the_plane(snapshot.z).astype(np.float32)
            found = Neighbours(epoch, xy, perplexity_of(len(xy)), SEED)
            self._folder.write_neighbours(found)


def _joined(parts: Sequence[Said]) -> tuple[dict[str, Float32Array], Float32Array]:
    """All data sets one after the other."""
    names = dict.fromkeys(name for part in parts for name in part.shown)
    said = {name: np.concatenate([part.shown[name] for part in parts]) for name in names}
    return said, np.concatenate([part.z for part in parts])


def _seen(dataset: PackedDataset, row: int, origins: Origins) -> Seen:
    name, identity = dataset.dataset_names[dataset.dataset[row]], dataset.ids[row]
    origin = origins.get((name, identity), Origin())
    return Seen(
        name,
        identity,
        dataset.group_of(row),
        dict(_labels(dataset, row)),
        origin.text,
        "" if origin.path is None else str(origin.path),
        origin.fingerprint,
        origin.start_s,
        origin.end_s,
    )


def _labels(dataset: PackedDataset, row: int) -> Iterator[tuple[str, tuple[float | None, ...]]]:
    for name, labels in dataset.labels.items():
        values, known = labels.values[row].tolist(), labels.mask[row].tolist()
        if any(known):
            yield name, tuple(v if k else None for v, k in zip(values, known, strict=True))
