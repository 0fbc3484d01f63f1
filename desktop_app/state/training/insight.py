"""What the model that is watched says of single validation utterances, epoch by epoch. Its files
are read on a thread while somebody looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal

from desktop_app.jobs.background import Background
from engine.training.insight import questions
from engine.training.insight.folder import (
    InsightFolder,
    Neighbours,
    Seen,
    Snapshot,
    Utterances,
)
from engine.training.insight.questions import UNKNOWN, Wrong
from engine.types import EMOTIONS, SENTIMENT, Emotion, Float32Array

__all__ = ["EMOTIONS", "SENTIMENT", "Insight", "Point", "Seen", "Shown", "Wrong"]

ALL_FOLDS = 0
_EMOTIONS = tuple(Emotion)
MOST_WRONG = 100
"""So many are listed."""


@dataclass(frozen=True, slots=True)
class Point:
    """An utterance in the plane. None: not labelled, or not predicted."""

    seen: Seen
    x: float
    y: float
    sentiment: float | None
    emotion: Emotion | None
    said_sentiment: float | None
    said_emotion: Emotion | None
    probability: float | None
    """Of the emotion that was said."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What is told of one epoch: of one training, or of all folds of a crosswise one together.

    plane_of: the fold whose z the plane shows; 0 for a run that is not crosswise.
    """

    utterances: Utterances
    snapshot: Snapshot
    neighbours: Neighbours | None
    plane_of: int

    def points(self, *, by_neighbours: bool) -> tuple[Point, ...]:
        """In the plane of the two principal components, or of t-SNE, which is of one epoch only."""
        xy: Float32Array = self.snapshot.xy
        if by_neighbours:
            if self.neighbours is None:
                return ()
            xy = self.neighbours.xy
        seen = [self.utterances.seen[row] for row in self.utterances.in_plane.tolist()]
        true = questions.true_emotions(seen).tolist()
        rows = zip(self.utterances.in_plane.tolist(), seen, true, xy.tolist(), strict=True)
        return tuple(self._point(*row) for row in rows)

    def confusion(self) -> tuple[tuple[int, ...], ...]:
        """How often; rows: the true emotion, columns: the likeliest one."""
        return questions.confused(self.utterances, self.snapshot)

    def most_wrong(self, head: str) -> tuple[Wrong, ...]:
        """The largest errors of SENTIMENT or EMOTIONS first."""
        return questions.most_wrong(self.utterances, self.snapshot, head, MOST_WRONG)

    def _point(self, row: int, seen: Seen, true: int, place: Sequence[float]) -> Point:
        said = self.snapshot.said
        likeliest = int(said[EMOTIONS][row].argmax()) if EMOTIONS in said else None
        return Point(
            seen,
            place[0],
            place[1],
            seen.labels.get(SENTIMENT, (None,))[0],
            None if true == UNKNOWN else _EMOTIONS[true],
            float(said[SENTIMENT][row, 0]) if SENTIMENT in said else None,
            None if likeliest is None else _EMOTIONS[likeliest],
            None if likeliest is None else float(said[EMOTIONS][row, likeliest]),
        )


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is to be read. ``epoch``: None for the latest."""

    run: Path
    fold: int
    epoch: int | None


@dataclass(frozen=True, slots=True)
class _Found:
    folds: int
    epochs: tuple[int, ...]
    shown: Shown | None
    stamp: object
    """Another one whenever the files are others."""


class Insight(QObject):
    """Of one run at a time; the latest epoch is shown unless another one is chosen."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = Background(self)
        self._wanted: _Wanted | None = None
        self._found: _Found | None = None
        self._looking = False
        self._reading = False
        self._again = False

    @property
    def folds(self) -> int:
        """Folds that tell something; 0 for a run that is not crosswise."""
        return self._found.folds if self._found else 0

    @property
    def fold(self) -> int:
        """The one that is shown; ALL_FOLDS for all together."""
        return self._wanted.fold if self._wanted else ALL_FOLDS

    @property
    def epochs(self) -> tuple[int, ...]:
        """Those that can be chosen; 0 is the start."""
        return self._found.epochs if self._found else ()

    @property
    def epoch(self) -> int | None:
        """The one that was chosen; None for the latest."""
        return self._wanted.epoch if self._wanted else None

    @property
    def follows(self) -> bool:
        """Whether the latest epoch is shown, whichever that is."""
        return self._wanted is None or self._wanted.epoch is None

    @property
    def shown(self) -> Shown | None:
        """None as long as nothing is told."""
        return self._found.shown if self._found else None

    # ------------------------------------------------------------------ acts

    def follow(self, run: Path | None) -> None:
        """Another run by its folder, or none."""
        if run != (self._wanted.run if self._wanted else None):
            self._wanted = _Wanted(run, ALL_FOLDS, None) if run is not None else None
            self._found = None
            self.changed.emit()
            self.refresh()

    def choose_fold(self, fold: int) -> None:
        """One of them, from one, or ALL_FOLDS."""
        if self._wanted is not None and fold != self._wanted.fold:
            self._want(replace(self._wanted, fold=fold))

    def choose_epoch(self, epoch: int | None) -> None:
        """None: the latest one, and those that come."""
        if self._wanted is not None and epoch != self._wanted.epoch:
            self._want(replace(self._wanted, epoch=epoch))

    def look(self, wanted: bool) -> None:
        """Whether anybody sees it."""
        self._looking = wanted
        self.refresh()

    def refresh(self) -> None:
        """Read what is new."""
        if not self._looking or self._wanted is None:
            return
        self._again = self._reading
        if self._reading:
            return
        self._reading = True
        wanted, known = self._wanted, self._found
        found: list[_Found] = []
        self._background.run(
            "insight",
            lambda: found.append(_read(wanted, known)),
            lambda error: self._take(wanted, found, error),
        )

    def close(self) -> None:
        """No thread remains."""
        self._looking = False
        self._background.close()

    # ------------------------------------------------------------------ inner workings

    def _want(self, wanted: _Wanted) -> None:
        self._wanted = wanted
        self.changed.emit()
        self.refresh()

    def _take(self, wanted: _Wanted, found: Sequence[_Found], error: Exception | None) -> None:
        self._reading = False
        if error is not None:
            raise error
        if wanted == self._wanted and found[0] is not self._found:
            self._found = found[0]
            self.changed.emit()
        if self._again or wanted != self._wanted:
            self.refresh()


# ---------------------------------------------------------------------- on the thread


def _read(wanted: _Wanted, known: _Found | None) -> _Found:
    """What is there now; ``known`` itself where that is still true."""
    folds = _folds(wanted.run)
    places = folds or [InsightFolder.inside(wanted.run)]
    if folds and wanted.fold:
        places = folds[wanted.fold - 1 : wanted.fold]
    told = [(place, epochs) for place in places if (epochs := place.epochs())]
    epochs = max((each for _, each in told), key=len, default=())
    epoch = wanted.epoch if wanted.epoch in epochs else (epochs[-1] if epochs else 0)
    stamp = (wanted, len(folds), epochs, [_stamp(place) for place, _ in told])
    if known is not None and known.stamp == stamp:
        return known
    parts = [part for place, each in told if (part := _part(place, each, epoch)) is not None]
    number = wanted.fold or len(parts) if folds else 0
    shown = _joined(parts, number) if parts else None
    return _Found(len(folds), epochs, shown, stamp)


def _folds(run: Path) -> list[InsightFolder]:
    found: list[InsightFolder] = []
    while (path := run / f"fold-{len(found) + 1}").is_dir():
        found.append(InsightFolder.inside(path))
    return found


def _stamp(place: InsightFolder) -> tuple[int, ...]:
    """A file that is written or removed changes its folder's."""
    try:
        return (place.path.stat().st_mtime_ns,)
    except OSError:
        return ()


def _part(place: InsightFolder, epochs: Sequence[int], epoch: int) -> Shown | None:
    """One training after that epoch, or after its last one if it ended before."""
    utterances = place.utterances()
    snapshot = place.epoch(min(epoch, epochs[-1]))
    if utterances is None or snapshot is None:
        return None
    fits = len(snapshot.xy) == len(utterances.in_plane) and all(
        len(each) == len(utterances.seen) for each in snapshot.said.values()
    )
    return Shown(utterances, snapshot, place.neighbours(), 0) if fits else None


def _joined(parts: Sequence[Shown], number: int) -> Shown:
    """All folds together; in the plane only the last one, as each fold has a z of its own."""
    last = parts[-1]
    before = sum(len(part.utterances.seen) for part in parts[:-1])
    utterances = Utterances(
        tuple(seen for part in parts for seen in part.utterances.seen),
        sum(part.utterances.total for part in parts),
        last.utterances.in_plane + before,
    )
    heads = [set(part.snapshot.said) for part in parts]
    said = {
        head: np.concatenate([part.snapshot.said[head] for part in parts])
        for head in set.intersection(*heads)
    }
    snapshot = replace(last.snapshot, said=said)
    return Shown(utterances, snapshot, last.neighbours, number)
