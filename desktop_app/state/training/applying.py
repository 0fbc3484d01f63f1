"""Another model for the files of the project: predicted anew from the features that were kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop_app.jobs.messages import Failure
from desktop_app.jobs.service import JobService
from desktop_app.state.project import ProjectState
from desktop_app.state.queue import AnalysisQueue
from engine.errors import ProjectError
from engine.sessions.project import MediaState
from engine.sessions.project.records import MediaRecord, RunRecord, RunStatus
from engine.types import Draft, UtteranceAnalysed

_AT_ONCE = 16
"""Utterances that are sent to the job process together."""
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
    """A file that is being predicted anew."""

    media: MediaRecord
    run: RunRecord
    drafts: list[Draft]
    found: list[UtteranceAnalysed] = field(default_factory=list)


class ModelSwitch(QObject):
    """One model at a time. The analyses before are kept, and can be shown again at once."""

    progressed = Signal(int, int)
    """Utterances that are done, of how many."""
    shown_changed = Signal(int)
    """Another analysis of this file is shown now."""
    done = Signal(str, int)
    """Name of the model, and how many files were predicted by it."""
    failed = Signal(Failure)

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
        self._total = self._finished = self._files = 0
        projects.changed.connect(self._forget)
        jobs.repredicted.connect(self._on_repredicted)
        jobs.not_repredicted.connect(self._on_failed)

    @property
    def busy(self) -> bool:
        return self._model is not None

    @property
    def can_go_back(self) -> bool:
        """Whether a file has an analysis before the one that is shown."""
        return any(self._before(each) is not None for each in self._projects.media)

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
                count = project.runs.count(run.id)
                self._total += count
                self._work.append(_Work(media, run, []))
            elif media.is_there:
                self._queue.add(media, replace(run.settings, checkpoint=model.path))
                self._files += 1
        self._next_file()

    def back(self) -> int:
        """Show the analyses before the present ones; how many files had one."""
        project = self._projects.project
        changed = 0
        for media in self._projects.media if project is not None else ():
            before = self._before(media)
            if before is not None and project is not None:
                project.runs.show(before.id)
                self.shown_changed.emit(media.id)
                changed += 1
        return changed

    # ------------------------------------------------------------------ inner workings

    def _before(self, media: MediaRecord) -> RunRecord | None:
        project = self._projects.project
        shown = project.runs.latest(media.id) if project is not None else None
        if project is None or shown is None:
            return None
        earlier = [run for run in project.runs.of(media.id) if run.id < shown.id]
        return next((run for run in reversed(earlier) if project.runs.count(run.id)), None)

    def _next_file(self) -> None:
        project, model = self._projects.project, self._model
        if project is None or model is None:
            return
        if not self._work:
            self._model = None
            self.done.emit(model.name, self._files)
            return
        work = self._work[0]
        for utterance_id in project.runs.utterance_ids(work.run.id):
            result = project.runs.utterance(utterance_id)
            tracks = project.runs.tracks(utterance_id)
            if any(track.has_evidence for track in tracks.values()):
                work.drafts.append(Draft(result.utterance, tracks, result))
        self._send()

    def _send(self) -> None:
        work, model = self._work[0], self._model
        assert model is not None
        begun = len(work.found)
        batch = work.drafts[begun : begun + _AT_ONCE]
        if not batch:
            self._keep(work, model)
            return
        settings = replace(work.run.settings, checkpoint=model.path)
        self._job = self._jobs.repredict(settings, model.sha256, batch)

    def _on_repredicted(self, job: int, results: tuple[UtteranceAnalysed, ...]) -> None:
        if job != self._job or not self._work:
            return
        self._job = None
        self._work[0].found += results
        self._finished += len(results)
        self.progressed.emit(self._finished, self._total)
        self._send()

    def _keep(self, work: _Work, model: Model) -> None:
        """As a new analysis, whole or not at all."""
        project, run = self._projects.project, work.run
        assert project is not None and run.provenance is not None
        made_by = replace(run.provenance, checkpoint=model.name, checkpoint_sha256=model.sha256)
        try:
            with project.whole():
                new = project.runs.begin(
                    work.media.id, replace(run.settings, checkpoint=model.path)
                )
                project.runs.set_provenance(new, made_by)
                for each in work.found:
                    project.runs.add(new, each.result, each.tracks)
                for warning in run.warnings:
                    project.runs.warn(new, warning)
                whole = run.status is RunStatus.COMPLETE
                project.runs.end(new, RunStatus.COMPLETE if whole else RunStatus.PARTIAL)
        except ProjectError as error:
            self._give_up(Failure(error.message, error.hint))
            return
        self._work.pop(0)
        self._files += 1
        self.shown_changed.emit(work.media.id)
        self._next_file()

    def _on_failed(self, job: int, failure: Failure) -> None:
        if job == self._job:
            self._give_up(failure)

    def _give_up(self, failure: Failure) -> None:
        self._forget()
        self.failed.emit(failure)

    def _forget(self) -> None:
        self._model, self._job = None, None
        self._work.clear()
