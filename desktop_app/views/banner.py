"""Messages that do not interrupt: a stack of banners at the top of the window."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import Qt, Signal
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

    dismissed = Signal()

    def __init__(self, tone: Tone, message: str, hint: str, details: str) -> None:
        super().__init__()
        self.tone, self.message, self.hint = tone, message, hint
        self.setProperty("banner", tone.value)
        self.setAccessibleName(f"{self._kind()}: {message} {hint}")
        text = QLabel(f"{message} {hint}".strip())
        text.setWordWrap(True)
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        text.setToolTip(details)
        text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        close = QToolButton()
        close.setText("✕")
        close.setProperty("role", "flat")
        close.setAccessibleName(self.tr("Dismiss"))
        close.clicked.connect(self.dismissed)
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP + 4, GAP // 2, GAP // 2, GAP // 2)
        row.addWidget(text, 1)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)

    def _kind(self) -> str:
        match self.tone:
            case Tone.INFO:
                return self.tr("info")
            case Tone.WARNING:
                return self.tr("warning")
            case Tone.ERROR:
                return self.tr("error")


class BannerStack(QWidget):
    """The latest messages; the same message is not shown twice."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(GAP // 2)
        self._shown: list[Banner] = []
        self.hide()

    @property
    def banners(self) -> list[Banner]:
        """Those that are shown, newest last."""
        return list(self._shown)

    def show_message(self, tone: Tone, message: str, hint: str = "", details: str = "") -> None:
        if any((b.tone, b.message, b.hint) == (tone, message, hint) for b in self.banners):
            return
        banner = Banner(tone, message, hint, details)
        banner.dismissed.connect(lambda: self._dismiss(banner))
        self._shown.append(banner)
        self._rows.addWidget(banner)
        self.show()
        for old in self._shown[:-_MOST]:
            self._dismiss(old)

    def clear(self) -> None:
        for banner in self.banners:
            self._dismiss(banner)

    def _dismiss(self, banner: Banner) -> None:
        self._shown.remove(banner)
        banner.hide()
        banner.deleteLater()
        self.setVisible(bool(self._shown))
