"""What bottlenecks let through, epoch by epoch: the paper's Figure 5."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.experiments.aggregate import Stat, stat
from engine.experiments.plan import Cell, Experiment, Run
from engine.experiments.results import ResultStore
from engine.types import Modality

FUSED = "fused"
"""The bottleneck on the fused vector."""


@dataclass(frozen=True, slots=True)
class Curve:
    """One bottleneck of one cell. ``points``: per epoch, from the first, in nats.

    Each seed counts once, as the mean over its folds. The curve goes as far as all runs went.
    """

    cell: Cell
    of: str
    points: tuple[Stat, ...]


def rate_curves(experiment: Experiment, keys: Mapping[Run, str], store: ResultStore) -> list[Curve]:
    """Of every cell and bottleneck, from the runs that are in the store."""
    curves = []
    for cell in experiment.cells:
        histories = {
            seed: [
                store.result(keys[run]).history
                for run in (Run(cell, seed, fold) for fold in experiment.folds)
                if run in keys and keys[run] in store
            ]
            for seed in experiment.seeds
        }
        there = [each for each in histories.values() if each]
        for of in (*Modality, FUSED):
            points = _points(there, of)
            if points:
                curves.append(Curve(cell, str(of), points))
    return curves


def _points(seeds: Sequence[Sequence[Sequence[Mapping[str, Any]]]], of: str) -> tuple[Stat, ...]:
    """``seeds``: per seed and fold the epochs."""
    by_seed = [[[_rate(epoch, of) for epoch in fold] for fold in folds] for folds in seeds]
    length = min((len(fold) for folds in by_seed for fold in folds), default=0)
    means = [np.mean([fold[:length] for fold in folds], axis=0) for folds in by_seed]
    points = tuple(stat([float(mean[epoch]) for mean in means]) for epoch in range(length))
    return () if any(math.isnan(point.mean) for point in points) else points


def _rate(epoch: Mapping[str, Any], of: str) -> float:
    found = epoch["fused_rate_nats"] if of == FUSED else epoch["rate_nats"].get(of)
    return math.nan if found is None else float(found)
