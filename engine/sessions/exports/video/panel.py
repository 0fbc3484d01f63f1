"""The panel of one utterance: sentiment with its interval, expression, shares of the modalities."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from engine.sessions.exports.fonts import deja_vu
from engine.sessions.exports.video.patch import Patch
from engine.sessions.exports.wording import MODALITY_NAMES, expression, interval, signed
from engine.types import Modality, UtteranceResult

Rgba = tuple[int, int, int, int]

GROUND: Rgba = (12, 15, 20, 190)
INK: Rgba = (245, 247, 250, 255)
_MUTED: Rgba = (165, 174, 188, 255)
_POSITIVE: Rgba = (105, 165, 240, 255)
_NEGATIVE: Rgba = (240, 120, 100, 255)
_BAND: Rgba = (165, 174, 188, 110)
_COLOURS: dict[Modality, Rgba] = {
    Modality.TEXT: (165, 140, 250, 255),
    Modality.AUDIO: (235, 175, 70, 255),
    Modality.VISION: (70, 205, 165, 255),
}
_LIMIT = 3.0
"""Sentiment reaches from minus this to plus this, and so do the bars of the shares."""
_WIDE, _HIGH = 11.5, 9.0
"""Of the panel, in units."""
_ROW = 1.35


def panel_size(unit: int, most_wide: int) -> tuple[int, int]:
    """Width and height in pixels. ``unit``: pixels of a letter's height."""
    return min(round(_WIDE * unit), most_wide), round(_HIGH * unit)


def panel(result: UtteranceResult, unit: int, most_wide: int, place: tuple[int, int]) -> Patch:
    """With its left upper corner at ``place``; never wider than asked."""
    return _Panel(result, unit, panel_size(unit, most_wide)).drawn(place)


class _Panel:
    """Rows of text and bars from top to bottom."""

    def __init__(self, result: UtteranceResult, unit: int, size: tuple[int, int]) -> None:
        self._result, self._unit, self._wide = result, unit, size[0]
        self._picture = Image.new("RGBA", size, (0, 0, 0, 0))
        self._drawing = ImageDraw.Draw(self._picture)
        self._font = ImageFont.truetype(deja_vu(), unit)
        self._strong = ImageFont.truetype(deja_vu(bold=True), round(unit * 1.15))
        self._small = ImageFont.truetype(deja_vu(), max(8, round(unit * 0.7)))

    def drawn(self, place: tuple[int, int]) -> Patch:
        unit = self._unit
        high = self._picture.height
        self._drawing.rounded_rectangle((0, 0, self._wide - 1, high - 1), unit // 2, GROUND)
        self._head(round(0.4 * unit))
        self._gauge(round(2.15 * unit))
        self._text(unit // 2, round(3.1 * unit), expression(self._result), self._font, INK)
        for row, modality in enumerate(Modality):
            self._share(modality, round((4.7 + _ROW * row) * unit))
        return Patch.of(np.asarray(self._picture), *place)

    def _head(self, top: int) -> None:
        """The sentiment and beside it where it may lie; grey with a question mark if uncertain."""
        value, vague = self._result.prediction.sentiment, self._result.sentiment_uncertain
        colour = _MUTED if vague else _POSITIVE if value >= 0 else _NEGATIVE
        said = f"{signed(value, 1)}{'?' if vague else ''}"
        self._text(self._unit // 2, top, said, self._strong, colour)
        left = self._unit + round(self._strong.getlength(said))
        beside = interval(self._result)
        self._text(left, top + round(0.4 * self._unit), beside, self._small, _MUTED)

    def _gauge(self, top: int) -> None:
        """The scale from −3 to 3 with the interval as a band and the value as a mark."""
        unit, result = self._unit, self._result
        middle = top + unit // 4
        line = max(1, unit // 12)
        self._drawing.line((self._x(-_LIMIT), middle, self._x(_LIMIT), middle), _MUTED, line)
        self._drawing.line((self._x(0), top, self._x(0), top + unit // 2), _MUTED, line)
        if result.uncertainty is not None:
            low, high = result.uncertainty.sentiment_interval
            ends = (self._x(low), top, max(self._x(high), self._x(low) + 1), top + unit // 2)
            self._box(ends, _BAND)
        at, half = self._x(result.prediction.sentiment), max(1, unit // 8)
        self._box((at - half, top - half, at + half, top + unit // 2 + half), INK)

    def _share(self, modality: Modality, top: int) -> None:
        """What a modality did to the sentiment, as a bar from the middle; or that it is absent."""
        unit = self._unit
        contribution = self._result.contributions.get(modality)
        ink = _MUTED if contribution is None else INK
        self._text(unit // 2, top, MODALITY_NAMES[modality], self._small, ink)
        left, right = round(0.3 * self._wide), round(0.7 * self._wide)
        middle = (left + right) // 2
        self._drawing.line((middle, top, middle, top + unit), _MUTED, max(1, unit // 12))
        if contribution is None:
            self._text(right + unit // 2, top, "absent", self._small, _MUTED)
            return
        share = contribution.shapley_sentiment
        reach = round(max(-1.0, min(1.0, share / _LIMIT)) * (right - left) / 2)
        ends = sorted((middle, middle + reach))
        self._box((ends[0], top + unit // 8, ends[1], top + unit - unit // 8), _COLOURS[modality])
        self._text(right + unit // 2, top, signed(share), self._small, ink)

    def _x(self, sentiment: float) -> int:
        margin = self._unit // 2
        place = (max(-_LIMIT, min(_LIMIT, sentiment)) + _LIMIT) / (2 * _LIMIT)
        return margin + round(place * (self._wide - 2 * margin))

    def _text(
        self, left: int, top: int, text: str, font: ImageFont.FreeTypeFont, colour: Rgba
    ) -> None:
        self._drawing.text((left, top), text, colour, font)

    def _box(self, ends: tuple[int, int, int, int], colour: Rgba) -> None:
        """Drawn over what is there, not instead of it."""
        above = Image.new("RGBA", self._picture.size, (0, 0, 0, 0))
        ImageDraw.Draw(above).rectangle(ends, colour)
        self._picture.alpha_composite(above)
