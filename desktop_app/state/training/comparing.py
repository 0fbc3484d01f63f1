"""Two models on the same labelled utterances: the command line compares, in its own process."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, Signal

import engine
from desktop_app.i18n.texts import translate
from desktop_app.jobs.messages import Failure
from desktop_app.jobs.training import last_words
from engine.errors import MibscopeError
from engine.sessions.project import Project
from engine.sessions.project.project import SUFFIX

_END_MS = 3000


@dataclass(frozen=True, slots=True)
class Compared:
    """What the engine says, in its words."""

    one: str
    other: str
    sentence: str
    warnings: tuple[str, ...]
    n: int


class ModelComparison(QObject):
    """One at a time; another one ends the one before."""

    changed = Signal()
    """It has begun or ended."""
    done = Signal(object)
    """A Compared."""
    failed = Signal(Failure)

    def __init__(self, command: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._command = tuple(command)
        self._process: QProcess | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._models = ("", "")

    @property
    def busy(self) -> bool:
        return self._process is not None

    def begin(self, one: str, other: str, project: Project, splits: Path | None = None) -> None:
        """On the labels of this project; with a table of splits on the utterances that the model
        was chosen by, without it on all."""
        self.close()
        self._models = (one, other)
        self._folder = tempfile.TemporaryDirectory(prefix="mibscope-")
        folder = Path(self._folder.name)
        try:
            project.copy(folder / f"{project.path.stem}{SUFFIX}")
        except MibscopeError as error:
            self.close()
            self.failed.emit(Failure(error.message, error.hint))
            return
        said = ["compare", one, other, "--data", str(folder / f"{project.path.stem}{SUFFIX}")]
        if splits is not None and splits.is_file():
            said += ["--splits", str(splits), "--split", "valid"]
        process = QProcess(self)
        process.setProgram(self._command[0])
        process.setArguments([*self._command[1:], *said, "--out", str(folder / "out.json")])
        process.setWorkingDirectory(str(Path(engine.__file__).parents[1]))
        process.setStandardOutputFile(QProcess.nullDevice())
        process.finished.connect(self._on_finished)
        process.errorOccurred.connect(self._on_error)
        self._process = process
        process.start()
        self.changed.emit()

    def close(self) -> None:
        """No process remains."""
        process, self._process = self._process, None
        if process is not None:
            process.finished.disconnect()
            process.errorOccurred.disconnect()
            process.kill()
            process.waitForFinished(_END_MS)
            process.deleteLater()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._on_finished()

    def _on_finished(self, *_: object) -> None:
        process, folder = self._process, self._folder
        if process is None or folder is None:
            return
        said = bytes(process.readAllStandardError().data()).decode("utf-8", "replace")
        try:
            plain = json.loads((Path(folder.name) / "out.json").read_text("utf-8"))
            found = Compared(
                *self._models, plain["sentence"], tuple(plain["warnings"]), int(plain["n"])
            )
        except (OSError, ValueError, KeyError, TypeError):
            found = None
        self.close()
        self.changed.emit()
        if found is not None:
            self.done.emit(found)
        else:
            message = translate("Failure", "The models could not be compared.")
            self.failed.emit(last_words(said, message))
