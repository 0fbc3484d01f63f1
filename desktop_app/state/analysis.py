"""What is known of the analysis at hand: media, results so far, progress, how it ended."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop_app.jobs.messages import AbortReason, Failure
from engine.sessions.project import RunRecord
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
    Stage,
    UtteranceAnalysed,
    UtteranceResult,
    Warned,
)


class Status(StrEnum):
    EMPTY = "empty"
    WAITING = "waiting"
    """Others are analysed before it."""
    RUNNING = "running"
    CANCELLING = "cancelling"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


_UNKNOWN = -1
"""Id of a result that no project keeps."""
ACTIVE = frozenset({Status.RUNNING, Status.CANCELLING})


class AnalysisState(QObject):
    """Changes through its methods only; views listen to its signals.

    Results are kept in the order of their start; they survive cancel, failure and the death of
    the job process, and are kept in the project before they come here.
    """

    begun = Signal()
    """A new file: everything that was shown is void."""
    media_changed = Signal()
    provenance_changed = Signal()
    result_added = Signal(int)
    """Index of the new result; those behind it have moved by one."""
    results_reset = Signal()
    """All results at once: a stored analysis, or an edit."""
    progress_changed = Signal()
    status_changed = Signal()
    warned = Signal(str)
    failed = Signal(Failure)
    aborted = Signal(AbortReason)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path: Path | None = None
        self.media_id: int | None = None
        self.run_id: int | None = None
        """Where it is kept in the project."""
        self.settings = AnalysisSettings()
        self.status = Status.EMPTY
        self.media: MediaInfo | None = None
        self.provenance: Provenance | None = None
        self.progress: Progress | None = None
        self.results: list[UtteranceResult] = []
        self.warnings: list[str] = []
        self.utterance_ids: list[int] = []
        """Of the results, in the project."""
        self._starts: list[float] = []
        self._stage_seconds: Mapping[Stage, float] = {}

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
        if self.media is None or self.provenance is None or not self.results:
            return None
        return Analysis(
            media=self.media,
            settings=self.settings,
            provenance=self.provenance,
            results=tuple(
                replace(each, utterance=replace(each.utterance, index=place))
                for place, each in enumerate(self.results)
            ),
            warnings=tuple(self.warnings),
            complete=self.status is Status.DONE,
            stage_seconds=self._stage_seconds,
        )

    # ------------------------------------------------------------------ changes

    def begin(
        self,
        path: Path,
        settings: AnalysisSettings,
        media_id: int | None = None,
        run_id: int | None = None,
    ) -> None:
        """A new analysis of a file, and where the project keeps it."""
        self._forget(path, settings, media_id, run_id)
        self.begun.emit()
        self._set_status(Status.RUNNING)

    def restore(
        self,
        path: Path,
        run: RunRecord,
        analysis: Analysis | None,
        utterance_ids: Sequence[int],
        status: Status,
    ) -> None:
        """Show an analysis as the project has it; None where little is known of it."""
        self._forget(path, run.settings, run.media_id, run.id)
        self.begun.emit()
        if analysis is not None:
            self.media, self.provenance = analysis.media, analysis.provenance
            self._stage_seconds = analysis.stage_seconds
            self.reload(analysis.results, utterance_ids)
            self.media_changed.emit()
            self.provenance_changed.emit()
            for message in analysis.warnings:
                self._warn(message)
        self._set_status(status)

    def reload(self, results: Sequence[UtteranceResult], utterance_ids: Sequence[int]) -> None:
        """Other utterances of the same analysis, in the order of their start."""
        self.results, self.utterance_ids = list(results), list(utterance_ids)
        self._starts = [each.utterance.start_s for each in self.results]
        self.results_reset.emit()

    def show_file(self, path: Path, media_id: int, status: Status) -> None:
        """A file of which nothing is known yet."""
        self._forget(path, AnalysisSettings(), media_id, None)
        self.begun.emit()
        self._set_status(status)

    def clear(self) -> None:
        """No file."""
        self._forget(None, AnalysisSettings(), None, None)
        self.begun.emit()
        self._set_status(Status.EMPTY)

    def apply(self, event: AnalysisEvent, utterance_id: int | None = None) -> None:
        """Take in one event of the engine, and where the project keeps what it brought."""
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
                self._insert(result, utterance_id if utterance_id is not None else _UNKNOWN)
            case Warned(message):
                self._warn(message)
            case AnalysisFinished(analysis):
                self._stage_seconds = analysis.stage_seconds

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

    def _forget(
        self,
        path: Path | None,
        settings: AnalysisSettings,
        media_id: int | None,
        run_id: int | None,
    ) -> None:
        self.path, self.settings = path, settings
        self.media_id, self.run_id = media_id, run_id
        self.media = self.provenance = self.progress = None
        self.results, self.utterance_ids, self._starts = [], [], []
        self.warnings, self._stage_seconds = [], {}

    def _insert(self, result: UtteranceResult, utterance_id: int) -> None:
        index = bisect_right(self._starts, result.utterance.start_s)
        self.utterance_ids.insert(index, utterance_id)
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
