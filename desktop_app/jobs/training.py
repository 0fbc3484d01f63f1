"""Trainings as processes of their own: the command of a terminal, which outlives the window."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil
from PySide6.QtCore import QObject, QTimer, Signal

import engine
from desktop_app.i18n.texts import translate
from desktop_app.jobs.messages import Failure
from engine.errors import CancelledError, CheckpointError
from engine.training.runs.orders import (
    Order,
    forsaken,
    read_order,
    wait_no_longer,
    write_order,
)
from engine.training.runs.presence import Wish, Worker, wish
from engine.training.runs.registry import Registry, now

ENGINE = (sys.executable, "-m", "engine")
"""As in a terminal."""
_OUTPUT = "output.txt"
_LOOK_MS = 250
_LAST_WORDS = 4000
"""Bytes of what a process said at its end."""
_ERROR = "Error: "
_ENDINGS = frozenset({0, CancelledError.exit_code})
"""Exit codes of a training that is done, and of one that was paused."""
_DETACHED = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0) | getattr(
    subprocess, "CREATE_NO_WINDOW", 0
)
"""Of Windows only."""


@dataclass(frozen=True, slots=True)
class TrainingOrder:
    """A training as the command line has it. ``arguments``: what follows ``mibscope``; the same
    ones again go on with it."""

    name: str
    arguments: tuple[str, ...]


class TrainingService(QObject):
    """One training at a time; others wait. Whatever runs goes on when the window is closed."""

    changed = Signal()
    """Another one runs or waits."""
    ended = Signal(str, object)
    """Name of the run whose process is gone; a Failure where it ended as it should not."""

    def __init__(
        self,
        command: Sequence[str] = ENGINE,
        registry: Registry | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._command = tuple(command)
        self.registry = registry or Registry()
        self.current: str | None = None
        self._worker: Worker | None = None
        self._process: subprocess.Popen[bytes] | None = None
        """Of the training, if it was begun here."""
        self._killed = False
        self._waiting: list[TrainingOrder] = []
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)

    @property
    def command(self) -> tuple[str, ...]:
        """How the engine is started."""
        return self._command

    @property
    def waiting(self) -> tuple[str, ...]:
        """Names of those that wait, the next one first."""
        return tuple(each.name for each in self._waiting)

    @property
    def process_id(self) -> int | None:
        return self._worker.pid if self._worker else None

    def add(self, order: TrainingOrder) -> None:
        """Begin, or go on with it, as soon as nothing else trains.

        Raises:
            CheckpointError: its folder cannot be written.
        """
        folder = self.registry.folder(order.name)
        write_order(folder, Order(order.arguments, now(), Worker.of(os.getpid())))
        if order.name != self.current and order.name not in self.waiting:
            self._waiting.append(order)
            self._begin_next()
            self.changed.emit()

    def take_up(self) -> tuple[str, ...]:
        """Go on with what waited for a window that is gone; the names."""
        found = [TrainingOrder(name, each.arguments) for name, each in forsaken(self.registry.root)]
        for order in found:
            self.add(order)
        return tuple(each.name for each in found)

    def order_of(self, name: str) -> TrainingOrder | None:
        """What a run was begun with; None where that is not known."""
        found = read_order(self.registry.folder(name))
        return TrainingOrder(name, found.arguments) if found is not None else None

    def adopt(self, name: str, worker: Worker) -> None:
        """A training that was begun elsewhere, or by a window before this one."""
        if self._worker is None:
            self.current, self._worker = name, worker
            self._timer.start()
            self.changed.emit()

    def leave_out(self, name: str) -> None:
        """Do not begin one that waits."""
        self._waiting = [each for each in self._waiting if each.name != name]
        wait_no_longer(self.registry.folder(name))
        self.changed.emit()

    def pause(self, name: str) -> None:
        """Stop between two steps, to go on later as if nothing had been."""
        wish(self.registry.folder(name), Wish.PAUSE)

    def stop(self, name: str) -> None:
        """Keep the best epoch so far."""
        wish(self.registry.folder(name), Wish.STOP)

    def kill(self, name: str) -> None:
        """End the process at once; it goes on from what it last kept."""
        if name == self.current and self._worker is not None and self._worker.lives:
            self._killed = True
            psutil.Process(self._worker.pid).kill()

    def close(self) -> None:
        """Look no longer. What trains goes on; what waits does so until the next window."""
        self._timer.stop()
        self._waiting.clear()
        if self._process is not None and self._process.poll() is None:
            self._process.returncode = 0  # nobody here waits for it, of which Popen would warn
        self._process = None

    # ------------------------------------------------------------------ inner workings

    def _begin_next(self) -> None:
        while self.current is None and self._waiting:
            order = self._waiting.pop(0)
            self._worker = self._launch(order)
            if self._worker is not None:
                self.current = order.name
                self._timer.start()
            else:
                self.ended.emit(order.name, self._last_words(order.name))

    def _launch(self, order: TrainingOrder) -> Worker | None:
        folder = self.registry.folder(order.name)
        output = folder.path / _OUTPUT
        try:
            wait_no_longer(folder)
            with output.open("wb") as said:
                self._process = subprocess.Popen(
                    [*self._command, *order.arguments],
                    cwd=Path(engine.__file__).parents[1],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=said,
                    start_new_session=True,
                    creationflags=_DETACHED,
                )
        except (OSError, CheckpointError):
            return None
        _step_back(self._process.pid)
        return Worker.of(self._process.pid)

    def _look(self) -> None:
        if self._process is not None:
            self._process.poll()  # or what has ended would stay as a zombie
        if self._worker is None or self._worker.lives:
            return
        # It may have ended since it was asked above: then its code is there at once.
        code = self._process.wait() if self._process is not None else 0
        self._process = None
        name, self.current, self._worker = self.current or "", None, None
        self._timer.stop()
        as_it_should = self._killed or code in _ENDINGS
        self._killed = False
        failure = None if as_it_should else self._last_words(name)
        self._begin_next()
        self.ended.emit(name, failure)
        self.changed.emit()

    def _last_words(self, name: str) -> Failure:
        try:
            said = (
                (self.registry.folder(name).path / _OUTPUT)
                .read_bytes()[-_LAST_WORDS:]
                .decode("utf-8", "replace")
            )
        except OSError:
            said = ""
        message = translate("Failure", "The training “{name}” ended unexpectedly.")
        return last_words(said, message.format(name=name))


def last_words(said: str, otherwise: str) -> Failure:
    """What a command wrote on its error stream: its error with the hint, or its last line."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    for place, line in enumerate(lines):
        if line.startswith(_ERROR):
            return Failure(line.removeprefix(_ERROR), " ".join(lines[place + 1 :]), said)
    return Failure(otherwise, lines[-1] if lines else "", said)


def _step_back(pid: int) -> None:
    """What the user sees goes first."""
    try:
        below = getattr(psutil, "BELOW_NORMAL_PRIORITY_CLASS", 5)
        psutil.Process(pid).nice(below)
    except psutil.Error:
        pass  # over already, or not allowed: it only takes its turn more often
