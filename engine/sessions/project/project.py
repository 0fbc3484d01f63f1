"""One project: a file that holds all but the media themselves."""

from __future__ import annotations

from collections import deque
from contextlib import AbstractContextManager
from pathlib import Path

from engine.sessions.labels.table import LabelTable
from engine.sessions.project.copying import Copier
from engine.sessions.project.database import Connection, connect, create, transaction
from engine.sessions.project.journal import Journal
from engine.sessions.project.media import MediaTable
from engine.sessions.project.records import MediaState, Note, RunStatus
from engine.sessions.project.remarks import names, notes
from engine.sessions.project.runs import RunTable

SUFFIX = ".mibscope"


class Project:
    """Everything is written as it happens. Belongs to the thread that opened it, but for ``copy``.

    Whatever was running when the program ended is found stopped, with what it had found.
    """

    def __init__(self, connection: Connection, path: Path) -> None:
        self._connection = connection
        self._copier = Copier(connection)
        self.path = path
        self.media = MediaTable(connection, path)
        self.runs = RunTable(connection, self.media)
        self.labels = LabelTable(connection)
        self.journal = Journal(connection)

    @classmethod
    def create(cls, path: Path) -> Project:
        """A new project.

        Raises:
            ProjectError: there is one already, or it cannot be written.
        """
        return cls(create(path), path)

    @classmethod
    def at(cls, path: Path) -> Project:
        """The project at this place, a new one where there is none.

        Raises:
            ProjectError: as ``open`` and ``create``.
        """
        return cls.open(path) if path.exists() else cls.create(path)

    @classmethod
    def open(cls, path: Path) -> Project:
        """An existing one.

        Raises:
            ProjectError: there is none, or it cannot be used; the message says why.
        """
        project = cls(connect(path), path)
        with project.whole():
            project._connection.execute(
                "UPDATE media SET state = ? WHERE state = ?",
                (MediaState.STOPPED, MediaState.RUNNING),
            )
            project._connection.execute(
                "UPDATE runs SET status = ? WHERE status = ?",
                (RunStatus.PARTIAL, RunStatus.RUNNING),
            )
            for run_id in project.runs.drafts():
                deque(project.runs.discard(run_id), maxlen=0)
        return project

    def close(self) -> None:
        """Everything is in the one file then. A copy that is under way is given up."""
        self._copier.close()
        self._connection.close()

    def whole(self) -> AbstractContextManager[None]:
        """Several changes of which all are kept or none."""
        return transaction(self._connection)

    def show_before(self) -> tuple[int, ...]:
        """Show the analyses before those that are shown; the media that had one. Nothing is lost:
        the others stay and can be shown again (``runs.show``)."""
        changed = []
        for media in self.media.all():
            if (before := self.runs.before(media.id)) is not None:
                self.runs.show(before.id)
                changed.append(media.id)
        return tuple(changed)

    def copy(self, path: Path) -> None:
        """Write a copy, whole or not at all; this project stays the one that is open. May be called
        on another thread, while this one goes on.

        Raises:
            ProjectError: it cannot be written there, or the project was closed meanwhile.
        """
        self._copier.copy(path)

    def __enter__(self) -> Project:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ------------------------------------------------------------------ what people said

    @property
    def consent(self) -> str:
        """What the recorded people agreed to, in the user's words."""
        row = self._connection.execute("SELECT value FROM meta WHERE key = 'consent'").fetchone()
        return row["value"] if row else ""

    @consent.setter
    def consent(self, text: str) -> None:
        self._connection.execute("INSERT OR REPLACE INTO meta VALUES ('consent', ?)", (text,))

    def notes(self, media_id: int) -> tuple[Note, ...]:
        """In the order of time."""
        return notes(self._connection, media_id)

    def names(self, media_id: int) -> dict[int, str]:
        """What the user calls the people of a medium, by the track of their face."""
        return names(self._connection, media_id)
