"""The report as PDF: the same content as the HTML page, on numbered pages."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.runtime.cancel import Cancel, check
from engine.sessions import drawing
from engine.sessions.exports.base import Exporter, Report
from engine.sessions.exports.fonts import deja_vu, fallback_fonts, shown
from engine.sessions.exports.report import text
from engine.sessions.exports.report.summary import Summary, summarise
from engine.types import Analysis

if TYPE_CHECKING:
    from fpdf import FPDF

_FAMILY = "DejaVu"
_DPI = 180
_MARGIN_MM = 15.0
_INK, _MUTED, _LINE = (20, 26, 36), (90, 100, 118), (196, 201, 209)
_COLUMNS = (25, 33, 21, 23, 26, 24, 24, 24, 22)
"""Widths of the columns of ``text.HEAD``, as parts of the page."""
_WITH_HEADING_MM = 35.0
"""Room below a heading; without so much it goes on the next page."""
_ROWS_AT_ONCE = 50
"""Rows of a table between two questions whether to go on."""


def _write(analysis: Analysis, path: Path, progress: Report, cancel: Cancel) -> None:
    sheet = _Sheet(analysis)
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


def _fill(sheet: _Sheet, analysis: Analysis, progress: Report, cancel: Cancel) -> None:
    summary = summarise(analysis)
    sheet.heading(text.title(analysis), size=16)
    sheet.muted("Sentiment and expression shown, and what words, voice and face contributed.")
    if not analysis.complete:
        sheet.paragraph("The analysis was stopped before its end.")
    for sentence in text.LIMITS:
        sheet.paragraph(sentence)
    _write_summary(sheet, summary, len(analysis.results))
    _write_plots(sheet, analysis, lambda share: progress(0.5 * share), cancel)
    if moments := text.strongest(summary):
        sheet.heading("Moments that stand out")
        sheet.muted("Uncertain predictions are not among the strongest.")
        for name, found in moments.items():
            sheet.heading(name, size=10)
            sheet.table(found, cancel)
    sheet.heading("All utterances")
    sheet.muted(
        "?: uncertain. –: absent. Words, Voice, Face: Shapley share of the sentiment and, in "
        "brackets, the rate in nats."
    )
    rows = text.rows(analysis.results)
    sheet.table(rows, cancel, lambda share: progress(0.5 + 0.5 * share))
    sheet.heading("Where the numbers come from")
    sheet.pairs(text.facts(analysis))


def _write_summary(sheet: _Sheet, summary: Summary, count: int) -> None:
    sheet.heading("Summary")
    sheet.pairs(text.tiles(summary, count))
    sheet.pairs(text.modality_lines(summary))


def _write_plots(sheet: _Sheet, analysis: Analysis, progress: Report, cancel: Cancel) -> None:
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


class _Sheet:
    """Lays text, pictures and tables out from top to bottom, over as many pages as it takes."""

    def __init__(self, analysis: Analysis) -> None:
        written = [analysis.media.path.name, *text.facts(analysis).values()]
        written += [row.cells[1] for row in text.rows(analysis.results)]
        self._files = (deja_vu(), *fallback_fonts("".join(written)))
        self.document = _document(text.title(analysis), self._files)

    def close(self) -> None:
        """The library leaves the files of fonts open."""
        for font in self.document.fonts.values():
            font.ttfont.close()

    def heading(self, words: str, size: float = 13) -> None:
        self._room_for(_WITH_HEADING_MM)
        self.document.ln(2)
        self._say(words, size, _INK, bold=True)
        self.document.ln(1)

    def paragraph(self, words: str) -> None:
        self._say(words, 9, _INK)
        self.document.ln(1)

    def muted(self, words: str) -> None:
        self._say(words, 8, _MUTED)
        self.document.ln(1)

    def pairs(self, facts: Mapping[str, str]) -> None:
        """Names on the left, what they stand for on the right."""
        document = self.document
        document.set_font(_FAMILY, size=8.5)
        with document.table(
            borders_layout="NONE",
            col_widths=(30, 70),
            first_row_as_headings=False,
            line_height=4.6,
            text_align="LEFT",
        ) as table:
            for name, fact in facts.items():
                table.row((self._known(name), self._known(fact)))
        document.ln(2)

    def picture(self, name: str, png: io.BytesIO, aspect: float, caption: str) -> None:
        """A plot as wide as the page with its title and caption, on one page with them."""
        document = self.document
        self._room_for(document.epw * aspect + 28)
        self.heading(name)
        document.image(png, w=document.epw, alt_text=caption)
        self.muted(caption)

    def table(
        self, rows: tuple[text.Row, ...], cancel: Cancel, progress: Report = lambda _: None
    ) -> None:
        """The head is repeated on each page."""
        document = self.document
        document.set_font(_FAMILY, size=7)
        document.set_text_color(*_INK)
        document.set_draw_color(*_LINE)
        for first in range(0, len(rows), _ROWS_AT_ONCE):
            check(cancel)
            self._part_of_table(rows[first : first + _ROWS_AT_ONCE], with_head=first == 0)
            progress(min(1.0, (first + _ROWS_AT_ONCE) / len(rows)))
        document.ln(2)

    def _part_of_table(self, rows: Iterable[text.Row], *, with_head: bool) -> None:
        from fpdf.enums import TableBordersLayout  # noqa: PLC0415 - only this format needs it

        with self.document.table(
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            col_widths=_COLUMNS,
            line_height=3.6,
            padding=0.8,
            first_row_as_headings=with_head,
            text_align=("LEFT", "LEFT", *["RIGHT"] * (len(_COLUMNS) - 2)),
        ) as table:
            if with_head:
                table.row(text.HEAD)
            for row in rows:
                table.row([self._known(cell) for cell in row.cells])

    def _say(self, words: str, size: float, colour: tuple[int, int, int], **looks: Any) -> None:
        document = self.document
        document.set_font(_FAMILY, style="B" if looks.get("bold") else "", size=size)
        document.set_text_color(*colour)
        document.multi_cell(
            0, size * 0.5, self._known(words), align="L", new_x="LMARGIN", new_y="NEXT"
        )

    def _known(self, words: str) -> str:
        return shown(words, self._files)

    def _room_for(self, high_mm: float) -> None:
        if self.document.will_page_break(high_mm):
            self.document.add_page()


def _document(title: str, fonts: tuple[Path, ...]) -> FPDF:
    """A4 with page numbers and all fonts, DejaVu first."""
    from fpdf import FPDF  # noqa: PLC0415 - slow to load

    class Numbered(FPDF):
        def footer(self) -> None:
            self.set_y(-_MARGIN_MM + 3)
            self.set_font(_FAMILY, size=7)
            self.set_text_color(*_MUTED)
            self.cell(0, 5, "MIBScope · expression shown, not inner state", align="L")
            self.set_x(self.l_margin)
            self.cell(0, 5, f"{self.page_no()} / {{nb}}", align="R")

    document = Numbered(format="A4")
    document.set_margin(_MARGIN_MM)
    document.set_auto_page_break(True, _MARGIN_MM + 3)
    document.set_title(title)
    document.set_creator("MIBScope")
    document.add_font(_FAMILY, fname=deja_vu())
    document.add_font(_FAMILY, style="B", fname=deja_vu(bold=True))
    for number, file in enumerate(fonts[1:]):
        document.add_font(f"other{number}", fname=file)
    document.set_fallback_fonts([f"other{n}" for n in range(len(fonts) - 1)], exact_match=False)
    document.set_text_shaping(True)  # joins Arabic letters
    document.add_page()
    return document
