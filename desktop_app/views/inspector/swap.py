"""Other words for the same voice and face: asks for a prediction of them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton

from desktop_app.i18n.texts import translate
from desktop_app.theming.tokens import GAP
from desktop_app.views.sections import Section, small
from engine.types import UtteranceResult


class SwapPart(Section):
    """A line to write in; asked for once at a time."""

    swap_requested = Signal(str)
    """The words that should be taken instead."""
    edited = Signal()
    """Somebody is writing."""

    def __init__(self) -> None:
        super().__init__(
            translate("SwapPart", "Swap the words"),
            translate("SwapPart", "Keeps voice and face and predicts as if this had been said."),
        )
        self.field = QLineEdit()
        self.field.setAccessibleName(self.tr("Other words for this utterance"))
        self.field.setPlaceholderText(self.tr("What if something else was said?"))
        self.button = QPushButton(self.tr("Predict"))
        self._state = small()
        row = QHBoxLayout()
        row.setSpacing(GAP // 2)
        row.addWidget(self.field, 1)
        row.addWidget(self.button)
        self.body.addLayout(row)
        self.body.addWidget(self._state)
        self._original, self._waiting = "", False
        self.field.returnPressed.connect(self._ask)
        self.field.textEdited.connect(self._on_edited)
        self.button.clicked.connect(self._ask)
        self._refresh()

    def show_result(self, result: UtteranceResult) -> None:
        """Begin with the words that were spoken."""
        self._original = result.utterance.text
        self._waiting = False
        self.field.setText(self._original)
        self.field.setCursorPosition(0)
        self._refresh()

    def finish(self) -> None:
        """The answer has come, or will not come."""
        self._waiting = False
        self._refresh()

    def restore(self) -> None:
        """Back to the words that were spoken."""
        self.field.setText(self._original)
        self.finish()

    def _on_edited(self) -> None:
        self._refresh()
        self.edited.emit()

    def _ask(self) -> None:
        if self.button.isEnabled():
            self._waiting = True
            self._refresh()
            self.swap_requested.emit(self.field.text().strip())

    def _refresh(self) -> None:
        text = self.field.text().strip()
        self.button.setEnabled(bool(text) and text != self._original and not self._waiting)
        self._state.setText(self.tr("Predicting …"))
        self._state.setVisible(self._waiting)
