"""The threads of a source: they end together, and the last one says so."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from engine.errors import MibscopeError

Body = Callable[[threading.Event], None]
"""Works until it is done or the event is set."""
End = Callable[[MibscopeError | None], None]


class Workers:
    """One thread per body. An error in one ends all; ``end`` follows after the last."""

    def __init__(self, bodies: Sequence[Body], end: End) -> None:
        self._end = end
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._error: MibscopeError | None = None
        self._stopped = False
        self._running = len(bodies)
        self._threads = [
            threading.Thread(target=self._run, args=(body,), name=f"live source {index}")
            for index, body in enumerate(bodies)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let every body come to its end and wait for it; ``end`` is not called any more."""
        with self._lock:
            self._stopped = True
        self._stopping.set()
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join()

    def _run(self, body: Body) -> None:
        try:
            body(self._stopping)
        except MibscopeError as error:
            self._fail(error)
        except Exception as error:
            self._fail(
                MibscopeError(
                    f"Live pictures and sound stopped by a mistake of MIBScope: {error!r}.",
                    hint="Start again, and please report it.",
                )
            )
            raise
        finally:
            with self._lock:
                self._running -= 1
                last = self._running == 0 and not self._stopped
            if last:
                self._end(self._error)

    def _fail(self, error: MibscopeError) -> None:
        with self._lock:
            self._error = self._error or error
        self._stopping.set()
