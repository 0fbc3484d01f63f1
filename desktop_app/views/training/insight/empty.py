"""What stands where nothing is told of single utterances."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop_app.i18n.texts import translate


def nothing_told() -> QLabel:
    """A sentence in the middle."""
    label = QLabel(
        translate(
            "Insight",
            "Nothing is told of single validation utterances yet. It begins with the start of a "
            "fine-tuning, before its first epoch.",
        )
    )
    label.setProperty("role", "muted")
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setContentsMargins(24, 24, 24, 24)
    return label
