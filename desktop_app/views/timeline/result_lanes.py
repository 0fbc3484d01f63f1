"""Lanes of what was predicted, and of what each modality did to it."""

from __future__ import annotations

from functools import lru_cache
from typing import ClassVar

import numpy as np
from PySide6.QtGui import QColor

from desktop_app.i18n.texts import translate
from desktop_app.state.switches import LaneId
from desktop_app.theming.tokens import SENTIMENT_LIMIT, Theme
from desktop_app.views.format import (
    emotion_name,
    modality_name,
    percent,
    sentiment_word,
    signed,
    span,
    top_emotions,
    uncertain,
)
from desktop_app.views.timeline.data import EMOTIONS, MODALITIES
from desktop_app.views.timeline.lane import Frame, Lane, Moment, Scales, Tick, absent, ink, tint
from desktop_app.views.timeline.raster import Pixels, bars, fill, hatch, row_line
from engine.types import BoolArray, Float64Array, UInt32Array

_LEVELS = 48
"""Shades of a scale."""
_ROOM = 1.08
"""The vertical axis goes this much beyond its last label."""


class SentimentLane(Lane):
    """The value in the colour of its sign, within the band that holds eight of ten."""

    id: ClassVar = LaneId.SENTIMENT
    least: ClassVar = 50
    weight: ClassVar = 24

    def unit(self, scales: Scales) -> str:
        return translate("Timeline", "with 80 % band")

    def ticks(self, scales: Scales, theme: Theme) -> list[Tick]:
        marks = ((SENTIMENT_LIMIT, "+3"), (0.0, "0"), (-SENTIMENT_LIMIT, "−3"))
        return [Tick(0.5 - value / (2 * SENTIMENT_LIMIT * _ROOM), text) for value, text in marks]

    def draw(self, picture: Pixels, frame: Frame) -> None:
        theme, series, columns = frame.theme, frame.series, frame.columns
        for value, shade in ((-3.0, theme.grid), (3.0, theme.grid), (0.0, theme.border)):
            row_line(picture, float(_rows(picture, value)), ink(shade), frame.pixel)
        low, high = columns.lowest(series.sentiment), columns.highest(series.sentiment)
        mean = columns.mean(series.sentiment)
        half, on = 1.25 * frame.pixel, columns.shown
        above = _rows(picture, columns.highest(series.high))
        below = _rows(picture, columns.lowest(series.low))
        bars(picture, above, below, _shades(frame, mean, 0.28), on)
        thin(picture, frame, columns.share(series.sentiment_uncertain) >= 0.5)
        # Where many share a column: from the lowest to the highest, and their mean.
        for top, bottom, strength in ((high, low, 0.6), (mean, mean, 1.0)):
            above, below = _rows(picture, top) - half, _rows(picture, bottom) + half
            bars(picture, above, below, _shades(frame, mean, strength), on)

    def says(self, moment: Moment) -> str:
        result = moment.predicted
        if result is None:
            return ""
        value = result.prediction.sentiment
        scale = translate("Timeline", "{value} of −3 to +3, {word}")
        said = [scale.format(value=signed(value), word=sentiment_word(value))]
        if result.uncertainty is not None:
            said.append(f"80 %: {span(*result.uncertainty.sentiment_interval)}")
        if result.sentiment_uncertain:
            said.append(uncertain())
        return "; ".join(said)


class EmotionLane(Lane):
    """A row for each emotion; the stronger the shade, the likelier."""

    id: ClassVar = LaneId.EMOTIONS
    least: ClassVar = 80
    weight: ClassVar = 30

    def unit(self, scales: Scales) -> str:
        return translate("Timeline", "probability")

    def ticks(self, scales: Scales, theme: Theme) -> list[Tick]:
        count = len(EMOTIONS)
        return [
            Tick((row + 0.5) / count, emotion_name(emotion)) for row, emotion in enumerate(EMOTIONS)
        ]

    def draw(self, picture: Pixels, frame: Frame) -> None:
        columns, shades = frame.columns, heat_shades(frame.theme)
        borders = np.round(np.linspace(0, len(picture), len(EMOTIONS) + 1)).astype(int)
        doubtful = columns.share(frame.series.emotion_uncertain) >= 0.5
        for row in range(len(EMOTIONS)):
            strip = picture[borders[row] : borders[row + 1] - frame.pixel]
            level = np.nan_to_num(columns.highest(frame.series.emotions[:, row]))
            colors = shades[np.clip(level * _LEVELS + 0.5, 0, _LEVELS).astype(int)]
            fill(strip, colors, columns.shown)
        thin(picture, frame, doubtful)

    def says(self, moment: Moment) -> str:
        result = moment.predicted
        if result is None:
            return ""
        ranked = top_emotions(result.prediction, 3)
        said = ", ".join(f"{emotion_name(emotion)} {percent(p)}" for emotion, p in ranked)
        return f"{said}; {uncertain()}" if result.emotion_uncertain else said


class ContributionLane(Lane):
    """Shapley shares stacked around zero; a column shows the tallest stack on either side."""

    id: ClassVar = LaneId.CONTRIBUTIONS
    least: ClassVar = 50
    weight: ClassVar = 24

    def unit(self, scales: Scales) -> str:
        return translate("Timeline", "to the sentiment")

    def legend(self, theme: Theme) -> list[tuple[str, QColor]]:
        return [(modality_name(modality), theme.modality(modality)) for modality in MODALITIES]

    def ticks(self, scales: Scales, theme: Theme) -> list[Tick]:
        limit = scales.shapley
        marks = (limit, 0.0, -limit)
        return [Tick(0.5 - value / (2 * limit * _ROOM), _short(value)) for value in marks]

    def draw(self, picture: Pixels, frame: Frame) -> None:
        theme, columns, series = frame.theme, frame.columns, frame.series
        limit, on = frame.scales.shapley, columns.shown
        for value in (-limit, limit):
            row_line(picture, float(_rows(picture, value, limit)), ink(theme.grid), frame.pixel)
        if len(series.starts):
            for ranked, sign in ((series.up, 1.0), (series.down, -1.0)):
                shares = np.maximum(sign * series.shares[columns.leader(ranked)], 0.0)
                self._stack(picture, frame, sign * shares, on)
        row_line(picture, float(_rows(picture, 0.0, limit)), ink(theme.border), frame.pixel)

    def _stack(self, picture: Pixels, frame: Frame, shares: Float64Array, on: BoolArray) -> None:
        """``shares``: [w, 3], all of one sign."""
        limit = frame.scales.shapley
        foot = np.zeros(len(shares))
        for place, modality in enumerate(MODALITIES):
            share = shares[:, place]
            one, other = _rows(picture, foot, limit), _rows(picture, foot + share, limit)
            color = ink(frame.theme.modality(modality))
            some = on & (np.abs(one - other) >= 0.5)
            bars(picture, np.minimum(one, other), np.maximum(one, other), color, some)
            foot = foot + share

    def says(self, moment: Moment) -> str:
        result = moment.predicted
        if result is None:
            return ""
        said = []
        for modality in MODALITIES:
            part = result.contributions.get(modality)
            share = signed(part.shapley_sentiment) if part else absent(result, modality)
            said.append(f"{modality_name(modality)} {share}")
        shares, start = " · ".join(said), signed(result.baseline.sentiment)
        whole = translate("Timeline", "{shares} (from {baseline})")
        return whole.format(shares=shares, baseline=start)


class RateLane(Lane):
    """A row for each modality: how much its bottleneck lets through."""

    id: ClassVar = LaneId.RATES
    least: ClassVar = 48
    weight: ClassVar = 18

    def unit(self, scales: Scales) -> str:
        return translate("Timeline", "0 to {rate} nats").format(rate=f"{scales.rate_nats:g}")

    def ticks(self, scales: Scales, theme: Theme) -> list[Tick]:
        count = len(MODALITIES)
        return [
            Tick((place + 0.5) / count, modality_name(modality), theme.modality(modality).name())
            for place, modality in enumerate(MODALITIES)
        ]

    def draw(self, picture: Pixels, frame: Frame) -> None:
        theme, columns, series = frame.theme, frame.columns, frame.series
        borders = np.round(np.linspace(0, len(picture), len(MODALITIES) + 1)).astype(int)
        for place, modality in enumerate(MODALITIES):
            strip = picture[borders[place] : borders[place + 1]]
            row_line(strip, len(strip) - 1, ink(theme.grid), frame.pixel)
            rate = columns.highest(series.rates[:, place])
            absent = columns.shown & np.isnan(rate)
            room = strip[2 * frame.pixel : -frame.pixel]
            fill(room, tint(theme, theme.absent, 0.16), absent)
            hatch(room, tint(theme, theme.absent, 0.7), absent, frame.shift)
            top = len(strip) - rate / frame.scales.rate_nats * (len(strip) - 2 * frame.pixel)
            bottom = np.full(len(top), float(len(strip)))
            bars(strip, top, bottom, ink(theme.modality(modality)), columns.shown)

    def says(self, moment: Moment) -> str:
        result = moment.predicted
        if result is None:
            return ""
        said = []
        for modality in MODALITIES:
            part = result.contributions.get(modality)
            rate = f"{part.rate_nats:.2f}" if part else absent(result, modality)
            said.append(f"{modality_name(modality)} {rate}")
        return translate("Timeline", "{rates} nats").format(rates=" · ".join(said))


def thin(picture: Pixels, frame: Frame, doubtful: BoolArray) -> None:
    """What is uncertain is crossed by lines in the colour of the ground."""
    on = doubtful & frame.columns.shown
    hatch(picture, ink(frame.theme.surface), on, frame.shift, thickness=2)


@lru_cache(maxsize=8)
def heat_shades(theme: Theme) -> UInt32Array:
    """Pixels of the probabilities 0, 1/48 … 1."""
    return np.array([ink(theme.heat(level / _LEVELS)) for level in range(_LEVELS + 1)])


def _shades(frame: Frame, sentiment: Float64Array, amount: float) -> UInt32Array:
    """Pixels of the sentiment scale: [w]."""
    share = (np.nan_to_num(sentiment) + SENTIMENT_LIMIT) / (2 * SENTIMENT_LIMIT)
    places = np.clip(np.round(share * _LEVELS), 0, _LEVELS).astype(int)
    return np.asarray(sentiment_shades(frame.theme, amount)[places])


@lru_cache(maxsize=16)
def sentiment_shades(theme: Theme, amount: float) -> UInt32Array:
    """Pixels of −3 to 3 in steps of an eighth, thinned with the ground."""
    levels = np.linspace(-SENTIMENT_LIMIT, SENTIMENT_LIMIT, _LEVELS + 1)
    return np.array([tint(theme, theme.mark(float(level)), amount) for level in levels])


def _rows(
    picture: Pixels, value: Float64Array | float, limit: float = SENTIMENT_LIMIT
) -> Float64Array:
    """Rows of values on an axis from ``limit`` (top) to −``limit``."""
    return np.asarray(len(picture) * (0.5 - np.asarray(value) / (2 * limit * _ROOM)))


def _short(value: float) -> str:
    """+1.5, 0, −2: no more decimals than needed."""
    if value == 0:
        return "0"
    return f"{'+' if value > 0 else '−'}{abs(value):g}"
