"""Labels of a project's media, as its raters gave them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from itertools import groupby

from engine.types import EMOTIONS, SENTIMENT, Emotion, Label

__all__ = ["Label", "LabelTable", "as_values"]


class LabelTable:
    """Reads them; they are written as edits (engine.sessions.labels.writing)."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def of_media(self, media_id: int) -> tuple[Label, ...]:
        """In the order of time, then of the rater's name."""
        rows = self._connection.execute(
            "SELECT * FROM labels WHERE media_id = ? ORDER BY start_s, end_s, rater, id",
            (media_id,),
        )
        return tuple(_label(list(same)) for _, same in groupby(rows, _whose))

    def raters(self) -> tuple[str, ...]:
        """Everybody who has labelled something in the project, by name."""
        rows = self._connection.execute("SELECT DISTINCT rater FROM labels ORDER BY rater")
        return tuple(row["rater"] for row in rows)

    def count(self) -> int:
        """How many labels there are in all media, one of a stretch and rater."""
        sql = "SELECT count(*) FROM (SELECT 1 FROM labels GROUP BY media_id, start_s, end_s, rater)"
        return int(self._connection.execute(sql).fetchone()[0])


def as_values(sentiment: float | None, emotions: frozenset[Emotion] | None) -> dict[str, str]:
    """As they are stored, by head; a head of which nothing is said is not there."""
    values = {}
    if sentiment is not None:
        values[SENTIMENT] = json.dumps(sentiment)
    if emotions is not None:
        values[EMOTIONS] = json.dumps([each.value for each in Emotion if each in emotions])
    return values


def _whose(row: sqlite3.Row) -> tuple[float, float, str]:
    return row["start_s"], row["end_s"], row["rater"]


def _label(rows: list[sqlite3.Row]) -> Label:
    first = rows[0]
    values: Mapping[str, str] = {row["head"]: row["value"] for row in rows}
    shown = json.loads(values[EMOTIONS]) if EMOTIONS in values else None
    return Label(
        id=first["id"],
        media_id=first["media_id"],
        start_s=first["start_s"],
        end_s=first["end_s"],
        rater=first["rater"],
        sentiment=float(json.loads(values[SENTIMENT])) if SENTIMENT in values else None,
        emotions=None if shown is None else frozenset(map(Emotion, shown)),
    )
