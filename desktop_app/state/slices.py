"""Work that takes seconds, done between the events of the window."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QTimer

from desktop_app.jobs.mail import SLICE_S

_END = object()


class InSlices(QObject):
    """One work after the other; each is an iterator whose steps are short."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._works: list[tuple[Iterator[object], Callable[[], object]]] = []
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)

    def do(self, work: Iterator[object], then: Callable[[], object] = lambda: None) -> None:
        """``then`` is called at its end."""
        self._works.append((work, then))
        self._timer.start()

    def leave(self) -> None:
        """All that is not done stays undone."""
        self._works.clear()
        self._timer.stop()

    def _go_on(self) -> None:
        until = time.perf_counter() + SLICE_S
        while self._works and time.perf_counter() < until:
            work, then = self._works[0]
            if next(work, _END) is _END:
                self._works.pop(0)
                then()
        if not self._works:
            self._timer.stop()
