"""Edits that can be taken back, also after the project was closed and opened again."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from engine.sessions.project.codec import pack_tracks, to_json
from engine.sessions.project.database import Connection, transaction
from engine.types import FeatureTrack, Modality, UtteranceResult

_BYTES = "base64"


class Journal:
    """Every edit is one entry: the rows that it changed, before and after."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.touched: frozenset[int] = frozenset()
        """Ids of the utterances that the latest edit, undo or redo wrote or removed."""

    @contextmanager
    def edit(self, title: str) -> Iterator[Edit]:
        """Change rows; all of it is one step of undo. Edits that were undone are forgotten."""
        with transaction(self._connection):
            self._connection.execute("DELETE FROM edits WHERE undone")
            entry = self._connection.execute("INSERT INTO edits (title) VALUES (?)", (title,))
            assert entry.lastrowid is not None
            yield Edit(self._connection, entry.lastrowid)
            self._remember(entry.lastrowid)

    @property
    def undoable(self) -> str | None:
        """Title of the edit that ``undo`` takes back."""
        return self._title("NOT undone ORDER BY id DESC")

    @property
    def redoable(self) -> str | None:
        """Title of the edit that ``redo`` makes again."""
        return self._title("undone ORDER BY id")

    def undo(self) -> str | None:
        """Take the last edit back; its title, or None where there is none."""
        return self._step("NOT undone ORDER BY id DESC", "before", undone=True)

    def redo(self) -> str | None:
        """Make the edit again that was undone last."""
        return self._step("undone ORDER BY id", "after", undone=False)

    def forget(self) -> None:
        """Nothing can be taken back any more."""
        self._connection.execute("DELETE FROM edits")

    def _title(self, which: str) -> str | None:
        row = self._connection.execute(f"SELECT title FROM edits WHERE {which}").fetchone()
        return row["title"] if row else None

    def _step(self, which: str, side: str, *, undone: bool) -> str | None:
        with transaction(self._connection):
            entry = self._connection.execute(
                f"SELECT id, title FROM edits WHERE {which}"
            ).fetchone()
            if entry is None:
                return None
            order = "DESC" if undone else "ASC"
            rows = self._connection.execute(
                f"SELECT * FROM edited_rows WHERE edit_id = ? ORDER BY id {order}", (entry["id"],)
            ).fetchall()
            for row in rows:
                _write(self._connection, row["table_name"], row["row_id"], row[side])
            self._connection.execute(
                "UPDATE edits SET undone = ? WHERE id = ?", (undone, entry["id"])
            )
            self._remember(entry["id"])
            return str(entry["title"])

    def _remember(self, entry: int) -> None:
        rows = self._connection.execute(
            "SELECT row_id FROM edited_rows WHERE edit_id = ? AND table_name = 'utterances'",
            (entry,),
        )
        self.touched = frozenset(row["row_id"] for row in rows)


class Edit:
    """The changes that people make; only to be used inside ``Journal.edit``."""

    def __init__(self, connection: Connection, entry: int) -> None:
        self._connection, self._entry = connection, entry

    def change_utterance(
        self, utterance_id: int, result: UtteranceResult, tracks: Mapping[Modality, FeatureTrack]
    ) -> None:
        """Other words or times, and what is predicted of them."""
        self._update("utterances", utterance_id, _of(result, tracks))

    def add_utterance(
        self, run_id: int, result: UtteranceResult, tracks: Mapping[Modality, FeatureTrack]
    ) -> int:
        """One more; its id."""
        return self._insert("utterances", {"run_id": run_id, **_of(result, tracks)})

    def remove_utterance(self, utterance_id: int) -> None:
        """One less."""
        self._delete("utterances", utterance_id)

    def name_person(self, media_id: int, track_id: int, name: str) -> None:
        """What a face's track is called; an empty name is none."""
        sql = "SELECT id FROM people WHERE media_id = ? AND track_id = ?"
        known = self._connection.execute(sql, (media_id, track_id)).fetchone()
        values = {"media_id": media_id, "track_id": track_id, "name": name}
        if known is None and name:
            self._insert("people", values)
        elif known is not None and name:
            self._update("people", known["id"], values)
        elif known is not None:
            self._delete("people", known["id"])

    def add_note(self, media_id: int, start_s: float, end_s: float, text: str) -> int:
        """A remark; its id."""
        values = {"media_id": media_id, "start_s": start_s, "end_s": end_s, "text": text}
        return self._insert("notes", values)

    def change_note(self, note_id: int, text: str) -> None:
        """An empty text removes it."""
        if text:
            self._update("notes", note_id, {"text": text})
        else:
            self._delete("notes", note_id)

    def add_label(
        self, media_id: int, span: tuple[float, float], rater: str, head: str, value: str
    ) -> int:
        """What one rater says of one head, from start to end in seconds; its id."""
        where = {"media_id": media_id, "start_s": span[0], "end_s": span[1]}
        return self._insert("labels", {**where, "rater": rater, "head": head, "value": value})

    def remove_labels(self, media_id: int, span: tuple[float, float], rater: str) -> None:
        """All that a rater said of exactly this stretch."""
        rows = self._connection.execute(
            "SELECT id FROM labels WHERE media_id = ? AND start_s = ? AND end_s = ? AND rater = ?",
            (media_id, *span, rater),
        ).fetchall()
        for row in rows:
            self._delete("labels", row["id"])

    def _insert(self, table: str, values: Mapping[str, Any]) -> int:
        marks = ", ".join("?" * len(values))
        added = self._connection.execute(
            f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", tuple(values.values())
        )
        assert added.lastrowid is not None
        self._note(table, added.lastrowid, None)
        return added.lastrowid

    def _update(self, table: str, row_id: int, values: Mapping[str, Any]) -> None:
        before = _read(self._connection, table, row_id)
        changes = ", ".join(f"{name} = ?" for name in values)
        self._connection.execute(
            f"UPDATE {table} SET {changes} WHERE id = ?", (*values.values(), row_id)
        )
        self._note(table, row_id, before)

    def _delete(self, table: str, row_id: int) -> None:
        before = _read(self._connection, table, row_id)
        self._connection.execute(f"DELETE FROM {table} WHERE id = ?", (row_id,))
        self._note(table, row_id, before)

    def _note(self, table: str, row_id: int, before: str | None) -> None:
        self._connection.execute(
            "INSERT INTO edited_rows (edit_id, table_name, row_id, before, after) "
            "VALUES (?, ?, ?, ?, ?)",
            (self._entry, table, row_id, before, _read(self._connection, table, row_id)),
        )


def _of(
    result: UtteranceResult, tracks: Mapping[Modality, FeatureTrack]
) -> Mapping[str, str | float | bytes]:
    return {
        "start_s": result.utterance.start_s,
        "result": to_json(result),
        "tracks": pack_tracks(tracks),
    }


def _read(connection: Connection, table: str, row_id: int) -> str | None:
    row = connection.execute(f"SELECT * FROM {table} WHERE id = ?", (row_id,)).fetchone()
    if row is None:
        return None
    return json.dumps({name: _plain(row[name]) for name in row.keys()})  # noqa: SIM118 - a Row


def _write(connection: Connection, table: str, row_id: int, row: str | None) -> None:
    connection.execute(f"DELETE FROM {table} WHERE id = ?", (row_id,))
    if row is None:
        return
    values = {name: _whole(value) for name, value in json.loads(row).items()}
    marks = ", ".join("?" * len(values))
    connection.execute(
        f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", tuple(values.values())
    )


def _plain(value: Any) -> Any:
    return {_BYTES: base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def _whole(value: Any) -> Any:
    return base64.b64decode(value[_BYTES]) if isinstance(value, dict) else value
