"""What an experiment is: grids of models, seeds and folds, expanded without looking at data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import product
from pathlib import Path
from typing import Any

from engine.datasets.schema import Split
from engine.errors import DatasetError
from engine.models.config import Constraint, Fusion, Variant
from engine.training.config import TrainingConfig
from engine.types import Head, Modality


@dataclass(frozen=True, slots=True)
class Cell:
    """One combination of what is compared: one line of a table."""

    modalities: tuple[Modality, ...]
    """What the model has, in the model's order. It is trained on these alone."""
    variant: Variant
    fusion: Fusion
    constraint: Constraint
    beta: float

    @property
    def is_constrained(self) -> bool:
        """Whether the objective has a constraint at all."""
        return self.beta > 0

    def __str__(self) -> str:
        seen = "+".join(self.modalities)
        weighed = f", {self.constraint} × {self.beta:g}" if self.is_constrained else ""
        return f"{self.variant}, {seen}, {self.fusion}{weighed}"


AXES = tuple(Cell.__dataclass_fields__)
"""Names of what a grid varies, from the slowest to the fastest."""


@dataclass(frozen=True, slots=True)
class Axes:
    """What a grid combines, each with each."""

    modalities: tuple[tuple[Modality, ...], ...]
    variant: tuple[Variant, ...]
    fusion: tuple[Fusion, ...]
    constraint: tuple[Constraint, ...]
    beta: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """One table. ``notes``: what became of combinations that have no line of their own."""

    title: str
    cells: tuple[Cell, ...]
    seeds: tuple[int, ...]
    notes: tuple[str, ...] = ()


class FoldBy(StrEnum):
    """What stays together when samples are laid into folds."""

    GROUP = "group"
    """A person, a video, a dialogue."""
    SET = "set"
    """A whole data set: how well does what was learned on the others carry over?"""


@dataclass(frozen=True, slots=True)
class DataPlan:
    """Where samples come from and how they are split.

    Without ``folds`` the data's own splits are used. With them samples are split anew: each fold of
    whole groups is tested on once, ``valid`` of the rest chooses the epoch.
    """

    sets: tuple[str, ...] = ()
    """Known data sets, read from a folder; empty where ``file`` is given."""
    file: Path | None = None
    """Written by ``mibscope data import``."""
    folds: int | None = None
    valid: float = 0.2
    """Share of the samples outside the tested fold."""
    fold_seed: int = 0
    fold_by: FoldBy = FoldBy.GROUP
    folded: tuple[str, ...] = ()
    """Sets that are laid into folds; the others are trained on in every one. Empty: all."""
    limits: Mapping[str, Mapping[Split, int]] = field(default_factory=dict)
    """By set: the most records of each of its own splits that are read, as in a recipe."""
    only: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """By head: samples of other classes than these (counted from 0) are left out."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A published line beside ours. ``values`` by column, as printed (per cent where we do)."""

    label: str
    source: str
    values: Mapping[str, float]
    table: str = ""
    """Title of the grid that it belongs to; empty: every one."""
    dataset: str = ""
    """Name of the data set that it was measured on; empty: every one."""
    where: Mapping[str, Any] = field(default_factory=dict)
    """What it has of a cell; it stands under the line that agrees with all of it."""

    def belongs_to(self, cell: Cell) -> bool:
        """Whether it was measured on that combination."""
        return bool(self.where) and all(
            getattr(cell, axis) == value for axis, value in self.where.items()
        )


@dataclass(frozen=True, slots=True)
class Run:
    """One training: a cell, a seed and, with folds, which of them is tested."""

    cell: Cell
    seed: int
    fold: int | None

    def __str__(self) -> str:
        fold = "" if self.fold is None else f", fold {self.fold + 1}"
        return f"{self.cell}, seed {self.seed}{fold}"


@dataclass(frozen=True, slots=True)
class Experiment:
    """Everything that a file says. What it does not say is a recipe's default."""

    name: str
    text: str
    """The file itself."""
    data: DataPlan
    grids: tuple[Grid, ...]
    model: Mapping[str, Any]
    """Fields of MIBConfig as plain values, without those that grids vary."""
    training: TrainingConfig
    heads: Mapping[str, Head] | None = None
    """Trained and measured; None: the standard heads, or all that ``file`` has."""
    classes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Names of a head's classes."""
    features: Mapping[Modality, str] = field(default_factory=dict)
    text_encoder_dir: Path | None = None
    start: Path | None = None
    """A checkpoint that all runs go on from."""
    references: tuple[Reference, ...] = ()

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Of all grids, each once."""
        return tuple(dict.fromkeys(cell for grid in self.grids for cell in grid.cells))

    @property
    def seeds(self) -> tuple[int, ...]:
        """Of all grids, each once."""
        return tuple(dict.fromkeys(seed for grid in self.grids for seed in grid.seeds))

    @property
    def folds(self) -> tuple[int | None, ...]:
        """What is tested, one after the other; a single None for the data's own split."""
        return (None,) if self.data.folds is None else tuple(range(self.data.folds))

    @property
    def runs(self) -> tuple[Run, ...]:
        """Of all grids, each once; seed by seed, so that a part of them is already a whole."""
        return tuple(
            dict.fromkeys(
                Run(cell, seed, fold)
                for seed in self.seeds
                for fold in self.folds
                for grid in self.grids
                if seed in grid.seeds
                for cell in grid.cells
            )
        )


def expand(axes: Axes) -> tuple[tuple[Cell, ...], tuple[str, ...]]:
    """All combinations that are models of their own, in order, and sentences on the others.

    Raises:
        DatasetError: nothing is left.
    """
    cells: dict[Cell, None] = {}
    unsuited = same = 0
    for modalities, variant, fusion, constraint, beta in product(
        *(getattr(axes, axis) for axis in AXES)
    ):
        if not fusion.suits(variant):
            unsuited += 1
            continue
        cell = _canonical(Cell(modalities, variant, fusion, constraint, beta))
        same += cell in cells
        cells[cell] = None
    notes = []
    if unsuited:
        notes.append(
            f"Left out: {_combinations(unsuited)} of a product of experts with a variant other "
            f"than {Variant.L_MIB}, which alone has the Gaussians that it fuses."
        )
    if same:
        notes.append(
            f"{_combinations(same).capitalize()} would be a model that is there already and run "
            f"once: {Variant.B_MIB} has no beta, and where beta is 0 no constraint counts."
        )
    if not cells:
        raise DatasetError("The grid has no model that can be built.", hint=" ".join(notes))
    return tuple(cells), tuple(notes)


def _canonical(cell: Cell) -> Cell:
    """One description per model."""
    variant, beta = cell.variant, cell.beta
    if variant is Variant.E_MIB and beta == 0:
        variant = Variant.B_MIB
    if variant is Variant.B_MIB:
        beta = 0.0
    constraint = cell.constraint if beta > 0 else Constraint.KL
    return Cell(cell.modalities, variant, cell.fusion, constraint, beta)


def _combinations(count: int) -> str:
    return "one combination" if count == 1 else f"{count} combinations"
