"""The numbers behind the page as CSV files: full precision, one line per observation."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from engine.experiments.aggregate import Measured
from engine.experiments.curves import Curve
from engine.experiments.embedding import Plane
from engine.experiments.plan import AXES, Cell, Run
from engine.experiments.results import Result
from engine.experiments.tables import Table, axis_text
from engine.sessions.atomic import atomic_text

Line = Sequence[object]


def write_sheet(path: Path, head: Line, lines: Iterable[Line]) -> Path:
    """Write it whole or not at all. What is not defined is empty.

    Raises:
        ExportError: the folder cannot be written.
    """
    with atomic_text(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows([_plain(value) for value in line] for line in lines)
    return path


def table_sheet(folder: Path, table: Table) -> Path:
    """A table with two columns per score: mean and s.d., shares from 0 to 1."""
    head = ["line", *AXES, "source", "seeds"]
    for column in table.columns:
        head += [f"{column.key}_mean", f"{column.key}_sd"]
    lines = []
    for row in table.rows:
        line: list[object] = [row.kind.value if row.cell else row.labels[0], *_axes(row.cell)]
        line += [row.source, row.seeds or ""]
        for column in table.columns:
            found = row.stats.get(column.key)
            line += ["", ""] if found is None else [found.mean, found.sd]
        lines.append(line)
    return write_sheet(folder / f"{table.slug}.csv", head, lines)


def scores_sheet(folder: Path, measured: Measured) -> Path:
    """Every score of every cell and seed, folds pooled."""
    lines = (
        [*_axes(cell), seed, dataset, head, name, value]
        for cell, seeds in measured.scores.items()
        for seed, found in seeds.items()
        for (dataset, head), measures in found.items()
        for name, value in measures.items()
    )
    return write_sheet(
        folder / "scores.csv", [*AXES, "seed", "dataset", "head", "score", "value"], lines
    )


def runs_sheet(folder: Path, results: Mapping[Run, Result]) -> Path:
    """Every run that is there."""
    head = [*AXES, "seed", "fold", "key", "epoch", "epochs", "validation_score", "parameters"]
    head += ["train", "valid", "test", "seconds"]
    lines = (
        [
            *(*_axes(run.cell), run.seed, "" if run.fold is None else run.fold, each.key),
            *(each.epoch, len(each.history), each.validation_score, each.parameters),
            *(each.samples[split] for split in ("train", "valid", "test")),
            each.seconds,
        ]
        for run, each in results.items()
    )
    return write_sheet(folder / "runs.csv", head, lines)


def curves_sheet(folder: Path, curves: Sequence[Curve]) -> Path:
    """Rates in nats."""
    lines = (
        [*_axes(curve.cell), curve.of, epoch, point.mean, point.sd, point.n]
        for curve in curves
        for epoch, point in enumerate(curve.points, start=1)
    )
    return write_sheet(
        folder / "kl.csv", [*AXES, "bottleneck", "epoch", "mean", "sd", "seeds"], lines
    )


def plane_sheet(folder: Path, plane: Plane) -> Path:
    """The points of the t-SNE."""
    lines = (
        [*_axes(panel.cell), panel.seed, "" if panel.fold is None else panel.fold, name, label, *xy]
        for panel in plane.panels
        for name, label, xy in zip(panel.ids, panel.labels, panel.xy.tolist(), strict=True)
    )
    return write_sheet(folder / "tsne.csv", [*AXES, "seed", "fold", "id", "label", "x", "y"], lines)


def _axes(cell: Cell | None) -> list[str]:
    return [""] * len(AXES) if cell is None else [axis_text(cell, axis) for axis in AXES]


def _plain(value: object) -> object:
    return "" if isinstance(value, float) and math.isnan(value) else value
