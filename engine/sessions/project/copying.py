"""Copies of a project that is open, which take a while and hold nobody up."""

from __future__ import annotations

import sqlite3
import threading
import time
from pathlib import Path

from engine.errors import ProjectError
from engine.sessions.project.database import Connection, copy_to

_GIVE_WAY_S = 0.0005
"""Locks are not fair: without a rest the copy would take every turn."""


class Copier:
    """One copy at a time, on whatever thread."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._busy = threading.Lock()
        self._closed = threading.Event()

    def copy(self, path: Path) -> None:
        """As ``Project.copy``."""
        partial = path.with_name(f".{path.name}.partial")
        with self._busy:
            try:
                self._rest()
                copy_to(self._connection, partial, self._rest)
                partial.replace(path)
            except (OSError, sqlite3.Error) as error:
                raise ProjectError(
                    f"{path} could not be written: {error}.",
                    hint="Free some space or choose another folder; the project is not lost.",
                ) from error
            finally:
                partial.unlink(missing_ok=True)

    def close(self) -> None:
        """Give up what is under way, and wait for its end."""
        self._closed.set()
        with self._busy:
            pass

    def _rest(self) -> None:
        if self._closed.is_set():
            raise ProjectError("The project was closed before it was copied.")
        time.sleep(_GIVE_WAY_S)
