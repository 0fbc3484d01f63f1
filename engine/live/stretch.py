"""Which stretch of time the live prediction is of: the utterance that is going on, or the last
seconds where nobody speaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

from engine.transcribe import UtteranceBuilder
from engine.types import Segment, Word

SILENT_S = 3.0
"""Of faces that count where nobody speaks."""
LONGEST_S = 12.0
MARGIN_S = 0.15
"""Both as in ``UtteranceOptions``."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """``speech``: somebody speaks or has just spoken; then ``words`` are what was read of it."""

    start_s: float
    end_s: float
    speech: bool
    words: tuple[Word, ...]


class StretchKeeper:
    """Told by listener and reader, asked by the predictor."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._speech_from_s: float | None = None
        self._open_since_s: float | None = None
        self._final_to_s = 0.0
        self._words: tuple[Word, ...] = ()

    def heard(self, speech_since_s: float | None) -> None:
        """Speech is going on since then, or is not."""
        with self._lock:
            self._open_since_s = speech_since_s
            if self._speech_from_s is None and speech_since_s is not None:
                self._speech_from_s = max(speech_since_s - MARGIN_S, 0.0)

    def read(self, words: Sequence[Word]) -> None:
        """So far this was understood of the speech; what a pause divides off is left out."""
        words = tuple(words)
        start_s, rest = divided_off(words)
        with self._lock:
            self._words = rest
            if start_s is not None and self._speech_from_s is not None:
                self._speech_from_s = max(self._speech_from_s, start_s)

    def settled(self, to_s: float) -> None:
        """Everything up to here is final; called when all speech that has ended has been read."""
        with self._lock:
            self._final_to_s = max(self._final_to_s, to_s)
            self._words = ()
            since = self._open_since_s
            self._speech_from_s = None if since is None else max(since - MARGIN_S, 0.0)

    def now(self, now_s: float) -> Stretch:
        """The stretch that a prediction is to be of."""
        with self._lock:
            start, words = self._speech_from_s, self._words
            final_to = self._final_to_s
        if start is None:
            return Stretch(max(now_s - SILENT_S, 0.0), now_s, False, ())
        start = max(start, final_to, now_s - LONGEST_S)
        kept = tuple(word for word in words if word.end_s > start)
        return Stretch(min(start, now_s), now_s, True, kept)


def divided_off(words: tuple[Word, ...]) -> tuple[float | None, tuple[Word, ...]]:
    """The end of the last utterance that is over for certain, and the words behind it."""
    if not words:
        return None, ()
    text = " ".join(word.text for word in words)
    segment = Segment(words[0].start_s, words[-1].end_s, text, words, 0.0, "")
    over = [each for each in UtteranceBuilder().add(segment) if each.words]
    if not over:
        return None, words
    count = sum(len(each.words) for each in over)
    return over[-1].end_s, words[count:]
