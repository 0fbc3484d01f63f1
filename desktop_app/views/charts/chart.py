"""What all painted charts have in common: theme, focus ring, spoken numbers, small print."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import GAP, Theme

SMALL_PT = 8.5
"""Size of the print in charts; the same as that of small labels."""
_WASH = 50
"""Opacity of the ground under hatching, of 255."""
_NARROWEST = 220


class Chart(QWidget):
    """A painted widget. Subclasses paint; ``describe`` puts the same numbers into words."""

    def __init__(self, themes: ThemeManager, name: str) -> None:
        super().__init__()
        self._themes = themes
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        font = QFont(self.font())
        font.setPointSizeF(SMALL_PT)
        self.setFont(font)
        themes.changed.connect(self.update)

    @property
    def theme(self) -> Theme:
        return self._themes.theme

    def describe(self, text: str) -> None:
        """What a screen reader says and a tooltip shows; repaints."""
        self.setAccessibleDescription(text)
        self.setToolTip(text)
        self.update()

    def paint(self, painter: QPainter) -> None:
        """Draw into ``rect()``; the pen is the text's colour, the font is set."""
        raise NotImplementedError

    def content_height(self) -> float:
        """How much room the content needs, in pixels."""
        raise NotImplementedError

    @property
    def metrics(self) -> QFontMetricsF:
        return QFontMetricsF(self.font())

    def widest(self, texts: Iterable[str]) -> float:
        """Room that any of the texts needs, in bold print too."""
        font = QFont(self.font())
        font.setBold(True)
        bold = QFontMetricsF(font)
        return max((bold.horizontalAdvance(text) for text in texts), default=0.0) + 1

    def sizeHint(self) -> QSize:
        return QSize(_NARROWEST, round(self.content_height()))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QColor(self.theme.text))
            self.paint(painter)
            if self.hasFocus():
                ring = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(self.theme.accent), 1.0))
                painter.drawRoundedRect(ring, 4, 4)


def fill(painter: QPainter, rect: QRectF, color: QColor, radius: float = 2.0) -> None:
    """A filled rectangle without an outline."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawRoundedRect(rect, radius, radius)


def hatch(painter: QPainter, rect: QRectF, color: QColor) -> None:
    """Not there, left out, filtered: never to be mistaken for a value."""
    wash = QColor(color)
    wash.setAlpha(_WASH)
    fill(painter, rect, wash)
    painter.setBrush(QBrush(color, Qt.BrushStyle.BDiagPattern))
    painter.drawRoundedRect(rect, 2, 2)


def outline(painter: QPainter, rect: QRectF, color: QColor) -> None:
    """A hollow bar with a light ground."""
    wash = QColor(color)
    wash.setAlpha(_WASH)
    painter.setPen(QPen(color, 1.2))
    painter.setBrush(wash)
    painter.drawRoundedRect(rect.adjusted(0.6, 0.6, -0.6, -0.6), 2, 2)


def ghost_mark(painter: QPainter, x: float, top: float, bottom: float, theme: Theme) -> None:
    """Where the original value is while another one is shown: dashes that stand out anywhere."""
    line = QLineF(x, top, x, bottom)
    painter.setPen(QPen(QColor(theme.surface), 4.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    painter.drawLine(line)
    pen = QPen(QColor(theme.text), 1.6, Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.FlatCap)
    pen.setDashPattern([1.6, 1.0])
    painter.setPen(pen)
    painter.drawLine(line)


def text_in(
    painter: QPainter,
    rect: QRectF,
    text: str,
    color: str,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    *,
    bold: bool = False,
) -> None:
    """One line, vertically centred; too long a text ends in dots rather than being cut."""
    font = QFont(painter.font())
    font.setBold(bold)
    painter.save()
    painter.setFont(font)
    painter.setPen(QColor(color))
    said = painter.fontMetrics().elidedText(
        text, Qt.TextElideMode.ElideRight, int(rect.width()) + 1
    )
    painter.drawText(rect, align | Qt.AlignmentFlag.AlignVCenter, said)
    painter.restore()


def columns(width: float, label: float, number: float) -> tuple[float, float]:
    """Left edge and width of the bars between a column of labels and one of numbers."""
    left = label + GAP
    return left, max(10.0, width - left - number - GAP)
