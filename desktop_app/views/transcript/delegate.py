"""How a row of the transcript is painted: time, expression, value; below it the words."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import GAP, Theme, blend
from desktop_app.views.format import clock, expression, signed, spoken
from desktop_app.views.transcript.model import RESULT_ROLE, Index
from engine.types import UtteranceResult

_STRIPE = 5
_TINT = 0.13


class TranscriptDelegate(QStyledItemDelegate):
    """Heights are remembered per width; only the row under the playhead marks its word."""

    def __init__(self, view: QListView, themes: ThemeManager, parent: QObject) -> None:
        super().__init__(parent)
        self._view, self._themes = view, themes
        self._heights: dict[tuple[str, int], int] = {}
        self.playhead_s = 0.0

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        width = self._view.viewport().width()
        text = str(index.data(int(Qt.ItemDataRole.DisplayRole)))
        key = (text, width)
        if key not in self._heights:
            metrics = QFontMetrics(self._view.font())
            room = QRect(0, 0, width - 3 * GAP - _STRIPE, 10_000)
            wrapped = metrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), text)
            head = QFontMetrics(_small(self._view.font())).height()
            self._heights[key] = wrapped.height() + head + 2 * GAP + 4
        return QSize(width, self._heights[key])

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        result: UtteranceResult = index.data(RESULT_ROLE)
        theme = self._themes.theme
        rect: QRect = option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        color = theme.sentiment(result.prediction.sentiment)
        painter.save()
        ground = blend(theme.surface, color.name(), _TINT)
        painter.fillRect(rect, QColor(theme.selection) if selected else ground)
        painter.fillRect(QRect(rect.left(), rect.top(), _STRIPE, rect.height()), color)
        painter.setPen(QColor(theme.surface))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        inner = rect.adjusted(_STRIPE + GAP + 2, GAP, -GAP, -GAP)
        head = self._paint_head(painter, inner, result, theme)
        self._paint_words(painter, inner.adjusted(0, head + 2, 0, 0), result, theme, selected)
        painter.restore()

    def _paint_head(
        self, painter: QPainter, inner: QRect, result: UtteranceResult, theme: Theme
    ) -> int:
        painter.setFont(_small(self._view.font()))
        height = painter.fontMetrics().height()
        line = QRect(inner.left(), inner.top(), inner.width(), height)
        painter.setPen(QColor(theme.text_muted))
        start = clock(result.utterance.start_s)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, f"{start}   {expression(result)}")
        painter.setPen(QColor(theme.text))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, signed(result.prediction.sentiment, 1))
        return height

    def _paint_words(
        self, painter: QPainter, room: QRect, result: UtteranceResult, theme: Theme, current: bool
    ) -> None:
        font = QFont(self._view.font())
        speech = result.utterance.has_speech
        font.setItalic(not speech)
        layout = QTextLayout(spoken(result), font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WordWrap)
        layout.setTextOption(option)
        if current and speech:
            layout.setFormats(_spoken_word(result, self.playhead_s, theme))
        layout.beginLayout()
        y = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(room.width())
            line.setPosition(QPointF(0, y))
            y += line.height()
        layout.endLayout()
        painter.setPen(QColor(theme.text if speech else theme.text_muted))
        layout.draw(painter, QPointF(room.topLeft()))


def _small(font: QFont) -> QFont:
    small = QFont(font)
    small.setPointSizeF(font.pointSizeF() * 0.88)
    return small


def _spoken_word(
    result: UtteranceResult, time_s: float, theme: Theme
) -> list[QTextLayout.FormatRange]:
    """Mark the word that is being said."""
    at = 0
    for word in result.utterance.words:
        length = len(word.text.strip())
        if word.start_s <= time_s <= word.end_s:
            mark = QTextLayout.FormatRange()
            shape = QTextCharFormat()
            shape.setFontUnderline(True)
            shape.setUnderlineColor(QColor(theme.accent))
            shape.setForeground(QColor(theme.accent))
            mark.start, mark.length, mark.format = at, length, shape
            return [mark]
        at += length + 1
    return []
