"""One file in the window: hands work to the job service and its reports to the state."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from desktop_app.jobs.messages import AbortReason, Failure
from desktop_app.jobs.service import JobService
from desktop_app.state.analysis import AnalysisState
from desktop_app.state.playback import PlaybackState
from desktop_app.state.selection import SelectionState
from engine.types import AnalysisEvent, AnalysisSettings


class Session(QObject):
    """What the user does with a file: open, cancel, analyse again."""

    def __init__(self, jobs: JobService, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.analysis = AnalysisState(self)
        self.playback = PlaybackState(self)
        self.selection = SelectionState(self.analysis, self.playback, self)
        self._jobs = jobs
        self._job: int | None = None
        jobs.yielded.connect(self._on_yielded)
        jobs.returned.connect(self._on_returned)
        jobs.errored.connect(self._on_errored)
        jobs.aborted.connect(self._on_aborted)
        self.analysis.media_changed.connect(self._report_duration)

    def open(self, path: Path, settings: AnalysisSettings | None = None) -> None:
        """Show this file and analyse it; what ran before is cancelled."""
        self.playback.report_duration(0.0)
        self.playback.report_position(0.0)
        self.analysis.begin(path, settings or self.analysis.settings)
        self._job = self._jobs.submit(path, self.analysis.settings)

    def analyse_again(self, settings: AnalysisSettings | None = None) -> None:
        if self.analysis.path is not None:
            self.open(self.analysis.path, settings)

    def cancel(self) -> None:
        if self.analysis.active:
            self.analysis.cancelling()
            self._jobs.cancel()

    def _on_yielded(self, job: int, event: AnalysisEvent) -> None:
        if job == self._job:
            self.analysis.apply(event)

    def _on_returned(self, job: int) -> None:
        if job == self._job:
            self.analysis.finish()

    def _on_errored(self, job: int, failure: Failure) -> None:
        if job == self._job:
            self.analysis.fail(failure)

    def _on_aborted(self, job: int, reason: AbortReason) -> None:
        if job == self._job:
            self.analysis.abort(reason)

    def _report_duration(self) -> None:
        self.playback.report_duration(self.analysis.duration_s)
