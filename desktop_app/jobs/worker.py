"""The job process: receives requests, runs them one after the other, reports what happens.

Runs without Qt. A listening thread takes cancels while the main thread works; it also ends the
process at once when the window says so or disappears.
"""

from __future__ import annotations

import logging
import os
import queue
import signal
import sys
import threading
import time
import traceback
from multiprocessing.connection import Connection

from desktop_app.i18n.marks import QT_TRANSLATE_NOOP
from desktop_app.jobs.messages import (
    Aborted,
    AbortReason,
    Analyse,
    Aside,
    Asked,
    Cancel,
    Errored,
    Failure,
    FindMeshes,
    Logged,
    MeshesFound,
    NotRepredicted,
    Ready,
    Remedy,
    Report,
    Repredict,
    Repredicted,
    Request,
    Returned,
    Shutdown,
    Started,
    Yielded,
)
from desktop_app.jobs.target import Engine, JobTarget
from engine.errors import AssetError, CancelledError, MibscopeError
from engine.types import MeshedFace, Progress, Stage, UInt8Array

PROGRESS_INTERVAL_S = 0.05
_NICENESS = 5
_log = logging.getLogger(__name__)


def serve(connection: Connection, target: JobTarget) -> None:
    """Entry of the spawned process; ends with the window or on Shutdown."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is for the window alone
    _yield_to_the_window()
    inbox = _Inbox(connection)
    outbox = _Outbox(connection)
    _log_to(outbox)
    engine = _load(target)
    outbox.send(Ready())
    if not isinstance(engine, Failure):
        inbox.answer_asides(engine, outbox)
    while True:
        request, cancel = inbox.next()
        if isinstance(engine, Failure):
            engine = _load(target)  # what was missing may have been installed meanwhile
            if not isinstance(engine, Failure):
                inbox.answer_asides(engine, outbox)
        _run(engine, request, cancel, outbox)


def _run(
    engine: Engine | Failure, request: Analyse, cancel: threading.Event, outbox: _Outbox
) -> None:
    job = request.job
    outbox.send(Started(job))
    if isinstance(engine, Failure):
        outbox.send(Errored(job, engine))
        return
    try:
        for event in engine.analyze(request.path, request.settings, cancel):
            outbox.send(Yielded(job, event))
            if cancel.is_set():
                break
    except CancelledError:
        cancel.set()
    except Exception as error:
        outbox.send(Errored(job, failure_of(error)))
        return
    outbox.send(Aborted(job, AbortReason.CANCELLED) if cancel.is_set() else Returned(job))


def _answer(engine: Engine, request: Asked) -> Aside:
    match request:
        case Repredict():
            return _repredicted(engine, request)
        case FindMeshes(job, picture):
            return MeshesFound(job, _meshes(engine, picture))


def _meshes(engine: Engine, picture: UInt8Array) -> tuple[MeshedFace, ...]:
    try:
        return engine.find_meshes(picture)
    except Exception:  # a picture without a mesh is no reason to trouble the user
        _log.exception("no mesh could be looked for")
        return ()


def _repredicted(engine: Engine, request: Repredict) -> Aside:
    try:
        results = engine.repredict(request.settings, request.checkpoint_sha256, request.drafts)
        return Repredicted(request.job, results)
    except Exception as error:  # the transcript stays as it was, and the user is told why
        return NotRepredicted(request.job, failure_of(error))


def failure_of(error: BaseException) -> Failure:
    """An exception in words for the user, in English; the traceback stays in the details."""
    details = "".join(traceback.format_exception(error))
    if isinstance(error, MibscopeError):
        remedy = Remedy.MODELS if isinstance(error, AssetError) else None
        return Failure(error.message, error.hint, details, remedy=remedy)
    if isinstance(error, MemoryError):
        return Failure(
            QT_TRANSLATE_NOOP("Failure", "The computer ran out of memory during the analysis."),
            QT_TRANSLATE_NOOP(
                "Failure",
                "Close other programs or choose a smaller speech model, then analyse again.",
            ),
            details,
        )
    return Failure(
        QT_TRANSLATE_NOOP(
            "Failure", "The analysis stopped because of an unexpected error: {error}"
        ),
        QT_TRANSLATE_NOOP(
            "Failure",
            "The results so far are kept. If it happens again, please report it with the details.",
        ),
        details,
        f"{type(error).__name__}: {error}",
    )


def _load(target: JobTarget) -> Engine | Failure:
    try:
        return target()
    except Exception as error:  # the process lives on and says so when it is asked for work
        return failure_of(error)


def _yield_to_the_window() -> None:
    """Playback and scrolling come first when the cores are all busy."""
    if sys.platform != "win32":
        os.nice(_NICENESS)


def _log_to(outbox: _Outbox) -> None:
    """The window has the log of both processes."""
    root = logging.getLogger()
    root.addHandler(_Forwarding(outbox))
    root.setLevel(logging.INFO)


class _Forwarding(logging.Handler):
    """Sends what is logged."""

    def __init__(self, outbox: _Outbox) -> None:
        super().__init__()
        self._outbox = outbox

    def emit(self, record: logging.LogRecord) -> None:
        self._outbox.send(Logged(record.name, record.levelno, self.format(record)))


class _Inbox:
    """Listens on its own thread, so that a cancel arrives while a job runs."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._requests: queue.SimpleQueue[tuple[Analyse, threading.Event]] = queue.SimpleQueue()
        self._asides: queue.SimpleQueue[Asked] = queue.SimpleQueue()
        self._cancels: dict[int, threading.Event] = {}
        threading.Thread(target=self._listen, name="job-inbox", daemon=True).start()

    def next(self) -> tuple[Analyse, threading.Event]:
        """Block until there is work."""
        return self._requests.get()

    def answer_asides(self, engine: Engine, outbox: _Outbox) -> None:
        """From now on, on a thread of their own: an edit does not wait for an analysis."""

        def answer() -> None:
            while True:
                outbox.send(_answer(engine, self._asides.get()))

        threading.Thread(target=answer, name="job-asides", daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                request: Request = self._connection.recv()
            except (EOFError, OSError):
                os._exit(0)  # the window is gone
            match request:
                case Shutdown():
                    os._exit(0)
                case Analyse(job=job):
                    self._cancels = {job: threading.Event()}
                    self._requests.put((request, self._cancels[job]))
                case Repredict() | FindMeshes():
                    self._asides.put(request)
                case Cancel(job=job):
                    if job in self._cancels:
                        self._cancels[job].set()


class _Outbox:
    """Sends reports; thins progress so that a fast engine cannot flood the window."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._stage: Stage | None = None
        self._sent_at = 0.0
        self._lock = threading.Lock()

    def send(self, report: Report) -> None:
        if isinstance(report, Yielded) and isinstance(report.event, Progress):
            now = time.monotonic()
            same_stage = report.event.stage is self._stage
            if same_stage and now - self._sent_at < PROGRESS_INTERVAL_S:
                return
            self._stage, self._sent_at = report.event.stage, now
        try:
            with self._lock:
                self._connection.send(report)
        except OSError:
            os._exit(0)  # the window is gone
