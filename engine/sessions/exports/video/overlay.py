"""What is drawn into the pictures: face box with a name, caption, and a panel of the results."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType

import cv2
from PIL import ImageFont

from engine.sessions.exports.fonts import best_font
from engine.sessions.exports.video.captions import Caption, captions
from engine.sessions.exports.video.panel import Rgba, panel, panel_size
from engine.sessions.exports.video.patch import Patch, lay
from engine.sessions.exports.video.plate import plate
from engine.sessions.exports.wording import one_line, person_number
from engine.sessions.faces import box_at
from engine.types import UInt8Array, UtteranceResult

_FACE_BGR = (0x47, 0xD4, 0xFF)
_FACE: Rgba = (*_FACE_BGR[::-1], 255)
_UNITS_HIGH = 26
"""A unit, the height of a letter, is this part of the picture's shorter side."""
_SMALLEST_UNIT = 9
_CAPTION_WIDTH = 0.9
_NAME_SIZE, _NAME_WIDTH = 0.8, 0.5
"""Of the name at a face, in units; and how much of the picture's width it may take."""


class Overlay:
    """Draws the results of one recording. Each panel and caption is made once, when it is due."""

    def __init__(
        self,
        results: Sequence[UtteranceResult],
        width: int,
        height: int,
        people: Mapping[int, str] = MappingProxyType({}),
    ) -> None:
        """``people``: what they are called, by the track of their face; the others get numbers."""
        self._people = people
        self._results = sorted(results, key=lambda result: result.utterance.start_s)
        self._starts = [result.utterance.start_s for result in self._results]
        self._width, self._height = width, height
        self._unit = max(_SMALLEST_UNIT, min(width, height) // _UNITS_HIGH)
        self._corner = self._free_corner()
        self._panel = lru_cache(maxsize=2)(self._make_panel)
        self._captions = lru_cache(maxsize=2)(self._make_captions)
        self._name = lru_cache(maxsize=32)(self._make_name)
        self._caption = lru_cache(maxsize=2)(self._make_caption)

    def draw(self, bgr: UInt8Array, time_s: float) -> None:
        """Draw what holds at ``time_s`` on the picture itself, uint8 [height, width, 3]."""
        index = bisect_right(self._starts, time_s) - 1
        if index < 0 or time_s >= self._results[index].utterance.end_s:
            return
        self._draw_face(bgr, self._results[index], time_s)
        lay(bgr, self._panel(index))
        due = [each for each in self._captions(index) if each.start_s <= time_s]
        if due:
            lay(bgr, self._caption(due[-1]))

    def _draw_face(self, bgr: UInt8Array, result: UtteranceResult, time_s: float) -> None:
        box = box_at(result.faces, time_s)
        if box is None:
            return
        left, top, width, height = box
        corners = (
            (round(left * self._width), round(top * self._height)),
            (round((left + width) * self._width), round((top + height) * self._height)),
        )
        cv2.rectangle(bgr, *corners, _FACE_BGR, max(1, self._unit // 8), cv2.LINE_AA)

        if result.face_track_id is not None:
            self._draw_name(bgr, self._name(result.face_track_id), *corners)

    def _draw_name(
        self, bgr: UInt8Array, name: Patch, top_left: tuple[int, int], bottom_right: tuple[int, int]
    ) -> None:
        """Above the box, or below it where there is no room."""
        gap = max(2, self._unit // 6)
        high, wide = name.kept.shape[:2]
        above = top_left[1] - gap - high
        top = above if above >= 0 else bottom_right[1] + gap
        left = max(0, min(top_left[0], self._width - wide))
        lay(bgr, replace(name, left=left, top=top))

    def _free_corner(self) -> tuple[int, int]:
        """Left or right at the top: where the panel hides less of the faces, left if both do.

        One place for the whole recording: a panel that jumps is hard to read.
        """
        gap = self._unit // 2
        wide, high = panel_size(self._unit, self._width - self._unit)
        places = ((gap, gap), (self._width - wide - gap, gap))
        boxes = [face.box for result in self._results for face in result.faces]

        def hidden(place: tuple[int, int]) -> float:
            left, top = place[0] / self._width, place[1] / self._height
            right, bottom = left + wide / self._width, top + high / self._height
            return sum(
                max(0.0, min(right, x + w) - max(left, x))
                * max(0.0, min(bottom, y + h) - max(top, y))
                for x, y, w, h in boxes
            )

        return min(places, key=hidden)

    def _make_panel(self, index: int) -> Patch:
        most_wide = self._width - self._unit
        return panel(self._results[index], self._unit, most_wide, self._corner)

    def _make_captions(self, index: int) -> tuple[Caption, ...]:
        words = self._results[index].utterance.words
        text = " ".join(word.text for word in words)
        font = ImageFont.truetype(best_font(text), self._unit)
        return captions(words, lambda line: font.getlength(line) <= self._width * _CAPTION_WIDTH)

    def _make_caption(self, caption: Caption) -> Patch:
        """The lines, centred, on a dark strip at the lower edge."""
        gap = self._unit // 2
        picture = plate("\n".join(caption.lines), self._unit, gap)
        high, wide = picture.shape[:2]
        return Patch.of(picture, (self._width - wide) // 2, self._height - high - gap)

    def _make_name(self, track_id: int) -> Patch:
        """What a person is called; a name that is too long is cut off."""
        name = one_line(self._people.get(track_id, "")) or person_number(track_id)
        unit = max(_SMALLEST_UNIT, round(_NAME_SIZE * self._unit))
        font = ImageFont.truetype(best_font(name), unit)
        said, room = name, self._width * _NAME_WIDTH
        while font.getlength(said) > room:
            name = name[:-1]
            said = f"{name.rstrip()}…"
        return Patch.of(plate(said, unit, max(2, unit // 3), _FACE), 0, 0)
