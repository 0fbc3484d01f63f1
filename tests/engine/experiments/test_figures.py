"""Tables are what the stored predictions say, worked out here a second time with numpy alone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from engine.datasets.schema import Split
from engine.experiments.aggregate import measure, stat
from engine.experiments.bench import Bench
from engine.experiments.curves import FUSED, rate_curves
from engine.experiments.embedding import draw_plane
from engine.experiments.events import GridEvent
from engine.experiments.plan import Cell, Run
from engine.experiments.plots import curves_svg, plane_svg
from engine.experiments.report import Report, write_report
from engine.experiments.results import ResultStore
from engine.experiments.runner import run_grid
from engine.experiments.tables import Kind, Table
from engine.models.config import Variant
from engine.training.insight.plane import in_the_plane
from tests.engine.experiments.conftest import EACH, GRID, PEOPLE, SMALL, Write, bench_of

Finished = tuple[Bench, ResultStore, Sequence[GridEvent]]
Floats = npt.NDArray[np.floating]


def _seed(finished: Finished, cell: Cell, seed: int) -> tuple[Floats, Floats]:
    """Predicted and true sentiment of all samples in their order, from the stored files."""
    bench, store, _ = finished
    runs = [Run(cell, seed, fold) for fold in range(3)]
    parts = [store.tested(key) for key in bench.keys(runs).values()]
    rows = np.concatenate([part.rows for part in parts])
    assert sorted(rows.tolist()) == list(range(PEOPLE * EACH))
    order = np.argsort(rows)
    predicted = np.concatenate([part.outputs["sentiment"][:, 0] for part in parts])[order]
    true = np.concatenate([part.labels["sentiment"].values[:, 0] for part in parts])[order]
    return predicted.astype(np.float64), true.astype(np.float64)


def _f1(predicted: npt.NDArray[np.bool_], true: npt.NDArray[np.bool_]) -> float:
    """Of both sides, weighted by support."""
    total = 0.0
    for side in (False, True):
        hits = np.sum((predicted == side) & (true == side))
        total += (
            np.sum(true == side) * 2 * hits / (np.sum(predicted == side) + np.sum(true == side))
        )
    return float(total / len(true))


def _sentiment(y: Floats, t: Floats) -> dict[str, float]:
    n = t != 0
    return {
        "acc7": float(np.mean(np.round(np.clip(y, -3, 3)) == np.round(np.clip(t, -3, 3)))),
        "acc2_nonzero": float(np.mean((y[n] >= 0) == (t[n] > 0))),
        "f1_nonzero": _f1(y[n] >= 0, t[n] > 0),
        "acc2_haszero": float(np.mean((y >= 0) == (t >= 0))),
        "f1_haszero": _f1(y >= 0, t >= 0),
        "mae": float(np.mean(np.abs(y - t))),
        "pearson": float(np.corrcoef(y, t)[0, 1]),
        "mae_nonzero": float(np.mean(np.abs(y[n] - t[n]))),
        "pearson_nonzero": float(np.corrcoef(y[n], t[n])[0, 1]),
    }


def test_every_cell_is_mean_and_deviation_over_seeds_of_pooled_folds(
    finished: Finished, report: Report
) -> None:
    (table,) = report.tables
    ours = [row for row in table.rows if row.kind is Kind.OURS]
    assert [row.cell for row in ours] == list(finished[0].experiment.cells)
    for row in ours:
        assert row.cell is not None
        one, two = (_sentiment(*_seed(finished, row.cell, seed)) for seed in (1, 2))
        assert {column.key for column in table.columns} == set(one)
        for column in table.columns:
            a, b = one[column.key], two[column.key]
            found = row.stats[column.key]
            assert found.mean == pytest.approx((a + b) / 2, abs=1e-6)
            assert found.sd == pytest.approx(abs(a - b) / math.sqrt(2), abs=1e-6)
            scale, digits = (100, 1) if column.percent else (1, 3)
            shown = f"{found.mean * scale:.{digits}f} ± {found.sd * scale:.{digits}f}"
            assert table.text(row, column) == shown.replace("-", "−")


def test_the_deviation_has_one_less_than_n_below() -> None:
    found = stat([1.0, 2.0, 4.0])
    assert found.mean == pytest.approx(7 / 3)
    assert found.sd == pytest.approx(math.sqrt(((4 / 3) ** 2 + (1 / 3) ** 2 + (5 / 3) ** 2) / 2))
    assert math.isnan(stat([1.0]).sd)
    assert math.isnan(stat([1.0, math.nan]).mean)


def test_the_baseline_says_each_folds_training_median(finished: Finished, report: Report) -> None:
    bench, _, _ = finished
    (table,) = report.tables
    (row,) = [each for each in table.rows if each.kind is Kind.BASELINE]
    labels = bench.dataset.labels["sentiment"].values[:, 0]
    said = np.full(len(labels), np.nan)
    for fold in range(3):
        data = bench.data(Run(bench.experiment.cells[-1], 1, fold))
        whole = [
            row
            for row in range(len(labels))
            if bench.dataset.group[row] in set(data.group[data.rows(Split.TRAIN)].tolist())
        ]
        said[data.rows(Split.TEST)] = np.median(labels[whole])
    wanted = _sentiment(said, labels.astype(np.float64))
    for column in table.columns:
        if column.needs_spread:
            assert table.text(row, column) == "–"
        else:
            assert row.stats[column.key].mean == pytest.approx(wanted[column.key], abs=1e-6)


def test_a_seed_with_a_fold_missing_does_not_count(bench: Bench, tmp_path: Path) -> None:
    store = ResultStore(tmp_path)
    grid = run_grid(bench, store)
    for _ in range(1 + 13):  # all of seed 1, one run of seed 2
        next(grid)
    grid.close()
    measured = measure(bench, store)
    assert all(set(seeds) == {1} for seeds in measured.scores.values())
    report = write_report(bench, store, tmp_path)
    assert len(report.missing) == 24 - 13
    assert "13 of them finished" in report.page.read_text(encoding="utf-8")
    assert "(1 of 2 seeds)" in report.page.read_text(encoding="utf-8")
    (table,) = report.tables
    assert " ± " not in table.text(table.rows[0], table.columns[0])


def test_nothing_finished_is_a_page_all_the_same(bench: Bench, tmp_path: Path) -> None:
    report = write_report(bench, ResultStore(tmp_path), tmp_path)
    assert "0 of them finished" in report.page.read_text(encoding="utf-8")
    assert len(report.missing) == 24


# --------------------------------------------------------------------------- other heads


def test_emotions_and_tags_have_their_own_columns(
    write: Write, data_file: Path, tmp_path: Path
) -> None:
    text = SMALL.replace('sentiment = { kind = "regression", size = 1 }', "")
    text = text.replace("[heads]\n", '[classes]\ntags = ["loud", "odd"]\n').replace(
        "folds = 3\n", ""
    )
    bench = bench_of(
        write(text, '[grid]\nmodalities = [["text", "audio"]]\nseeds = [1, 2]'), data_file
    )
    store = ResultStore(tmp_path)
    list(run_grid(bench, store))
    tables = {table.slug: table for table in write_report(bench, store, tmp_path).tables}
    assert list(tables) == [
        "table-1-talks-sentiment",
        "table-2-talks-emotions",
        "table-3-talks-tags",
    ]
    parts = [store.tested(key) for key in bench.keys(bench.experiment.runs).values()]
    emotions, tags = tables["table-2-talks-emotions"], tables["table-3-talks-tags"]
    true = parts[0].labels["emotions"].values.argmax(axis=1)
    recalls = [float(np.mean(p.outputs["emotions"].argmax(1)[true == 1] == 1)) for p in parts]
    assert _shown(emotions, "happy") == pytest.approx(np.mean(recalls))
    assert _shown(emotions, "angry") is None  # never occurs among the labels
    odd = parts[0].labels["tags"].values[:, 1] > 0.5
    said = [p.outputs["tags"][:, 1] >= 0 for p in parts]
    wanted = [(np.mean(each[odd]) + np.mean(~each[~odd])) / 2 for each in said]
    assert _shown(tags, "odd WA") == pytest.approx(np.mean(wanted), abs=1e-6)
    assert "loud AUC" in [column.title for column in tags.columns]


def _shown(table: Table, title: str) -> float | None:
    (column,) = [each for each in table.columns if each.title == title]
    mean = table.rows[0].stats[column.key].mean
    assert (table.text(table.rows[0], column) == "–") == math.isnan(mean)
    return None if math.isnan(mean) else mean


# --------------------------------------------------------------------------- published figures


def test_published_figures_stand_under_the_line_they_belong_to(
    finished: Finished, write: Write, data_file: Path, tmp_path: Path
) -> None:
    references = """
[[reference]]
label = "theirs"
source = "Somebody 2020"
where = { variant = "C-MIB", modalities = ["vision", "text"] }
values = { acc7 = 45.8, mae = 0.732 }
[[reference]]
label = "another model"
source = "Somebody 2021"
values = { acc7 = 12.3 }
[[reference]]
label = "other data"
source = "Somebody 2022"
dataset = "mosei"
values = { acc7 = 99.9 }
"""
    bench = bench_of(write(SMALL, GRID, references), data_file)
    (table,) = write_report(bench, finished[1], tmp_path).tables
    kinds = [row.kind for row in table.rows]
    assert kinds == [*[Kind.OURS] * 4, Kind.PUBLISHED, Kind.BASELINE, Kind.PUBLISHED]
    theirs, another = (row for row in table.rows if row.kind is Kind.PUBLISHED)
    assert table.rows[3].cell is not None
    assert table.rows[3].cell.variant is Variant.C_MIB
    shown = {column.key: table.text(theirs, column) for column in table.columns}
    assert (shown["acc7"], shown["mae"], shown["pearson"]) == ("45.8", "0.732", "–")
    assert another.labels == ("another model",)
    assert not any(table.is_best(theirs, column) for column in table.columns)


def test_the_best_of_a_column_is_the_lowest_error_and_the_highest_share(report: Report) -> None:
    (table,) = report.tables
    for column in table.columns:
        ours = [row for row in table.rows if row.kind is Kind.OURS]
        best = [row for row in ours if table.is_best(row, column)]
        means = [row.stats[column.key].mean for row in ours]
        wanted = max(means) if column.better > 0 else min(means)
        assert {row.stats[column.key].mean for row in best} == {wanted}


# --------------------------------------------------------------------------- curves and picture


def test_curves_are_means_over_seeds_of_means_over_folds(finished: Finished) -> None:
    bench, store, _ = finished
    keys = bench.keys(bench.experiment.runs)
    curves = rate_curves(bench.experiment, keys, store)
    c_mib = [curve for curve in curves if curve.cell == bench.experiment.cells[3]]
    assert [curve.of for curve in c_mib] == ["text", "vision", FUSED]
    words = c_mib[0]
    assert len(words.points) == 2
    rates = np.array(
        [
            [
                store.result(keys[Run(words.cell, seed, fold)]).history[1]["rate_nats"]["text"]
                for fold in range(3)
            ]
            for seed in (1, 2)
        ]
    )
    means = rates.mean(axis=1)
    assert words.points[1].mean == pytest.approx(means.mean())
    assert words.points[1].sd == pytest.approx(means.std(ddof=1))
    b_mib = [curve.of for curve in curves if curve.cell == bench.experiment.cells[0]]
    assert b_mib == [FUSED]


def test_pictures_show_what_was_measured(finished: Finished) -> None:
    bench, store, _ = finished
    keys, plan = bench.keys(bench.experiment.runs), bench.experiment
    curves = rate_curves(plan, keys, store)
    drawn = curves_svg(curves, plan.cells[2:])
    assert drawn.startswith("<svg")
    assert drawn == curves_svg(curves, plan.cells[2:])
    for words in ("B-MIB", "C-MIB", "epoch", "rate, nats", "text", "vision", "fused"):
        assert f">{words}</text>" in drawn
    plane = draw_plane(plan, bench.dataset.heads, keys, store)
    assert [panel.cell.variant for panel in plane.panels] == [Variant.B_MIB, Variant.C_MIB]
    for panel in plane.panels:
        tested = store.tested(keys[Run(panel.cell, 1, 0)])
        assert panel.xy.shape == (len(tested.rows), 2)
        np.testing.assert_array_equal(panel.xy, in_the_plane(tested.z))
        for label, value in zip(panel.labels, tested.labels["sentiment"].values[:, 0], strict=True):
            assert int(label.replace("−", "-")) == np.rint(np.clip(value, -3, 3))
    points = plane_svg(plane)
    assert points.count("<use ") >= sum(len(panel.ids) for panel in plane.panels)
    assert points == plane_svg(plane)


def test_too_few_samples_are_a_sentence_instead_of_a_picture(
    write: Write, data_file: Path, tmp_path: Path
) -> None:
    text = SMALL.replace("folds = 3", "folds = 6")
    bench = bench_of(write(text, GRID.replace("[1, 2]", "[1]")), data_file)
    store = ResultStore(tmp_path)
    list(run_grid(bench, store))
    keys = bench.keys(bench.experiment.runs)
    plane = draw_plane(bench.experiment, bench.dataset.heads, keys, store)
    assert plane.panels == ()
    assert plane.reason.startswith("8 tested samples are too few")
    page = write_report(bench, store, tmp_path).page.read_text(encoding="utf-8")
    assert plane.reason in page


def test_like_samples_lie_together_in_the_plane() -> None:
    rng = np.random.default_rng(0)
    z = np.concatenate([rng.normal(0, 1, (20, 8)), rng.normal(12, 1, (20, 8))]).astype(np.float32)
    xy = in_the_plane(z)
    near = np.linalg.norm(xy[:, None] - xy[None], axis=2)
    np.fill_diagonal(near, np.inf)
    assert np.all((near.argmin(axis=1) < 20) == (np.arange(40) < 20))
    same = in_the_plane(np.zeros((12, 4), np.float32))
    assert np.isfinite(same).all()
