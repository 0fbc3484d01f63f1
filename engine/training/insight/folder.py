"""What a model said of the validation utterances after each epoch, as plain files in the folder of
the run, or of each fold. Readable without torch:

insight/utterances.json    who they are, and what people say of them
insight/epoch-0003.npz     what the model says after epoch 3; 0 is the start
insight/tsne.npz           the z of the epoch that was kept, in the plane by t-SNE

Sizes are bounded: of more than ``MOST`` utterances that many are drawn with a fixed seed, and of
these ``MOST_IN_PLANE`` have their z. So an epoch takes at most about 0.2 MB with the standard heads
and fifty dimensions. Each file is whole or not there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from engine.errors import CheckpointError
from engine.runtime.whole import written_whole
from engine.types import Float32Array

FOLDER = "insight"
MOST = 2000
MOST_IN_PLANE = 400
_UTTERANCES, _TSNE, _EPOCH = "utterances.json", "tsne.npz", "epoch-{:04}.npz"
_SAID = "said."
Int64Array = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Seen:
    """One validation utterance. Times are seconds of its file's clock."""

    dataset: str
    id: str
    group: str
    labels: Mapping[str, tuple[float | None, ...]]
    """By head; None where one entry is not known. Heads without any label are missing."""
    text: str = ""
    path: str = ""
    """Of its file; empty where nobody knows it."""
    fingerprint: str = ""
    start_s: float | None = None
    """None: the whole file."""
    end_s: float | None = None


@dataclass(frozen=True, slots=True)
class Utterances:
    """``seen``: n of all ``total`` validation utterances; ``in_plane``: int64 [m], those of them
    whose z is kept."""

    seen: tuple[Seen, ...]
    total: int
    in_plane: Int64Array


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the model says of n utterances after an epoch.

    said: by head float32 [n, k]: numbers, or probabilities before calibration.
    z: float32 [m, d], of those in the plane; xy: float32 [m, 2], their two principal components,
        turned so that they move little from epoch to epoch; ``kept``: the share of the variance of
        z that these two hold.
    """

    epoch: int
    step: int
    said: Mapping[str, Float32Array]
    z: Float32Array
    xy: Float32Array
    kept: float


@dataclass(frozen=True, slots=True)
class Neighbours:
    """t-SNE of the z of one epoch: float32 [m, 2]."""

    epoch: int
    xy: Float32Array
    perplexity: float
    seed: int


@dataclass(frozen=True, slots=True)
class InsightFolder:
    """The files of one training."""

    path: Path

    @classmethod
    def inside(cls, run: Path) -> InsightFolder:
        """Of a run's, or of a fold's folder."""
        return cls(run / FOLDER)

    # ------------------------------------------------------------------ reading

    def utterances(self) -> Utterances | None:
        """None where there are none, or none that this version can read."""
        try:
            plain = json.loads((self.path / _UTTERANCES).read_text("utf-8"))
            seen = tuple(_seen(each) for each in plain["utterances"])
            return Utterances(seen, plain["total"], np.array(plain["in_plane"], dtype=np.int64))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def epochs(self) -> tuple[int, ...]:
        """Those that are told of, in order."""
        names = (path.stem.partition("-")[2] for path in self.path.glob("epoch-*.npz"))
        return tuple(sorted(int(name) for name in names if name.isdigit()))

    def epoch(self, epoch: int) -> Snapshot | None:
        """None where nothing is told of it."""
        arrays = _load(self.path / _EPOCH.format(epoch))
        try:
            return Snapshot(
                epoch,
                int(arrays["step"]),
                {n.removeprefix(_SAID): each for n, each in arrays.items() if n.startswith(_SAID)},
                arrays["z"],
                arrays["xy"],
                float(arrays["kept"]),
            )
        except KeyError:
            return None

    def neighbours(self) -> Neighbours | None:
        """None as long as the training is not over, or where there are too few utterances."""
        arrays = _load(self.path / _TSNE)
        try:
            return Neighbours(
                int(arrays["epoch"]),
                arrays["xy"],
                float(arrays["perplexity"]),
                int(arrays["seed"]),
            )
        except KeyError:
            return None

    # ------------------------------------------------------------------ writing

    def write_utterances(self, known: Utterances) -> None:
        """
        Raises:
            CheckpointError: the folder cannot be written; likewise below.
        """
        plain = {
            "total": known.total,
            "in_plane": known.in_plane.tolist(),
            "utterances": [asdict(each) for each in known.seen],
        }
        try:
            with written_whole(self.path / _UTTERANCES) as partial:
                partial.write_text(json.dumps(plain, ensure_ascii=False, allow_nan=False), "utf-8")
        except OSError as error:
            raise self._unwritable(error) from error

    def write_epoch(self, snapshot: Snapshot) -> None:
        """In place of what was told of that epoch before."""
        said = {f"{_SAID}{name}": each for name, each in snapshot.said.items()}
        plain = {"step": snapshot.step, "kept": snapshot.kept}
        planes = {"z": snapshot.z, "xy": snapshot.xy}
        self._write(_EPOCH.format(snapshot.epoch), {**plain, **planes, **said})

    def write_neighbours(self, found: Neighbours) -> None:
        self._write(_TSNE, asdict(found))

    def keep_until(self, step: int) -> None:
        """Remove what is told of later steps, which are done again; of the start, too, where no
        step was done."""
        try:
            for epoch in self.epochs():
                snapshot = self.epoch(epoch)
                if snapshot is None or snapshot.step > step or step == 0:
                    (self.path / _EPOCH.format(epoch)).unlink()
        except OSError as error:
            raise self._unwritable(error) from error

    def forget_neighbours(self) -> None:
        try:
            (self.path / _TSNE).unlink(missing_ok=True)
        except OSError as error:
            raise self._unwritable(error) from error

    def _write(self, name: str, arrays: Mapping[str, Any]) -> None:
        try:
            with written_whole(self.path / name) as partial, partial.open("wb") as file:
                np.savez(file, **arrays)
        except OSError as error:
            raise self._unwritable(error) from error

    def _unwritable(self, error: OSError) -> CheckpointError:
        return CheckpointError(f"{self.path} cannot be written: {error}.")


def chosen(count: int, most: int) -> Sequence[int]:
    """Which of so many are looked at, in order: all, or as many as are allowed. Always the same."""
    if count <= most:
        return range(count)
    drawn: list[int] = np.sort(np.random.default_rng(0).choice(count, most, replace=False)).tolist()
    return drawn


def _seen(plain: Mapping[str, Any]) -> Seen:
    labels = {name: tuple(each) for name, each in plain["labels"].items()}
    return Seen(**{**plain, "labels": labels})


def _load(path: Path) -> Mapping[str, Any]:
    """Empty where there is no such file, or it is none of ours."""
    try:
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            return dict(file)
    except (OSError, ValueError, EOFError, BadZipFile):
        return {}
