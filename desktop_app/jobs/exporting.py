"""Exports run in a process of their own: drawing a report holds the interpreter for seconds."""

from __future__ import annotations

import multiprocessing
import signal
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path

from desktop_app.i18n.texts import translate
from engine.errors import ExportError, MibscopeError
from engine.runtime.cancel import Cancel
from engine.sessions import EXPORTERS
from engine.sessions.exports import Report
from engine.types import Analysis

_CONTEXT = multiprocessing.get_context("spawn")
_LOOK_S = 0.1
"""How often is looked whether the user has cancelled."""


@dataclass(frozen=True, slots=True)
class _Ended:
    error: MibscopeError | None
    unexpected: str = ""
    """An exception that is not ours."""


def export_apart(
    analysis: Analysis, path: Path, format_name: str, progress: Report, cancel: Cancel
) -> None:
    """``Exporter.write`` in another process; returns when that has ended.

    Raises:
        MibscopeError: as ``Exporter.write``; ExportError also where the process was killed.
    """
    ours, theirs = _CONTEXT.Pipe()
    stop = _CONTEXT.Event()
    process = _CONTEXT.Process(
        target=_work,
        args=(theirs, stop, analysis, path, format_name),
        name="mibscope-export",
        daemon=True,
    )
    process.start()
    theirs.close()  # or the end of the process would never show as end of file
    try:
        ended = _follow(ours, stop, progress, cancel)
    finally:
        process.join()
        ours.close()
    if ended is None:
        raise ExportError(
            translate("Failure", "Writing {path} ended unexpectedly.").format(path=path),
            hint=translate("Failure", "Try again, or choose another format."),
        )
    if ended.unexpected:
        message = translate("Failure", "{path} could not be written: {error}")
        raise ExportError(
            message.format(path=path, error=ended.unexpected),
            hint=translate("Failure", "If it happens again, please report it."),
        )
    if ended.error is not None:
        raise ended.error


def _follow(connection: Connection, stop: Event, progress: Report, cancel: Cancel) -> _Ended | None:
    """Pass progress and cancel on until the other side is done; None where it just vanished."""
    while True:
        if cancel.is_set():
            stop.set()
        try:
            if not connection.poll(_LOOK_S):
                continue
            said = connection.recv()
        except (EOFError, OSError):
            return None
        if isinstance(said, _Ended):
            return said
        progress(said)


def _work(
    connection: Connection, stop: Event, analysis: Analysis, path: Path, format_name: str
) -> None:
    """Entry of the spawned process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is for the window alone
    ended = _Ended(None)
    try:
        EXPORTERS[format_name].write(analysis, path, connection.send, stop)
    except MibscopeError as expected:
        ended = _Ended(expected)
    except Exception as unexpected:
        ended = _Ended(None, f"{type(unexpected).__name__}: {unexpected}")
    connection.send(ended)
