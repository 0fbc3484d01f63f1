"""Analyses of a project's media, one after the other; each event is written down, then shown."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from desktop_app.i18n.texts import translate
from desktop_app.jobs.messages import AbortReason, Failure
from desktop_app.jobs.service import JobService
from desktop_app.state.project import ProjectState
from engine.errors import ProjectError
from engine.sessions.project import MediaRecord, MediaState, RunRecorder
from engine.types import AnalysisEvent, AnalysisSettings, Progress


@dataclass(frozen=True, slots=True)
class Running:
    """What is analysed now."""

    job: int
    media_id: int
    recorder: RunRecorder


class AnalysisQueue(QObject):
    """Media that wait are taken in their order; one that fails does not stop the rest."""

    begun = Signal(int, int)
    """Ids of the medium and of its run."""
    arrived = Signal(int, object, object)
    """Id of the medium, the event, and the id of the utterance that it brought, or None."""
    finished = Signal(int)
    failed = Signal(int, Failure)
    aborted = Signal(int, AbortReason)
    paused_changed = Signal(bool)

    def __init__(
        self, jobs: JobService, projects: ProjectState, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._jobs, self._projects = jobs, projects
        self.running: Running | None = None
        self.progress: Progress | None = None
        """Of what is analysed now."""
        self.paused = False
        jobs.yielded.connect(self._on_yielded)
        jobs.returned.connect(self._on_returned)
        jobs.errored.connect(self._on_errored)
        jobs.aborted.connect(self._on_aborted)

    def add(self, media: MediaRecord, settings: AnalysisSettings) -> None:
        """At the end of those that wait; begins at once where nothing runs."""
        self._wait(media.id, settings)
        self.go_on()

    def add_first(self, media: MediaRecord, settings: AnalysisSettings) -> None:
        """Before all that wait; if this one runs, it begins again."""
        project = self._projects.project
        assert project is not None
        if self.running is not None and self.running.media_id == media.id:
            self.leave()
        first = project.media.next_waiting()
        if first is not None and first.id != media.id:
            project.media.move_before(media.id, first.id)
        self._wait(media.id, settings)
        self.pause(False)
        self.go_on()

    def remove(self, media_id: int) -> None:
        """It need not be analysed any more; what runs is stopped."""
        if self.running is not None and self.running.media_id == media_id:
            self._jobs.cancel()
        else:
            self._set_state(media_id, MediaState.STOPPED)

    def pause(self, wanted: bool) -> None:
        """What runs goes on to its end; nothing new begins."""
        if wanted != self.paused:
            self.paused = wanted
            self.paused_changed.emit(wanted)
            self.go_on()

    def leave(self) -> None:
        """What runs is stopped at once, with what it has found; nothing new begins."""
        if self.running is not None:
            self.running.recorder.stop()
            self.running = None
            self._jobs.cancel()

    @property
    def waiting(self) -> int:
        """How many files wait to be analysed."""
        return sum(media.state is MediaState.WAITING for media in self._projects.media)

    def go_on(self) -> None:
        """Begin what waits, if nothing runs."""
        project = self._projects.project
        if project is None or self.running is not None or self.paused:
            return
        media = project.media.next_waiting()
        if media is None:
            return
        recorder = RunRecorder(project, media.id, media.settings)
        job = self._jobs.submit(media.path, media.settings)
        self.running, self.progress = Running(job, media.id, recorder), None
        self._projects.media_changed.emit()
        self.begun.emit(media.id, recorder.run_id)

    def _wait(self, media_id: int, settings: AnalysisSettings) -> None:
        project = self._projects.project
        if project is not None:
            project.media.wait(media_id, settings)
            self._projects.media_changed.emit()

    def _set_state(self, media_id: int, state: MediaState) -> None:
        project = self._projects.project
        if project is not None:
            project.media.set_state(media_id, state)
            self._projects.media_changed.emit()

    # ------------------------------------------------------------------ what the jobs say

    def _on_yielded(self, job: int, event: AnalysisEvent) -> None:
        running = self.running
        if running is None or job != running.job:
            return
        if isinstance(event, Progress):
            self.progress = event
        try:
            utterance_id = running.recorder.add(event)
        except ProjectError as error:
            self._jobs.cancel()
            self._end_badly(running, _not_kept(error))
            return
        self.arrived.emit(running.media_id, event, utterance_id)

    def _on_returned(self, job: int) -> None:
        if (running := self._ended(job)) is not None:
            self.finished.emit(running.media_id)
            self._after()

    def _on_errored(self, job: int, failure: Failure) -> None:
        if (running := self._ended(job)) is not None:
            self._end_badly(running, failure)
            self._after()

    def _on_aborted(self, job: int, reason: AbortReason) -> None:
        if (running := self._ended(job)) is not None:
            running.recorder.stop()
            self.aborted.emit(running.media_id, reason)
            self._after()

    def _ended(self, job: int) -> Running | None:
        running = self.running
        if running is None or job != running.job:
            return None
        self.running = self.progress = None
        return running

    def _end_badly(self, running: Running, failure: Failure) -> None:
        self.running = None
        try:
            running.recorder.fail(failure.message)
        except ProjectError as error:
            failure = _not_kept(error)
        self.failed.emit(running.media_id, failure)

    def _after(self) -> None:
        self._projects.media_changed.emit()
        self.go_on()


def _not_kept(error: ProjectError) -> Failure:
    return Failure(
        translate(
            "Failure", "The results can no longer be written to the project: {error}."
        ).format(error=error.__cause__),
        translate("Failure", "Free some space, then analyse again. What was shown so far is kept."),
    )
