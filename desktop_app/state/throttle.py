"""Many changes, one redraw: work that is wanted often is done at most so often."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


class Throttle(QTimer):
    """``poke`` as often as things change; ``work`` runs once, an interval after the first poke."""

    def __init__(self, interval_ms: int, work: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self.setSingleShot(True)
        self.setInterval(interval_ms)
        self.timeout.connect(work)

    def poke(self, *_: object) -> None:
        if not self.isActive():
            self.start()
