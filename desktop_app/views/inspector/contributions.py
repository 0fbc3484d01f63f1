"""The waterfall: how each modality takes the prediction from no input to where it is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QComboBox

from desktop_app.i18n.texts import translate
from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import Theme
from desktop_app.views.charts.waterfall import Step, Waterfall
from desktop_app.views.format import emotion_name, modality_name, percent, points, signed
from desktop_app.views.sections import Section
from engine.types import Emotion, Modality, Prediction, UtteranceResult


class WaterfallPart(Section):
    """For the sentiment, or for the emotion that was chosen."""

    def __init__(self, themes: ThemeManager) -> None:
        super().__init__(
            translate("WaterfallPart", "Contributions to"),
            translate(
                "WaterfallPart",
                "From what is predicted of no input, step by step, to the prediction.\n"
                "The exact Shapley share of each modality: what it adds on average over all "
                "orders\nin which modalities can come in. The shares add up to the prediction.\n"
                "Whiskers: one standard deviation of a share over samples of the bottleneck's "
                "code.",
            ),
        )
        self._themes = themes
        self._result: UtteranceResult | None = None
        self._shown: Prediction | None = None
        self._muted: frozenset[Modality] = frozenset()
        self.subject = QComboBox()
        self.subject.setAccessibleName(self.tr("What the waterfall explains"))
        self.subject.addItem(self.tr("Sentiment"), None)
        for emotion in Emotion:
            self.subject.addItem(emotion_name(emotion).capitalize(), emotion)
        self.subject.currentIndexChanged.connect(self._refresh)
        self.chart = Waterfall(themes, self.tr("Contributions"), signed)
        self.head.addWidget(self.subject)
        self.body.addWidget(self.chart)

    def show_result(
        self, result: UtteranceResult, shown: Prediction, muted: frozenset[Modality]
    ) -> None:
        """``shown``: what is predicted without those that are ``muted``."""
        self._result, self._shown, self._muted = result, shown, muted
        self._refresh()

    def _refresh(self) -> None:
        if self._result is None or self._shown is None:
            return
        chosen = self.subject.currentData()
        emotion = Emotion(chosen) if chosen else None
        steps = waterfall_steps(self._result, emotion, self._muted, self._themes.theme)
        mark = _value(self._shown, emotion) if self._muted else None
        written = percent if emotion else signed
        said = [self._spoken(step, written) for step in steps]
        if mark is not None:
            said.append(self.tr("what if {value}").format(value=written(mark)))
        name = emotion_name(emotion) if emotion else self.tr("sentiment")
        self.chart.setAccessibleName(self.tr("Contributions to {output}").format(output=name))
        self.chart.show_steps(steps, mark, "; ".join(said), written)

    def _spoken(self, step: Step, written: Callable[[float], str]) -> str:
        name = self.tr("{name} (left out)").format(name=step.name) if step.muted else step.name
        if not step.spread:
            return f"{name} {step.text}"
        spread = self.tr("give or take {spread}").format(spread=written(step.spread))
        return f"{name} {step.text} {spread}"


def waterfall_steps(
    result: UtteranceResult, emotion: Emotion | None, muted: frozenset[Modality], theme: Theme
) -> list[Step]:
    """From the baseline through the shares to the prediction; ``emotion`` None: the sentiment."""
    written, changed = (percent, points) if emotion else (signed, signed)
    at = _value(result.baseline, emotion)
    steps = [
        Step(
            translate("WaterfallPart", "No input"),
            0.0,
            at,
            written(at),
            QColor(theme.absent),
            total=True,
        )
    ]
    for modality, part in sorted(result.contributions.items(), key=lambda i: _ORDER[i[0]]):
        share = part.shapley_emotions[emotion] if emotion else part.shapley_sentiment
        steps.append(
            Step(
                modality_name(modality),
                at,
                at + share,
                changed(share),
                theme.modality(modality),
                spread=_spread(result, modality, emotion),
                muted=modality in muted,
            )
        )
        at += share
    end = _value(result.prediction, emotion)
    color = QColor(theme.heat_high) if emotion else theme.sentiment(end)
    name = translate("WaterfallPart", "Prediction")
    steps.append(Step(name, 0.0, end, written(end), color, total=True))
    return steps


_ORDER = {modality: place for place, modality in enumerate(Modality)}


def _value(prediction: Prediction, emotion: Emotion | None) -> float:
    return prediction.emotions[emotion] if emotion else prediction.sentiment


def _spread(result: UtteranceResult, modality: Modality, emotion: Emotion | None) -> float | None:
    known = result.uncertainty
    if known is None:
        return None
    if emotion is None:
        return known.shapley_sentiment_sd.get(modality)
    return known.shapley_emotions_sd.get(modality, {}).get(emotion)
