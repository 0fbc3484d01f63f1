"""Results of runs on disk: one JSON and one file of predictions each, whole or not at all.

    runs/KEY.json          what was run, how it went, its scores on the tested samples
    runs/KEY.safetensors   what was predicted for each of them, with labels and z
    runs/KEY/              how it learned: events.jsonl and tensorboard/ (engine.training.runs.log)

The key is a hash of everything that decides the outcome (``Bench.keys``), so a run that is there is
never repeated and one that was run under other conditions is never taken for it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from engine.datasets.packed import Int64Array, Names, PackedLabels
from engine.errors import DatasetError, ExportError
from engine.runtime.whole import written_whole
from engine.sessions.atomic import atomic_text
from engine.training.runs.folder import RunFolder
from engine.types import Float32Array


@dataclass(frozen=True, slots=True)
class Tested:
    """What a model says of the n samples that were held out from it.

    rows: int64 [n], their places in the data; ids: their names.
    outputs: per head float32 [n, k], numbers or logits. labels: what is true.
    z: float32 [n, d], the fused representation that the decoder reads.
    """

    rows: Int64Array
    ids: Names
    outputs: Mapping[str, Float32Array]
    labels: Mapping[str, PackedLabels]
    z: Float32Array


@dataclass(frozen=True, slots=True)
class Result:
    """One finished run, as its JSON has it.

    run: name; decided_by: see ``Bench.decided_by``.
    epoch, validation_score: of the model that was kept, chosen on validation samples alone.
    samples: how many trained, validated and were tested.
    scores: per data set and head, over the samples of this run that were tested.
    history: per epoch loss, rates in nats, validation score.
    lineage: code, versions. seconds: how long it took.
    """

    key: str
    run: str
    decided_by: Mapping[str, Any]
    epoch: int
    validation_score: float
    parameters: int
    samples: Mapping[str, int]
    scores: Mapping[str, Any]
    history: tuple[Mapping[str, Any], ...]
    lineage: Mapping[str, str]
    seconds: float


class ResultStore:
    """The folder ``runs`` of an experiment."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "runs"

    def __contains__(self, key: str) -> bool:
        return self._json(key).exists() and self._arrays(key).exists()

    def put(self, result: Result, tested: Tested) -> None:
        """Keep a run. Its JSON is written last: where it is, all is.

        Raises:
            ExportError: the folder cannot be written.
        """
        path = self._arrays(result.key)
        try:
            with written_whole(path) as partial:
                save_file(_arrays_of(tested), partial)
        except (OSError, SafetensorError) as error:
            raise ExportError(f"{path} cannot be written: {error}.") from error
        plain = {name: getattr(result, name) for name in Result.__dataclass_fields__}
        with atomic_text(self._json(result.key)) as file:
            json.dump(plain, file, indent=1)

    def log(self, key: str) -> RunFolder:
        """Where is told how a run learned; also of one that failed or was stopped."""
        return RunFolder(self._folder / key)

    def result(self, key: str) -> Result:
        """A run that is there.

        Raises:
            DatasetError: its file is damaged.
        """
        path = self._json(key)
        try:
            plain = json.loads(path.read_text(encoding="utf-8"))
            return Result(**{**plain, "history": tuple(plain["history"])})
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise _damaged(path, error) from error

    def tested(self, key: str) -> Tested:
        """Its predictions.

        Raises:
            DatasetError: its file is damaged.
        """
        path = self._arrays(key)
        try:
            arrays = load_file(path)
            return Tested(
                rows=arrays["rows"],
                ids=Names(arrays["ids.text"], arrays["ids.offsets"]),
                outputs={name: arrays[f"output.{name}"] for name in _heads(arrays)},
                labels={
                    name: PackedLabels(arrays[f"label.{name}"], arrays[f"known.{name}"])
                    for name in _heads(arrays)
                },
                z=arrays["z"],
            )
        except (OSError, SafetensorError, KeyError) as error:
            raise _damaged(path, error) from error

    def _json(self, key: str) -> Path:
        return self._folder / f"{key}.json"

    def _arrays(self, key: str) -> Path:
        return self._folder / f"{key}.safetensors"


def _arrays_of(tested: Tested) -> dict[str, Any]:
    arrays: dict[str, Any] = {
        "rows": tested.rows,
        "ids.text": tested.ids.text,
        "ids.offsets": tested.ids.offsets,
        "z": tested.z,
    }
    for name, outputs in tested.outputs.items():
        arrays[f"output.{name}"] = outputs
        arrays[f"label.{name}"] = tested.labels[name].values
        arrays[f"known.{name}"] = tested.labels[name].mask
    return {name: np.ascontiguousarray(array) for name, array in arrays.items()}


def _heads(arrays: Mapping[str, Any]) -> list[str]:
    return [name.removeprefix("output.") for name in arrays if name.startswith("output.")]


def _damaged(path: Path, error: Exception) -> DatasetError:
    return DatasetError(
        f"{path} is damaged: {error}.", hint="Delete it; the next run makes it anew."
    )
