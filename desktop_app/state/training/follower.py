"""Follows a run's events while somebody looks: what is new is read, in slices."""

from __future__ import annotations

import json
import time
from collections import deque
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.state.training.curves import Curves

_LOOK_MS = 400
_SLICE_S = 0.008
"""How long reading may keep the event loop busy before it gets a turn."""
_CHUNK = 1 << 16


class RunFollower(QObject):
    """Of one run at a time. A file that was written anew, as a run that goes on does, is read
    from its beginning."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.curves = Curves()
        self._path: Path | None = None
        self._file: int | None = None
        """Which file it is: another one can bear its name."""
        self._offset = 0
        self._rest = b""
        self._lines: deque[bytes] = deque()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.read)

    def follow(self, path: Path | None) -> None:
        """Another run, or none."""
        if path != self._path:
            self._path = path
            self._forget()
            self.changed.emit()
            self.read()

    def look(self, wanted: bool) -> None:
        """Whether anybody sees it."""
        if wanted:
            self.read()
            self._timer.start(_LOOK_MS)
        else:
            self._timer.stop()

    def read(self) -> None:
        """Take in what is new, for a moment; the rest follows at once."""
        until = time.perf_counter() + _SLICE_S
        grown, behind = False, True
        while time.perf_counter() < until:
            if not self._lines and not self._fill():
                behind = False
                break
            while self._lines and time.perf_counter() < until:
                self._take(self._lines.popleft())
                grown = True
        if self._timer.isActive():
            self._timer.setInterval(0 if behind else _LOOK_MS)
        elif behind:
            QTimer.singleShot(0, self, self.read)
        if grown:
            self.changed.emit()

    def _fill(self) -> bool:
        """Read on in the file; whether there was anything."""
        if self._path is None:
            return False
        try:
            known = self._path.stat()
            if known.st_ino != self._file or known.st_size < self._offset:
                self._forget()
                self._file = known.st_ino
            with self._path.open("rb") as file:
                file.seek(self._offset)
                chunk = file.read(_CHUNK)
        except OSError:
            return False  # not there yet
        self._offset += len(chunk)
        *whole, self._rest = (self._rest + chunk).split(b"\n")
        self._lines.extend(whole)
        return bool(chunk)

    def _take(self, line: bytes) -> None:
        try:
            self.curves.add(json.loads(line))
        except (ValueError, KeyError, TypeError):
            return  # of a process that was killed while it wrote, or of a newer program

    def _forget(self) -> None:
        self.curves = Curves()
        self._file, self._offset, self._rest = None, 0, b""
        self._lines.clear()
