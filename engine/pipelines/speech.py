"""Sound in, utterances out: voice activity, transcription and the cut into utterances in a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from math import ceil

from engine.runtime.cancel import Cancel, check
from engine.transcribe import (
    SpeechWindow,
    SpeechWindower,
    Transcriber,
    UtteranceBuilder,
    WindowOptions,
)
from engine.transcribe.voice import SpeechRegion
from engine.types import AudioBlock, Segment, Utterance, Word

_REPORT_EVERY_S = 5.0
_LONGEST_UNREAD_S = 8.0


class WordReader:
    """Windows of speech to utterances, in order.

    With no transcriber the words stay unknown: an utterance is then a stretch of voice activity.
    """

    def __init__(self, transcriber: Transcriber | None, language: str | None) -> None:
        self.transcriber = transcriber
        self._language = language
        self._builder = UtteranceBuilder()

    def read(self, window: SpeechWindow, cancel: Cancel) -> Iterator[Utterance]:
        """Transcribe the next window; the utterances that are certain then."""
        for segment in self.segments(window, cancel):
            yield from self.add(segment)

    def segments(self, window: SpeechWindow, cancel: Cancel) -> Iterator[Segment]:
        """What is said in a window, as ``Transcriber.transcribe`` has it."""
        if self.transcriber is None:
            return (_unread(piece.speech) for piece in window.pieces)
        return self.transcriber.transcribe(window, language=self._language, cancel=cancel)

    def add(self, segment: Segment) -> Iterator[Utterance]:
        """Take the next segment, of ``segments``."""
        yield from self._ready(self._builder.add(segment))

    def advance(self, settled_s: float) -> Iterator[Utterance]:
        """No window to come begins before ``settled_s``."""
        yield from self._ready(self._builder.advance(settled_s))

    def finish(self, duration_s: float) -> Iterator[Utterance]:
        """The sound has ended."""
        yield from self._ready(self._builder.finish(duration_s))

    def _ready(self, utterances: Iterable[Utterance]) -> Iterator[Utterance]:
        for utterance in utterances:
            nameless = any(not word.text for word in utterance.words)
            yield (
                replace(utterance, words=(), language=None, voiced=True) if nameless else utterance
            )


class SpeechReader:
    """Reads one recording once: voice activity, then ``WordReader``."""

    def __init__(
        self,
        transcriber: Transcriber | None,
        duration_s: float,
        language: str | None,
        windows: WindowOptions | None = None,
    ) -> None:
        self._duration_s = duration_s
        self._windower = SpeechWindower(windows)
        self._words = WordReader(transcriber, language)

    def utterances(
        self, blocks: Iterable[AudioBlock], cancel: Cancel
    ) -> Iterator[Utterance | float]:
        """Utterances in order as soon as they are certain; numbers say how far has been heard."""
        reported = 0.0
        for block in blocks:
            check(cancel)
            for window in self._windower.push(block):
                yield from self._words.read(window, cancel)
            yield from self._words.advance(self._windower.settled_s)
            if block.end_s - reported > _REPORT_EVERY_S:
                reported = block.end_s
                yield reported
        for window in self._windower.finish():
            yield from self._words.read(window, cancel)
        yield from self._words.finish(self._duration_s)
        yield self._duration_s


def _unread(region: SpeechRegion) -> Segment:
    """Speech whose words are unknown, as nameless words that the builder can cut between."""
    count = ceil((region.end_s - region.start_s) / _LONGEST_UNREAD_S)
    step = (region.end_s - region.start_s) / count
    edges = [region.start_s + step * index for index in range(count)] + [region.end_s]
    words = tuple(Word("", start, end, 1.0) for start, end in pairwise(edges))
    return Segment(region.start_s, region.end_s, "", words, 0.0, "")
