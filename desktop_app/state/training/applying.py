"""Another model for the files of the project: predicted anew from the features that were kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.jobs.messages import Failure
from desktop_app.jobs.service import JobService
from desktop_app.state.project import ProjectState
from desktop_app.state.queue import AnalysisQueue
from desktop_app.state.slices import InSlices
from engine.errors import ProjectError
from engine.sessions.project import MediaState
from engine.sessions.project.records import RunRecord
from engine.types import Draft, UtteranceAnalysed

_AT_ONCE = 4
"""Utterances that are sent to the job process together: more would hold the window up."""
_BUSY = frozenset({MediaState.WAITING, MediaState.RUNNING})
SameFeatures = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Model:
    """A trained one."""

    name: str
    path: Path
    sha256: str


@dataclass(slots=True)
class _Work:
    """A file that is being predicted anew, from the analysis that is shown."""

    media_id: int
    run: RunRecord
    utterances: list[int]
    """Ids of those that are still to be predicted."""
    new: int | None = None
    """The analysis that is being written."""


@dataclass(frozen=True, slots=True)
class ApplyProgress:
    """``done`` of ``total`` utterances, in file ``file`` of ``files``, counted from one."""

    model: str
    done: int
    total: int
    file: int
    files: int


class ModelSwitch(QObject):
    """One model at a time. What is predicted is written aside: until a file is whole, and for good
    where it is cancelled or fails, what was shown stays. The analyses before are kept, and can be
    shown again at once."""

    begun = Signal()
    progressed = Signal()
    """Another few utterances are done."""
    shown_changed = Signal(int)
    """Another analysis of this file is shown now."""
    done = Signal(str, int)
    """Name of the model, and how many files were predicted by it."""
    failed = Signal(Failure)
    cancelled = Signal()

    def __init__(
        self,
        jobs: JobService,
        projects: ProjectState,
        queue: AnalysisQueue,
        same_features: SameFeatures,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._jobs, self._projects, self._queue = jobs, projects, queue
        self._same_features = same_features
        self._model: Model | None = None
        self._work: list[_Work] = []
        self._job: int | None = None
        self._total = self._finished = self._files = self._stored = 0
        self._slices = InSlices(self)
        projects.changed.connect(self._forget)
        jobs.repredicted.connect(self._on_repredicted)
        jobs.not_repredicted.connect(self._on_failed)

    @property
    def busy(self) -> bool:
        return self._model is not None

    @property
    def progress(self) -> ApplyProgress | None:
        """None while nothing is predicted."""
        if self._model is None or not self._work:
            return None
        file = self._stored - len(self._work) + 1
        return ApplyProgress(self._model.name, self._finished, self._total, file, self._stored)

    @property
    def can_go_back(self) -> bool:
        """Whether a file has an analysis before the one that is shown."""
        project = self._projects.project
        if project is None:
            return False
        return any(project.runs.before(each.id) is not None for each in project.media.all())

    def use(self, model: Model) -> None:
        """Predict all analysed files by this model. Those whose features it does not read are
        analysed anew."""
        project = self._projects.project
        if project is None or self.busy:
            return
        self._model, self._work = model, []
        self._total = self._finished = self._files = 0
        for media in self._projects.media:
            run = project.runs.latest(media.id)
            if run is None or run.provenance is None or media.state in _BUSY:
                continue
            made_by = run.provenance.checkpoint_sha256
            if made_by == model.sha256:
                continue
            if self._same_features(made_by, model.sha256):
                ids = list(project.runs.utterance_ids(run.id))
                self._total += len(ids)
                self._work.append(_Work(media.id, run, ids))
            elif media.is_there:
                self._queue.add(media, replace(run.settings, checkpoint=model.path))
                self._files += 1
        self._stored = len(self._work)
        self.begun.emit()
        self.progressed.emit()
        self._next_file()

    def cancel(self) -> None:
        """Predict no more. Files that are done show the new model, the others what they did."""
        if self.busy:
            self._leave()
            self.cancelled.emit()

    def back(self) -> int:
        """Show the analyses before the present ones; how many files had one."""
        project = self._projects.project
        changed = project.show_before() if project is not None else ()
        for media_id in changed:
            self.shown_changed.emit(media_id)
        return len(changed)

    # ------------------------------------------------------------------ inner workings

    def _next_file(self) -> None:
        model = self._model
        if model is None:
            return
        if not self._work:
            self._model = None
            self.done.emit(model.name, self._files)
            return
        self._try(self._begin_file)

    def _begin_file(self) -> None:
        project, model, work = self._projects.project, self._model, self._work[0]
        run, known = work.run, work.run.provenance
        assert project is not None and model is not None and known is not None
        made_by = replace(known, checkpoint=model.name, checkpoint_sha256=model.sha256)
        with project.whole():
            settings = replace(run.settings, checkpoint=model.path)
            work.new = project.runs.draft(work.media_id, settings)
            project.runs.set_provenance(work.new, made_by)
            for warning in run.warnings:
                project.runs.warn(work.new, warning)
        self._send()

    def _send(self) -> None:
        """The next few utterances; those without any features are left out."""
        project, work, model = self._projects.project, self._work[0], self._model
        assert project is not None and model is not None
        drafts: list[Draft] = []
        while work.utterances and len(drafts) < _AT_ONCE:
            utterance_id = work.utterances.pop(0)
            tracks = project.runs.tracks(utterance_id)
            if any(track.has_evidence for track in tracks.values()):
                result = project.runs.utterance(utterance_id)
                drafts.append(Draft(result.utterance, tracks, result))
            else:
                self._finished += 1
        if not drafts:
            self._end_file()
            return
        settings = replace(work.run.settings, checkpoint=model.path)
        self._job = self._jobs.repredict(settings, model.sha256, drafts)

    def _on_repredicted(self, job: int, results: tuple[UtteranceAnalysed, ...]) -> None:
        if job == self._job and self._work:
            self._job = None
            self._try(lambda: self._take(results))

    def _take(self, results: tuple[UtteranceAnalysed, ...]) -> None:
        project, work = self._projects.project, self._work[0]
        assert project is not None and work.new is not None
        with project.whole():
            for each in results:
                project.runs.add(work.new, each.result, each.tracks)
        self._finished += len(results)
        self.progressed.emit()
        QTimer.singleShot(0, self, self._go_on)  # the event loop first

    def _go_on(self) -> None:
        if self._work and self._job is None:
            self._try(self._send)

    def _end_file(self) -> None:
        project, work = self._projects.project, self._work.pop(0)
        assert project is not None and work.new is not None
        with project.whole():
            project.runs.end(work.new, work.run.status)
            project.runs.show(work.new)
        self._files += 1
        self.shown_changed.emit(work.media_id)
        self._next_file()

    def _try(self, act: Callable[[], None]) -> None:
        try:
            act()
        except ProjectError as error:
            self._give_up(Failure(error.message, error.hint))

    def _on_failed(self, job: int, failure: Failure) -> None:
        if job == self._job:
            self._give_up(failure)

    def _give_up(self, failure: Failure) -> None:
        self._leave()
        self.failed.emit(failure)

    def _leave(self) -> None:
        """What was written aside goes, a little at a time."""
        project = self._projects.project
        drafts = [each.new for each in self._work if each.new is not None]
        self._model, self._job = None, None
        self._work.clear()
        if project is not None:
            for draft in drafts:
                self._slices.do(project.runs.discard(draft))

    def _forget(self) -> None:
        """Another project: what was left aside in the one before goes when that is opened."""
        self._slices.leave()
        self._model, self._job = None, None
        self._work.clear()
