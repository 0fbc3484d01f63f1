"""What is predicted: the sentiment on its scale, the seven emotions."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.i18n.texts import translate
from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import GAP
from desktop_app.views.charts.bars import Bar, BarChart
from desktop_app.views.charts.gauge import Reading, SentimentGauge
from desktop_app.views.format import emotion_name, percent, sentiment_range, sentiment_word, signed
from desktop_app.views.sections import Section, small
from engine.types import Emotion, Prediction, UtteranceResult


class SentimentPart(QWidget):
    """The number in large, in words, and on the gauge."""

    def __init__(self, themes: ThemeManager) -> None:
        super().__init__()
        self._value, self._word = QLabel(), QLabel()
        self._value.setProperty("role", "display")
        self._word.setProperty("role", "muted")
        self._word.setWordWrap(True)
        self._word.setToolTip(self.tr("Eight of ten such values lie within the range given."))
        self.gauge = SentimentGauge(themes)
        line = QHBoxLayout()
        line.setSpacing(GAP)
        line.addWidget(self._value)
        line.addWidget(self._word, 1, Qt.AlignmentFlag.AlignBaseline)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(line)
        column.addWidget(self.gauge)

    @property
    def text(self) -> str:
        return f"{self._value.text()} {self._word.text()}"

    def show_prediction(self, shown: Prediction, original: UtteranceResult, what_if: bool) -> None:
        """``what_if``: ``shown`` is not the original's own prediction."""
        known = original.uncertainty
        if what_if:
            # The interval belongs to the original: none is known of a prediction that was not made.
            was = signed(original.prediction.sentiment)
            self._word.setText(
                self.tr("{word} · was {value}").format(
                    word=sentiment_word(shown.sentiment), value=was
                )
            )
            reading = Reading(shown.sentiment, ghost=original.prediction.sentiment)
        else:
            self._word.setText(sentiment_range(original))
            reading = Reading(
                shown.sentiment,
                known.sentiment_interval if known else None,
                original.sentiment_uncertain,
            )
        self._value.setText(signed(shown.sentiment))
        self.gauge.show_reading(reading)


class EmotionPart(Section):
    """Always in the same order, so that the eye finds them and bars do not jump while playing."""

    def __init__(self, themes: ThemeManager) -> None:
        super().__init__(
            translate("EmotionPart", "Expression shown"),
            translate(
                "EmotionPart",
                "Calibrated probabilities: of a hundred utterances with 70 %, about seventy "
                "show it.",
            ),
        )
        self._themes = themes
        self.chart = BarChart(themes, self.tr("Probabilities of the expressions shown"))
        self._doubt = small(self.tr("Uncertain: no expression stands out."))
        self.body.addWidget(self.chart)
        self.body.addWidget(self._doubt)

    @property
    def doubtful(self) -> bool:
        return not self._doubt.isHidden()

    def show_prediction(self, shown: Prediction, original: UtteranceResult, what_if: bool) -> None:
        """``what_if``: ``shown`` is not the original's own prediction."""
        color = QColor(self._themes.theme.heat_high)
        doubt = original.emotion_uncertain and not what_if
        before = original.prediction.emotions
        bars = [
            Bar(
                emotion_name(emotion),
                percent(shown.emotions[emotion]),
                color,
                shown.emotions[emotion],
                ghost=before[emotion] if what_if else None,
                strong=emotion is shown.top_emotion and not doubt,
                faint=doubt,
            )
            for emotion in Emotion
        ]
        said = [f"{bar.name} {bar.text}" for bar in bars]
        if what_if:
            said = [
                self.tr("{words}, originally {value}").format(
                    words=words, value=percent(before[emotion])
                )
                for words, emotion in zip(said, Emotion, strict=True)
            ]
        self.chart.show_bars(bars, "; ".join([*said, *([self._doubt.text()] if doubt else [])]))
        self._doubt.setVisible(doubt)
