"""The report as PDF: the same content as the HTML page, on numbered pages."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from engine.runtime.cancel import Cancel, check
from engine.sessions import drawing
from engine.sessions.exports.base import Exporter, Report
from engine.sessions.exports.report import text
from engine.sessions.exports.report.summary import Summary, summarise
from engine.types import Analysis

if TYPE_CHECKING:
    from engine.sessions.exports.pdf_sheet import Sheet

_DPI = 180


def _write(analysis: Analysis, path: Path, progress: Report, cancel: Cancel) -> None:
    from engine.sessions.exports.pdf_sheet import Sheet  # noqa: PLC0415 - slow to load

    sheet = Sheet(analysis, cancel)
    try:
        _fill(sheet, analysis, progress, cancel)
        sheet.document.output(str(path))
    finally:
        sheet.close()


EXPORTER = Exporter(
    name="pdf",
    title="Report (PDF)",
    ending="pdf",
    description="the same report on pages",
    produce=_write,
)


def _fill(sheet: Sheet, analysis: Analysis, progress: Report, cancel: Cancel) -> None:
    summary = summarise(analysis)
    sheet.heading(text.title(analysis), size=16)
    sheet.muted("Sentiment and expression shown, and what words, voice and face contributed.")
    if not analysis.complete:
        sheet.paragraph("The analysis was stopped before its end.")
    for sentence in text.LIMITS:
        sheet.paragraph(sentence)
    _write_summary(sheet, summary, len(analysis.results))
    _write_plots(sheet, analysis, lambda share: progress(0.5 * share), cancel)
    if moments := text.strongest(analysis, summary):
        sheet.heading("Moments that stand out")
        sheet.muted("Uncertain predictions are not among the strongest.")
        for name, found in moments.items():
            sheet.heading(name, size=10)
            sheet.table(found)
    sheet.heading("All utterances")
    sheet.muted(
        "?: uncertain. –: absent. Words, Voice, Face: Shapley share of the sentiment and, in "
        "brackets, the rate in nats."
    )
    rows = text.rows(analysis, analysis.results)
    sheet.table(rows, lambda share: progress(0.5 + 0.5 * share))
    sheet.heading("Where the numbers come from")
    sheet.pairs(text.facts(analysis))


def _write_summary(sheet: Sheet, summary: Summary, count: int) -> None:
    sheet.heading("Summary")
    sheet.pairs(text.tiles(summary, count))
    sheet.pairs(text.modality_lines(summary))


def _write_plots(sheet: Sheet, analysis: Analysis, progress: Report, cancel: Cancel) -> None:
    from engine.sessions.exports.report.plots import plots  # noqa: PLC0415 - slow to load

    wanted = plots(analysis)
    for number, plot in enumerate(wanted):
        check(cancel)
        with drawing.style(plot.name):
            figure, picture = plot.draw(), io.BytesIO()
            figure.savefig(picture, format="png", dpi=_DPI)
        wide, high = figure.get_size_inches()
        sheet.picture(plot.title, picture, high / wide, plot.caption)
        progress((number + 1) / len(wanted))
