"""Lays the parts of the PDF report out on its pages."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from fpdf.enums import TableBordersLayout
from fpdf.fonts import TTFFont

from engine.runtime.cancel import Cancel
from engine.sessions.exports.base import Report, unheard
from engine.sessions.exports.fonts import deja_vu, fallback_fonts, shown
from engine.sessions.exports.pdf_document import FAMILY, MUTED, new_document
from engine.sessions.exports.report import text
from engine.types import Analysis

_INK, _LINE = (20, 26, 36), (196, 201, 209)
_COLUMNS = (25, 33, 21, 23, 26, 24, 24, 24, 22)
"""Widths of the columns of ``text.HEAD``, as parts of the page."""
_WITH_HEADING_MM = 35.0
"""Room below a heading; without so much it goes on the next page."""
_VISITS = 2
"""How often the library comes to each cell of a table: to measure it, then to draw it."""
_SHORT_TIME = len("9:59.9–9:59.9")
_SHAPED = range(0x0590, 0x1D00)
"""Scripts from Hebrew and Arabic to those of India and South East Asia, whose letters change with
their neighbours or run from right to left. Shaping doubles the time, and nothing else needs it."""


class Sheet:
    """Lays text, pictures and tables out from top to bottom, over as many pages as it takes."""

    def __init__(self, analysis: Analysis, cancel: Cancel) -> None:
        written = [analysis.media.path.name, *text.facts(analysis).values()]
        written += [row.cells[1] for row in text.rows(analysis, analysis.results)]
        every = "".join(written)
        self._files = (deja_vu(), *fallback_fonts(every))
        self.document = new_document(text.title(analysis), self._files, cancel)
        self.document.set_text_shaping(any(ord(letter) in _SHAPED for letter in every))

    def close(self) -> None:
        """The library leaves the files of fonts open."""
        for font in self.document.fonts.values():
            if isinstance(font, TTFFont):
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
        self._say(words, 8, MUTED)
        self.document.ln(1)

    def pairs(self, facts: Mapping[str, str]) -> None:
        """Names on the left, what they stand for on the right."""
        document = self.document
        document.set_font(FAMILY, size=8.5)
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

    def table(self, rows: tuple[text.Row, ...], progress: Report = unheard) -> None:
        """The head is repeated on each page."""
        document = self.document
        document.set_font(FAMILY, size=7)
        document.set_text_color(*_INK)
        document.set_draw_color(*_LINE)
        document.count_cells(_VISITS * len(_COLUMNS) * len(rows), progress)
        with document.table(
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            col_widths=_COLUMNS,
            line_height=3.6,
            padding=0.8,
            text_align=("LEFT", "LEFT", *["RIGHT"] * (len(_COLUMNS) - 2)),
        ) as table:
            table.row(text.HEAD)
            for row in rows:
                time, *others = row.cells
                table.row([_breakable(time), *map(self._known, others)])
        document.ln(2)

    def _say(self, words: str, size: float, colour: tuple[int, int, int], **looks: Any) -> None:
        document = self.document
        document.set_font(FAMILY, style="B" if looks.get("bold") else "", size=size)
        document.set_text_color(*colour)
        document.multi_cell(
            0, size * 0.5, self._known(words), align="L", new_x="LMARGIN", new_y="NEXT"
        )

    def _known(self, words: str) -> str:
        return shown(words, self._files)

    def _room_for(self, high_mm: float) -> None:
        if self.document.will_page_break(high_mm):
            self.document.add_page()


def _breakable(time: str) -> str:
    """From and until on two lines where one is too short for them."""
    return time.replace("–", "– ") if len(time) > _SHORT_TIME else time
