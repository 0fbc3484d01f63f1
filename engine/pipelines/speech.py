"""Sound in, utterances out: voice activity, transcription and the cut into utterances in a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from math import ceil

from engine.runtime.cancel import Cancel, check
from engine.transcribe import SpeechWindow, SpeechWindower, Transcriber, UtteranceBuilder
from engine.transcribe.voice import SpeechRegion
from engine.types import AudioBlock, Segment, Utterance, Word

_REPORT_EVERY_S = 5.0
_LONGEST_UNREAD_S = 8.0


class SpeechReader:
    """Reads one recording once.

    With no transcriber the words stay unknown: an utterance is then a stretch of voice activity.
    """

    def __init__(
        self, transcriber: Transcriber | None, duration_s: float, language: str | None
    ) -> None:
        self._transcriber = transcriber
        self._duration_s = duration_s
        self._language = language
        self._windower = SpeechWindower()
        self._builder = UtteranceBuilder()

    def utterances(
        self, blocks: Iterable[AudioBlock], cancel: Cancel
    ) -> Iterator[Utterance | float]:
        """Utterances in order as soon as they are certain; numbers say how far has been heard."""
        reported = 0.0
        for block in blocks:
            check(cancel)
            for window in self._windower.push(block):
                yield from self._read(window, cancel)
            yield from self._ready(self._builder.advance(self._windower.settled_s))
            if block.end_s - reported > _REPORT_EVERY_S:
                reported = block.end_s
                yield reported
        for window in self._windower.finish():
            yield from self._read(window, cancel)
        yield from self._ready(self._builder.finish(self._duration_s))
        yield self._duration_s

    def _read(self, window: SpeechWindow, cancel: Cancel) -> Iterator[Utterance]:
        for segment in self._segments(window, cancel):
            yield from self._ready(self._builder.add(segment))

    def _segments(self, window: SpeechWindow, cancel: Cancel) -> Iterator[Segment]:
        if self._transcriber is None:
            return (_unread(piece.speech) for piece in window.pieces)
        return self._transcriber.transcribe(window, language=self._language, cancel=cancel)

    def _ready(self, utterances: Iterable[Utterance]) -> Iterator[Utterance]:
        if self._transcriber is not None:
            yield from utterances
            return
        for utterance in utterances:
            yield replace(utterance, words=(), language=None, voiced=utterance.has_speech)


def _unread(region: SpeechRegion) -> Segment:
    """Speech whose words are unknown, as nameless words that the builder can cut between."""
    count = ceil((region.end_s - region.start_s) / _LONGEST_UNREAD_S)
    step = (region.end_s - region.start_s) / count
    edges = [region.start_s + step * index for index in range(count)] + [region.end_s]
    words = tuple(Word("", start, end, 1.0) for start, end in pairwise(edges))
    return Segment(region.start_s, region.end_s, "", words, 0.0, "")
