"""A look at the data that would be trained on: what they are, and how long training would take."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.i18n.texts import translate
from desktop_app.jobs.asking import EngineQuestion
from desktop_app.jobs.background import Background
from desktop_app.jobs.messages import Failure
from desktop_app.state.project import ProjectState
from desktop_app.state.training.choices import TrainingChoice
from desktop_app.state.training.dataset import DataSet, dataset_of
from desktop_app.state.training.splitting import SplitChoice, SplitDesk

_PATIENCE_MS = 1000
"""Choices that follow each other closely are asked about once."""
_STORED = ".safetensors"
Data = tuple[bool, tuple[Path, ...], bool]
"""What decides which utterances and groups there are: whether the project's, which others, and
whether groups are people."""


class Known(StrEnum):
    """What is known of time and memory."""

    NOTHING = "nothing"
    """There is nothing to learn from."""
    TRAINING = "training"
    """Something trains: the processor is busy, and a figure would be wrong."""
    CLIPS = "clips"
    """Features of clips may have to be computed first; nobody asked for that yet."""
    ASKED = "asked"
    FOUND = "found"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Estimated:
    """At most; ``seconds`` without reading the data."""

    seconds: float
    memory_mb: float


class DataLook(QObject):
    """Asks the engine, in a process of its own, about the choice that is made just now; while
    somebody looks, and nothing trains."""

    changed = Signal()
    """Something else is known, or it was asked for."""

    def __init__(
        self,
        command: Sequence[str],
        projects: ProjectState,
        is_busy: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        """
        Args:
            is_busy: whether something trains.
        """
        super().__init__(parent)
        self._projects, self._is_busy = projects, is_busy
        otherwise = translate("Failure", "The data could not be looked at.")
        self._question = EngineQuestion(command, otherwise, self, answer="--report")
        self._question.answered.connect(self._on_answered)
        self._question.failed.connect(self._on_failed)
        self._counting = Background(self)
        self.splits = SplitDesk(self)
        self.data: DataSet | None = None
        self.failure: Failure | None = None
        """Why nothing is known."""
        self._choice: TrainingChoice | None = None
        self._runs = 1
        self._asking: TrainingChoice | None = None
        """What the question is about that is being answered …"""
        self._asked: object = None
        """… with the labels as they were when it was asked."""
        self._undisturbed = True
        """Nothing trained when it was asked."""
        self._answered: object = None
        """What the last answer was about."""
        self._total: Estimated | None = None
        self._shown: Data | None = None
        """What ``data`` and ``splits`` are of."""
        self._read: set[Path] = set()
        """Clips whose features are there, as they were looked at."""
        self._edition = 0
        """Of the project's labels."""
        self._seen = self._wanted = False
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PATIENCE_MS)
        self._timer.timeout.connect(self._ask)
        for signal in (projects.changed, projects.history_changed):
            signal.connect(self._on_edited)

    # ------------------------------------------------------------------ questions

    @property
    def busy(self) -> bool:
        """Whether an answer is awaited."""
        return self._asking is not None

    @property
    def reading(self) -> bool:
        """Whether somebody waits for the data themselves."""
        return self.busy and (self._wanted or self.data is None)

    @property
    def has_choice(self) -> bool:
        """Whether there is anything to look at."""
        return self._choice is not None

    @property
    def known(self) -> Known:
        choice = self._choice
        if choice is None:
            return Known.NOTHING
        if self._is_busy():
            return Known.TRAINING
        if self.is_current and not self.busy:
            return Known.FOUND if self._total else Known.FAILED
        waits = not self.busy and not self._timer.isActive()
        return Known.CLIPS if waits and self._clips(choice) else Known.ASKED

    @property
    def is_current(self) -> bool:
        """Whether the last answer is about the choice as it is now."""
        return self._choice is not None and self._answered == self._about(self._choice)

    @property
    def estimated(self) -> Estimated | None:
        """Of all runs, with the limit that each of them has."""
        if self._total is None or self._choice is None:
            return None
        minutes = self._choice.minutes
        one = self._total.seconds if minutes is None else min(self._total.seconds, 60 * minutes)
        return replace(self._total, seconds=one * self._runs)

    def splits_for(
        self, with_project: bool, sources: tuple[Path, ...], by_person: bool
    ) -> SplitChoice:
        """What was decided of the groups of these data; nothing where they were not looked at."""
        same = self._shown == (with_project, sources, by_person)
        return self.splits.choice if same else SplitChoice()

    # ------------------------------------------------------------------ acts

    def consider(self, choice: TrainingChoice | None, runs: int = 1) -> None:
        """This would be trained now, so many times; None: nothing can be."""
        if (choice, runs) != (self._choice, self._runs):
            self._choice, self._runs = choice, runs
            self._wait()

    def look(self, seen: bool) -> None:
        """Whether anybody sees it."""
        self._seen = seen
        self._wait()

    def read(self) -> None:
        """Look at the data now, computing features of clips that have none yet."""
        if not self.is_current or self.failure is not None:
            self._wanted = True
            self._ask()

    def read_again(self) -> None:
        """As if nothing were known."""
        self._answered = None
        self.read()

    def leave(self) -> None:
        """Nobody looks at the data any more: what was only asked for that is given up."""
        if self._wanted:
            self._wanted = False
            self._give_up()
            self._wait()

    def refresh(self) -> None:
        """A training has begun or ended."""
        if self._is_busy() and not self._wanted:
            self._give_up()
        self._wait()

    def close(self) -> None:
        """No process, thread or file remains."""
        self._timer.stop()
        self._question.close()
        self._counting.close()
        if self._folder is not None:
            self._folder.cleanup()

    # ------------------------------------------------------------------ inner workings

    def _about(self, choice: TrainingChoice) -> object:
        """What an answer depends on."""
        return replace(choice, name="", seed=0, minutes=None), self._edition

    def _clips(self, choice: TrainingChoice) -> bool:
        """Whether features may have to be computed."""
        return any(e.suffix != _STORED and e not in self._read for e in choice.sources)

    def _wait(self) -> None:
        """Ask soon, if there is anything to ask and somebody to ask for."""
        choice = self._choice
        if choice is None or not self._seen or self._is_busy() or self._clips(choice):
            self._timer.stop()
        elif self._about(choice) not in (self._answered, self._asked):
            self._timer.start()
        self.changed.emit()

    def _ask(self) -> None:
        choice = self._choice
        self._timer.stop()
        if choice is None:
            return
        self._asking, self._asked = choice, self._about(choice)
        self._undisturbed = not self._is_busy()
        table = choice.splits.write(self._place / "splits.csv")
        project = self._projects.project if choice.with_project else None

        def wording(projects: tuple[Path, ...]) -> Sequence[str]:
            return choice.arguments((*projects, *choice.sources), table)

        self._question.ask(wording, project)
        self.changed.emit()

    @property
    def _place(self) -> Path:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(
                prefix="mibscope-", ignore_cleanup_errors=True
            )
        return Path(self._folder.name)

    def _give_up(self) -> None:
        self._asking = self._asked = None
        self._question.give_up()

    def _on_answered(self, plain: Any) -> None:
        choice = self._asking
        found: list[DataSet] = []

        def counted(error: Exception | None) -> None:
            if choice is None or choice is not self._asking:
                return  # something else was asked meanwhile
            if error is not None:
                self._on_failed(Failure(str(error), ""))
            else:
                self._take(found[0], plain, choice)

        self._counting.run("data", lambda: found.append(dataset_of(plain)), counted)

    def _take(self, data: DataSet, plain: Any, choice: TrainingChoice) -> None:
        estimate, problem = plain["estimate"], plain["estimate_problem"]
        self.data, self.failure, self._total = data, data.problem, None
        if estimate is not None:
            self._total = Estimated(float(estimate["total_s"]), float(estimate["memory_mb"]))
        elif problem is not None:
            self.failure = Failure(problem["message"], problem["hint"])
        self._read.update(choice.sources)
        self._end()
        shown = (choice.with_project, choice.sources, choice.by_person)
        if shown != self._shown:
            self._shown = shown
            self.splits.forget()
        self.splits.show(data)
        self.changed.emit()

    def _on_failed(self, failure: Failure) -> None:
        self.failure, self._total = failure, None
        self._end()
        self.changed.emit()

    def _end(self) -> None:
        """What was measured while something trained is asked again when that is over."""
        self._answered = self._asked if self._undisturbed and not self._is_busy() else None
        self._asking, self._asked, self._wanted = None, None, False

    def _on_edited(self) -> None:
        self._edition += 1
        self._wait()
