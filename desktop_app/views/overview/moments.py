"""The rows of the jump lists: strongest moments, and conflicts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QColor

from desktop_app.i18n.texts import translate
from desktop_app.state.overview import Moment, Summary
from desktop_app.theming.tokens import Theme
from desktop_app.views.format import (
    clock,
    emotion_name,
    listed,
    modality_name,
    percent,
    precise_clock,
    signed,
    spoken,
)
from desktop_app.views.overview.jumps import Jump
from engine.types import Agreement, Modality, UtteranceResult


def strongest(summary: Summary, theme: Theme) -> list[Jump]:
    """Most positive, most negative, and the surest of each expression."""
    rows = [
        *(
            _jump(moment, translate("Moments", "most positive"), theme)
            for moment in summary.most_positive
        ),
        *(
            _jump(moment, translate("Moments", "most negative"), theme)
            for moment in summary.most_negative
        ),
    ]
    return rows + [
        _jump(moment, translate("Moments", "surest"), theme) for moment in summary.surest
    ]


def conflicts(results: Sequence[UtteranceResult], theme: Theme) -> list[Jump]:
    """Each with what the modalities say by themselves."""
    return [_conflict(result, theme) for result in results]


def _jump(moment: Moment, what: str, theme: Theme) -> Jump:
    result, prediction = moment.result, moment.result.prediction
    if moment.emotion is None:
        value, color = signed(prediction.sentiment), theme.sentiment(prediction.sentiment)
        said = translate("Moments", "{what}, sentiment {value}").format(what=what, value=value)
    else:
        value = f"{emotion_name(moment.emotion)} {percent(prediction.emotions[moment.emotion])}"
        color = QColor(theme.heat_high)
        said = f"{what} {value}"
    return _row(result, value, said, color)


def _conflict(result: UtteranceResult, theme: Theme) -> Jump:
    report = result.agreement
    parts = [(m, result.contributions[m].unimodal) for m in Modality if m in result.contributions]
    if report is not None and report.sentiment is Agreement.CONFLICT:
        low = min(parts, key=lambda part: part[1].sentiment)
        high = max(parts, key=lambda part: part[1].sentiment)
        opinions = [f"{modality_name(m)} {signed(said.sentiment, 1)}" for m, said in (low, high)]
    else:
        opinions = [f"{modality_name(m)} {emotion_name(said.top_emotion)}" for m, said in parts]
    value = " ↔ ".join(opinions)
    color = theme.sentiment(result.prediction.sentiment)
    spelt = translate("Moments", "contradiction: {opinions}").format(opinions=listed(opinions))
    return _row(result, value, spelt, color)


def _row(result: UtteranceResult, value: str, said: str, color: QColor) -> Jump:
    start = result.utterance.start_s
    return Jump(
        f"{clock(start)}   {value}   {spoken(result)}",
        f"{precise_clock(start)}, {said}, {spoken(result)}",
        color,
        result,
    )
