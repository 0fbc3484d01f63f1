"""Writes the events of an analysis down before anybody sees them."""

from __future__ import annotations

from engine.sessions.project.project import Project
from engine.sessions.project.records import MediaState, RunStatus
from engine.types import (
    AnalysisEvent,
    AnalysisFinished,
    AnalysisSettings,
    MediaProbed,
    ModelsReady,
    UtteranceAnalysed,
    Warned,
)


class RunRecorder:
    """Of one analysis. What ``add`` has returned from is kept."""

    def __init__(self, project: Project, media_id: int, settings: AnalysisSettings) -> None:
        self._project, self._media = project, media_id
        with project.whole():
            self.run_id = project.runs.begin(media_id, settings)
            project.media.set_state(media_id, MediaState.RUNNING)

    def add(self, event: AnalysisEvent) -> int | None:
        """Take in one event; the id of the utterance that it brought, if any."""
        runs = self._project.runs
        match event:
            case MediaProbed(info):
                self._project.media.set_info(self._media, info)
            case ModelsReady(provenance):
                runs.set_provenance(self.run_id, provenance)
            case Warned(message):
                runs.warn(self.run_id, message)
            case UtteranceAnalysed(result, tracks):
                return runs.add(self.run_id, result, tracks)
            case AnalysisFinished(analysis):
                with self._project.whole():
                    runs.end(self.run_id, RunStatus.COMPLETE, analysis.stage_seconds)
                    self._project.media.set_state(self._media, MediaState.DONE)
        return None

    def stop(self) -> None:
        """The user ended it."""
        self._end(MediaState.STOPPED, "")

    def fail(self, error: str) -> None:
        """It ended by itself; ``error`` as the user is told."""
        self._end(MediaState.FAILED, error)

    def _end(self, state: MediaState, error: str) -> None:
        with self._project.whole():
            self._project.runs.end(self.run_id, RunStatus.PARTIAL)
            self._project.media.set_state(self._media, state, error)
