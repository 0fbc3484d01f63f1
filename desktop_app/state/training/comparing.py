"""Two models on the same labelled utterances: the command line compares, in its own process."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop_app.i18n.texts import translate
from desktop_app.jobs.asking import EngineQuestion
from desktop_app.jobs.messages import Failure
from desktop_app.state.training.compared import Compared, read_comparison
from engine.sessions.project import Project


class ModelComparison(QObject):
    """One at a time; another one ends the one before."""

    changed = Signal()
    """It has begun or ended."""
    done = Signal(object)
    """A Compared."""
    failed = Signal(Failure)

    def __init__(self, command: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._otherwise = translate("Failure", "The models could not be compared.")
        self._question = EngineQuestion(command, self._otherwise, self)
        self.found: Compared | None = None
        """The last one."""
        self._question.changed.connect(self.changed)
        self._question.answered.connect(self._on_answered)
        self._question.failed.connect(self.failed)
        self._models = ("", "")

    @property
    def busy(self) -> bool:
        return self._question.busy

    def begin(self, one: str, other: str, project: Project, splits: Path | None = None) -> None:
        """On the labels of this project; with a table of splits on the utterances that the model
        was chosen by, without it on all."""
        self._models = (one, other)
        chosen: tuple[str, ...] = ()
        if splits is not None and splits.is_file():
            chosen = ("--splits", str(splits), "--split", "valid")

        def wording(projects: tuple[Path, ...]) -> Sequence[str]:
            return ("compare", one, other, "--data", str(projects[0]), *chosen)

        self._question.ask(wording, project)

    def close(self) -> None:
        """No process remains."""
        self._question.close()

    def _on_answered(self, plain: Any) -> None:
        try:
            self.found = read_comparison(*self._models, plain)
        except (KeyError, TypeError) as error:
            self.failed.emit(Failure(self._otherwise, repr(error)))
            return
        self.done.emit(self.found)
