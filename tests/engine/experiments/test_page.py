"""The page stands alone and says everything; sheets hold the numbers in full."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path

from engine.experiments.bench import Bench
from engine.experiments.columns import Column
from engine.experiments.events import GridEvent
from engine.experiments.report import Report, write_report
from engine.experiments.results import ResultStore
from engine.experiments.tables import Row

Finished = tuple[Bench, ResultStore, Sequence[GridEvent]]


class _Elements(HTMLParser):
    """What a browser would make of it: open elements, attributes, text."""

    VOID = frozenset({"meta", "br", "link", "img", "input", "hr"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.ids: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes something else"


def test_the_page_is_well_formed_and_needs_nothing_else(report: Report) -> None:
    text = report.page.read_text(encoding="utf-8")
    page = _Elements()
    page.feed(text)
    page.close()
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert page.seen.count("svg") == 2
    assert not {"link", "script", "img", "iframe", "object", "image"} & set(page.seen)
    assert not [each for each in page.attributes if each[1] in ("src", "srcset")]
    for _, name, value in page.attributes:
        if name == "href":
            assert value.removeprefix("#") in page.ids
    assert "http" not in text
    assert "url(" not in text.replace("url(#", "")
    assert "@import" not in text
    assert "prefers-color-scheme: dark" in text


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
