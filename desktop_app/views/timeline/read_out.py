"""What all lanes say at a moment."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QLabel, QWidget

from desktop_app.i18n.texts import translate
from desktop_app.theming.tokens import GAP, Theme
from desktop_app.views.format import precise_clock
from desktop_app.views.timeline.lane import Lane, Moment

Line = tuple[str, str]


def lines_of(moment: Moment, lanes: Sequence[Lane]) -> list[Line]:
    """The time, then name and value of each lane that has something to say."""
    said = [(lane.title, lane.says(moment)) for lane in lanes]
    time = (translate("Timeline", "Time"), precise_clock(moment.time_s))
    return [time, *((name, text) for name, text in said if text)]


def plain(lines: Sequence[Line]) -> str:
    return "\n".join(f"{name}: {text}" for name, text in lines)


def table(lines: Sequence[Line], theme: Theme) -> str:
    """The lines as rich text, names in muted colour."""
    rows = "".join(
        f'<tr><td style="color:{theme.text_muted}; padding-right:10px">{escape(name)}</td>'
        f"<td>{escape(text)}</td></tr>"
        for name, text in lines
    )
    return f'<table cellspacing="0" cellpadding="1">{rows}</table>'


class ReadOut(QLabel):
    """Floats beside the mouse, wholly within its parent."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._lines: list[Line] = []
        self.setProperty("role", "readout")
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    @property
    def said(self) -> str:
        return plain(self._lines) if self.isVisible() else ""

    def say(self, lines: list[Line], theme: Theme, at: QPoint, within: QSize) -> None:
        gap = GAP * 2
        if lines != self._lines:
            self._lines = lines
            self.setText(table(lines, theme))
            self._fit(within.width() // 2 - gap)
        beside = at.x() + gap
        if beside + self.width() > within.width():
            beside = at.x() - gap - self.width()
        above = min(max(0, at.y() - self.height() // 2), max(0, within.height() - self.height()))
        self.move(max(0, beside), above)
        self.show()
        self.raise_()

    def _fit(self, widest: int) -> None:
        """One line each if there is room beside the mouse, otherwise wrapped."""
        self.setWordWrap(False)
        size = self.sizeHint()
        if size.width() > widest:
            self.setWordWrap(True)
            size = QSize(widest, self.heightForWidth(widest))
        self.resize(size)
