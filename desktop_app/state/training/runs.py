"""A run as a row of a table: what was asked for, where it stands, what came out."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np

from desktop_app.state.training.curves import mean_score
from engine.training.runs.folder import RunCard, RunFolder, RunState
from engine.training.runs.presence import Wish, Wished, worker
from engine.types import EMOTIONS, SENTIMENT


class RunStatus(StrEnum):
    """Where a run stands, as the user is told."""

    WAITING = "waiting"
    STARTING = "starting"
    """Its process reads models and data."""
    RUNNING = "running"
    ENDING = "ending"
    """Somebody has asked it to pause or to keep the best so far."""
    PAUSED = "paused"
    INTERRUPTED = "interrupted"
    """Its process died; it goes on from what it last kept."""
    FAILED = "failed"
    FINISHED = "finished"
    IMPORTED = "imported"


ALIVE = frozenset({RunStatus.STARTING, RunStatus.RUNNING, RunStatus.ENDING})
PAUSABLE = frozenset({RunStatus.WAITING, RunStatus.STARTING, RunStatus.RUNNING})
RESUMABLE = frozenset({RunStatus.PAUSED, RunStatus.INTERRUPTED, RunStatus.FAILED})
_STATUS = {
    RunState.RUNNING: RunStatus.INTERRUPTED,
    RunState.PAUSED: RunStatus.PAUSED,
    RunState.FAILED: RunStatus.FAILED,
    RunState.FINISHED: RunStatus.FINISHED,
    RunState.IMPORTED: RunStatus.IMPORTED,
}


@dataclass(frozen=True, slots=True)
class Figures:
    """On validation. None: not measured."""

    mae: float | None = None
    accuracy: float | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """``events``: its log; ``model``: its checkpoint, once there is one."""

    name: str
    status: RunStatus
    begun: str = ""
    """UTC, ISO 8601."""
    learns: str = ""
    start: str = ""
    """The model it goes on from, by its name."""
    data: Sequence[str] = ()
    """Names of its sets."""
    epoch: int | None = None
    before: Figures = Figures()
    after: Figures = Figures()
    error: str = ""
    events: Path = Path()
    splits: Path = Path()
    model: Path | None = None
    sha256: str = ""
    parent: str = ""
    """SHA-256 of the model that it goes on from, or whose features it reads at least."""
    folds: int = 0
    """Of a crosswise run; 0: there is one training only."""
    asked: str = ""
    """All that was asked for but the seed, and the data: runs that differ in their seed only have
    the same."""
    ours: bool = False
    """Its command is known, so that a window can go on with it."""
    seed: int | None = None
    how: str = ""
    """What else was asked for, as it stands in its file: crosswise, epochs …"""


def run_of(card: RunCard, folder: RunFolder, starting: bool, ours: bool) -> Run:
    """The row of a run that has begun.

    Args:
        starting: a process of ours was started for it.
    """
    return Run(
        name=card.name,
        status=status_of(card, folder, starting),
        begun=card.begun,
        learns=str(card.asked.get("learns", "")),
        start=str(card.asked.get("from", "")),
        data=tuple(card.lineage.get("data", {})),
        epoch=card.metrics.get("epoch"),
        before=_figures(card.metrics.get("before")),
        after=_figures(card.metrics.get("validation")),
        error=card.error,
        events=folder.events,
        splits=folder.splits,
        model=folder.model if folder.model.is_file() else None,
        sha256=card.sha256,
        parent=str(card.lineage.get("parent") or card.asked.get("features_of") or ""),
        folds=card.folds,
        asked=_but_for_the_seed(card),
        ours=ours,
        seed=card.asked.get("seed"),
        how=_how(card.asked),
    )


def status_of(card: RunCard, folder: RunFolder, starting: bool) -> RunStatus:
    """By its file and by whether a process lives for it."""
    if worker(folder) is not None:
        asked = any(Wished(folder, each).is_set() for each in Wish)
        return RunStatus.ENDING if asked else RunStatus.RUNNING
    return RunStatus.STARTING if starting else _STATUS[card.state]


def family(sha256: str, parents: Mapping[str, str]) -> str:
    """The first model of a line of models, each trained on from the one before: all of them read
    the same features.

    Args:
        parents: SHA-256 of a model → that of the one it goes on from.
    """
    seen = set()
    while sha256 in parents and sha256 not in seen:
        seen.add(sha256)
        sha256 = parents[sha256]
    return sha256


@dataclass(frozen=True, slots=True)
class Spread:
    """Over finished runs that differ in their seed only: mean and standard deviation."""

    runs: int
    mae: tuple[float, float] | None
    accuracy: tuple[float, float] | None


def over_seeds(runs: Collection[Run]) -> Mapping[str, Spread]:
    """By what was asked for, where there are two seeds or more."""
    groups: dict[str, list[Run]] = {}
    for run in runs:
        if run.status is RunStatus.FINISHED and run.asked:
            groups.setdefault(run.asked, []).append(run)
    return {
        asked: Spread(
            len(found),
            _spread([run.after.mae for run in found]),
            _spread([run.after.accuracy for run in found]),
        )
        for asked, found in groups.items()
        if len(found) > 1
    }


def _spread(values: Sequence[float | None]) -> tuple[float, float] | None:
    known = [value for value in values if value is not None]
    whole = len(known) == len(values)
    return (float(np.mean(known)), float(np.std(known, ddof=1))) if whole else None


def _but_for_the_seed(card: RunCard) -> str:
    asked = {name: value for name, value in card.asked.items() if name != "seed"}
    facts = card.lineage.get("data", {})
    data = {name: each for name, each in facts.items() if each.get("through") != "parent"}
    return json.dumps([asked, data], sort_keys=True) if "seed" in card.asked else ""


_SHOWN = ("crosswise", "epochs", "minutes", "learning_rate")


def _how(asked: Mapping[str, Any]) -> str:
    design = asked.get("design") or {}
    said = {name: asked.get(name) for name in _SHOWN} | dict(design)
    words = (name if value is True else f"{name} {value}" for name, value in said.items() if value)
    return ", ".join(word.replace("'", "").replace("[", "").replace("]", "") for word in words)


def _figures(validation: Mapping[str, Any] | None) -> Figures:
    known = validation or {}
    return Figures(mean_score(known, SENTIMENT, "mae"), mean_score(known, EMOTIONS, "accuracy"))
