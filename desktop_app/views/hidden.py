"""What a view says in place of predictions that a rater must not see yet."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel


class HiddenNote(QLabel):
    """``what``: a sentence on what will be here, and when."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.setProperty("role", "muted")
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setContentsMargins(24, 24, 24, 24)
