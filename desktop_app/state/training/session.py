"""Trainings of this machine, and what the user does with them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.i18n.texts import translate
from desktop_app.jobs.background import Background
from desktop_app.jobs.messages import Failure
from desktop_app.jobs.training import TrainingOrder, TrainingService
from desktop_app.state.project import ProjectState
from desktop_app.state.training.choices import TrainingChoice
from desktop_app.state.training.data import NOTHING, LabelledData, labelled_data
from desktop_app.state.training.follower import RunFollower
from desktop_app.state.training.insight import Insight
from desktop_app.state.training.looking import DataLook
from desktop_app.state.training.runs import ALIVE, Run, RunStatus, family
from desktop_app.state.training.shelf import RunShelf
from engine.errors import CheckpointError, MibscopeError
from engine.sessions.project import Project
from engine.sessions.project.project import SUFFIX
from engine.training.runs.registry import Registry, built_in

_LOOK_MS = 1500
_TABLE = "asked-splits.csv"
"""Which group was to go where, beside what a run writes itself."""
DEFAULT = "default"


class TrainingState(QObject):
    """Looks at the folders of runs while the page is seen, or something trains."""

    runs_changed = Signal()
    watched_changed = Signal()
    """The curves are of another run."""
    data_changed = Signal()
    taken_up = Signal(object)
    """Names of runs that waited for a window that is gone, and go on in this one."""
    failed = Signal(Failure)

    def __init__(
        self, jobs: TrainingService, projects: ProjectState, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._jobs, self._projects = jobs, projects
        self._shelf = RunShelf(jobs.registry)
        self.follower = RunFollower(self)
        self.insight = Insight(self)
        self._followed: object = None
        """How far the curves were when single utterances were read last."""
        self.follower.changed.connect(self._on_followed)
        self.runs: tuple[Run, ...] = ()
        """The latest first."""
        self.data: LabelledData = NOTHING
        self._copying = Background(self)
        self._copied: set[str] = set()
        """Names of runs for which the project is being copied."""
        self._watched: str | None = None
        self._selected: tuple[str, ...] = ()
        self._seen = False
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.refresh)
        self.looking = DataLook(jobs.command, projects, lambda: self.busy, self)
        self.runs_changed.connect(self.looking.refresh)
        jobs.changed.connect(self.looking.refresh)
        jobs.changed.connect(self.refresh)
        jobs.ended.connect(self._on_ended)
        projects.changed.connect(self.read_data)
        projects.history_changed.connect(self.read_data)

    # ------------------------------------------------------------------ questions

    @property
    def registry(self) -> Registry:
        return self._jobs.registry

    @property
    def watched(self) -> Run | None:
        """Whose curves are shown."""
        return self.run(self._watched) if self._watched else None

    @property
    def selected(self) -> tuple[str, ...]:
        """Names of the runs that are selected."""
        return self._selected

    @property
    def pair(self) -> tuple[str, ...]:
        """Two models to be compared: those that are selected, the older one first, or one and the
        model that it began with; empty where there are no two."""
        chosen = [run for run in reversed(self.runs) if run.name in self._selected]
        if any(run.model is None for run in chosen):
            return ()
        if len(chosen) == 2:
            return chosen[0].name, chosen[1].name
        if len(chosen) == 1 and chosen[0].start in self.starts():
            return chosen[0].start, chosen[0].name
        return ()

    @property
    def busy(self) -> bool:
        """Whether something trains or waits to."""
        return bool(self._jobs.current or self._jobs.waiting or self._copied)

    @property
    def project_name(self) -> str:
        """Of the one that is open; empty where none is."""
        project = self._projects.project
        return project.path.stem if project is not None else ""

    def run(self, name: str) -> Run | None:
        return next((each for each in self.runs if each.name == name), None)

    def starts(self) -> Sequence[str]:
        """Names of models that a training can go on from; the default one first."""
        shipped = sorted(built_in(), key=lambda name: name != DEFAULT)
        return [*shipped, *(each.name for each in self.runs if each.model is not None)]

    def same_features(self, one: str, other: str) -> bool:
        """Whether two models, by their SHA-256, read the same features, as far as is known here."""
        parents = {each.sha256: each.parent for each in self.runs if each.sha256 and each.parent}
        return family(one, parents) == family(other, parents)

    def free_name(self, wanted: str) -> str:
        """That name, with a number where there is such a run already."""
        taken = {each.name for each in self.runs} | set(built_in())
        names = (f"{wanted}{f' {number}' if number > 1 else ''}" for number in range(1, 10_000))
        return next(name for name in names if name not in taken)

    # ------------------------------------------------------------------ acts

    def begin(self, choice: TrainingChoice) -> bool:
        """Train, or wait until what trains is done; whether that could be begun."""
        try:
            folder = self.registry.folder(choice.name)
            if folder.path.exists():
                raise CheckpointError(
                    translate("Training", "There is a run called “{name}” already.").format(
                        name=choice.name
                    ),
                    hint=translate("Training", "Give this one another name."),
                )
            if choice.with_project and self._projects.project is not None:
                folder.path.mkdir(parents=True)
                self._copy(choice, self._projects.project, folder.path)
            elif choice.sources:
                self._add(choice, choice.sources)
            else:
                raise CheckpointError(
                    translate("Training", "There is nothing to learn from."),
                    hint=translate("Training", "Label some utterances, or add a folder of clips."),
                )
        except (MibscopeError, OSError) as error:
            self._tell(error)
            return False
        self.watch(choice.name)
        return True

    def begin_all(self, choices: Sequence[TrainingChoice]) -> bool:
        """One after the other, until one cannot begin; whether all could."""
        return all(self.begin(each) for each in choices)

    def go_on(self, name: str) -> None:
        """With a run that was paused or interrupted, as if it never had been."""
        order = self._jobs.order_of(name)
        if order is not None:
            self._try(lambda: self._jobs.add(order))

    def take_up(self) -> None:
        """Go on with what waited when the last window was closed."""

        def find() -> None:
            if names := self._jobs.take_up():
                self.refresh()
                self.taken_up.emit(names)

        self.refresh()  # what still trains goes first
        self._try(find)

    def leave_out(self, names: Sequence[str]) -> None:
        """Of what was taken up; one that has begun goes on when that is wished."""
        for name in reversed(names):
            if name == self._jobs.current:
                self._jobs.kill(name)
            elif name in self._jobs.waiting:
                self.pause(name)

    def pause(self, name: str) -> None:
        """Let it pause; one that waits does not begin."""
        self._end(name, self._jobs.pause)

    def stop(self, name: str) -> None:
        """Let it keep its best epoch so far."""
        self._end(name, self._jobs.stop)

    def kill(self, name: str) -> None:
        self._jobs.kill(name)

    def remove(self, name: str) -> None:
        """With its model and all that was logged."""
        run = self.run(name)
        if run is not None and run.status not in ALIVE:
            self._jobs.leave_out(name)
            self._try(lambda: shutil.rmtree(self.registry.folder(name).path))
            if name == self._watched:
                self.watch(None)
            self.refresh()

    def select(self, names: Sequence[str], watched: str | None = None) -> None:
        """Several runs, of which one is watched; by default the last one."""
        self._selected = tuple(names)
        last = watched or (names[-1] if names else self._watched)
        if last != self._watched:
            self._follow(last)
        else:
            self.watched_changed.emit()

    def watch(self, name: str | None) -> None:
        """Show the curves of this run, which is the only one that is selected then."""
        self._selected = (name,) if name else ()
        self._follow(name)

    def _follow(self, name: str | None) -> None:
        if name != self._watched:
            self._watched = name
            folder = self.registry.folder(name) if name else None
            self.follower.follow(folder.events if folder else None)
            self.insight.follow(folder.path if folder else None)
            self._expect_folds()
            self.watched_changed.emit()

    # ------------------------------------------------------------------ looking

    def look(self, seen: bool) -> None:
        """Whether the page is seen."""
        self._seen = seen
        if seen:
            self.read_data()
            self.refresh()
        self.insight.look(seen)
        self.looking.look(seen)
        self._keep_looking()

    def read_data(self) -> None:
        """What the open project has to learn from; read only while somebody sees it."""
        if self._seen:
            found = labelled_data(self._projects.project)
            if found != self.data:
                self.data = found
                self.data_changed.emit()

    def refresh(self) -> None:
        """Read the folders of all runs."""
        known = {run.name: run for run in self._shelf.look(self._jobs.current)}
        found = self._shelf.living()
        if found is not None:
            self._jobs.adopt(*found)
        if not self._shelf.is_whole:
            QTimer.singleShot(0, self, self.refresh)
        waiting, current = self._jobs.waiting, self._jobs.current
        beginning = (*sorted(self._copied), current)
        new = [Run(n, RunStatus.STARTING) for n in beginning if n and n not in known]
        new += [self._waiting(name, known.pop(name, None)) for name in waiting]
        runs = (*new, *known.values())
        if runs != self.runs:
            self.runs = runs
            if self._watched is None or self.run(self._watched) is None:
                self.watch(runs[0].name if runs else None)
            self.runs_changed.emit()
        self._expect_folds()
        self._keep_looking()

    def close(self) -> None:
        """What trains goes on without the window."""
        self._timer.stop()
        self.follower.look(False)
        self.insight.close()
        self.looking.close()
        self._copying.close()
        for name in self._copied:
            self._discard(name)
        self._jobs.close()

    # ------------------------------------------------------------------ inner workings

    def _keep_looking(self) -> None:
        wanted = self._seen or self._jobs.current is not None
        if wanted != self._timer.isActive():
            (self._timer.start if wanted else self._timer.stop)()
        self.follower.look(self._seen)

    def _expect_folds(self) -> None:
        run = self.watched
        self.follower.expect(run.folds if run is not None else 0)

    def _on_followed(self) -> None:
        """Single utterances are told of once an epoch."""
        signature = (self._watched, self.follower.curves.signature)
        if signature != self._followed:
            self._followed = signature
            self.insight.refresh()

    @staticmethod
    def _waiting(name: str, known: Run | None) -> Run:
        return Run(name, RunStatus.WAITING, known.begun if known else "")

    def _copy(self, choice: TrainingChoice, project: Project, folder: Path) -> None:
        """The labels as they are now: the project is open here and nobody else can read it, and a
        run that goes on later must find what it began with."""
        copy = folder / f"{project.path.stem}{SUFFIX}"

        def copied(error: Exception | None) -> None:
            if choice.name not in self._copied:
                self._discard(choice.name)  # it was stopped meanwhile
                return
            self._copied.discard(choice.name)
            if error is None:
                self._try(lambda: self._add(choice, (copy, *choice.sources)))
            else:
                self._discard(choice.name)
                self._tell(error)
            self.refresh()

        self._copied.add(choice.name)
        self._copying.run("copy of the project", lambda: project.copy(copy), copied)
        self.refresh()

    def _add(self, choice: TrainingChoice, sources: tuple[Path, ...]) -> None:
        table = choice.splits.write(self.registry.folder(choice.name).path / _TABLE)
        self._jobs.add(TrainingOrder(choice.name, choice.arguments(sources, table)))

    def _end(self, name: str, how: Callable[[str], None]) -> None:
        if name in self._copied:
            self._copied.discard(name)
        elif name in self._jobs.waiting:
            self._jobs.leave_out(name)
            run = self.run(name)
            if run is not None and not run.begun:
                self._discard(name)
        else:
            self._try(lambda: how(name))
        self.refresh()

    def _on_ended(self, name: str, failure: Failure | None) -> None:
        self.follower.read()
        self.refresh()
        run = self.run(name)
        if failure is not None:
            self.failed.emit(failure)
        if run is None:
            self._discard(name)
            return
        if run.status is RunStatus.FINISHED:
            for copy in run.events.parent.glob(f"*{SUFFIX}"):
                with suppress(OSError):
                    copy.unlink()

    def _discard(self, name: str) -> None:
        """The folder of a run that never began."""
        shutil.rmtree(self.registry.folder(name).path, ignore_errors=True)

    def _try(self, act: Callable[[], None]) -> None:
        try:
            act()
        except (MibscopeError, OSError) as error:
            self._tell(error)

    def _tell(self, error: Exception) -> None:
        hint = error.hint if isinstance(error, MibscopeError) else ""
        said = error.message if isinstance(error, MibscopeError) else str(error)
        self.failed.emit(Failure(said, hint))
