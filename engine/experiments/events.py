"""What a grid tells while it runs."""

from __future__ import annotations

from dataclasses import dataclass

from engine.experiments.plan import Run


@dataclass(frozen=True, slots=True)
class GridStarted:
    """``total`` runs, of which ``there`` were finished before."""

    total: int
    there: int


@dataclass(frozen=True, slots=True)
class RunDone:
    """The result is on disk."""

    run: Run
    seconds: float


@dataclass(frozen=True, slots=True)
class RunFailed:
    """The others go on. ``trace``: where it happened; empty where a process died."""

    run: Run
    reason: str
    trace: str = ""


@dataclass(frozen=True, slots=True)
class GridFinished:
    """``done``: runs that are there now."""

    done: int
    failed: tuple[RunFailed, ...]


GridEvent = GridStarted | RunDone | RunFailed | GridFinished
