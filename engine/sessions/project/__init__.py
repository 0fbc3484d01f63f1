"""The project file: media, analyses, edits and notes in one SQLite file."""

from __future__ import annotations

from engine.sessions.project.enqueue import Enqueued, enqueue
from engine.sessions.project.project import Project
from engine.sessions.project.recorder import RunRecorder, recorded
from engine.sessions.project.records import (
    MediaRecord,
    MediaState,
    Note,
    RunRecord,
    RunStatus,
    StoredUtterance,
)

__all__ = [
    "Enqueued",
    "MediaRecord",
    "MediaState",
    "Note",
    "Project",
    "RunRecord",
    "RunRecorder",
    "RunStatus",
    "StoredUtterance",
    "enqueue",
    "recorded",
]
