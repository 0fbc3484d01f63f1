"""What is known of the analysis at hand: media, results so far, progress, how it ended."""

from __future__ import annotations

from bisect import bisect_right
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop_app.jobs.messages import AbortReason, Failure
from engine.sessions import AnalysisCollector
from engine.types import (
    Analysis,
    AnalysisEvent,
    AnalysisFinished,
    AnalysisSettings,
    MediaInfo,
    MediaProbed,
    ModelsReady,
    Progress,
    Provenance,
    UtteranceAnalysed,
    UtteranceResult,
    Warned,
)


class Status(StrEnum):
    EMPTY = "empty"
    RUNNING = "running"
    CANCELLING = "cancelling"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


ACTIVE = frozenset({Status.RUNNING, Status.CANCELLING})


class AnalysisState(QObject):
    """Changes through its methods only; views listen to its signals.

    Results are kept in the order of their start; they survive cancel, failure and the death of
    the job process until the next analysis begins.
    """

    begun = Signal()
    """A new file: everything that was shown is void."""
    media_changed = Signal()
    provenance_changed = Signal()
    result_added = Signal(int)
    """Index of the new result; those behind it have moved by one."""
    progress_changed = Signal()
    status_changed = Signal()
    warned = Signal(str)
    failed = Signal(Failure)
    aborted = Signal(AbortReason)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path: Path | None = None
        self.settings = AnalysisSettings()
        self.status = Status.EMPTY
        self.media: MediaInfo | None = None
        self.provenance: Provenance | None = None
        self.progress: Progress | None = None
        self.results: list[UtteranceResult] = []
        self.warnings: list[str] = []
        self._starts: list[float] = []
        self._finished: Analysis | None = None
        self._collector = AnalysisCollector(self.settings)

    # ------------------------------------------------------------------ questions

    @property
    def active(self) -> bool:
        return self.status in ACTIVE

    @property
    def duration_s(self) -> float:
        """Length of the medium, or as far as the results reach when it is not known."""
        known = self.media.duration_s if self.media else 0.0
        reached = self.results[-1].utterance.end_s if self.results else 0.0
        return max(known, reached)

    def index_at(self, time_s: float) -> int | None:
        """Index of the utterance that is being spoken at ``time_s``, if any."""
        index = bisect_right(self._starts, time_s) - 1
        if index < 0 or time_s > self.results[index].utterance.end_s:
            return None
        return index

    def index_before(self, time_s: float) -> int | None:
        """Index of the last utterance that has begun at ``time_s``."""
        index = bisect_right(self._starts, time_s) - 1
        return index if index >= 0 else None

    def snapshot(self) -> Analysis | None:
        """What can be exported now; partial while running and after an abort."""
        if self._finished is not None:
            return self._finished
        return self._collector.analysis(complete=False) if self.results else None

    # ------------------------------------------------------------------ changes

    def begin(self, path: Path, settings: AnalysisSettings) -> None:
        self.path, self.settings = path, settings
        self.media = self.progress = self._finished = None
        self.results, self.warnings, self._starts = [], [], []
        self._collector = AnalysisCollector(settings)
        self.begun.emit()
        self._set_status(Status.RUNNING)

    def apply(self, event: AnalysisEvent) -> None:
        """Take in one event of the engine."""
        self._collector.add(event)
        match event:
            case MediaProbed(info):
                self.media = info
                self.media_changed.emit()
                for note in info.notes:
                    self._warn(note)
            case ModelsReady(provenance):
                self.provenance = provenance
                self.provenance_changed.emit()
            case Progress():
                self.progress = event
                self.progress_changed.emit()
            case UtteranceAnalysed(result):
                self._insert(result)
            case Warned(message):
                self._warn(message)
            case AnalysisFinished(analysis):
                self._finished = analysis

    def cancelling(self) -> None:
        if self.status is Status.RUNNING:
            self._set_status(Status.CANCELLING)

    def finish(self) -> None:
        self._set_status(Status.DONE)

    def fail(self, failure: Failure) -> None:
        self._set_status(Status.FAILED)
        self.failed.emit(failure)

    def abort(self, reason: AbortReason) -> None:
        self._set_status(Status.CANCELLED)
        self.aborted.emit(reason)

    def _insert(self, result: UtteranceResult) -> None:
        index = bisect_right(self._starts, result.utterance.start_s)
        self._starts.insert(index, result.utterance.start_s)
        self.results.insert(index, result)
        self.result_added.emit(index)

    def _warn(self, message: str) -> None:
        if message not in self.warnings:
            self.warnings.append(message)
            self.warned.emit(message)

    def _set_status(self, status: Status) -> None:
        self.status = status
        self.status_changed.emit()
