"""Captions of an utterance: as many words at a time as fit on the lines there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from engine.sessions.exports.wording import one_line
from engine.types import Word

Fits = Callable[[str], bool]
"""Whether a text fits on one line."""


@dataclass(frozen=True, slots=True)
class Caption:
    """Shown from ``start_s`` until the next one, or the end of the utterance."""

    start_s: float
    lines: tuple[str, ...]


def captions(words: tuple[Word, ...], fits: Fits, most_lines: int = 2) -> tuple[Caption, ...]:
    """All words in order; a caption is left as soon as the next word has no room in it."""
    found: list[Caption] = []
    lines: list[str] = []
    start_s = 0.0
    for word_start_s, piece in _pieces(words, fits):
        if lines and fits(f"{lines[-1]} {piece}"):
            lines[-1] = f"{lines[-1]} {piece}"
            continue
        if len(lines) == most_lines:
            found.append(Caption(start_s, tuple(lines)))
            lines = []
        if not lines:
            start_s = word_start_s
        lines.append(piece)
    return (*found, Caption(start_s, tuple(lines))) if lines else tuple(found)


def _pieces(words: tuple[Word, ...], fits: Fits) -> Iterator[tuple[float, str]]:
    """Words with their times; one that is longer than a line comes in pieces, spread over it."""
    for word in words:
        whole = one_line(word.text)
        done = 0
        while done < len(whole):
            end = len(whole)
            while end > done + 1 and not fits(whole[done:end]):
                end -= 1
            share = done / len(whole)
            yield word.start_s + share * (word.end_s - word.start_s), whole[done:end]
            done = end
