"""Words while they are spoken: committed when two readings in a row agree on them.

D. Macháček, R. Dabre, O. Bojar, "Turning Whisper into a real-time transcription system", 2023
(LocalAgreement-2). Each reading covers the sound since the last trim; words that were committed
stay, whatever later readings say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from engine.types import Word

_LONGEST_S = 8.0
"""Readings that reach further back begin behind the last committed word instead."""
_OVERLAP_S = 0.1
_LONGEST_REPEAT = 5
"""Words at a seam that may have been read twice."""


class LocalAgreement:
    """The captions of one stretch of speech."""

    def __init__(self, start_s: float) -> None:
        self.start_s = start_s
        self.read_from_s = start_s
        """Where the next reading is to begin."""
        self.committed: list[Word] = []
        self._pending: list[Word] = []

    @property
    def pending(self) -> tuple[Word, ...]:
        """Words of the newest reading that are not certain yet."""
        return tuple(self._pending)

    def read(self, words: Sequence[Word], to_s: float) -> int:
        """Take a reading from ``read_from_s`` to ``to_s``; the number of words it commits."""
        fresh = self._behind_committed(words)
        agreed = list(takewhile(lambda pair: _same(*pair), zip(self._pending, fresh, strict=False)))
        count = len(agreed)
        self.committed += fresh[:count]
        self._pending = fresh[count:]
        if self.committed and to_s - self.read_from_s > _LONGEST_S:
            self.read_from_s = max(self.read_from_s, self.committed[-1].end_s)
        return count

    def close(self, words: Sequence[Word]) -> int:
        """Take the final reading of the whole; the number of words that were not committed yet."""
        rest = self._behind_committed(words)
        self.committed += rest
        self._pending = []
        return len(rest)

    def _behind_committed(self, words: Sequence[Word]) -> list[Word]:
        if not self.committed:
            return list(words)
        end_s = self.committed[-1].end_s
        # A word counts as new by its middle: its edges move from reading to reading.
        rest = [w for w in words if (w.start_s + w.end_s) / 2 > end_s - _OVERLAP_S]
        for count in range(min(_LONGEST_REPEAT, len(rest), len(self.committed)), 0, -1):
            seam = zip(self.committed[-count:], rest[:count], strict=True)
            if all(_same(before, again) for before, again in seam):
                rest = rest[count:]
                break
        return [_not_before(word, end_s) for word in rest]


def _not_before(word: Word, start_s: float) -> Word:
    start = max(word.start_s, start_s)
    return replace(word, start_s=start, end_s=max(word.end_s, start))


def _same(one: Word, other: Word) -> bool:
    return _plain(one.text) == _plain(other.text)


def _plain(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum()) or text
