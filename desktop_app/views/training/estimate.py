"""How long a training would take, beside the button that begins it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop_app.state.training.looking import DataLook
from desktop_app.views.training.dataset.texts import estimate_text


class EstimateLine(QLabel):
    """Small print that follows what is known."""

    def __init__(self, look: DataLook) -> None:
        super().__init__()
        self.setProperty("role", "small")
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._look = look
        look.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Say what is known now."""
        text = estimate_text(self._look)
        self.setText(text)
        self.setVisible(bool(text))
