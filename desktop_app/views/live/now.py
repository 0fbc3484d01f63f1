"""The state of the moment, to be read from two metres away."""

from __future__ import annotations

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from desktop_app.state.live.session import LiveSession
from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import GAP, SENTIMENT_LIMIT
from desktop_app.views.charts.bars import Bar, BarChart
from desktop_app.views.charts.diverging import DivergingBars, SignedBar
from desktop_app.views.charts.gauge import Reading, SentimentGauge
from desktop_app.views.format import (
    emotion_name,
    modality_name,
    percent,
    sentiment_word,
    signed,
    uncertain,
)
from desktop_app.views.sections import small, title
from engine.live.events import LiveState
from engine.types import Emotion, Modality


class NowPanel(QFrame):
    """Sentiment, expression, and what each modality does to them, as they are now."""

    def __init__(self, live: LiveSession, themes: ThemeManager) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self._live, self._themes = live, themes
        self._value, self._word = QLabel("–"), QLabel()
        self._value.setProperty("role", "hero")
        self._word.setProperty("role", "heading")
        self._word.setWordWrap(True)
        self.gauge = SentimentGauge(themes)
        self._top = QLabel()
        self._top.setProperty("role", "heading")
        self.emotions = BarChart(themes, self.tr("Probabilities of the expressions shown"))
        self.shares = DivergingBars(themes, self.tr("Contributions to the sentiment"))
        self._absent = small()
        line = QHBoxLayout()
        line.setSpacing(GAP * 2)
        line.addWidget(self._value)
        line.addWidget(self._word, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP + 4, GAP, GAP + 4, GAP)
        column.setSpacing(GAP // 2)
        column.addWidget(title(self.tr("Sentiment")))
        column.addLayout(line)
        column.addWidget(self.gauge)
        column.addSpacing(GAP)
        column.addWidget(title(self.tr("Expression shown")))
        column.addWidget(self._top)
        column.addWidget(self.emotions)
        column.addSpacing(GAP)
        column.addWidget(title(self.tr("Contributions to the sentiment")))
        column.addWidget(self.shares)
        column.addWidget(self._absent)
        column.addStretch(1)
        for signal in (live.state_changed, live.status_changed, themes.changed):
            signal.connect(self.refresh)
        self.refresh()

    @property
    def text(self) -> str:
        """What is read at a glance."""
        return f"{self._value.text()} {self._word.text()} {self._top.text()}".strip()

    def refresh(self) -> None:
        if self._live.frozen:
            return
        state = self._live.state
        self._show_sentiment(state)
        self._show_emotions(state)
        self._show_shares(state)
        self._live.painted()

    def _show_sentiment(self, state: LiveState | None) -> None:
        if state is None or state.prediction is None:
            self._value.setText("–")
            said = self.tr("Nothing to go by yet") if self._live.busy else ""
            self._word.setText(said)
            self.gauge.show_reading(None)
            return
        value = state.prediction.sentiment
        self._value.setText(signed(value, 1))
        self._word.setText(uncertain() if state.sentiment_uncertain else sentiment_word(value))
        reading = Reading(value, state.sentiment_interval, state.sentiment_uncertain)
        self.gauge.show_reading(reading)

    def _show_emotions(self, state: LiveState | None) -> None:
        said = state.prediction if state else None
        doubt = state is not None and state.emotion_uncertain
        color = QColor(self._themes.theme.heat_high)
        top = max(said.emotions, key=lambda each: said.emotions[each]) if said else None
        bars = [
            Bar(
                emotion_name(emotion),
                percent(said.emotions[emotion]) if said else "",
                color,
                said.emotions[emotion] if said else None,
                strong=emotion is top and not doubt,
                faint=doubt,
            )
            for emotion in Emotion
        ]
        self.emotions.show_bars(bars, "; ".join(f"{bar.name} {bar.text}" for bar in bars))
        if said is None or top is None:
            self._top.setText("")
        elif doubt:
            self._top.setText(uncertain())
        else:
            self._top.setText(f"{emotion_name(top)} {percent(said.emotions[top])}")

    def _show_shares(self, state: LiveState | None) -> None:
        known = state.contributions if state else {}
        bars = []
        for modality in Modality:
            share = known[modality].shapley_sentiment if modality in known else None
            there = state is not None and modality not in state.absent and share is not None
            bars.append(
                SignedBar(
                    modality_name(modality),
                    signed(share or 0.0) if there else "",
                    self._themes.theme.modality(modality),
                    (share or 0.0) / SENTIMENT_LIMIT if there else None,
                )
            )
        self.shares.show_bars(bars, "; ".join(f"{bar.name} {bar.text}" for bar in bars))
        absent = state.absent if state else {}
        self._absent.setText(
            "  ·  ".join(f"{modality_name(each)}: {why}" for each, why in absent.items())
        )
