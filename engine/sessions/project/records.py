"""What a project holds, as typed rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from engine.types import AnalysisSettings, MediaInfo, Provenance, Stage, UtteranceResult


class MediaState(StrEnum):
    """Where a medium stands in the queue of analyses."""

    NEW = "new"
    """In the project, not asked to be analysed."""
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    """By the user, or because the program ended; what was found is kept."""
    FAILED = "failed"


class RunStatus(StrEnum):
    RUNNING = "running"
    COMPLETE = "complete"
    PARTIAL = "partial"
    """Stopped or failed; what was found is kept."""
    DRAFT = "draft"
    """Written aside until it is whole; nobody sees it, and with the program it is gone."""


@dataclass(frozen=True, slots=True)
class MediaRecord:
    """A file that the project refers to; it stays where it is."""

    id: int
    path: Path
    size: int
    """Bytes."""
    fingerprint: str
    state: MediaState
    error: str
    """Why the last analysis failed, for the user."""
    info: MediaInfo | None
    """With the path above, wherever the file was when it was probed."""
    settings: AnalysisSettings
    """What was asked for when it was put into the queue last."""

    @property
    def is_there(self) -> bool:
        return self.path.is_file()


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One analysis of one medium."""

    id: int
    media_id: int
    settings: AnalysisSettings
    provenance: Provenance | None
    status: RunStatus
    begun: str
    """UTC, ISO 8601."""
    warnings: tuple[str, ...]
    stage_seconds: Mapping[Stage, float]


@dataclass(frozen=True, slots=True)
class StoredUtterance:
    """``id`` stays the same whatever is edited."""

    id: int
    result: UtteranceResult


@dataclass(frozen=True, slots=True)
class Note:
    """A remark on a stretch of a medium, in seconds of its clock."""

    id: int
    media_id: int
    start_s: float
    end_s: float
    text: str
