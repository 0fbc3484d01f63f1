"""One incarnation of a process that works for the window, seen from the window."""

from __future__ import annotations

import logging
import multiprocessing
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Generic, TypeVar

from desktop_app.jobs.messages import Shutdown

_CONTEXT = multiprocessing.get_context("spawn")
_JOIN_S = 2.0
_NOTHING_MORE = object()
_log = logging.getLogger(__name__)

Target = TypeVar("Target")
Report = TypeVar("Report")


@dataclass(frozen=True, slots=True)
class Died:
    """The process has ended; nothing will follow."""

    exit_code: int | None


class JobProcess(Generic[Target, Report]):
    """A spawned process, a thread that reads what it reports and one that writes requests: a large
    one would keep its sender waiting until a busy process takes it.

    ``serve`` runs there with the other end of the pipe and ``target``. ``deliver`` is called on
    the reading thread, with every report in order and Died at the end.
    """

    def __init__(
        self,
        serve: Callable[[Connection, Target], None],
        target: Target,
        deliver: Callable[[JobProcess[Target, Report], Report | Died], None],
        name: str,
    ) -> None:
        self._deliver = deliver
        self._connection, theirs = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(
            target=serve, args=(theirs, target), name=f"mibscope-{name}", daemon=True
        )
        self._process.start()
        theirs.close()  # or the end of the process would never show as end of file
        self._requests: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._writer = threading.Thread(target=self._write, name=f"{name}-writer", daemon=True)
        self._writer.start()
        self._reader = threading.Thread(target=self._read, name=f"{name}-reader", daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int | None:
        return self._process.pid

    def send(self, request: object) -> None:
        """Send soon; a process that has just died says so through ``deliver``, not here."""
        self._requests.put(request)

    def kill(self) -> None:
        """End the process without asking it."""
        self._process.kill()

    def close(self, patience_s: float) -> None:
        """End process and thread; the process gets ``patience_s`` seconds to leave by itself."""
        self.send(Shutdown())
        self._process.join(patience_s)
        if self._process.is_alive():
            self._process.kill()
        self._reader.join(_JOIN_S)

    def _write(self) -> None:
        while (request := self._requests.get()) is not _NOTHING_MORE:
            try:
                self._connection.send(request)
            except OSError as error:
                _log.info("job process did not take %s: %s", type(request).__name__, error)

    def _read(self) -> None:
        while True:
            try:
                report: Report = self._connection.recv()
            except (EOFError, OSError):
                break
            self._deliver(self, report)
        self._process.join(_JOIN_S)
        self._requests.put(_NOTHING_MORE)
        self._writer.join(_JOIN_S)
        self._connection.close()
        self._deliver(self, Died(self._process.exitcode))
