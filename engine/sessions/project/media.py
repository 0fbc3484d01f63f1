"""The media of a project, in the order of the queue."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import replace
from pathlib import Path

from engine.errors import ProjectError
from engine.sessions.project.codec import from_json, to_json
from engine.sessions.project.database import Connection, transaction
from engine.sessions.project.fingerprint import fingerprint
from engine.sessions.project.records import MediaRecord, MediaState
from engine.types import AnalysisSettings, MediaInfo


class MediaTable:
    """Files stay where they are; the project knows their way, size and fingerprint."""

    def __init__(self, connection: Connection, project: Path) -> None:
        self._connection, self._folder = connection, project.resolve().parent

    def all(self) -> tuple[MediaRecord, ...]:
        """In the order of the queue."""
        rows = self._connection.execute("SELECT * FROM media ORDER BY place, id")
        return tuple(self._record(row) for row in rows)

    def next_waiting(self) -> MediaRecord | None:
        """What the queue takes next."""
        return next((each for each in self.all() if each.state is MediaState.WAITING), None)

    def get(self, media_id: int) -> MediaRecord:
        """One of them.

        Raises:
            ProjectError: it is no longer there.
        """
        row = self._connection.execute("SELECT * FROM media WHERE id = ?", (media_id,)).fetchone()
        if row is None:
            raise ProjectError("This file is no longer in the project.")
        return self._record(row)

    def add(self, path: Path) -> MediaRecord:
        """A file at the end of the queue; one that is there already is not added again.

        Raises:
            ProjectError: the file cannot be read.
        """
        size, mark = _known_by(path)
        same = "SELECT id FROM media WHERE fingerprint = ?"
        known = self._connection.execute(same, (mark,)).fetchone()
        if known is not None:
            if not self.get(known["id"]).is_there:
                self._move(known["id"], path)
            return self.get(known["id"])
        added = self._connection.execute(
            "INSERT INTO media (path, relative_path, size, fingerprint, state, place) VALUES "
            "(?, ?, ?, ?, ?, (SELECT coalesce(max(place), 0) + 1 FROM media))",
            (*self._ways(path), size, mark, MediaState.NEW),
        )
        assert added.lastrowid is not None
        return self.get(added.lastrowid)

    def remove(self, media_id: int) -> None:
        """With all its analyses, notes and labels; the file itself stays."""
        self._connection.execute("DELETE FROM media WHERE id = ?", (media_id,))

    def wait(self, media_id: int, settings: AnalysisSettings) -> None:
        """Let it be analysed in its turn, with these settings."""
        self._connection.execute(
            "UPDATE media SET state = ?, error = '', settings = ? WHERE id = ?",
            (MediaState.WAITING, to_json(settings), media_id),
        )

    def set_state(self, media_id: int, state: MediaState, error: str = "") -> None:
        self._connection.execute(
            "UPDATE media SET state = ?, error = ? WHERE id = ?", (state, error, media_id)
        )

    def set_info(self, media_id: int, info: MediaInfo) -> None:
        self._connection.execute(
            "UPDATE media SET info = ? WHERE id = ?", (to_json(info), media_id)
        )

    def move_before(self, media_id: int, other: int | None) -> None:
        """Change the order of the queue; None: to its end."""
        order = [record.id for record in self.all() if record.id != media_id]
        order.insert(len(order) if other is None else order.index(other), media_id)
        with transaction(self._connection):
            self._connection.executemany(
                "UPDATE media SET place = ? WHERE id = ?", list(enumerate(order))
            )

    def relink(self, media_id: int, path: Path, *, even_if_changed: bool = False) -> MediaRecord:
        """Say where a file that was moved is now.

        Raises:
            ProjectError: it cannot be read, or it is another file.
        """
        record = self.get(media_id)
        size, mark = _known_by(path)
        if mark != record.fingerprint and not even_if_changed:
            raise ProjectError(
                f"{path.name} is not the file that was analysed as {record.path.name}.",
                hint="Choose the same file, or add this one as a new one.",
            )
        with transaction(self._connection):
            self._move(media_id, path)
            self._connection.execute(
                "UPDATE media SET size = ?, fingerprint = ? WHERE id = ?", (size, mark, media_id)
            )
        return self.get(media_id)

    def _move(self, media_id: int, path: Path) -> None:
        self._connection.execute(
            "UPDATE media SET path = ?, relative_path = ? WHERE id = ?",
            (*self._ways(path), media_id),
        )

    def _ways(self, path: Path) -> tuple[str, str | None]:
        whole = path.resolve()
        try:
            return str(whole), Path(os.path.relpath(whole, self._folder)).as_posix()
        except ValueError:  # on another drive
            return str(whole), None

    def _record(self, row: sqlite3.Row) -> MediaRecord:
        path = self._found(Path(row["path"]), row["relative_path"])
        info = from_json(row["info"], MediaInfo) if row["info"] else None
        asked = row["settings"]
        return MediaRecord(
            id=row["id"],
            path=path,
            size=row["size"],
            fingerprint=row["fingerprint"],
            state=MediaState(row["state"]),
            error=row["error"],
            info=replace(info, path=path) if info else None,
            settings=from_json(asked, AnalysisSettings) if asked else AnalysisSettings(),
        )

    def _found(self, path: Path, relative: str | None) -> Path:
        """A project and its media may have been moved together."""
        if relative is None or path.is_file():
            return path
        beside = (self._folder / relative).resolve()
        return beside if beside.is_file() else path


def _known_by(path: Path) -> tuple[int, str]:
    try:
        return path.stat().st_size, fingerprint(path)
    except OSError as error:
        raise ProjectError(
            f"{path} cannot be read: {error.strerror or error}.", hint="Choose another file."
        ) from error
