"""What crosses the border between the window and the job process: plain frozen dataclasses.

The vocabulary of a job's life: started, then yielded any number of times, then exactly one of
returned, errored or aborted. Small work is done aside, whatever runs: one answer to each request.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from engine.types import (
    AnalysisEvent,
    AnalysisSettings,
    Draft,
    MeshedFace,
    UInt8Array,
    UtteranceAnalysed,
)

# --------------------------------------------------------------------------- to the job process


@dataclass(frozen=True, slots=True)
class Analyse:
    """Run one analysis."""

    job: int
    path: Path
    settings: AnalysisSettings


@dataclass(frozen=True, slots=True)
class Cancel:
    """Ask a job to stop at its next opportunity."""

    job: int


@dataclass(frozen=True, slots=True)
class Repredict:
    """Predict edited utterances anew, beside whatever runs."""

    job: int
    settings: AnalysisSettings
    checkpoint_sha256: str
    drafts: tuple[Draft, ...]


@dataclass(frozen=True, slots=True)
class FindMeshes:
    """Look for faces in a picture, uint8 [height, width, 3] BGR, beside whatever runs."""

    job: int
    picture: UInt8Array


@dataclass(frozen=True, slots=True)
class Shutdown:
    """Leave at once; nothing is worth keeping."""


Asked = Repredict | FindMeshes
Request = Analyse | Asked | Cancel | Shutdown

# --------------------------------------------------------------------------- from the job process


class Remedy(StrEnum):
    """What the window can offer besides trying again."""

    MODELS = "models"


@dataclass(frozen=True, slots=True)
class Failure:
    """An error as the user is told: what happened, the way out, and the technical record."""

    message: str
    hint: str = ""
    details: str = ""
    subject: str = ""
    """What ``{error}`` in the message stands for: the job process does not translate."""
    remedy: Remedy | None = None


class AbortReason(StrEnum):
    """How a job that was cancelled came to its end."""

    CANCELLED = "the job stopped by itself"
    TERMINATED = "the job did not stop in time and its process was ended"


@dataclass(frozen=True, slots=True)
class Ready:
    """The engine is loaded; jobs start without delay."""


@dataclass(frozen=True, slots=True)
class Started:
    job: int


@dataclass(frozen=True, slots=True)
class Yielded:
    job: int
    event: AnalysisEvent


@dataclass(frozen=True, slots=True)
class Returned:
    job: int


@dataclass(frozen=True, slots=True)
class Errored:
    job: int
    failure: Failure


@dataclass(frozen=True, slots=True)
class Aborted:
    job: int
    reason: AbortReason


@dataclass(frozen=True, slots=True)
class Logged:
    """A line of the log of the job process."""

    logger: str
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Repredicted:
    """The answer to ``Repredict``: one for each draft."""

    job: int
    results: tuple[UtteranceAnalysed, ...]


@dataclass(frozen=True, slots=True)
class NotRepredicted:
    """The other answer."""

    job: int
    failure: Failure


@dataclass(frozen=True, slots=True)
class MeshesFound:
    """The answer to ``FindMeshes``; empty also where it could not be looked for."""

    job: int
    faces: tuple[MeshedFace, ...]


Aside = Repredicted | NotRepredicted | MeshesFound
Report = Ready | Logged | Started | Yielded | Returned | Errored | Aborted | Aside
