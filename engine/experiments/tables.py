"""Tables in the layout of the paper's: a line per cell, mean ± s.d. over seeds in each column."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from engine.experiments.aggregate import Measured, Measures, Stat, stat
from engine.experiments.columns import Column, columns_of
from engine.experiments.plan import AXES, Cell, Experiment, Grid, Reference
from engine.models.config import Variant
from engine.types import Head, HeadKind

AXIS_TITLES: Mapping[str, str] = {
    "modalities": "modalities",
    "variant": "variant",
    "fusion": "fusion",
    "constraint": "constraint",
    "beta": "β",
}


_BLIND = {
    HeadKind.REGRESSION: "always the training median",
    HeadKind.MULTI_CLASS: "always the training shares",
    HeadKind.MULTI_LABEL: "always the training shares",
}


class Kind(StrEnum):
    """Whose line it is."""

    OURS = "ours"
    PUBLISHED = "published"
    BASELINE = "baseline"


@dataclass(frozen=True, slots=True)
class Row:
    """labels: of the axes that the table varies, or a single one that stands for all of them.

    stats: by column; ``seeds``: how many are behind them (0: none of ours).
    """

    kind: Kind
    labels: tuple[str, ...]
    stats: Mapping[str, Stat]
    seeds: int
    source: str = ""
    cell: Cell | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One grid on one data set and head."""

    slug: str
    """Fit for the name of a file."""
    head: str
    title: str
    caption: str
    """What all lines share, in words."""
    axes: tuple[str, ...]
    """Titles of the first columns."""
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    seeds: int
    """How many every line should have."""
    notes: tuple[str, ...]

    def text(self, row: Row, column: Column) -> str:
        """``46.6 ± 1.2``, or a dash where there is nothing or nothing that is defined."""
        found = row.stats.get(column.key)
        return "–" if found is None else format_stat(found, column)

    def is_best(self, row: Row, column: Column) -> bool:
        """Whether no other line of ours has a better mean."""
        found = row.stats.get(column.key)
        means = [
            each.stats[column.key].mean * column.better
            for each in self.rows
            if each.kind is Kind.OURS and column.key in each.stats
        ]
        best = max((mean for mean in means if not math.isnan(mean)), default=math.nan)
        return (
            row.kind is Kind.OURS
            and len(means) > 1
            and found is not None
            and found.mean * column.better == best
        )


def format_stat(found: Stat, column: Column) -> str:
    """Per cent with one decimal, other numbers with three."""
    if math.isnan(found.mean):
        return "–"
    scale, digits = (100.0, 1) if column.percent else (1.0, 3)
    mean = f"{found.mean * scale:.{digits}f}".replace("-", "−")
    return mean if math.isnan(found.sd) else f"{mean} ± {found.sd * scale:.{digits}f}"


def build_tables(
    experiment: Experiment, measured: Measured, heads: Mapping[str, Head]
) -> list[Table]:
    """One per grid, data set and head that has labels; in this order."""
    tables: list[Table] = []
    for grid in experiment.grids:
        for dataset, head in measured.baseline:
            tables.append(
                _table(
                    *(experiment, grid, measured, (dataset, head)),
                    number=len(tables) + 1,
                    kind=heads[head].kind,
                    columns=columns_of(head, heads[head], experiment.classes.get(head, ())),
                )
            )
    return tables


def varied_axes(cells: Sequence[Cell]) -> tuple[str, ...]:
    """The axes that tell the cells apart. Beta and constraint count only where there are any."""
    counted: Mapping[str, Sequence[Cell]] = {
        "beta": [cell for cell in cells if cell.variant is not Variant.B_MIB],
        "constraint": [cell for cell in cells if cell.is_constrained],
    }
    return tuple(
        axis for axis in AXES if len({getattr(cell, axis) for cell in counted.get(axis, cells)}) > 1
    )


def axis_text(cell: Cell, axis: str) -> str:
    """One cell's value of one axis."""
    if axis == "modalities":
        return " + ".join(cell.modalities)
    if axis == "beta":
        return f"{cell.beta:g}" if cell.is_constrained else "0"
    if axis == "constraint":
        return cell.constraint.value if cell.is_constrained else "none"
    return str(getattr(cell, axis))


def _table(
    experiment: Experiment,
    grid: Grid,
    measured: Measured,
    place: tuple[str, str],
    *,
    number: int,
    kind: HeadKind,
    columns: tuple[Column, ...],
) -> Table:
    dataset, head = place
    axes = varied_axes(grid.cells) or ("variant",)
    references = [
        each
        for each in experiment.references
        if each.table in ("", grid.title) and each.dataset in ("", dataset)
        if any(column.key in each.values for column in columns)
    ]
    rows: list[Row] = []
    for cell in grid.cells:
        rows.append(_row(cell, axes, grid, measured, place))
        beside = [each for each in references if _only_belongs(each, cell, grid)]
        rows += [_published(each, columns) for each in beside]
        references = [each for each in references if each not in beside]
    rows.append(_baseline(measured.baseline[place], columns, kind))
    rows += [_published(each, columns) for each in references]
    return Table(
        slug=f"table-{number}-{dataset}-{head}",
        head=head,
        title=f"{grid.title or experiment.name} · {dataset} · {head}",
        caption=_caption(grid.cells, axes, measured.tested[dataset], grid),
        axes=tuple(AXIS_TITLES[axis] for axis in axes),
        columns=columns,
        rows=tuple(rows),
        seeds=len(grid.seeds),
        notes=grid.notes,
    )


def _row(
    cell: Cell, axes: Sequence[str], grid: Grid, measured: Measured, place: tuple[str, str]
) -> Row:
    by_seed = measured.scores[cell]
    there = [by_seed[seed][place] for seed in grid.seeds if seed in by_seed]
    labels = tuple(axis_text(cell, axis) for axis in axes)
    return Row(Kind.OURS, labels, _stats(there), len(there), cell=cell)


def _stats(measures: Sequence[Measures]) -> dict[str, Stat]:
    names = measures[0] if measures else ()
    return {name: stat([each[name] for each in measures]) for name in names}


def _baseline(measures: Measures, columns: Sequence[Column], kind: HeadKind) -> Row:
    """Always the same within a fold, so what correlates with the labels is only the fold."""
    stats = {
        column.key: Stat(measures[column.key], math.nan, 0)
        for column in columns
        if not column.needs_spread
    }
    return Row(Kind.BASELINE, (_BLIND[kind],), stats, 0)


def _published(reference: Reference, columns: Sequence[Column]) -> Row:
    stats = {
        column.key: Stat(reference.values[column.key] / (100 if column.percent else 1), math.nan, 0)
        for column in columns
        if column.key in reference.values
    }
    return Row(Kind.PUBLISHED, (reference.label,), stats, 0, reference.source)


def _only_belongs(reference: Reference, cell: Cell, grid: Grid) -> bool:
    """Under one line alone: where several agree with it, none is meant."""
    found = [each for each in grid.cells if reference.belongs_to(each)]
    return found == [cell]


def _caption(cells: Sequence[Cell], axes: Sequence[str], tested: int, grid: Grid) -> str:
    constrained = next((cell for cell in cells if cell.is_constrained), cells[0])
    fixed = ", ".join(
        f"{AXIS_TITLES[axis]} {axis_text(constrained, axis)}" for axis in AXES if axis not in axes
    )
    if "beta" not in axes and any(cell.variant is Variant.B_MIB for cell in cells):
        fixed += f" ({Variant.B_MIB}: none)"
    seeds = "one seed" if len(grid.seeds) == 1 else f"{len(grid.seeds)} seeds"
    words = "; ".join(filter(None, (fixed, f"{tested} tested samples, {seeds}.")))
    return words[0].upper() + words[1:]
