"""The four lanes: what each draws and what it says under the mouse."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np
from PySide6.QtGui import QColor

from desktop_app.theming.tokens import SENTIMENT_LIMIT, Theme
from desktop_app.views.format import (
    MODALITY_NAMES,
    nats,
    percent,
    sentiment_word,
    signed,
    top_emotions,
)
from desktop_app.views.timeline.canvas import Canvas
from desktop_app.views.timeline.data import EMOTIONS, MODALITIES, Series
from engine.types import UtteranceResult

Tick = tuple[float, str]
_LEVELS = 24
"""Shades in use; equal shades are drawn together."""


class Lane(ABC):
    """One strip of the timeline over the common axis of time."""

    title: ClassVar[str]
    height: ClassVar[int]
    """Least height in pixels; what is left over is shared in this proportion."""

    @abstractmethod
    def extent(self, series: Series) -> tuple[float, float]:
        """Lowest and highest value of the vertical axis."""

    @abstractmethod
    def ticks(self, extent: tuple[float, float]) -> list[Tick]:
        """Labels of the vertical axis."""

    @abstractmethod
    def draw(self, canvas: Canvas, series: Series, theme: Theme) -> None:
        """Draw the utterances that are in view."""

    @abstractmethod
    def read_out(self, result: UtteranceResult, value: float) -> str:
        """What to say of an utterance; ``value`` is where the mouse is on the vertical axis."""


class SentimentLane(Lane):
    """One bar an utterance from zero, coloured on the diverging scale."""

    title = "Sentiment (−3 to +3)"
    height = 44

    def extent(self, series: Series) -> tuple[float, float]:
        return -SENTIMENT_LIMIT * 1.08, SENTIMENT_LIMIT * 1.08

    def ticks(self, extent: tuple[float, float]) -> list[Tick]:
        return [(-3.0, "−3"), (0.0, "0"), (3.0, "+3")]

    def draw(self, canvas: Canvas, series: Series, theme: Theme) -> None:
        for value in (-3.0, 0.0, 3.0):
            canvas.line(value, QColor(theme.border if value == 0 else theme.grid))
        seen = series.between(canvas.start_s, canvas.end_s)
        step = 2 * SENTIMENT_LIMIT / _LEVELS
        levels = np.round(seen.sentiment / step).astype(np.int64)
        for level in np.unique(levels):
            of = levels == level
            shade = theme.sentiment(float(level) * step)
            canvas.bars(seen.starts[of], seen.ends[of], 0.0, seen.sentiment[of], shade)

    def read_out(self, result: UtteranceResult, value: float) -> str:
        sentiment = result.prediction.sentiment
        return f"Sentiment {signed(sentiment)} ({sentiment_word(sentiment)}) of −3 to +3"


class EmotionLane(Lane):
    """A row for each emotion; the stronger the shade, the likelier."""

    title = "Emotion shown (probability)"
    height = 84

    def extent(self, series: Series) -> tuple[float, float]:
        return 0.0, float(len(EMOTIONS))

    def ticks(self, extent: tuple[float, float]) -> list[Tick]:
        count = len(EMOTIONS)
        return [(count - row - 0.5, emotion.value) for row, emotion in enumerate(EMOTIONS)]

    def draw(self, canvas: Canvas, series: Series, theme: Theme) -> None:
        seen = series.between(canvas.start_s, canvas.end_s)
        count = len(EMOTIONS)
        gap = count / max(1.0, canvas.height)
        levels = np.round(np.clip(seen.emotions, 0.0, 1.0) * _LEVELS).astype(np.int64)
        for level in np.unique(levels):
            utterances, rows = np.nonzero(levels == level)
            floor = (count - 1 - rows).astype(np.float64)
            shade = theme.heat(float(level) / _LEVELS)
            canvas.bars(
                seen.starts[utterances], seen.ends[utterances], floor + gap, floor + 1.0, shade
            )

    def read_out(self, result: UtteranceResult, value: float) -> str:
        row = len(EMOTIONS) - 1 - int(min(max(value, 0.0), len(EMOTIONS) - 0.001))
        under = EMOTIONS[row]
        best = " · ".join(f"{e.value} {percent(p)}" for e, p in top_emotions(result.prediction))
        return f"{under.value} {percent(result.prediction.emotions[under])}\nmost likely: {best}"


class ContributionLane(Lane):
    """Shapley shares stacked around zero; a strip below marks what is absent."""

    title = "Contribution to sentiment (Shapley share)"
    height = 56
    _STRIP = 0.22
    """Part of the height below the stacks that shows which modalities are absent."""

    def extent(self, series: Series) -> tuple[float, float]:
        limit = max(0.5, math.ceil(series.shapley_extent * 2) / 2)
        return -limit * (1.0 + 2.2 * self._STRIP), limit * 1.05

    def ticks(self, extent: tuple[float, float]) -> list[Tick]:
        limit = extent[1] / 1.05
        return [(-limit, signed(-limit, 1)), (0.0, "0"), (limit, signed(limit, 1))]

    def draw(self, canvas: Canvas, series: Series, theme: Theme) -> None:
        low, high = self.extent(series)
        limit = high / 1.05
        for value in (-limit, 0.0, limit):
            canvas.line(value, QColor(theme.border if value == 0 else theme.grid))
        seen = series.between(canvas.start_s, canvas.end_s)
        strip = (-limit - low) / len(MODALITIES) * 0.9
        up, down = np.zeros(len(seen.starts)), np.zeros(len(seen.starts))
        for place, modality in enumerate(MODALITIES):
            absent = np.isnan(seen.shapley[:, place])
            share = np.where(absent, 0.0, seen.shapley[:, place])
            ceiling = low + strip * (len(MODALITIES) - place)
            canvas.hatch(
                seen.starts[absent],
                seen.ends[absent],
                ceiling - strip,
                ceiling,
                QColor(theme.absent),
            )
            foot = np.where(share >= 0, up, down)
            known = ~absent
            canvas.bars(
                seen.starts[known],
                seen.ends[known],
                foot[known],
                (foot + share)[known],
                theme.modality(modality),
            )
            up += np.maximum(share, 0.0)
            down += np.minimum(share, 0.0)

    def read_out(self, result: UtteranceResult, value: float) -> str:
        lines = []
        for modality in MODALITIES:
            part = result.contributions.get(modality)
            said = signed(part.shapley_sentiment) if part else _why_absent(result, modality)
            lines.append(f"{MODALITY_NAMES[modality]}: {said}")
        return "\n".join((*lines, f"from no input at all: {signed(result.baseline.sentiment)}"))


class RateLane(Lane):
    """A band for each modality: how much its bottleneck lets through."""

    title = "Bottleneck rate (nats)"
    height = 48

    def extent(self, series: Series) -> tuple[float, float]:
        return 0.0, float(len(MODALITIES))

    def ticks(self, extent: tuple[float, float]) -> list[Tick]:
        count = len(MODALITIES)
        return [(count - p - 0.5, MODALITY_NAMES[m]) for p, m in enumerate(MODALITIES)]

    def draw(self, canvas: Canvas, series: Series, theme: Theme) -> None:
        count = len(MODALITIES)
        for place in range(count + 1):
            canvas.line(float(place), QColor(theme.grid))
        seen = series.between(canvas.start_s, canvas.end_s)
        scale = 0.88 / max(1e-9, series.rate_extent)
        for place, modality in enumerate(MODALITIES):
            floor = float(count - place - 1)
            rate = seen.rates[:, place]
            absent, known = np.isnan(rate), ~np.isnan(rate)
            canvas.hatch(
                seen.starts[absent],
                seen.ends[absent],
                floor + 0.06,
                floor + 0.94,
                QColor(theme.absent),
            )
            canvas.bars(
                seen.starts[known],
                seen.ends[known],
                floor,
                floor + rate[known] * scale,
                theme.modality(modality),
            )

    def read_out(self, result: UtteranceResult, value: float) -> str:
        place = len(MODALITIES) - 1 - int(min(max(value, 0.0), len(MODALITIES) - 0.001))
        modality = MODALITIES[place]
        part = result.contributions.get(modality)
        said = nats(part.rate_nats) if part else _why_absent(result, modality)
        return f"{MODALITY_NAMES[modality]}: {said}"


def _why_absent(result: UtteranceResult, modality: object) -> str:
    reasons = {str(key): reason for key, reason in result.absent.items()}
    return f"absent ({reasons.get(str(modality), 'not used')})"


LANES: tuple[Lane, ...] = (SentimentLane(), EmotionLane(), ContributionLane(), RateLane())
