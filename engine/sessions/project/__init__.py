"""The project file: media, analyses, edits and notes in one SQLite file."""

from __future__ import annotations

from engine.sessions.project.project import Project
from engine.sessions.project.recorder import RunRecorder
from engine.sessions.project.records import (
    MediaRecord,
    MediaState,
    Note,
    RunRecord,
    RunStatus,
    StoredUtterance,
)

__all__ = [
    "MediaRecord",
    "MediaState",
    "Note",
    "Project",
    "RunRecord",
    "RunRecorder",
    "RunStatus",
    "StoredUtterance",
]
