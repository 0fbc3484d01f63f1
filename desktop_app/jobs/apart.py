"""Work in a process of its own: what holds the interpreter, or must not be here."""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from typing import Any

from desktop_app.i18n.texts import translate
from engine.errors import CancelledError, MibscopeError
from engine.runtime.cancel import Cancel

_CONTEXT = multiprocessing.get_context("spawn")
_LOOK_S = 0.1
"""How often is looked whether the user has cancelled."""

Report = Callable[[Any], None]
Work = Callable[..., None]
"""Of a module, so that it can be found by its name: ``work(*arguments, report, cancel)``."""


class VanishedError(MibscopeError):
    """The process has ended without a word."""


class UnexpectedError(MibscopeError):
    """The work raised something that is not ours: its type and what it says."""


@dataclass(frozen=True, slots=True)
class _Ended:
    error: MibscopeError | None = None
    unexpected: str = ""
    """An exception that is not ours."""


def run_apart(
    work: Work,
    arguments: Sequence[object],
    report: Report,
    cancel: Cancel,
    *,
    patience_s: float | None = None,
) -> None:
    """Call ``work`` in a spawned process; returns when that has ended.

    Args:
        report: called here with whatever the work reports.
        patience_s: how long after a cancel the process may go on before it is killed; None waits,
            for work that would leave something behind.

    Raises:
        MibscopeError: what the work raised; UnexpectedError where that was nothing of ours.
        VanishedError: the process was killed, or crashed.
        CancelledError: ``cancel`` was set, and the work did not stop in time.
    """
    ours, theirs = _CONTEXT.Pipe()
    stop = _CONTEXT.Event()
    process = _CONTEXT.Process(
        target=_serve,
        args=(theirs, stop, work, tuple(arguments)),
        name=f"mibscope{work.__name__}",
        daemon=True,
    )
    process.start()
    theirs.close()  # or the end of the process would never show as end of file
    try:
        ended = _follow(ours, stop, report, cancel, patience_s)
    except CancelledError:
        process.kill()
        raise
    finally:
        process.join()
        ours.close()
    if ended is None:
        raise VanishedError(
            translate("Failure", "The process ended unexpectedly."),
            hint=translate("Failure", "Try again."),
        )
    if ended.unexpected:
        hint = translate("Failure", "If it happens again, please report it.")
        raise UnexpectedError(ended.unexpected, hint=hint)
    if ended.error is not None:
        raise ended.error


def _follow(
    connection: Connection, stop: Event, report: Report, cancel: Cancel, patience_s: float | None
) -> _Ended | None:
    """Pass reports and cancel on until the other side is done; None where it just vanished."""
    asked_at: float | None = None
    while True:
        if asked_at is None and cancel.is_set():
            stop.set()
            asked_at = time.monotonic()
        waited_s = time.monotonic() - asked_at if asked_at is not None else 0.0
        if patience_s is not None and waited_s > patience_s:
            raise CancelledError("Stopped by the user.")
        try:
            if not connection.poll(_LOOK_S):
                continue
            said = connection.recv()
        except (EOFError, OSError):
            return None
        if isinstance(said, _Ended):
            return said
        report(said)


def _serve(connection: Connection, stop: Event, work: Work, arguments: tuple[object, ...]) -> None:
    """Entry of the spawned process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is for the window alone
    ended = _Ended()
    try:
        work(*arguments, connection.send, stop)
    except MibscopeError as expected:
        ended = _Ended(expected)
    except Exception as unexpected:
        ended = _Ended(unexpected=f"{type(unexpected).__name__}: {unexpected}")
    connection.send(ended)
