"""Models as files: to another machine and from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop_app.i18n.texts import translate
from desktop_app.jobs.asking import EngineQuestion
from desktop_app.jobs.background import Background
from desktop_app.jobs.messages import Failure
from engine.errors import MibscopeError
from engine.training.runs.registry import Registry


@dataclass(frozen=True, slots=True)
class Moved:
    """A model that was written or taken in. ``data``: names of what it was trained on, where that
    is known; ``path``: of the file."""

    name: str
    sha256: str
    path: Path
    data: tuple[str, ...] = ()


class ModelFiles(QObject):
    """A model goes as one file with its card in it. Whether its features can be computed here is
    looked at in another process, which can load it."""

    exported = Signal(object)
    """A Moved."""
    imported = Signal(object)
    """A Moved."""
    failed = Signal(Failure)

    def __init__(
        self, command: Sequence[str], registry: Registry, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._registry = registry
        self._writing = Background(self)
        self._path = Path()
        otherwise = translate("Failure", "The model could not be taken in.")
        self._question = EngineQuestion(command, otherwise, self)
        self._question.answered.connect(self._on_answered)
        self._question.failed.connect(self.failed)

    def export(self, name: str, path: Path) -> None:
        """Write it, whole or not at all."""
        found: list[str] = []

        def written(error: Exception | None) -> None:
            if error is None:
                self.exported.emit(Moved(name, found[0], path))
            elif isinstance(error, MibscopeError):
                self.failed.emit(Failure(error.message, error.hint))
            else:
                self.failed.emit(Failure(str(error), ""))

        def write() -> None:
            found.append(self._registry.export_model(name, path))

        self._writing.run("export of a model", write, written)

    def take_in(self, path: Path) -> None:
        """Under the name of the file."""
        self._path = path
        self._question.ask(lambda _: ("runs", "import", str(path)))

    def close(self) -> None:
        """No process and no thread remains."""
        self._question.close()
        self._writing.close()

    def _on_answered(self, plain: Any) -> None:
        data = tuple(str(each) for each in plain["data"])
        self.imported.emit(Moved(plain["name"], plain["sha256"], self._path, data))
