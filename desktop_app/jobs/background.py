"""Small work that must not hold up the event loop: writing a file, importing a library."""

from __future__ import annotations

import threading
from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

Work = Callable[[], None]
Ending = Callable[[Exception | None], None]


class Background(QObject):
    """Runs functions on threads; their endings are told on the thread that owns this object."""

    _ended = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._threads: list[threading.Thread] = []
        self._closed = False
        self._ended.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def run(self, name: str, work: Work, ending: Ending) -> None:
        """Call ``work`` on a thread, then ``ending`` with the exception it raised, or None."""

        def body() -> None:
            try:
                work()
            except Exception as error:  # it is told to whoever asked for the work
                self._report(ending, error)
            else:
                self._report(ending, None)

        thread = threading.Thread(target=body, name=name, daemon=True)
        self._threads = [known for known in self._threads if known.is_alive()] + [thread]
        thread.start()

    def close(self) -> None:
        """Wait for what still runs; endings are not told any more."""
        self._closed = True
        for thread in self._threads:
            thread.join()
        self._threads.clear()

    def _report(self, ending: Ending, error: Exception | None) -> None:
        """Called on the thread of the work; whoever asked may be gone."""
        if shiboken6.isValid(self):
            self._ended.emit(ending, error)

    def _tell(self, ending: Ending, error: Exception | None) -> None:
        if not self._closed:
            ending(error)
