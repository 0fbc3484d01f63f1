"""Asks for a line or a few lines of text, without holding up the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop_app.theming.tokens import GAP


class TextDialog(QDialog):
    """Opened by ``open``; ``told`` is called with the text once it is accepted."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        question: str,
        text: str,
        told: Callable[[str], object],
        *,
        lines: int = 1,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.field: QLineEdit | QPlainTextEdit
        if lines == 1:
            self.field = QLineEdit(text)
            self.field.selectAll()
        else:
            self.field = QPlainTextEdit(text)
            self.field.setTabChangesFocus(True)
            self.field.moveCursor(QTextCursor.MoveOperation.End)
            self.field.setMinimumHeight(self.field.fontMetrics().lineSpacing() * lines + 2 * GAP)
            self.field.installEventFilter(self)
        self.field.setAccessibleName(question)
        label = QLabel(question)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        kinds = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GAP, 2 * GAP, 2 * GAP, 2 * GAP)
        column.setSpacing(GAP)
        column.addWidget(label)
        column.addWidget(self.field)
        column.addWidget(buttons)
        self.setMinimumWidth(420)
        self.accepted.connect(lambda: told(self.text))

    @property
    def text(self) -> str:
        if isinstance(self.field, QLineEdit):
            return self.field.text()
        return self.field.toPlainText()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+Enter accepts where Enter begins a line."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
            if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.accept()
                return True
        return super().eventFilter(watched, event)
