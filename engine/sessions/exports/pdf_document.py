"""An empty PDF of fpdf2: A4, numbered pages, fonts; it asks before each cell whether to go on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fpdf import FPDF

from engine.runtime.cancel import Cancel, check
from engine.sessions.exports.base import Report, unheard
from engine.sessions.exports.fonts import deja_vu

FAMILY = "DejaVu"
MUTED = (90, 100, 118)
_MARGIN_MM = 15.0


class Document(FPDF):
    """The library lays a whole table out in one call, so that is where it has to be asked."""

    def __init__(self, cancel: Cancel) -> None:
        super().__init__(format="A4")
        self._cancel = cancel
        self._cells, self._expected = 0, 0
        self._progress: Report = unheard

    def count_cells(self, expected: int, progress: Report) -> None:
        """Report from now on how many of so many cells are done."""
        self._cells, self._expected, self._progress = 0, expected, progress

    def multi_cell(self, *args: Any, **kwargs: Any) -> Any:
        check(self._cancel)
        self._cells += 1
        if self._expected:
            self._progress(min(1.0, self._cells / self._expected))
        return super().multi_cell(*args, **kwargs)

    def footer(self) -> None:
        self.set_y(-_MARGIN_MM + 3)
        self.set_font(FAMILY, size=7)
        self.set_text_color(*MUTED)
        self.cell(0, 5, "MIBScope · expression shown, not inner state", align="L")
        self.set_x(self.l_margin)
        self.cell(0, 5, f"{self.page_no()} / {{nb}}", align="R")


def new_document(title: str, fonts: tuple[Path, ...], cancel: Cancel) -> Document:
    """With its first page. ``fonts``: DejaVu, then those that fill its gaps.

    The document raises CancelledError while it is laid out, once ``cancel`` is set.
    """
    document = Document(cancel)
    document.set_margin(_MARGIN_MM)
    document.set_auto_page_break(True, _MARGIN_MM + 3)
    document.set_title(title)
    document.set_creator("MIBScope")
    document.add_font(FAMILY, fname=deja_vu())
    document.add_font(FAMILY, style="B", fname=deja_vu(bold=True))
    for number, file in enumerate(fonts[1:]):
        document.add_font(f"other{number}", fname=file)
    document.set_fallback_fonts([f"other{n}" for n in range(len(fonts) - 1)], exact_match=False)
    document.add_page()
    return document
