"""Folders of runs as the engine leaves them, made up: events, and what is said of utterances."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from engine.training.insight.folder import (
    InsightFolder,
    Neighbours,
    Seen,
    Snapshot,
    Utterances,
)
from engine.training.insight.plane import principal
from engine.training.runs.folder import RunCard, RunFolder, RunState
from engine.types import EMOTIONS, SENTIMENT

STEPS, PACE_S = 4, 0.5
DIMENSION = 8


def write_run(
    root: Path, name: str, epochs: int, seen: Sequence[Seen], state: RunState = RunState.FINISHED
) -> RunFolder:
    """One training of so many epochs; the last is kept."""
    folder = RunFolder(root / name)
    folder.write(_card(name, state))
    write_events(folder.path, epochs, 10, finished=state is RunState.FINISHED)
    write_insight(folder.path, epochs, seen, finished=state is RunState.FINISHED)
    return folder


def write_crosswise(
    root: Path, name: str, folds: Sequence[int], of: int, seen: Sequence[Seen]
) -> RunFolder:
    """Folds by the number of their epochs; all but the last one are finished. The utterances are
    dealt out to them."""
    folder = RunFolder(root / name)
    folder.write(_card(name, RunState.PAUSED, of))
    for place, epochs in enumerate(folds):
        inside = folder.path / f"fold-{place + 1}"
        finished = place + 1 < len(folds)
        write_events(inside, epochs, 10, finished=finished, better=0.02 * place)
        write_insight(inside, epochs, seen[place::of], finished=finished, seed=place)
    return folder


def _card(name: str, state: RunState, folds: int = 0) -> RunCard:
    asked = {"learns": "fusion", "seed": 1, "from": "default", "crosswise": folds > 0}
    lineage = {"parent": "", "data": {"study": {}}}
    return RunCard(name, "fine-tuning", state, f"2026-01-01T00:00:0{folds}.000+00:00", asked,
                   lineage=lineage, folds=folds)  # fmt: skip


def write_events(
    run: Path, epochs: int, of: int, *, finished: bool, better: float = 0.0
) -> list[dict[str, Any]]:
    """A training of ``of`` epochs that has come to some epoch; its lines."""
    lines: list[dict[str, Any]] = [
        {"event": "TrainingStarted", "steps": of * STEPS, "device": "cpu", "t": 0.0},
        _epoch(0, better),
    ]
    for epoch in range(1, epochs + 1):
        for step in range((epoch - 1) * STEPS + 1, epoch * STEPS + 1):
            loss = 1.0 + 2.0 / step
            line = {"event": "StepDone", "epoch": epoch, "step": step, "loss": loss}
            lines.append(line | {"t": step * PACE_S})
        lines.append(_epoch(epoch, better))
    if finished:
        end = {"event": "TrainingFinished", "epoch": epochs, "score": 0.0}
        lines.append(end | {"t": epochs * STEPS * PACE_S})
    run.mkdir(parents=True, exist_ok=True)
    (run / "events.jsonl").write_text("".join(json.dumps(each) + "\n" for each in lines), "utf-8")
    return lines


def _epoch(epoch: int, better: float) -> dict[str, Any]:
    mae = 0.9 - better - 0.05 * epoch
    scores = {
        SENTIMENT: {"mae": mae, "n": 12},
        EMOTIONS: {"accuracy": 0.4 + better + 0.02 * epoch, "n": 12},
    }
    line: dict[str, Any] = {
        "event": "EpochDone" if epoch else "StartMeasured",
        "validation": {"study": scores},
        "validation_rate_nats": {"text": 3.0 - better, "audio": 2.0 - epoch / 10, "vision": 1.5},
        "score": -mae,
        "t": epoch * STEPS * PACE_S,
    }
    if epoch:
        line |= {"epoch": epoch, "step": epoch * STEPS, "loss": 2.0 / epoch, "best": True}
        line |= {"rate_nats": {"text": 4.0, "audio": 2.5 - epoch / 20, "vision": 1.0}}
        line |= {"fused_rate_nats": 5.0 - epoch / 10, "samples_per_s": 120.0, "memory_mb": 400.0}
    return line


def write_insight(
    run: Path, epochs: int, seen: Sequence[Seen], *, finished: bool = False, seed: int = 0
) -> None:
    """Predictions come nearer to the labels; in z like comes to lie beside like."""
    folder, rng = InsightFolder.inside(run), np.random.default_rng(seed)
    folder.write_utterances(Utterances(tuple(seen), len(seen), np.arange(len(seen))))
    labels = np.array([each.labels.get(SENTIMENT, (0.0,))[0] or 0.0 for each in seen])
    noise, before = rng.normal(0, 1, (len(seen), DIMENSION)), None
    for epoch in range(epochs + 1):
        learned = epoch / (epochs + 1)
        z = noise + np.outer(labels, np.linspace(2, 0, DIMENSION)) * learned
        z = z.astype(np.float32)
        before, kept = principal(z, before)
        said = {
            SENTIMENT: ((labels * learned) + noise[:, 0] * (1 - learned))[:, None],
            EMOTIONS: _believed(seen, rng, learned),
        }
        snapshot = {name: each.astype(np.float32) for name, each in said.items()}
        folder.write_epoch(Snapshot(epoch, epoch * STEPS, snapshot, z, before, kept))
    if finished and before is not None:
        folder.write_neighbours(Neighbours(epochs, before[:, ::-1].copy(), 5.0, 0))


def _believed(
    seen: Sequence[Seen], rng: np.random.Generator, learned: float
) -> np.ndarray[Any, Any]:
    true = np.array([each.labels.get(EMOTIONS, (1 / 7,) * 7) for each in seen], dtype=np.float64)
    guess = rng.dirichlet(np.full(7, 0.6), len(seen))
    believed: np.ndarray[Any, Any] = true * learned + guess * (1 - learned)
    return believed
