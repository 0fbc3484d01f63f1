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
    """A text as it is searched, and as it stands."""

    text: str
    source: str

    @property
    def places(self) -> list[int] | None:
        """Of each folded letter in the source, and its end; None where they are the same.

        Slow, and asked for only where something was found.
        """
        if self.source.isascii():
            return None
        found = [place for place, letter in enumerate(self.source) for _ in _plain(letter)]
        return [*found, len(self.source)]


def fold(text: str) -> Folded:
    """é → e, ß → ss, ﬁ → fi, ’ → '."""
    return Folded(text.lower() if text.isascii() else _plain(text), text)


def _plain(text: str) -> str:
    """Letter by letter the same as all at once."""
    for quote, plain in _QUOTES.items():
        text = text.replace(quote, plain)
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join([letter for letter in apart if not unicodedata.combining(letter)])


def wanted(query: str) -> str:
    """What is looked for, folded and with single spaces."""
    return " ".join(fold(query).text.split())


def spans(folded: Folded, query: str) -> Iterator[Span]:
    """Where ``query``, folded already, stands in the text; hits do not overlap."""
    at = folded.text.find(query) if query else -1
    places = folded.places if at >= 0 else None
    while at >= 0:
        end = at + len(query)
        start, stop = at, end
        if places is not None:
            start, stop = places[at], max(places[end], places[end - 1] + 1)
        yield start, stop - start
        at = folded.text.find(query, end)
