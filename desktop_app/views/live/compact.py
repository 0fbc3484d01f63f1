"""A small window above all others: what is shown now, while another program is used."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop_app.state.live.session import LiveSession
from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import GAP
from desktop_app.views.charts.gauge import Reading, SentimentGauge
from desktop_app.views.format import (
    emotion_name,
    modality_within,
    percent,
    sentiment_word,
    signed,
    top_emotions,
    uncertain,
)


class CompactView(QWidget):
    """Sentiment, expression and the words that are being said."""

    closed = Signal()

    def __init__(self, live: LiveSession, themes: ThemeManager, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Tool | Qt.WindowType.WindowStaysOnTopHint)
        self._live = live
        self.setWindowTitle(self.tr("MIBScope live"))
        self.setProperty("role", "compact")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._value, self._words = QLabel(), QLabel()
        self._value.setProperty("role", "heading")
        self._words.setProperty("role", "muted")
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._gauge = SentimentGauge(themes)
        self.badge = QLabel()
        self.badge.setProperty("role", "sign")
        self.badge.setTextFormat(Qt.TextFormat.PlainText)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP + 4, GAP, GAP + 4, GAP)
        column.setSpacing(GAP // 2)
        for part in (self._value, self._gauge, self._words):
            column.addWidget(part)
        column.addWidget(self.badge, alignment=Qt.AlignmentFlag.AlignLeft)
        self.setFixedWidth(320)
        live.state_changed.connect(self.refresh)
        live.captions_changed.connect(self.refresh)
        live.calibration_changed.connect(self._say_calibration)
        self._say_calibration()
        self.refresh()

    @property
    def text(self) -> str:
        return f"{self._value.text()} {self._words.text()}"

    def refresh(self) -> None:
        if not self.isVisible() and self._value.text():
            return
        state = self._live.state
        if state is None or state.prediction is None:
            self._value.setText(self.tr("Nothing to go by yet"))
            self._gauge.show_reading(None)
        else:
            value, doubt = state.prediction.sentiment, state.sentiment_uncertain
            emotion, probability = top_emotions(state.prediction, 1)[0]
            word = uncertain() if doubt else sentiment_word(value)
            mark = "?" if state.emotion_uncertain else ""
            self._value.setText(
                f"{signed(value, 1)} {word}\n{emotion_name(emotion)}{mark} {percent(probability)}"
            )
            self._gauge.show_reading(Reading(value, state.sentiment_interval, doubt))
        newest = self._live.captions[-1] if self._live.captions else None
        words = (*newest.committed, *newest.pending) if newest else ()
        self._words.setText(" ".join(word.text.strip() for word in words[-12:]))

    def _say_calibration(self) -> None:
        """That numbers are calibrated to the person, or how long that still takes."""
        left_s, done = self._live.calibrating_s, self._live.calibration
        if left_s is not None:
            self.badge.setText(self.tr("Calibrating: {seconds} s").format(seconds=ceil(left_s)))
        elif done is not None:
            what = ", ".join(modality_within(each) for each in done.modalities)
            self.badge.setText(self.tr("Calibrated: {what}").format(what=what))
        self.badge.setVisible(left_s is not None or done is not None)
        self.adjustSize()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closed.emit()
        super().closeEvent(event)
