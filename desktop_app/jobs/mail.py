"""Reports that arrive on a reading thread, handed over to the thread of the window."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

Item = TypeVar("Item")
SLICE_S = 0.008
"""How long work that comes in slices may keep the event loop busy before it gets a turn."""


class _Bell(QObject):
    """Signals of a generic class do not inherit well: this one has it."""

    rung = Signal()


class Mail(Generic[Item]):
    """In order, and in slices; of what is put as the newest only the last one arrives."""

    def __init__(self, take: Callable[[Item], None], parent: QObject) -> None:
        """
        Args:
            take: called with every item on the thread of ``parent``.
        """
        self._take = take
        self._items: queue.SimpleQueue[Item] = queue.SimpleQueue()
        self._newest: Item | None = None
        self._lock = threading.Lock()
        self._woken = False
        self._bell = _Bell(parent)
        self._bell.rung.connect(self._drain, Qt.ConnectionType.QueuedConnection)

    def put(self, item: Item) -> None:
        """Called on any thread."""
        self._items.put(item)
        self._ring()

    def put_newest(self, item: Item) -> None:
        """Called on any thread; one that has not arrived yet is forgotten."""
        with self._lock:
            self._newest = item
        self._ring()

    def _ring(self) -> None:
        with self._lock:
            ring, self._woken = not self._woken, True
        if ring:
            self._bell.rung.emit()

    def _drain(self) -> None:
        with self._lock:
            self._woken = False
            newest, self._newest = self._newest, None
        until = time.monotonic() + SLICE_S
        while time.monotonic() < until:
            try:
                item = self._items.get_nowait()
            except queue.Empty:
                break
            self._take(item)
        else:
            with self._lock:
                self._woken = True
            QTimer.singleShot(1, self._bell, self._drain)  # 0 would keep timers from their turn
        if newest is not None:
            self._take(newest)
