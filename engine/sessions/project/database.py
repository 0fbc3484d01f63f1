"""Opening a project file: what it is, which version, who else has it open."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from engine.errors import ProjectError
from engine.sessions.project.schema import APPLICATION_ID, MIGRATIONS, TABLES, VERSION

_PATIENCE_S = 0.5
"""How long a lock of another program is waited for."""


_PAGES = 64
"""Copied between two looks at whether anybody else wants the connection."""


class Connection(sqlite3.Connection):
    """Of one thread, but for copies, which another one may make meanwhile. ``turn`` is held while a
    whole change or a step of a copy is made: no copy ends amid a change."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.turn = threading.RLock()


def create(path: Path) -> Connection:
    """A new file; whole or not at all, whenever the program is killed.

    Raises:
        ProjectError: there is one already, or it cannot be written.
    """
    if path.exists():
        raise ProjectError(f"{path.name} is there already.", hint="Choose another name.")
    partial = path.with_name(f".{path.name}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.unlink(missing_ok=True)  # of a program that was killed
        new = sqlite3.connect(partial, isolation_level=None, factory=Connection)
        with closing(new), transaction(new):
            for statement in TABLES.split(";"):
                new.execute(statement)
            new.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            new.execute(f"PRAGMA user_version = {VERSION}")
        partial.rename(path)
    except (OSError, sqlite3.Error) as error:
        raise _unusable(path, error) from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    return connect(path)


def connect(
    path: Path, version: int = VERSION, migrations: Mapping[int, str] = MIGRATIONS
) -> Connection:
    """An existing file, brought to the present version; what it was is kept beside it.

    Raises:
        ProjectError: there is none, it is something else, it is newer than this program, another
            program has it open, or it is damaged.
    """
    if not path.is_file():
        raise ProjectError(f"There is no project {path}.", hint="It may have been moved.")
    try:
        connection = sqlite3.connect(
            path,
            isolation_level=None,
            timeout=_PATIENCE_S,
            check_same_thread=False,
            factory=Connection,
        )
        try:
            _require_ours(connection, path, version)
            _prepare(connection)
            _migrate(connection, path, version, migrations)
        except BaseException:
            connection.close()
            raise
    except sqlite3.Error as error:
        raise _unusable(path, error) from error
    return connection


@contextmanager
def transaction(connection: Connection) -> Iterator[None]:
    """All of it or nothing; inside another one a part of that."""
    with connection.turn:
        if connection.in_transaction:
            yield
            return
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


def _prepare(connection: Connection) -> None:
    connection.row_factory = sqlite3.Row
    # One program at a time: the lock goes with the process, however it ends.
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")


def _require_ours(connection: Connection, path: Path, version: int) -> None:
    if _number(connection, "application_id") != APPLICATION_ID:
        raise ProjectError(
            f"{path.name} is not a project of MIBScope.", hint="Open a file ending in .mibscope."
        )
    if _number(connection, "user_version") > version:
        raise ProjectError(
            f"{path.name} was written by a newer MIBScope.", hint="Update this one to open it."
        )


def _migrate(
    connection: Connection, path: Path, version: int, migrations: Mapping[int, str]
) -> None:
    found = _number(connection, "user_version")
    if found == version:
        return
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    copy_to(connection, path.with_name(f"{path.stem}.version-{found}.{stamp}{path.suffix}"))
    with transaction(connection):
        for step in range(found, version):
            for statement in migrations[step].split(";"):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {version}")


def copy_to(connection: Connection, path: Path, between: Callable[[], None] = lambda: None) -> None:
    """A whole copy of the database in another file, as it is at the end.

    Args:
        between: called between two steps, when others may use the connection; ends the copy by what
            it raises.
    """

    def give_way(*_: int) -> None:
        connection.turn.release()
        try:
            between()
        finally:
            connection.turn.acquire()

    with closing(sqlite3.connect(path)) as copy, connection.turn:
        connection.backup(copy, pages=_PAGES, progress=give_way)


def _number(connection: Connection, pragma: str) -> int:
    return int(connection.execute(f"PRAGMA {pragma}").fetchone()[0])


def _unusable(path: Path, error: Exception) -> ProjectError:
    if "locked" in str(error):
        return ProjectError(
            f"{path.name} is open in another window of MIBScope.",
            hint="Close it there first.",
        )
    if "not a database" in str(error):
        return ProjectError(
            f"{path.name} is not a project of MIBScope.", hint="Open a file ending in .mibscope."
        )
    return ProjectError(
        f"The project {path.name} cannot be used: {error}.",
        hint="If the disk is full or cannot be written, mend that; the file itself is untouched.",
    )
