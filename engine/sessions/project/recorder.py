"""Writes the events of an analysis down before anybody sees them."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterator
from contextlib import contextmanager

from engine.errors import CancelledError, ProjectError, as_told
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
    """Of one analysis. What ``add`` has returned from is kept; after its end nothing changes.

    Every method raises ProjectError where the file can no longer be written.
    """

    def __init__(self, project: Project, media_id: int, settings: AnalysisSettings) -> None:
        self._project, self._media = project, media_id
        self._ended = False
        with _written(), project.whole():
            self.run_id = project.runs.begin(media_id, settings)
            project.media.set_state(media_id, MediaState.RUNNING)

    def add(self, event: AnalysisEvent) -> int | None:
        """Take in one event; the id of the utterance that it brought, if any."""
        with _written():
            return self._add(event)

    def stop(self) -> None:
        """The user ended it."""
        self._end(RunStatus.PARTIAL, MediaState.STOPPED)

    def fail(self, error: str) -> None:
        """It ended by itself; ``error`` as the user is told."""
        self._end(RunStatus.PARTIAL, MediaState.FAILED, error)

    def _add(self, event: AnalysisEvent) -> int | None:
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
                    runs.keep_seconds(self.run_id, analysis.stage_seconds)
                    self._end(RunStatus.COMPLETE, MediaState.DONE)
        return None

    def _end(self, status: RunStatus, state: MediaState, error: str = "") -> None:
        if self._ended:
            return
        with _written(), self._project.whole():
            self._project.runs.end(self.run_id, status)
            self._project.media.set_state(self._media, state, error)
        self._ended = True


def recorded(
    project: Project, media_id: int, settings: AnalysisSettings, events: Iterator[AnalysisEvent]
) -> Generator[AnalysisEvent, None, None]:
    """Each event is written down, then passed on. However it ends, the project says how; close the
    generator where you leave it early.

    Raises:
        ProjectError: the file can no longer be written.
        Exception: whatever ended the analysis.
    """
    recorder = RunRecorder(project, media_id, settings)
    try:
        for event in events:
            recorder.add(event)
            yield event
    except (CancelledError, ProjectError):
        raise
    except Exception as error:
        recorder.fail(as_told(error).message)
        raise
    finally:
        recorder.stop()


@contextmanager
def _written() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise ProjectError(
            f"The results can no longer be written to the project: {error}.",
            hint="Free some space, then analyse again. What was shown so far is kept.",
        ) from error
