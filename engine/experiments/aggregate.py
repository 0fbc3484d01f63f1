"""From predictions to means over seeds.

The folds of one seed are pooled first: together they test every sample once, so scores are those of
one whole data set. Then mean and standard deviation (ddof = 1) are taken over seeds. A score that
is undefined for one seed is undefined.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from engine.datasets.packed import Int64Array, PackedDataset
from engine.datasets.schema import Split
from engine.experiments.bench import Bench
from engine.experiments.data import split_for
from engine.experiments.plan import Cell, Run
from engine.experiments.results import ResultStore, Tested
from engine.training.evaluation import Predictions, Scores, score
from engine.training.report import baseline_predictions
from engine.types import EMOTIONS, Emotion, Float32Array

Measures = Mapping[str, float]
"""Scores by name; one of a class is called ``recall.happy``."""
SetMeasures = Mapping[tuple[str, str], Measures]
"""By data set and head."""


@dataclass(frozen=True, slots=True)
class Stat:
    """Over n seeds. ``sd`` is nan for a single one."""

    mean: float
    sd: float
    n: int


@dataclass(frozen=True, slots=True)
class Measured:
    """All that is there of an experiment: per cell and seed, over the samples of all folds."""

    scores: Mapping[Cell, Mapping[int, SetMeasures]]
    baseline: SetMeasures
    """Of always saying the same: see ``engine.training.report.baseline_predictions``."""
    tested: Mapping[str, int]
    """Samples that one seed tests, by data set."""


def stat(values: Sequence[float]) -> Stat:
    """Mean and standard deviation with n − 1 in the denominator."""
    n = len(values)
    mean = float(np.mean(values)) if n else math.nan
    return Stat(mean, float(np.std(values, ddof=1)) if n > 1 else math.nan, n)


def measure(bench: Bench, store: ResultStore) -> Measured:
    """Score what is in the store. A seed counts where all of its folds are there."""
    keys, plan, data = bench.keys(bench.experiment.runs), bench.experiment, bench.dataset
    found: dict[Cell, dict[int, SetMeasures]] = {}
    for cell in plan.cells:
        found[cell] = {}
        for seed in plan.seeds:
            runs = [Run(cell, seed, fold) for fold in plan.folds]
            if all(run in keys and keys[run] in store for run in runs):
                parts = [store.tested(keys[run]) for run in runs]
                found[cell][seed] = _named(_pooled(parts, data), plan.classes)
    splits = [split_for(data, plan.data, fold) for fold in plan.folds]
    rows = np.concatenate([each.rows(Split.TEST) for each in splits])
    return Measured(
        found,
        _named(_blind(splits, data), plan.classes),
        {name: len(of) for name, of in _by_set(data, rows).items()},
    )


def _pooled(parts: Sequence[Tested], data: PackedDataset) -> dict[tuple[str, str], Scores]:
    """Scores of all folds together."""
    rows = np.concatenate([part.rows for part in parts])
    outputs = {
        name: np.concatenate([part.outputs[name] for part in parts]) for name in parts[0].outputs
    }
    return _scored(rows, outputs, data)


def _blind(splits: Sequence[PackedDataset], data: PackedDataset) -> dict[tuple[str, str], Scores]:
    """The same of always saying what the training labels of the set and the fold suggest."""
    rows: list[Int64Array] = []
    outputs: dict[str, list[Float32Array]] = {}
    for split in splits:
        for name in split.dataset_names:
            held_out = split.rows_of(name, Split.TEST)
            rows.append(held_out)
            guessed = baseline_predictions(split, name, len(held_out))
            for head, values in guessed.outputs.items():
                outputs.setdefault(head, []).append(values)
    joined = {head: np.concatenate(values) for head, values in outputs.items()}
    return _scored(np.concatenate(rows), joined, data)


def _scored(
    rows: Int64Array, outputs: Mapping[str, Float32Array], data: PackedDataset
) -> dict[tuple[str, str], Scores]:
    found: dict[tuple[str, str], Scores] = {}
    for name, places in _by_set(data, rows).items():
        predicted = Predictions(outputs).taken(places)
        for head, scores in score(predicted, data, rows[places]).items():
            found[name, head] = scores
    return found


def _by_set(data: PackedDataset, rows: Int64Array) -> dict[str, Int64Array]:
    """Places in ``rows`` of each data set's samples."""
    places = {
        name: np.flatnonzero(data.dataset[rows] == code)
        for code, name in enumerate(data.dataset_names)
    }
    return {name: found for name, found in places.items() if len(found)}


def _named(
    found: Mapping[tuple[str, str], Scores], classes: Mapping[str, tuple[str, ...]]
) -> dict[tuple[str, str], Measures]:
    return {
        place: _flat(scores, classes.get(place[1], ()), place[1]) for place, scores in found.items()
    }


def _flat(scores: Scores, given: Sequence[str], head: str) -> dict[str, float]:
    """One name per number."""
    flat: dict[str, float] = {}
    for name, value in asdict(scores).items():
        if isinstance(value, (tuple, list)):
            names = class_names(head, len(value), given)
            flat |= {f"{name}.{of}": float(each) for of, each in zip(names, value, strict=True)}
        else:
            flat[name] = float(value)
    return flat


def class_names(head: str, size: int, given: Sequence[str] = ()) -> tuple[str, ...]:
    """What the experiment calls them, the seven expressions, or numbers."""
    if len(given) == size:
        return tuple(given)
    if head == EMOTIONS and size == len(Emotion):
        return tuple(emotion.value for emotion in Emotion)
    return tuple(f"class {number}" for number in range(1, size + 1))
