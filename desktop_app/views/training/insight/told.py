"""What all views of single utterances have in common."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QStackedLayout, QWidget

from desktop_app.state.training.insight import Shown
from desktop_app.state.training.session import TrainingState


class ToldView(QWidget):
    """Draws what is told, while it is seen; where nothing is told, it says so."""

    def __init__(self, training: TrainingState) -> None:
        super().__init__()
        self._training, self._insight = training, training.insight
        self.nothing = QLabel(
            self.tr(
                "Nothing is told of single validation utterances yet. It begins with the start of "
                "a fine-tuning, before its first epoch."
            )
        )
        self.nothing.setProperty("role", "muted")
        self.nothing.setWordWrap(True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setContentsMargins(24, 24, 24, 24)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.nothing)
        self._insight.changed.connect(self._on_changed)

    def draw(self, shown: Shown | None) -> None:
        """Bring the content in line; None: nothing is told."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Draw what is told now."""
        shown = self._insight.shown
        self._stack.setCurrentIndex(0 if shown is None else self._stack.count() - 1)
        self.draw(shown)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def _on_changed(self) -> None:
        if self.isVisible():
            self.refresh()
