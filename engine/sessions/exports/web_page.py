"""The report as one HTML page that holds everything it needs and asks the network for nothing."""

from __future__ import annotations

from pathlib import Path

from engine.runtime.cancel import Cancel, check
from engine.runtime.paths import resources_dir
from engine.sessions import drawing
from engine.sessions.atomic import text_file
from engine.sessions.exports.base import Exporter, Report
from engine.sessions.exports.report import text
from engine.sessions.exports.report.summary import summarise
from engine.sessions.html import render
from engine.types import Analysis


def _write(analysis: Analysis, path: Path, progress: Report, cancel: Cancel) -> None:
    from engine.sessions.exports.report.plots import plots  # noqa: PLC0415 - slow to load

    summary, wanted = summarise(analysis), plots(analysis)
    pictures = []
    for number, plot in enumerate(wanted):
        check(cancel)
        with drawing.style(plot.name):
            pictures.append((plot, drawing.svg(plot.draw(), plot.name)))
        progress((number + 1) / (len(wanted) + 1))
    page = render(
        resources_dir() / "pages" / "report.html",
        title=text.title(analysis),
        complete=analysis.complete,
        limits=text.LIMITS,
        tiles=text.tiles(summary, len(analysis.results)),
        modalities=text.modality_lines(summary),
        pictures=pictures,
        strongest=text.strongest(analysis, summary),
        head=text.HEAD,
        rows=text.rows(analysis, analysis.results),
        facts=text.facts(analysis),
    )
    with text_file(path) as stream:
        stream.write(page)


EXPORTER = Exporter(
    name="html",
    title="Report (HTML)",
    ending="html",
    description="a page with plots, moments and all utterances",
    produce=_write,
)
