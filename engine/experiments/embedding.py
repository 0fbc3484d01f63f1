"""The fused representation of the tested samples in the plane: the paper's Figure 4.

t-SNE places like beside like within one model's z. Axes have no unit, and neither the distance
between two clouds nor their size says anything. So each panel is one model: one seed, one fold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.experiments.aggregate import class_names
from engine.experiments.plan import Cell, Experiment, Run
from engine.experiments.results import ResultStore, Tested
from engine.training.insight.plane import FEWEST, in_the_plane
from engine.types import SENTIMENT, Float64Array, Head, HeadKind

MOST = 1000
"""More points than this are not told apart; every so many-th sample is taken."""
UNKNOWN = "other or none"


@dataclass(frozen=True, slots=True)
class Panel:
    """One model's n tested samples. xy: float64 [n, 2]; labels: the class of each, in words."""

    cell: Cell
    seed: int
    fold: int | None
    ids: tuple[str, ...]
    labels: tuple[str, ...]
    xy: Float64Array


@dataclass(frozen=True, slots=True)
class Plane:
    """Panels side by side, or a sentence why there are none. classes: all labels, in order."""

    panels: tuple[Panel, ...]
    classes: tuple[str, ...]
    reason: str = ""


def draw_plane(
    experiment: Experiment,
    heads: Mapping[str, Head],
    keys: Mapping[Run, str],
    store: ResultStore,
) -> Plane:
    """One panel per variant, of the first seed and fold."""
    name = SENTIMENT if SENTIMENT in heads else next(iter(heads))
    runs = [Run(cell, experiment.seeds[0], experiment.folds[0]) for cell in shown_cells(experiment)]
    there = [run for run in runs if run in keys and keys[run] in store]
    if not there:
        return Plane((), (), "No model whose representation could be shown is finished.")
    classes = _classes(name, heads[name], experiment.classes.get(name, ()))
    panels = []
    for run in there:
        tested = store.tested(keys[run])
        if len(tested.rows) < FEWEST:
            return Plane(
                (),
                (),
                f"{len(tested.rows)} tested samples are too few for a picture of their "
                f"representation; it takes {FEWEST}.",
            )
        panels.append(_panel(run, tested, name, heads[name], classes))
    return Plane(tuple(panels), classes)


def shown_cells(experiment: Experiment) -> tuple[Cell, ...]:
    """Of the cells with most modalities the first of every variant."""
    most = max(len(cell.modalities) for cell in experiment.cells)
    found: dict[str, Cell] = {}
    for cell in experiment.cells:
        if len(cell.modalities) == most:
            found.setdefault(cell.variant.value, cell)
    return tuple(found.values())


def _panel(run: Run, tested: Tested, name: str, head: Head, classes: Sequence[str]) -> Panel:
    chosen = np.arange(0, len(tested.rows), -(-len(tested.rows) // MOST))
    labels = tuple(_labels(tested, name, head, classes))
    return Panel(
        run.cell,
        run.seed,
        run.fold,
        tuple(tested.ids[row] for row in chosen.tolist()),
        tuple(labels[row] for row in chosen.tolist()),
        in_the_plane(tested.z[chosen]),
    )


def _classes(name: str, head: Head, given: Sequence[str]) -> tuple[str, ...]:
    if head.kind is not HeadKind.REGRESSION:
        return (*class_names(name, head.size, given), UNKNOWN)
    if name == SENTIMENT:
        return ("−3", "−2", "−1", "0", "+1", "+2", "+3", UNKNOWN)
    return ("lowest third", "middle third", "highest third", UNKNOWN)


def _labels(tested: Tested, name: str, head: Head, classes: Sequence[str]) -> Iterator[str]:
    """The class of every sample."""
    values, known = tested.labels[name].values, tested.labels[name].mask
    if head.kind is HeadKind.REGRESSION:
        first, of = values[:, 0], known[:, 0]
        if name == SENTIMENT:
            codes = np.rint(np.clip(first, -3, 3)).astype(int) + 3
        else:
            codes = np.searchsorted(np.quantile(first[of], [1 / 3, 2 / 3]), first)
    else:
        # Only where one class stands out; several at once have no colour of their own.
        strongest = values.max(axis=1, keepdims=True)
        alone = (values == strongest).sum(axis=1) == 1
        if head.kind is HeadKind.MULTI_LABEL:
            alone = (values > 0.5).sum(axis=1) == 1
        codes, of = values.argmax(axis=1), alone & known.all(axis=1)
    for code, here in zip(codes.tolist(), of.tolist(), strict=True):
        yield classes[code] if here else UNKNOWN
