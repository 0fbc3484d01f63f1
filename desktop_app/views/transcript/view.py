"""The list of utterances. Rows are measured as they come into view: length costs nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

import numpy as np
from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QPointF,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QToolTip

from desktop_app.theming.manager import ThemeManager
from desktop_app.views.format import percent, precise_clock
from desktop_app.views.transcript.geometry import Heights
from desktop_app.views.transcript.model import Index, TranscriptModel
from desktop_app.views.transcript.painting import Look, RowPainter
from engine.types import BoolArray, Float64Array

_SLICE_S = 0.004
"""How long unseen rows are measured before the event loop gets a turn."""
_MARGIN = 24
"""Pixels of the neighbours that stay in view."""

Hint: TypeAlias = QListView.ScrollHint
Move: TypeAlias = QListView.CursorAction


class TranscriptView(QListView):
    """Geometry and hands; what they mean is for the panel to say.

    Of Qt's list it keeps keys, selection and what screen readers are told.
    """

    place_chosen = Signal(int, int)
    """Row, and word or −1, that was clicked or come to by a key."""
    word_edit_wanted = Signal(int, int)
    """Row and word."""
    menu_wanted = Signal(int, int, QPoint)
    """Row, word or −1, and where on the screen."""
    copy_wanted = Signal()
    scrolled_by_user = Signal()
    laid_out = Signal()
    """Rows stand elsewhere, or have other words."""

    def __init__(self, model: TranscriptModel, themes: ThemeManager) -> None:
        super().__init__()
        self.rows, self._themes = model, themes
        self.painter = RowPainter(themes)
        self.painter.set_font(self.font())
        self.heights = Heights()
        self.look_of: Callable[[int], Look] = lambda _: Look()
        """Playhead and hits of a row; set by the panel."""
        self._laid_width = -1
        self._letters: Float64Array = np.zeros(0)
        """Of each row ([n])."""
        self._measuring = QTimer(self)
        self._measuring.setInterval(0)
        self._measuring.timeout.connect(self._measure_some)
        self.setModel(model)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QListView.SelectionMode.SingleSelection)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setAutoScroll(False)  # the panel scrolls, and knows when not to
        self.setMouseTracking(True)
        # Only what is opaque is moved instead of painted again when it is scrolled.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.verticalScrollBar().actionTriggered.connect(lambda _: self.scrolled_by_user.emit())
        model.modelReset.connect(self._read)
        model.rowsInserted.connect(self._on_inserted)
        model.rowsRemoved.connect(self._on_removed)
        model.dataChanged.connect(self._on_changed)
        themes.changed.connect(self.viewport().update)
        self._read()

    # ------------------------------------------------------------------ geometry

    def show_rows(self, shown: BoolArray | None) -> None:
        """Hide the others ([n]); None: show all. The current row stays where it is, if it can."""
        anchor = self._anchor()
        self.heights.show(shown)
        self._settled(anchor)

    def row_rect(self, row: int) -> QRect:
        """Where a row stands in the viewport."""
        if not 0 <= row < len(self.heights):
            return QRect()
        tops = self.heights.tops
        top, end = round(tops[row]), round(tops[row + 1])
        return QRect(0, top - self.verticalOffset(), self.viewport().width(), end - top)

    def visible_rows(self) -> list[int]:
        """Rows of which something is in view."""
        offset = self.verticalOffset()
        first = self.heights.row_at(offset)
        if first < 0:
            return []
        last = self.heights.row_at(offset + self.viewport().height() - 1)
        return self.heights.shown_between(first, len(self.heights) - 1 if last < 0 else last)

    def word_rect(self, row: int, word: int) -> QRect:
        """Where a word stands in the viewport; empty where there is none."""
        shown = self.rows.row(row)
        if not 0 <= word < len(shown.utterance.words):
            return QRect()
        return self.painter.word_rect(shown, self.row_rect(row), word).toAlignedRect()

    def place_at(self, point: QPoint) -> tuple[int, int]:
        """Row and word at a point of the viewport; −1 where there is none."""
        row = self.heights.row_at(point.y() + self.verticalOffset())
        if row < 0:
            return -1, -1
        word = self.painter.word_at(self.rows.row(row), self.row_rect(row), QPointF(point))
        return row, -1 if word is None else word

    def bring_into_view(self, row: int, *, centred: bool = False) -> None:
        """Scroll as little as is needed; to the middle from afar, or if that is wanted."""
        if not 0 <= row < len(self.heights) or not self.heights.is_shown(row):
            return
        for _ in range(2):  # what is measured on the way may move it
            rect, room = self.row_rect(row), self.viewport().height()
            margin = min(_MARGIN, max(0, (room - rect.height()) // 2))
            far = rect.bottom() < 0 or rect.top() > room
            whole = rect.top() >= 0 and rect.bottom() < room
            shift = 0
            if far or (centred and not whole):
                shift = rect.center().y() - room // 2
            elif rect.top() < margin:
                shift = rect.top() - margin
            elif rect.bottom() > room - margin:
                shift = min(rect.bottom() - room + margin, rect.top())
            if shift:
                self.verticalScrollBar().setValue(self.verticalOffset() + shift)
            self._measure_visible()

    def _count(self, first: int, last: int) -> Float64Array:
        """Letters of rows from ``first`` to ``last``."""
        rows = range(first, last + 1)
        return np.array([len(self.rows.text(row)) for row in rows], np.float64)

    def _read(self) -> None:
        """Other rows."""
        self._letters = self._count(0, self.rows.rowCount() - 1)
        self._relay()

    def _relay(self) -> None:
        """Other rows, another width or font: all is measured anew."""
        self._laid_width = self.viewport().width()
        self.heights.reset(self.painter.estimates(self._letters, self._laid_width))
        self._settled(None)

    def _anchor(self) -> tuple[int, int] | None:
        """The topmost row that is seen whole, and its distance from the top."""
        rows = self.visible_rows()
        if not rows:
            return None
        for row in rows:
            rect = self.row_rect(row)
            if rect.height() and rect.top() >= 0:
                return row, rect.top()
        return rows[0], self.row_rect(rows[0]).top()

    def _settled(self, anchor: tuple[int, int] | None) -> None:
        """Heights have changed; what was at the top stays there."""
        self.updateGeometries()
        if anchor is not None and 0 <= anchor[0] < len(self.heights):
            top = round(self.heights.tops[anchor[0]])
            self.verticalScrollBar().setValue(top - anchor[1])
        if not self._measuring.isActive():
            self._measuring.start()
        self.viewport().update()
        self.laid_out.emit()

    def _measure(self, row: int) -> None:
        text, width = self.rows.text(row), self.viewport().width()
        self.heights.measured(row, self.painter.height(text, width))

    def _measure_visible(self) -> None:
        """Until all rows in view have their true height."""
        for _ in range(8):
            rows = [row for row in self.visible_rows() if not self.heights.is_measured(row)]
            if not rows:
                return
            anchor, before = self._anchor(), self.heights.total
            for row in rows:
                self._measure(row)
            if self.heights.total != before:
                self._settled(anchor)

    def _measure_some(self) -> None:
        """When nothing else is to be done, so that the scroll bar tells the truth."""
        until, anchor, before = time.perf_counter() + _SLICE_S, self._anchor(), self.heights.total
        while time.perf_counter() < until:
            row = self.heights.unmeasured()
            if row is None:
                self._measuring.stop()
                break
            self._measure(row)
        if self.heights.total != before:
            self._settled(anchor)

    # ------------------------------------------------------------------ what the model says

    def _on_inserted(self, _: Index, first: int, last: int) -> None:
        anchor = self._anchor()
        letters = self._count(first, last)
        self._letters = np.insert(self._letters, first, letters)
        self.heights.insert(first, self.painter.estimates(letters, self.viewport().width()))
        if anchor is not None and first <= anchor[0]:
            anchor = (anchor[0] + last - first + 1, anchor[1])
        self._settled(anchor)

    def _on_removed(self, _: Index, first: int, last: int) -> None:
        anchor = self._anchor()
        self._letters = np.delete(self._letters, slice(first, last + 1))
        self.heights.remove(first, last)
        self._settled(anchor)

    def _on_changed(self, first: QModelIndex, last: QModelIndex, roles: list[int]) -> None:
        if not roles:
            self._letters[first.row() : last.row() + 1] = self._count(first.row(), last.row())
            for row in range(first.row(), last.row() + 1):
                self.heights.forget(row)
            self._settled(self._anchor())
        self.viewport().update()

    # ------------------------------------------------------------------ Qt's questions

    def doItemsLayout(self) -> None:
        """Nothing but what every view does: rows stand where ``heights`` says."""
        QAbstractItemView.doItemsLayout(self)

    def updateGeometries(self) -> None:
        bar, room = self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(0, round(self.heights.total) - room))
        bar.setPageStep(room)
        bar.setSingleStep(24)

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def horizontalOffset(self) -> int:
        return 0

    def visualRect(self, index: Index) -> QRect:
        return self.row_rect(index.row()) if index.isValid() else QRect()

    def indexAt(self, point: QPoint) -> QModelIndex:
        row = self.heights.row_at(point.y() + self.verticalOffset())
        return self.rows.index(row) if row >= 0 else QModelIndex()

    def isIndexHidden(self, index: Index) -> bool:
        return not self.heights.is_shown(index.row())

    def scrollTo(self, index: Index, hint: Hint = Hint.EnsureVisible) -> None:
        self.bring_into_view(index.row(), centred=hint == Hint.PositionAtCenter)

    def moveCursor(self, action: Move, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        row, count = self.currentIndex().row(), len(self.heights)
        page = max(1, len(self.visible_rows()) - 1)
        moves = {
            Move.MoveUp: -1,
            Move.MovePrevious: -1,
            Move.MoveDown: 1,
            Move.MoveNext: 1,
            Move.MovePageUp: -page,
            Move.MovePageDown: page,
            Move.MoveHome: -count,
            Move.MoveEnd: count,
        }
        wanted = self.heights.step(row, moves.get(action, 0))
        return self.rows.index(wanted) if wanted >= 0 else QModelIndex()

    def setSelection(self, rect: QRect, flags: QItemSelectionModel.SelectionFlag) -> None:
        index = self.indexAt(rect.topLeft())
        if index.isValid():
            self.selectionModel().select(index, flags)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        region = QRegion()
        for index in selection.indexes():
            region += self.visualRect(index)
        return region

    # ------------------------------------------------------------------ events

    def paintEvent(self, event: QPaintEvent) -> None:
        self._measure_visible()
        current, focused = self.currentIndex().row(), self.hasFocus()
        with QPainter(self.viewport()) as painter:
            for row in self.visible_rows():
                rect = self.row_rect(row)
                if rect.height() and rect.intersects(event.rect()):
                    look = self.look_of(row)
                    if row == current:
                        look = replace(look, selected=True, focused=focused)
                    self.painter.paint(painter, rect, self.rows.row(row), look)
            end = round(self.heights.total) - self.verticalOffset()
            rest = self.viewport().rect().adjusted(0, end, 0, 0)
            painter.fillRect(rest, self._themes.theme.surface)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().scroll(dx, dy)  # only what comes into view is painted
        self.laid_out.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.viewport().width() != self._laid_width:
            anchor, shown = self._anchor(), self.heights.shown
            self._relay()
            self.heights.show(shown)
            self._settled(anchor)
        else:
            self.updateGeometries()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self.painter.set_font(self.font())
            self._laid_width = -1
            self._relay()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            row, word = self.place_at(event.position().toPoint())
            if row >= 0:
                self.place_chosen.emit(row, word)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        _, word = self.place_at(event.position().toPoint())
        shape = Qt.CursorShape.PointingHandCursor if word >= 0 else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Everything was done when the button went down."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        row, word = self.place_at(event.position().toPoint())
        if row >= 0 and word >= 0 and event.button() is Qt.MouseButton.LeftButton:
            self.word_edit_wanted.emit(row, word)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            row, word = self.currentIndex().row(), -1
            place = self.viewport().mapToGlobal(self.row_rect(row).center())
        else:
            row, word = self.place_at(self.viewport().mapFromGlobal(event.globalPos()))
            place = event.globalPos()
        if row >= 0:
            self.menu_wanted.emit(row, word, place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().row()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and row >= 0:
            self.word_edit_wanted.emit(row, -1)
        elif event.key() in _MOVES:
            super().keyPressEvent(event)
            if self.currentIndex().row() not in {row, -1}:
                self.place_chosen.emit(self.currentIndex().row(), -1)
        else:
            event.ignore()  # letters are commands here, not the beginning of a row

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.tip_at(event.pos()), self.viewport())
            return True
        return super().viewportEvent(event)

    def tip_at(self, point: QPoint) -> str:
        """What is known of the word there, else the note on the row."""
        row, word = self.place_at(point)
        if row < 0:
            return ""
        shown = self.rows.row(row)
        if word < 0:
            return shown.note
        said = shown.utterance.words[word]
        return self.tr("{time} · recognised with a certainty of {share}").format(
            time=precise_clock(said.start_s), share=percent(said.confidence)
        )


_MOVES = frozenset(
    {
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
    }
)
