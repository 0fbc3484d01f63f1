"""What is being said: committed words stand, pending ones look pending."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout

from desktop_app.state.live.session import LiveSession
from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import GAP
from engine.live.events import Caption
from engine.types import Word

_SHOWN = 3
"""Stretches of speech; older ones are in the transcript afterwards."""


class CaptionStrip(QFrame):
    """The last stretches of speech, the newest at the bottom."""

    def __init__(self, live: LiveSession, themes: ThemeManager) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self._live, self._themes = live, themes
        self._label = QLabel()
        self._label.setProperty("role", "caption")
        self._label.setTextFormat(Qt.TextFormat.RichText)
        self._label.setWordWrap(True)
        self._label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
        self._label.setAccessibleName(self.tr("Captions"))
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP + 4, GAP, GAP + 4, GAP)
        column.addWidget(self._label)
        line = self._label.fontMetrics().lineSpacing()
        self.setFixedHeight(round(line * 1.35 * _SHOWN) + 2 * GAP)
        for signal in (live.captions_changed, live.status_changed, themes.changed):
            signal.connect(self.refresh)
        self.refresh()

    @property
    def text(self) -> str:
        return self._label.text()

    def refresh(self) -> None:
        if self._live.frozen:
            return
        captions = list(self._live.captions)[-_SHOWN:]
        if not captions:
            muted = self._themes.theme.text_muted
            said = self.tr("What is said appears here.") if self._live.busy else ""
            self._label.setText(f'<span style="color:{muted}">{said}</span>')
            return
        self._label.setText("<br>".join(self._line(caption) for caption in captions))

    def _line(self, caption: Caption) -> str:
        theme = self._themes.theme
        color = theme.text_muted if caption.closed else theme.text
        line = f'<span style="color:{color}">{_joined(caption.committed)}</span>'
        if caption.pending:
            pending = _joined(caption.pending)
            line += f' <i style="color:{theme.absent}">{pending}</i>'
        return line


def _joined(words: tuple[Word, ...]) -> str:
    return escape(" ".join(word.text.strip() for word in words))
