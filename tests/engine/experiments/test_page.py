"""The page stands alone and says everything; sheets hold the numbers in full."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from pathlib import Path

from engine.experiments.bench import Bench
from engine.experiments.columns import Column
from engine.experiments.events import GridEvent
from engine.experiments.report import Report, write_report
from engine.experiments.results import ResultStore
from engine.experiments.tables import Row
from tests.helpers.pages import opened

Finished = tuple[Bench, ResultStore, Sequence[GridEvent]]


def test_the_page_is_well_formed_and_needs_nothing_else(report: Report) -> None:
    text = report.page.read_text(encoding="utf-8")
    page = opened(text)
    assert page.seen.count("svg") == 2


def test_the_page_holds_every_cell_and_says_how_it_was_made(
    finished: Finished, report: Report
) -> None:
    text = report.page.read_text(encoding="utf-8")
    (table,) = report.tables
    for row in table.rows:
        for label in row.labels:
            assert f">{label}<" in text
        for column in table.columns:
            mean, *deviation = table.text(row, column).split(" ± ")
            shown = f"<b>{mean}</b>" if table.is_best(row, column) else mean
            rest = f" <small>± {deviation[0]}</small>" if deviation else ""
            assert f"<td>{shown}{rest}</td>" in text
    for words in (
        "4 models × 2 seeds × 3 folds: 24 runs, all finished",
        "validation samples alone",
        "seeds 1, 2",
        "pooled",
        "Made-up talks",
        "48 samples of 12 groups",
        "torch",
        "made-up-words v1",
        "name = &#34;small&#34;",
    ):
        assert words in text, words


def test_the_same_results_give_the_same_bytes(
    finished: Finished, report: Report, tmp_path: Path
) -> None:
    bench, store, _ = finished
    again = write_report(bench, store, tmp_path)
    for one, two in zip(report.files, again.files, strict=True):
        assert one.name == two.name
        assert one.read_bytes() == two.read_bytes(), one.name


def test_sheets_have_the_numbers_in_full(finished: Finished, report: Report) -> None:
    (table,) = report.tables
    folder = report.page.parent
    with (folder / f"{table.slug}.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    for row, line in zip(table.rows, lines, strict=True):
        assert line["variant"] == ("" if row.cell is None else row.cell.variant.value)
        for column in table.columns:
            _same(row, column, line)
    for name, count in {"runs": 24, "scores": 4 * 2 * 11, "tsne": 2 * 16}.items():
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            assert len(list(csv.DictReader(file))) == count, name


def _same(row: Row, column: Column, line: dict[str, str]) -> None:
    for part in ("mean", "sd"):
        found, written = row.stats.get(column.key), line[f"{column.key}_{part}"]
        value = math.nan if found is None else getattr(found, part)
        assert (written == "") if math.isnan(value) else float(written) == value
