"""What people said of a medium: names and notes.

A note belongs to the utterance in which it starts, whatever is split or merged later.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections.abc import Sequence

from engine.sessions.project.records import Note
from engine.types import UtteranceResult


def notes(connection: sqlite3.Connection, media_id: int) -> tuple[Note, ...]:
    """In the order of time."""
    rows = connection.execute(
        "SELECT * FROM notes WHERE media_id = ? ORDER BY start_s, id", (media_id,)
    )
    return tuple(Note(*row) for row in rows)


def names(connection: sqlite3.Connection, media_id: int) -> dict[int, str]:
    """What the people in view are called, by the track of their face."""
    rows = connection.execute("SELECT track_id, name FROM people WHERE media_id = ?", (media_id,))
    return {row["track_id"]: row["name"] for row in rows}


def by_utterance(results: Sequence[UtteranceResult], notes: Sequence[Note]) -> dict[int, str]:
    """Texts by the place of the utterance; several notes are lines of one text.

    ``results`` are in the order of their start. Before the first utterance a note is the first's.
    """
    found: dict[int, list[str]] = {}
    for place, note in _placed(results, notes):
        found.setdefault(place, []).append(note.text)
    return {place: "\n".join(texts) for place, texts in found.items()}


def notes_of(
    index: int, results: Sequence[UtteranceResult], notes: Sequence[Note]
) -> tuple[Note, ...]:
    """Those that belong to one utterance, in the order of time."""
    return tuple(note for place, note in _placed(results, notes) if place == index)


def _placed(results: Sequence[UtteranceResult], notes: Sequence[Note]) -> list[tuple[int, Note]]:
    if not results or not notes:
        return []
    starts = [result.utterance.start_s for result in results]
    return [(max(0, bisect_right(starts, note.start_s) - 1), note) for note in notes]
