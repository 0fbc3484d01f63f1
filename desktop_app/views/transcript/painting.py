"""How a row is painted: time, person, expression, value; below it the words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPolygonF

from desktop_app.i18n.texts import translate
from desktop_app.theming.contrast import faded
from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import GAP, Theme, blend
from desktop_app.views.format import clock, expression, signed
from desktop_app.views.transcript.folding import Span
from desktop_app.views.transcript.layouts import LineCache, Lines, Mark, word_spans
from desktop_app.views.transcript.model import Row
from engine.types import Float64Array

STRIPE = 5
_TINT = 0.13
_LEFT = STRIPE + GAP + 2
_UNSURE, _SURE = 0.3, 0.95
"""Confidence of words: the faintest from here down, full colour from here up."""
_DOUBTED = 0.5
"""Below it a word is underlined with dots."""
_STEPS = 6
"""Of faintness, so that lines are remembered."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a row shows besides itself."""

    selected: bool = False
    focused: bool = False
    spoken_at_s: float | None = None
    """The playhead, in the row that it is in."""
    hits: tuple[Span, ...] = ()
    current_hit: Span | None = None


class RowPainter:
    """Knows fonts and widths; one for each view."""

    def __init__(self, themes: ThemeManager) -> None:
        self._themes = themes
        self._cache = LineCache()
        self._font = QFont()
        self._small = QFont()
        self._head = self._line = 0
        self._letter = 1.0

    def set_font(self, font: QFont) -> None:
        self._font, self._small = QFont(font), QFont(font)
        self._small.setPointSizeF(font.pointSizeF() * 0.88)
        self._head = QFontMetrics(self._small).height()
        metrics = QFontMetrics(font)
        self._line, self._letter = metrics.height(), max(1.0, metrics.averageCharWidth() * 1.05)

    # ------------------------------------------------------------------ geometry

    def estimates(self, letters: Float64Array, width: int) -> Float64Array:
        """About how high rows of so many letters are ([n])."""
        lines = np.ceil(np.maximum(1.0, letters * self._letter) / self._room(width))
        return lines * self._line + self._head + 2 * GAP + 4

    def height(self, text: str, width: int) -> float:
        """How high a row is."""
        words = Lines(text, self._font, self._room(width), ()).height
        return math.ceil(words) + self._head + 2 * GAP + 4

    def word_at(self, row: Row, rect: QRect, point: QPointF) -> int | None:
        """Which word is under a point of a row that stands in ``rect``."""
        letter = self._plain(row, rect).letter_at(point - self._words_at(rect))
        spans = word_spans(row.utterance)
        return next((i for i, (at, n) in enumerate(spans) if at <= letter < at + n), None)

    def word_rect(self, row: Row, rect: QRect, word: int) -> QRectF:
        """Where a word stands."""
        span = word_spans(row.utterance)[word]
        return self._plain(row, rect).rect_of(span).translated(self._words_at(rect))

    def _plain(self, row: Row, rect: QRect) -> Lines:
        return self._cache.lines(row.text, self._font, self._room(rect.width()))

    def _room(self, width: int) -> float:
        return float(max(20, width - _LEFT - GAP))

    def _words_at(self, rect: QRect) -> QPointF:
        return QPointF(rect.left() + _LEFT, rect.top() + GAP + self._head + 2)

    # ------------------------------------------------------------------ painting

    def paint(self, painter: QPainter, rect: QRect, row: Row, look: Look) -> None:
        theme = self._themes.theme
        known = not row.hidden
        color = theme.sentiment(row.result.prediction.sentiment) if known else QColor(theme.border)
        tinted = blend(theme.surface, color.name(), _TINT)
        ground = QColor(theme.selection) if look.selected else tinted
        painter.fillRect(rect, ground)
        painter.fillRect(QRect(rect.left(), rect.top(), STRIPE, rect.height()), color)
        painter.setPen(QColor(theme.surface))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if look.focused:
            painter.setPen(QPen(QColor(theme.accent), 1))
            painter.drawRect(rect.adjusted(STRIPE, 0, -1, -2))
        self._paint_head(painter, rect.adjusted(_LEFT, GAP, -GAP, 0), row, theme, ground)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        speech = row.utterance.has_speech
        marks = marks_of(row, look, theme, ground.name()) if speech else ()
        font = self._font
        if not speech:
            font = QFont(font)
            font.setItalic(True)
        lines = self._cache.lines(row.text, font, self._room(rect.width()), marks)
        painter.setPen(QColor(theme.text) if speech else _muted(theme, ground))
        lines.layout.draw(painter, self._words_at(rect))

    def _paint_head(
        self, painter: QPainter, inner: QRect, row: Row, theme: Theme, ground: QColor
    ) -> None:
        painter.setFont(self._small)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = painter.fontMetrics()
        line = QRect(inner.left(), inner.top(), inner.width(), self._head)
        value = "" if row.hidden else signed(row.result.prediction.sentiment, 1)
        if row.waiting:
            value = translate("Transcript", "predicting …")
        painter.setPen(QColor(theme.text))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, value)
        line.setRight(line.right() - metrics.horizontalAdvance(value) - GAP)
        for sign, wanted in (
            (_draw_label, row.labelled),
            (_draw_note, bool(row.note)),
            (_draw_conflict, row.conflict),
        ):
            if wanted:
                side = metrics.ascent()
                box = QRectF(line.right() - side, line.top() + 2, side - 2, side - 2)
                sign(painter, box, theme)
                line.setRight(round(box.left()) - GAP // 2)
        painter.setPen(_muted(theme, ground))
        said = clock(row.utterance.start_s)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, said)
        line.setLeft(line.left() + metrics.horizontalAdvance(said) + GAP)
        if row.person and row.result.face_track_id is not None:
            self._paint_person(painter, line, row, theme)
        painter.setPen(_muted(theme, ground))
        if row.hidden:
            return
        shown = metrics.elidedText(
            expression(row.result), Qt.TextElideMode.ElideRight, line.width()
        )
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, shown)

    def _paint_person(self, painter: QPainter, line: QRect, row: Row, theme: Theme) -> None:
        """A dot in the person's colour and the name; ``line`` is what is left of it."""
        metrics, side = painter.fontMetrics(), 7
        assert row.result.face_track_id is not None
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.person(row.result.face_track_id))
        painter.drawEllipse(QRectF(line.left(), line.top() + (self._head - side) / 2, side, side))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        line.setLeft(line.left() + side + GAP // 2)
        name = metrics.elidedText(row.person, Qt.TextElideMode.ElideRight, line.width() * 6 // 10)
        painter.setPen(QColor(theme.text))
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, name)
        line.setLeft(line.left() + metrics.horizontalAdvance(name) + GAP)


def _muted(theme: Theme, ground: QColor) -> QColor:
    """Muted text that can be read on the tinted grounds too."""
    return QColor(faded(theme.text, ground.name(), 0.25))


def marks_of(row: Row, look: Look, theme: Theme, ground: str) -> tuple[Mark, ...]:
    """Doubted words are faint; then what is being said, then what was found."""
    marks: list[Mark] = []
    for word, (start, length) in zip(row.utterance.words, word_spans(row.utterance), strict=True):
        at_s = look.spoken_at_s
        if at_s is not None and word.start_s <= at_s <= word.end_s:
            marks.append(Mark(start, length, theme.accent, underline=theme.accent))
        elif (strength := strength_of(word.confidence)) < 1:
            color = faded(theme.text, ground, strength)
            doubted = word.confidence < _DOUBTED
            marks.append(
                Mark(start, length, color, underline=color if doubted else "", dotted=doubted)
            )
    return (*marks, *_hits(look, theme))


def strength_of(confidence: float) -> float:
    """Of a word's colour, 0..1 in steps; a confidence that is not known takes nothing away."""
    if math.isnan(confidence):
        return 1.0
    share = (confidence - _UNSURE) / (_SURE - _UNSURE)
    return round(min(1.0, max(0.0, share)) * _STEPS) / _STEPS


def _hits(look: Look, theme: Theme) -> Sequence[Mark]:
    return [
        Mark(start, length, theme.accent_text, ground=theme.accent)
        if (start, length) == look.current_hit
        else Mark(start, length, theme.warning_text, ground=theme.warning_background)
        for start, length in look.hits
    ]


def _draw_note(painter: QPainter, box: QRectF, theme: Theme) -> None:
    """A sheet of paper with a turned corner."""
    painter.setPen(QPen(QColor(theme.accent), 1.3))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    fold = box.width() * 0.38
    cut, turned = box.topRight() - QPointF(fold, 0), box.topRight() + QPointF(0, fold)
    painter.drawPolygon(
        QPolygonF([box.topLeft(), cut, turned, box.bottomRight(), box.bottomLeft()])
    )
    painter.drawPolyline(QPolygonF([cut, cut + QPointF(0, fold), turned]))


def _draw_label(painter: QPainter, box: QRectF, theme: Theme) -> None:
    """A tick."""
    painter.setPen(QPen(QColor(theme.accent), 1.6))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    corner = QPointF(box.left() + box.width() * 0.4, box.bottom() - box.height() * 0.15)
    painter.drawPolyline(QPolygonF([QPointF(box.left(), box.center().y()), corner, box.topRight()]))


def _draw_conflict(painter: QPainter, box: QRectF, theme: Theme) -> None:
    """The diamond that marks contradictions in the timeline."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.conflict))
    middle, reach = box.center(), box.width() * 0.4
    corners = [QPointF(0, -reach), QPointF(reach, 0), QPointF(0, reach), QPointF(-reach, 0)]
    painter.drawPolygon(QPolygonF([middle + corner for corner in corners]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
