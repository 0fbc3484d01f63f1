"""Utterances, the units of prediction, from words as they come.

Speech is divided where the speaker pauses; long stretches without speech become utterances without
words, so that a face is still analysed there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.types import Segment, Utterance, Word

_SENTENCE_ENDS = (".", "?", "!", "…", "。", "？", "！")


@dataclass(frozen=True, slots=True)
class UtteranceOptions:
    pause_s: float = 0.5
    """A gap between words that always divides. Voice activity closes a region after 0.6 s; word
    times may lie a little beyond its edges."""
    sentence_pause_s: float = 0.25
    """A gap that divides after a full stop, question or exclamation mark."""
    max_speech_s: float = 12.0
    """Longer speech is divided at its best gap."""
    min_part_s: float = 2.0
    """A forced division leaves no shorter part where it can be avoided."""
    margin_s: float = 0.15
    """Sound kept before the first and after the last word: their edges are soft."""
    min_silence_s: float = 4.0
    """A stretch without speech that is worth an utterance of its own."""
    max_silence_s: float = 8.0
    """Longer stretches are divided."""


class UtteranceBuilder:
    """Give it segments in order of time, and how far the sound has been heard; take utterances.

    An utterance is given out once nothing to come can change it. When it is given out depends on
    the calls, what it is does not. Use it once per recording.
    """

    def __init__(self, options: UtteranceOptions | None = None) -> None:
        self._options = options or UtteranceOptions()
        self._words: list[Word] = []
        self._language: str | None = None
        self._index = 0
        self._done_to = 0.0

    def add(self, segment: Segment) -> list[Utterance]:
        """Take the next segment; the utterances that are certain now."""
        ready: list[Utterance] = []
        for word in segment.words:
            ready += self._add(self._in_order(word), segment.language)
        return ready

    def advance(self, heard_to_s: float) -> list[Utterance]:
        """No word to come begins before ``heard_to_s``; the utterances that are certain now."""
        ready: list[Utterance] = []
        if self._words and heard_to_s - self._words[-1].end_s >= self._options.pause_s:
            ready += self._close(heard_to_s)
        if not self._words:
            ready += self._silence_up_to(heard_to_s - self._options.margin_s, final=False)
        return ready

    def finish(self, duration_s: float) -> list[Utterance]:
        """The sound has ended; everything that is left. A medium without words is one silence."""
        ready: list[Utterance] = []
        end_s = duration_s
        if self._words:
            # A last word may end a moment after the container says that everything does.
            end_s = max(duration_s, self._words[-1].end_s)
            last = self._words[-1].end_s
            ready += self._close(last + 2 * max(end_s - last, 0.0))
        ready += self._silence_up_to(end_s, final=True)
        if self._index == 0 and end_s > 0:
            ready.append(self._emit(self._done_to, end_s))
        return ready

    def _in_order(self, word: Word) -> Word:
        """Words never overlap: one that does begins where the last one ended."""
        earliest = self._words[-1].end_s if self._words else self._done_to
        start = max(word.start_s, earliest)
        return replace(word, start_s=start, end_s=max(word.end_s, start))

    def _add(self, word: Word, language: str) -> list[Utterance]:
        ready: list[Utterance] = []
        if self._words and (language != self._language or self._divides(self._words[-1], word)):
            ready += self._close(word.start_s)
        if not self._words:
            ready += self._silence_up_to(word.start_s - self._options.margin_s, final=True)
        self._words.append(word)
        self._language = language
        while self._is_long():
            ready.append(self._divide_long())
        return ready

    def _divides(self, before: Word, after: Word) -> bool:
        gap = after.start_s - before.end_s
        ends_sentence = before.text.rstrip("\"'”’)").endswith(_SENTENCE_ENDS)
        return gap >= (self._options.sentence_pause_s if ends_sentence else self._options.pause_s)

    def _is_long(self) -> bool:
        span = self._words[-1].end_s - self._words[0].start_s
        return len(self._words) > 1 and span > self._options.max_speech_s

    def _divide_long(self) -> Utterance:
        """Give out the words before the best gap; the longest, with a bonus for punctuation."""
        words = self._words
        cuts = range(1, len(words))
        roomy = [i for i in cuts if self._leaves_room(i)] or list(cuts)
        best = max(roomy, key=lambda i: (_gap_worth(words[i - 1], words[i]), i))
        self._words = words[best:]
        return self._speech(words[:best], words[best].start_s)

    def _leaves_room(self, cut: int) -> bool:
        words, least = self._words, self._options.min_part_s
        before = words[cut - 1].end_s - words[0].start_s
        return before >= least and words[-1].end_s - words[cut].start_s >= least

    def _close(self, next_start_s: float) -> list[Utterance]:
        words, self._words = self._words, []
        return [self._speech(words, next_start_s)]

    def _speech(self, words: list[Word], next_start_s: float) -> Utterance:
        margin = self._options.margin_s
        start = max(words[0].start_s - margin, self._done_to)
        last = words[-1].end_s
        end = last + min(margin, max(next_start_s - last, 0.0) / 2)
        return self._emit(start, end, tuple(words), self._language)

    def _silence_up_to(self, end_s: float, *, final: bool) -> list[Utterance]:
        """Utterances without words from where the last one ended; whole ones only until final."""
        least, longest = self._options.min_silence_s, self._options.max_silence_s
        ready: list[Utterance] = []
        while end_s - self._done_to >= longest + least:
            ready.append(self._emit(self._done_to, self._done_to + longest))
        left = end_s - self._done_to
        if final and left >= least:
            if left > longest:
                ready.append(self._emit(self._done_to, self._done_to + left / 2))
            ready.append(self._emit(self._done_to, end_s))
        return ready

    def _emit(
        self, start: float, end: float, words: tuple[Word, ...] = (), language: str | None = None
    ) -> Utterance:
        utterance = Utterance(self._index, start, end, words, language)
        self._index += 1
        self._done_to = end
        return utterance


def _gap_worth(before: Word, after: Word) -> float:
    bonus = 0.0
    if before.text.endswith(_SENTENCE_ENDS):
        bonus = 0.3
    elif before.text.endswith((",", ";", ":", "–")):
        bonus = 0.1
    return after.start_s - before.end_s + bonus
