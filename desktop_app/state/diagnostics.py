"""What works on this machine: ``mibscope doctor`` in a process of its own."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Signal

from desktop_app.state.log import without_home

_END_MS = 2000
_COLUMNS = "120"
"""Width of the table that it prints."""


class Doctor(QObject):
    """It imports torch and tries devices and cameras: seconds, and nothing for this process."""

    changed = Signal()
    """It has begun or ended, and ``text`` is another."""

    def __init__(self, command: Sequence[str] | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._command = tuple(command or _doctor())
        self.text = ""
        self._process = QProcess(self)
        self._process.setProcessChannelMode(QProcess.ProcessChannelMode.MergedChannels)
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("PYTHONUTF8", "1")
        environment.insert("COLUMNS", _COLUMNS)
        self._process.setProcessEnvironment(environment)
        self._process.finished.connect(self._take)
        self._process.errorOccurred.connect(self._say_that_it_failed)

    @property
    def running(self) -> bool:
        return self._process.state() is not QProcess.ProcessState.NotRunning

    def run(self) -> None:
        """Ask anew."""
        if not self.running:
            self.text = ""
            program, *arguments = self._command
            self._process.start(program, arguments)
            self.changed.emit()

    def stop(self) -> None:
        """End it; returns when it is gone."""
        if self.running:
            self._process.blockSignals(True)
            self._process.kill()
            self._process.waitForFinished(_END_MS)
            self._process.blockSignals(False)

    def _take(self) -> None:
        said = bytes(self._process.readAll().data()).decode("utf-8", "replace")
        self.text = without_home(said.strip())
        self.changed.emit()

    def _say_that_it_failed(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self.text = without_home(self._process.errorString())
            self.changed.emit()


def _doctor() -> Sequence[str]:
    if getattr(sys, "frozen", False):
        return (sys.executable, "doctor")
    return (sys.executable, "-m", "engine", "doctor")
