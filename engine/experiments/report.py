"""From the store to what people read: sheets, pictures, the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from engine.experiments.aggregate import measure
from engine.experiments.bench import Bench
from engine.experiments.columns import LEGENDS
from engine.experiments.curves import Curve, rate_curves
from engine.experiments.embedding import Plane, draw_plane, shown_cells
from engine.experiments.page import Figure, Page, write_page
from engine.experiments.plan import Experiment, Run
from engine.experiments.plots import curves_svg, plane_svg
from engine.experiments.results import Result, ResultStore
from engine.experiments.sheets import (
    curves_sheet,
    plane_sheet,
    runs_sheet,
    scores_sheet,
    table_sheet,
)
from engine.experiments.tables import Table, build_tables
from engine.training.config import Selection


@dataclass(frozen=True, slots=True)
class Report:
    """What was written. ``missing``: runs that are not in the store."""

    page: Path
    files: tuple[Path, ...]
    tables: tuple[Table, ...]
    missing: tuple[Run, ...]


def write_report(bench: Bench, store: ResultStore, out: Path) -> Report:
    """Write page and sheets of whatever is finished.

    Raises:
        ExportError: the folder cannot be written.
        DatasetError: a result is damaged.
    """
    plan, heads = bench.experiment, bench.dataset.heads
    keys = bench.keys(plan.runs)
    results = {run: store.result(key) for run, key in keys.items() if key in store}
    measured = measure(bench, store)
    tables = build_tables(plan, measured, heads)
    curves = rate_curves(plan, keys, store)
    plane = draw_plane(plan, heads, keys, store)
    page = out / "index.html"
    write_page(page, _page(bench, tables, curves, plane, results))
    files = [
        page,
        *(table_sheet(out, table) for table in tables),
        scores_sheet(out, measured),
        runs_sheet(out, results),
        curves_sheet(out, curves),
        plane_sheet(out, plane),
    ]
    missing = tuple(run for run in keys if run not in results)
    return Report(page, tuple(files), tuple(tables), missing)


def _page(
    bench: Bench,
    tables: list[Table],
    curves: list[Curve],
    plane: Plane,
    results: Mapping[Run, Result],
) -> Page:
    plan = bench.experiment
    return Page(
        name=plan.name,
        summary=_summary(plan, len(results)),
        protocol=_protocol(bench),
        tables=tables,
        legends={
            table.slug: LEGENDS[bench.dataset.heads[table.head].kind] + _LEGEND for table in tables
        },
        figures=(_curves_figure(plan, curves), _plane_figure(plane)),
        facts=_facts(bench, results),
        source=plan.text,
    )


def _summary(plan: Experiment, there: int) -> str:
    parts = [_count(len(plan.cells), "model"), _count(len(plan.seeds), "seed")]
    if plan.data.folds is not None:
        parts.append(_count(plan.data.folds, "fold"))
    total = len(plan.runs)
    done = "all finished" if there == total else f"{there} of them finished"
    return f"{' × '.join(parts)}: {_count(total, 'run')}, {done}."


# --------------------------------------------------------------------------- words


def _protocol(bench: Bench) -> list[str]:
    plan = bench.experiment
    folds = plan.data.folds
    seeds = f"seed {plan.seeds[0]}" if len(plan.seeds) == 1 else f"seeds {_listed(plan.seeds)}"
    if folds is None:
        split = (
            "Samples are split as their sets say. Each cell is mean ± standard deviation over "
            "seeds (n − 1)."
        )
    else:
        groups = len(np.unique(bench.dataset.group))
        split = (
            f"The samples of {groups} groups (people, videos or dialogues) are laid into {folds} "
            "folds; a group is never divided. Each fold is tested once: of the groups outside it "
            f"some, about {plan.data.valid:.0%} of the samples, choose the epoch, and the others "
            "train the model. The predictions of all folds of a seed are pooled, "
            "so that every sample is tested exactly once per seed, and scored together; each cell "
            "is mean ± standard deviation of that over seeds (n − 1)."
        )
    return [
        f"{split} Random numbers: {seeds}.",
        "The epoch is chosen on validation samples alone, by "
        f"{_SELECTIONS[plan.training.select_by]}; nothing is fitted or chosen on tested "
        "samples, and every figure is of tested samples. "
        "Predictions take the mean path, without sampling. Modalities that a line does not name "
        "were not there in training either. Standard deviations tell how far seeds are apart, not "
        "how far another choice of people would be.",
    ]


_SELECTIONS = {
    Selection.SKILL: "Pearson’s r and balanced accuracy",
    Selection.MAE: "mean absolute error",
    Selection.LOSS: "the loss of the task",
}


_LEGEND = (
    " Blue: best mean of our lines, which need not be a difference that another seed would show. "
    "Italic: published figures as their source has them, and what always saying the median of the "
    "training labels, or how often each class occurs, would score."
)


def _curves_figure(plan: Experiment, curves: list[Curve]) -> Figure:
    title = "What the bottlenecks let through while they learn"
    cells = shown_cells(plan)
    if not any(curve.cell in cells for curve in curves):
        return Figure(title, "", "No model with a bottleneck is finished.")
    folds = ", each the mean over its folds," if plan.data.folds is not None else ""
    return Figure(
        title,
        curves_svg(curves, cells),
        "Rate, KL(p(z|x) ‖ N(0, I)) summed over dimensions, of training samples. "
        f"Lines: mean over seeds{folds} as far as all runs went; bands: one standard deviation. "
        "The first model of each variant with most modalities; all others are in kl.csv. Compare "
        "with Figure 5 of Mai et al. 2022.",
    )


def _plane_figure(plane: Plane) -> Figure:
    title = "The fused representation of tested samples"
    if not plane.panels:
        return Figure(title, "", plane.reason)
    first = plane.panels[0]
    fold = "" if first.fold is None else f", fold {first.fold + 1}"
    return Figure(
        title,
        plane_svg(plane),
        f"t-SNE of what the fused decoder reads, one model each (seed {first.seed}{fold}; "
        f"{len(first.ids)} samples), coloured by the true label. Axes have no unit; distances "
        "between clouds and their sizes mean nothing. Compare with Figure 4 of Mai et al. 2022.",
    )


def _facts(bench: Bench, results: Mapping[Run, Result]) -> dict[str, str]:
    facts = {f"data: {name}": _of_set(bench, name) for name in bench.dataset.dataset_names}
    extractors = bench.dataset.contract.extractors
    facts["features"] = ", ".join(
        f"{m}: {spec.name} v{spec.version} ({spec.dimension})" for m, spec in extractors.items()
    )
    facts["data, SHA-256"] = bench.conditions.data
    if bench.conditions.start is not None:
        facts["all runs go on from"] = (
            f"checkpoint {bench.conditions.start.sha256}, trained on "
            f"{', '.join(bench.conditions.start.seen) or 'unnamed data'}: what these share with "
            "tested samples would make scores too good"
        )
    found = list(results.values())
    if found:
        facts["device"] = f"{bench.conditions.device}, one thread a run"
        facts["seconds a run, median"] = f"{np.median([each.seconds for each in found]):.1f}"
        facts["environment"] = "; ".join(_distinct(_versions(each.lineage) for each in found))
        code = _distinct(each.lineage["code"] for each in found)
        several = " (several: runs were made by different versions)" if len(code) > 1 else ""
        facts["code"] = ", ".join(code) + several
    return facts


def _of_set(bench: Bench, name: str) -> str:
    data = bench.dataset
    mine = np.flatnonzero(data.dataset == data.dataset_names.index(name))
    groups = len(np.unique(data.group[mine]))
    told: Mapping[str, Any] = data.provenance.get(name, {})
    words = [str(told[key]) for key in ("title", "licence") if told.get(key)]
    counts = [f"{_count(len(mine), 'sample')} of {_count(groups, 'group')}"]
    if bench.experiment.data.folds is None:
        split = told.get("split_by") or told.get("split")
        counts += [f"split: {split}"] if split else []
    return "; ".join([*words, *counts])


def _versions(lineage: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {version}" for name, version in lineage.items() if name != "code")


def _distinct(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _listed(values: Iterable[object]) -> str:
    return ", ".join(str(value) for value in values)
