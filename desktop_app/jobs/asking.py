"""Questions to the engine that it answers in a process of its own, as in a terminal."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QProcess, Signal

import engine
from desktop_app.jobs.background import Background
from desktop_app.jobs.messages import Failure
from desktop_app.jobs.training import last_words
from engine.errors import MibscopeError
from engine.sessions.project import Project
from engine.sessions.project.project import SUFFIX

_END_MS = 3000
Wording = Callable[[tuple[Path, ...]], Sequence[str]]
"""The command that follows ``mibscope``, by the projects that it reads: a copy of the open one, or
none. ``--out FILE``, or another option, is added; there it writes JSON."""


class EngineQuestion(QObject):
    """One at a time; another one ends the one before."""

    changed = Signal()
    """It was asked, answered or given up."""
    answered = Signal(object)
    """The JSON."""
    failed = Signal(Failure)

    def __init__(
        self,
        command: Sequence[str],
        otherwise: str,
        parent: QObject | None = None,
        *,
        answer: str = "--out",
    ) -> None:
        """
        Args:
            command: how the engine is started.
            otherwise: what is told where it ends without a word.
            answer: the option after which the command takes the file for its JSON.
        """
        super().__init__(parent)
        self._command, self._otherwise = tuple(command), otherwise
        self._answer_option = answer
        self._copying = Background(self)
        self._process: QProcess | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    @property
    def busy(self) -> bool:
        return self._folder is not None

    def ask(self, wording: Wording, project: Project | None = None) -> None:
        """Of what the project holds now, or of other things."""
        self._give_up()
        folder = tempfile.TemporaryDirectory(prefix="mibscope-", ignore_cleanup_errors=True)
        self._folder = folder
        if project is None:
            self._start(wording(()))
        else:
            copy = Path(folder.name) / f"{project.path.stem}{SUFFIX}"

            def copied(error: Exception | None) -> None:
                if self._folder is not folder:
                    return  # another question was asked meanwhile
                if error is None:
                    self._start(wording((copy,)))
                else:
                    self._fail(_failure(error))

            self._copying.run("copy of the project", lambda: project.copy(copy), copied)
        self.changed.emit()

    def give_up(self) -> None:
        """Nobody waits for the answer any more."""
        if self.busy:
            self._give_up()
            self.changed.emit()

    def close(self) -> None:
        """No process and no thread remains."""
        self._give_up()
        self._copying.close()

    # ------------------------------------------------------------------ inner workings

    @property
    def _answer(self) -> Path:
        assert self._folder is not None
        return Path(self._folder.name) / "answer.json"

    def _start(self, said: Sequence[str]) -> None:
        process = QProcess(self)
        process.setProgram(self._command[0])
        process.setArguments([*self._command[1:], *said, self._answer_option, str(self._answer)])
        process.setWorkingDirectory(str(Path(engine.__file__).parents[1]))
        process.setStandardOutputFile(QProcess.nullDevice())
        process.finished.connect(self._on_finished)
        process.errorOccurred.connect(self._on_error)
        self._process = process
        process.start()

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._on_finished()

    def _on_finished(self, *_: object) -> None:
        if self._process is None:
            return
        said = bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace")
        try:
            plain: Any = json.loads(self._answer.read_text("utf-8"))
        except (OSError, ValueError):
            self._fail(last_words(said, self._otherwise))
            return
        self._give_up()
        self.changed.emit()
        self.answered.emit(plain)

    def _fail(self, failure: Failure) -> None:
        self._give_up()
        self.changed.emit()
        self.failed.emit(failure)

    def _give_up(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.finished.disconnect()
            process.errorOccurred.disconnect()
            process.kill()
            process.waitForFinished(_END_MS)
            process.deleteLater()
        folder, self._folder = self._folder, None
        if folder is not None:
            folder.cleanup()


def _failure(error: Exception) -> Failure:
    if isinstance(error, MibscopeError):
        return Failure(error.message, error.hint)
    return Failure(str(error), "")
