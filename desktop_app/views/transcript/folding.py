"""Texts as they are searched: without case, accents and ligatures."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_QUOTES = {"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"'}
Span = tuple[int, int]
"""Start and length in a text."""


@dataclass(frozen=True, slots=True)
class Folded:
    """``places``: of each letter in the text it comes from; None where they are the same."""

    text: str
    places: tuple[int, ...] | None
    length: int
    """Of the text it comes from."""


def fold(text: str) -> Folded:
    """é → e, ß → ss, ﬁ → fi, ’ → '."""
    if text.isascii():
        return Folded(text.lower(), None, len(text))
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for piece in _pieces(_QUOTES.get(letter, letter)):
            if not unicodedata.combining(piece):
                letters.append(piece)
                places.append(place)
    return Folded("".join(letters), tuple(places), len(text))


def _pieces(letter: str) -> str:
    """A letter without case, its accents apart."""
    plain = unicodedata.normalize("NFKD", letter).casefold()
    return unicodedata.normalize("NFKD", plain)


def wanted(query: str) -> str:
    """What is looked for, folded and with single spaces."""
    return " ".join(fold(query).text.split())


def spans(folded: Folded, query: str) -> Iterator[Span]:
    """Where ``query``, folded already, stands in the text; hits do not overlap."""
    at = folded.text.find(query) if query else -1
    while at >= 0:
        end = at + len(query)
        start, stop = at, end
        if folded.places is not None:
            start = folded.places[at]
            stop = folded.places[end] if end < len(folded.places) else folded.length
            stop = max(stop, folded.places[end - 1] + 1)
        yield start, stop - start
        at = folded.text.find(query, end)
