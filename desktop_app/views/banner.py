"""Messages that do not interrupt: a stack of banners at the top of the window."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.theming.tokens import GAP

_MOST = 3


class Tone(StrEnum):
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Banner(QFrame):
    """One message with its way out."""

    def __init__(self, tone: Tone, message: str, hint: str, details: str) -> None:
        super().__init__()
        self.tone, self.message, self.hint = tone, message, hint
        self.setProperty("banner", tone.value)
        self.setAccessibleName(f"{tone.value}: {message} {hint}")
        text = QLabel(f"{message} {hint}".strip())
        text.setWordWrap(True)
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        text.setToolTip(details)
        text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        close = QToolButton()
        close.setText("✕")
        close.setProperty("role", "flat")
        close.setAccessibleName("Dismiss")
        close.clicked.connect(self.dismiss)
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP + 4, GAP // 2, GAP // 2, GAP // 2)
        row.addWidget(text, 1)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)

    def dismiss(self) -> None:
        self.hide()
        self.deleteLater()


class BannerStack(QWidget):
    """The latest messages; the same message is not shown twice."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(GAP // 2)
        self._shown: list[Banner] = []

    @property
    def banners(self) -> list[Banner]:
        """Those that are shown, newest last."""
        return [banner for banner in self._shown if not banner.isHidden()]

    def show_message(self, tone: Tone, message: str, hint: str = "", details: str = "") -> None:
        if any((b.tone, b.message, b.hint) == (tone, message, hint) for b in self.banners):
            return
        self._shown = [*self.banners, Banner(tone, message, hint, details)]
        self._rows.addWidget(self._shown[-1])
        for banner in self._shown[:-_MOST]:
            banner.dismiss()

    def clear(self) -> None:
        for banner in self.banners:
            banner.dismiss()
