"""What the user does with projects and files; brings the parts of the state together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject

from desktop_app.jobs.live.service import LiveService
from desktop_app.jobs.live.target import load_live
from desktop_app.jobs.messages import AbortReason, Failure
from desktop_app.jobs.service import JobService
from desktop_app.jobs.training import TrainingService
from desktop_app.state.analysis import AnalysisState, Status
from desktop_app.state.editor import TranscriptEditor
from desktop_app.state.frame_steps import FrameSteps
from desktop_app.state.labels import LabelState
from desktop_app.state.live.keeper import LiveKeeper
from desktop_app.state.live.session import LiveSession
from desktop_app.state.media_list import MediaList
from desktop_app.state.playback import PlaybackState
from desktop_app.state.project import ProjectState
from desktop_app.state.project_agreement import ProjectAgreement
from desktop_app.state.queue import AnalysisQueue
from desktop_app.state.remarks import Remarks
from desktop_app.state.selection import SelectionState
from desktop_app.state.slices import InSlices
from desktop_app.state.switches import LaneId, Overlay, Switches
from desktop_app.state.time_range import Looping, TimeRange
from desktop_app.state.training.applying import ModelSwitch
from desktop_app.state.training.comparing import ModelComparison
from desktop_app.state.training.moving import ModelFiles
from desktop_app.state.training.session import TrainingState
from desktop_app.state.waveform import Waveform
from engine.sessions.project import MediaRecord, MediaState
from engine.types import AnalysisEvent, AnalysisSettings

_STATUS = {
    MediaState.NEW: Status.EMPTY,
    MediaState.WAITING: Status.WAITING,
    MediaState.RUNNING: Status.RUNNING,
    MediaState.DONE: Status.DONE,
    MediaState.STOPPED: Status.CANCELLED,
    MediaState.FAILED: Status.FAILED,
}


class Session(QObject):
    """One project with its media, of which one is shown."""

    def __init__(
        self,
        jobs: JobService,
        projects: ProjectState,
        parent: QObject | None = None,
        *,
        live: LiveService | None = None,
        training: TrainingService | None = None,
    ) -> None:
        super().__init__(parent)
        self.projects = projects
        self.analysis = AnalysisState(self)
        self.playback = PlaybackState(self)
        self.selection = SelectionState(self.analysis, self.playback, self)
        self.range = TimeRange(self)
        self.lanes = Switches(LaneId, self)
        self.overlays = Switches(Overlay, self)
        self.waveform = Waveform(self.analysis, self)
        self.frames = FrameSteps(self.analysis, self.playback, self)
        self._reading = InSlices(self)
        self._looping = Looping(self.playback, self.range, self)
        self.queue = AnalysisQueue(jobs, projects, self)
        self.files = MediaList(projects, self.queue, self)
        self.files.removed.connect(self._on_removed)
        self.files.relinked.connect(self._show_afresh)
        self.editor = TranscriptEditor(jobs, projects, self.analysis, self)
        self.remarks = Remarks(projects, self.analysis, self)
        self.labels = LabelState(projects, self.analysis, self.selection, self)
        self.agreement = ProjectAgreement(projects, self)
        self.live = LiveSession(live or LiveService(load_live, self), self)
        self.keeper = LiveKeeper(self.live, self)
        trainer = training or TrainingService(parent=self)
        self.training = TrainingState(trainer, projects, self)
        self.comparison = ModelComparison(trainer.command, self)
        self.model_files = ModelFiles(trainer.command, trainer.registry, self)
        self.model_files.imported.connect(self.training.refresh)
        same = self.training.same_features
        self.model_switch = ModelSwitch(jobs, projects, self.queue, same, self)
        self.model_switch.shown_changed.connect(self._show_once_read)
        self.queue.begun.connect(self._on_begun)
        self.queue.arrived.connect(self._on_event)
        self.queue.finished.connect(self._on_finished)
        self.queue.failed.connect(self._on_failed)
        self.queue.aborted.connect(self._on_aborted)
        self.editor.changed.connect(self._reload)
        projects.changed.connect(self._reading.leave)
        self.analysis.media_changed.connect(self._report_duration)
        self.analysis.begun.connect(self.range.clear)

    # ------------------------------------------------------------------ projects

    def open_project(self, path: Path) -> None:
        """Show a stored project, beginning with its first file that has results.

        Raises:
            ProjectError: it cannot be opened; what is shown stays.
        """
        known = self.projects.project
        if known is not None and known.path == path.resolve():
            return
        self.queue.leave()
        project = self.projects.open(path)
        self.analysis.clear()  # ids belong to a project: those of the one before mean nothing here
        media = project.media.all()
        with_results = [each for each in media if project.runs.latest(each.id) is not None]
        for first in (with_results or list(media))[:1]:
            self.show_media(first.id)

    def new_project(self, path: Path) -> None:
        """An empty one.

        Raises:
            ProjectError: it cannot be written; what is shown stays.
        """
        self.queue.leave()
        self.projects.create(path)
        self.analysis.clear()

    def close_project(self) -> None:
        """Back to where nothing is open; everything is kept."""
        self.queue.leave()
        self.projects.close()
        self._rewind()
        self.analysis.clear()

    def close(self) -> None:
        """Everything is kept; what runs is stopped."""
        self.waveform.close()
        self.frames.close()
        self.keeper.close()
        self.training.close()
        self.comparison.close()
        self.model_files.close()
        self.agreement.close()
        self.queue.leave()
        self.projects.close()

    # ------------------------------------------------------------------ media

    def open(self, path: Path, settings: AnalysisSettings | None = None) -> None:
        """Show this file and analyse it now. It joins the project that the user has chosen, or
        gets one of its own.

        Raises:
            ProjectError: the file cannot be read, or nothing can be written.
        """
        media = self._add([path])[0]
        self._analyse_now(media, settings or AnalysisSettings())

    def open_all(self, paths: Sequence[Path], settings: AnalysisSettings) -> None:
        """Analyse them one after the other, and show the first.

        Raises:
            ProjectError: one of them cannot be read, or nothing can be written.
        """
        added = self._add(paths)
        self._analyse_now(added[0], settings)
        for media in added[1:]:
            if media.state is not MediaState.DONE:
                self.queue.add(media, settings)

    def add_all(self, paths: Sequence[Path], settings: AnalysisSettings) -> None:
        """Put them into the queue of the project that is open; what is shown stays. Where no
        project is open they are opened.

        Raises:
            ProjectError: one of them cannot be read, or nothing can be written.
        """
        if self.projects.project is None:
            self.open_all(paths, settings)
            return
        for media in self._put(paths):
            if media.state is MediaState.NEW:
                self.queue.add(media, settings)
            if self.analysis.media_id is None:
                self.show_media(media.id)

    def analyse_again(self, settings: AnalysisSettings | None = None) -> None:
        """The file that is shown, as before if nothing is said; earlier analyses are kept."""
        project, media_id = self.projects.project, self.analysis.media_id
        if project is not None and media_id is not None:
            self._analyse_now(project.media.get(media_id), settings or self.analysis.settings)

    def show_media(self, media_id: int) -> None:
        """Show what is known of a file of the project."""
        project = self.projects.project
        if project is None or media_id == self.analysis.media_id:
            return
        media = project.media.get(media_id)
        running = self.queue.running
        run = project.runs.latest(media_id)
        if running is not None and running.media_id == media_id:
            run = project.runs.get(running.recorder.run_id)
        self._rewind()
        if run is None:
            self.analysis.show_file(media.path, media.id, _STATUS[media.state])
            return
        ids = project.runs.utterance_ids(run.id)
        known = project.runs.analysis(run.id)
        self.analysis.restore(media.path, run, known, ids, _STATUS[media.state])

    def cancel(self) -> None:
        """Stop the file that is shown; what was found is kept."""
        if self.analysis.media_id is not None and self.analysis.active:
            self.analysis.cancelling()
            self.queue.remove(self.analysis.media_id)

    def _add(self, paths: Sequence[Path]) -> list[MediaRecord]:
        if self.projects.project is None or not self.projects.was_chosen:
            self.queue.leave()
            self.projects.create_for(paths[0])
        return self._put(paths)

    def _put(self, paths: Sequence[Path]) -> list[MediaRecord]:
        project = self.projects.project
        assert project is not None
        added = [project.media.add(path) for path in paths]
        self.projects.media_changed.emit()
        return added

    def _analyse_now(self, media: MediaRecord, settings: AnalysisSettings) -> None:
        self._rewind()
        self.analysis.show_file(media.path, media.id, Status.WAITING)
        self.queue.add_first(media, settings)

    def _rewind(self) -> None:
        self.playback.report_duration(0.0)
        self.playback.report_position(0.0)

    # ------------------------------------------------------------------ what the queue says

    def _on_begun(self, media_id: int, run_id: int) -> None:
        project = self.projects.project
        if project is not None and media_id == self.analysis.media_id:
            media = project.media.get(media_id)
            self.analysis.begin(media.path, project.runs.get(run_id).settings, media_id, run_id)

    def _on_event(self, media_id: int, event: AnalysisEvent, utterance_id: int | None) -> None:
        if media_id == self.analysis.media_id:
            self.analysis.apply(event, utterance_id)

    def _on_finished(self, media_id: int) -> None:
        if media_id == self.analysis.media_id:
            self.analysis.finish()

    def _on_failed(self, media_id: int, failure: Failure) -> None:
        if media_id == self.analysis.media_id:
            self.analysis.fail(failure)

    def _on_aborted(self, media_id: int, reason: AbortReason) -> None:
        if media_id == self.analysis.media_id:
            self.analysis.abort(reason)

    def _on_removed(self, media_id: int) -> None:
        if media_id == self.analysis.media_id:
            self._rewind()
            self.analysis.clear()

    def _show_afresh(self, media_id: int) -> None:
        """The file that is shown lies elsewhere now, or another analysis of it is shown."""
        if media_id == self.analysis.media_id:
            self.analysis.media_id = None
            self.show_media(media_id)

    def _show_once_read(self, media_id: int) -> None:
        """The same, as soon as the other analysis was read between events."""
        project = self.projects.project
        if project is None or media_id != self.analysis.media_id:
            return
        self._reading.leave()
        run = project.runs.latest(media_id)
        reading = project.runs.read_ahead(run.id) if run is not None else iter(())
        self._reading.do(reading, lambda: self._show_afresh(media_id))

    def _reload(self, touched: frozenset[int]) -> None:
        """Edits have changed what is kept: only that is read again."""
        project, run_id = self.projects.project, self.analysis.run_id
        if project is None or run_id is None:
            return
        ids = project.runs.utterance_ids(run_id)
        known = dict(zip(self.analysis.utterance_ids, self.analysis.results, strict=True))
        fresh = {each for each in ids if each in touched or each not in known}
        results = [project.runs.utterance(i) if i in fresh else known[i] for i in ids]
        self.analysis.reload(results, ids)

    def _report_duration(self) -> None:
        self.playback.report_duration(self.analysis.duration_s)
