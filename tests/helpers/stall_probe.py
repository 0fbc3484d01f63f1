"""Measures how long the event loop was held up: the largest gap between ticks of a fast timer.

On a machine that is busy with other things a gap says little by itself. So the probe also takes
the processor time its thread spent in each gap, and a control in a process of its own measures
how long the machine kept 20 ms of work waiting meanwhile.
"""

from __future__ import annotations

import subprocess
import sys
import time
from types import TracebackType

from PySide6.QtCore import QObject, Qt, QTimer

TICK_MS = 10
_CONTROL = """
import sys, threading, time
longest, stop = 0.0, threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), stop.set()), daemon=True).start()
while not stop.wait(0.08):
    wall, busy = time.perf_counter(), time.thread_time()
    while time.thread_time() - busy < 0.02:
        pass
    longest = max(longest, time.perf_counter() - wall - 0.02)
print(longest)
"""


class StallProbe(QObject):
    """Start it, let things happen, stop it, read what was longest."""

    def __init__(self) -> None:
        super().__init__()
        self.longest_s = 0.0
        self.longest_busy_s = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        self._last = (time.perf_counter(), time.thread_time())
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _tick(self) -> None:
        now = (time.perf_counter(), time.thread_time())
        self.longest_s = max(self.longest_s, now[0] - self._last[0])
        self.longest_busy_s = max(self.longest_busy_s, now[1] - self._last[1])
        self._last = now


class Control:
    """A little work in another process, for as long as the block lasts."""

    def __enter__(self) -> Control:
        self.longest_s = 0.0
        self._process = subprocess.Popen(
            [sys.executable, "-c", _CONTROL],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        said, _ = self._process.communicate("", timeout=30)
        self.longest_s = float(said)
