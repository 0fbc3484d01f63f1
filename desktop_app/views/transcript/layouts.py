"""Words of a row in lines: how high they are, and where each of them stands."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QTextCharFormat, QTextLayout, QTextOption

from desktop_app.views.transcript.folding import Span
from engine.types import Utterance

_KEPT = 512
"""Rows whose lines are remembered."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How a stretch of the text is drawn; colours as #RRGGBB, empty where it stays."""

    start: int
    length: int
    color: str = ""
    ground: str = ""
    underline: str = ""
    dotted: bool = False

    def as_format(self) -> QTextLayout.FormatRange:
        found, shape = QTextLayout.FormatRange(), QTextCharFormat()
        if self.color:
            shape.setForeground(QColor(self.color))
        if self.ground:
            shape.setBackground(QColor(self.ground))
        if self.underline:
            style = QTextCharFormat.UnderlineStyle
            shape.setUnderlineStyle(style.DotLine if self.dotted else style.SingleUnderline)
            shape.setUnderlineColor(QColor(self.underline))
        found.start, found.length, found.format = self.start, self.length, shape
        return found


def word_spans(utterance: Utterance) -> list[Span]:
    """Where each word stands in ``utterance.text``."""
    found, at = [], 0
    for word in utterance.words:
        length = len(word.text.strip())
        found.append((at, length))
        at += length + 1
    return found


class Lines:
    """A text laid out in a width."""

    def __init__(self, text: str, font: QFont, width: float, marks: Sequence[Mark]) -> None:
        self._layout = QTextLayout(text, font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._layout.setTextOption(option)
        if marks:
            self._layout.setFormats([mark.as_format() for mark in marks])
        self._layout.beginLayout()
        y = 0.0
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, y))
            y += line.height()
        self._layout.endLayout()
        self.height = y

    @property
    def layout(self) -> QTextLayout:
        return self._layout

    def letter_at(self, point: QPointF) -> int:
        """Place of the letter under a point, −1 beside the text."""
        for number in range(self._layout.lineCount()):
            line = self._layout.lineAt(number)
            if line.y() <= point.y() < line.y() + line.height():
                if not line.x() <= point.x() <= line.x() + line.naturalTextWidth():
                    return -1
                return int(line.xToCursor(point.x(), line.CursorPosition.CursorOnCharacter))
        return -1

    def rect_of(self, span: Span) -> QRectF:
        """Where a stretch stands: up to the end of the line in which it begins."""
        start, length = span
        line = self._layout.lineForTextPosition(start)
        if not line.isValid():
            return QRectF(0, 0, 0, self.height)
        end = min(start + length, line.textStart() + line.textLength())
        left, right = (_x(line.cursorToX(place)) for place in (start, end))
        return QRectF(min(left, right), line.y(), abs(right - left), line.height())


class LineCache:
    """The same text in the same width with the same marks is laid out once."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[object, ...], Lines] = OrderedDict()

    def lines(self, text: str, font: QFont, width: float, marks: tuple[Mark, ...] = ()) -> Lines:
        key = (text, font.key(), width, marks)
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = Lines(text, font, width, marks)
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(key)
        return found


def _x(found: object) -> float:
    """Qt gives the place, or the place and the letter."""
    return float(found[0] if isinstance(found, tuple) else found)  # type: ignore[arg-type]
