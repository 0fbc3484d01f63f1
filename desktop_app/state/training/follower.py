"""Follows a run's events while somebody looks: what is new is read, in slices."""

from __future__ import annotations

import json
import time
from collections import deque
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.state.training.course import Course
from desktop_app.state.training.curves import Curves

_LOOK_MS = 400
_SLICE_S = 0.008
"""How long reading may keep the event loop busy before it gets a turn."""
_CHUNK = 1 << 16


class RunFollower(QObject):
    """Of one run at a time. A file that was written anew, as a run that goes on does, is read
    from its beginning. A crosswise run has no log of its own, but one in each fold's folder."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path: Path | None = None
        self._folds = 0
        self._logs: list[_Log] = []
        """That of the run, then those of folds that have begun."""
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.read)

    @property
    def curves(self) -> Course:
        """What was read so far."""
        own, folds = self._logs[:1], self._logs[1:]
        told = tuple(log.curves for log in folds or own)
        return Course(told, max(self._folds, len(folds))) if told else Course()

    def follow(self, path: Path | None) -> None:
        """Another run, by where its log is or would be; or none."""
        if path != self._path:
            self._path, self._folds = path, 0
            self._logs = [_Log(path)] if path is not None else []
            self.changed.emit()
            self.read()

    def expect(self, folds: int) -> None:
        """How many folds the run has in all; 0: it is not crosswise."""
        if folds != self._folds:
            self._folds = folds
            self.changed.emit()

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
        grown = self._find_folds()
        for log in self._logs:
            grown |= log.read(until)
        behind = time.perf_counter() >= until
        if self._timer.isActive():
            self._timer.setInterval(0 if behind else _LOOK_MS)
        elif behind:
            QTimer.singleShot(0, self, self.read)
        if grown:
            self.changed.emit()

    def _find_folds(self) -> bool:
        """Folds that have begun since; whether there are any."""
        if self._path is None:
            return False
        before = len(self._logs)
        while (path := self._path.parent / f"fold-{len(self._logs)}" / self._path.name).is_file():
            self._logs.append(_Log(path))
        while len(self._logs) > 1 and not self._logs[-1].path.is_file():
            self._logs.pop()  # the run was deleted, and may have begun anew
        return len(self._logs) != before


class _Log:
    """One file of events."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.curves = Curves()
        self._file: int | None = None
        """Which file it is: another one can bear its name."""
        self._offset = 0
        self._rest = b""
        self._lines: deque[bytes] = deque()

    def read(self, until: float) -> bool:
        """Take in what is new until then; whether there was anything."""
        grown = False
        while time.perf_counter() < until:
            if not self._lines and not self._fill():
                break
            while self._lines and time.perf_counter() < until:
                self._take(self._lines.popleft())
                grown = True
        return grown

    def _fill(self) -> bool:
        """Read on in the file; whether there was anything."""
        try:
            known = self.path.stat()
            if known.st_ino != self._file or known.st_size < self._offset:
                self._forget()
                self._file = known.st_ino
            with self.path.open("rb") as file:
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
