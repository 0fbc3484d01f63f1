"""Lists of moments: a click or Enter takes the playhead there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QIcon, QPixmap
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem

from engine.types import UtteranceResult

_RESULT = int(Qt.ItemDataRole.UserRole)
_SIDE = 10
_MOST_ROWS = 14
"""More than this many rows scroll within the list."""


@dataclass(frozen=True, slots=True)
class Jump:
    """A row. ``spoken``: what a screen reader says and the tooltip shows."""

    text: str
    spoken: str
    color: QColor
    result: UtteranceResult


class JumpList(QListWidget):
    """As high as its rows, up to a limit; arrows move in it, Enter jumps.

    Nothing is marked as long as the keyboard is elsewhere.
    """

    jump_wanted = Signal(object)
    """The result to go to."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setProperty("role", "jumps")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setIconSize(QSize(_SIDE, _SIDE))
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(200)
        self.itemClicked.connect(self._jump)
        self.itemActivated.connect(self._jump)
        self._jumps: tuple[Jump, ...] = ()
        self.hide()

    @property
    def jumps(self) -> tuple[Jump, ...]:
        return self._jumps

    def show_jumps(self, jumps: Sequence[Jump]) -> None:
        """Rebuilt only when something else is to be shown, so that the current row stays."""
        if tuple(jumps) == self._jumps:
            return
        self._jumps = tuple(jumps)
        self.clear()
        for jump in jumps:
            item = QListWidgetItem(_dot(jump.color), jump.text)
            item.setData(_RESULT, jump.result)
            item.setData(int(Qt.ItemDataRole.AccessibleTextRole), jump.spoken)
            item.setToolTip(jump.spoken)
            self.addItem(item)
        self.setVisible(bool(jumps))
        self.setFixedHeight(self._height())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if (item := self.currentItem()) is not None:
            item.setSelected(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.clearSelection()

    def _height(self) -> int:
        rows = min(self.count(), _MOST_ROWS)
        return rows * max(1, self.sizeHintForRow(0)) + 4

    def _jump(self, item: QListWidgetItem) -> None:
        self.jump_wanted.emit(item.data(_RESULT))


def _dot(color: QColor) -> QIcon:
    pixmap = QPixmap(_SIDE, _SIDE)
    pixmap.fill(color)
    return QIcon(pixmap)
