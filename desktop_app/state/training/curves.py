"""What a training has told so far, as series of numbers."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.types import EMOTIONS, SENTIMENT, Modality

_RECENT = 40
"""Steps by which the remaining time is told."""
Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Epoch:
    """After an epoch; 0 is the start. None: not measured."""

    epoch: int
    step: int
    loss: float | None
    score: float
    mae: float | None
    """Of the sentiment on validation, in its units; mean over utterances of all sets."""
    accuracy: float | None
    """Of the expression on validation, 0..1."""
    rates: Mapping[Modality, float]
    """Nats that each bottleneck lets through on validation."""
    samples_per_s: float | None
    memory_mb: float | None
    best: bool


@dataclass(slots=True)
class Curves:
    """Grows with ``add``."""

    steps: list[int] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    """Of work, at each step."""
    epochs: list[Epoch] = field(default_factory=list)
    total_steps: int = 0
    device: str = ""

    def add(self, line: Line) -> None:
        """One line of ``events.jsonl``."""
        match line["event"]:
            case "TrainingStarted":
                self.total_steps, self.device = line["steps"], line["device"]
            case "StepDone":
                if line["loss"] is not None:
                    self.steps.append(line["step"])
                    self.losses.append(line["loss"])
                    self.seconds.append(line["t"])
            case "StartMeasured" | "EpochDone":
                self.epochs.append(_epoch(line))

    @property
    def best(self) -> Epoch | None:
        """The one that would be kept now."""
        return max(self.epochs, key=lambda each: each.score, default=None)

    @property
    def fraction(self) -> float:
        """How far it is, 0..1."""
        return self.steps[-1] / self.total_steps if self.steps and self.total_steps else 0.0

    @property
    def remaining_s(self) -> float | None:
        """At the pace of the last steps; None before there is one."""
        if len(self.steps) < 2:
            return None
        first = max(0, len(self.steps) - _RECENT)
        done = self.steps[-1] - self.steps[first]
        took = self.seconds[-1] - self.seconds[first]
        return took / done * (self.total_steps - self.steps[-1]) if done > 0 else None

    def of_epochs(self, name: str) -> tuple[list[int], list[float]]:
        """Epochs and values of a field, where it was measured."""
        known = [(each.epoch, getattr(each, name)) for each in self.epochs]
        return ([e for e, v in known if v is not None], [v for _, v in known if v is not None])

    def rates_of(self, modality: Modality) -> tuple[list[int], list[float]]:
        """Epochs and nats."""
        known = [(e.epoch, e.rates[modality]) for e in self.epochs if modality in e.rates]
        return [e for e, _ in known], [rate for _, rate in known]

    def rows(self) -> Iterator[Sequence[object]]:
        """As a table, the head first; empty where nothing was measured."""
        names = ("epoch", "step", "loss", "score", "mae", "accuracy", "samples_per_s", "memory_mb")
        yield (*names, *(f"rate_{m.value}_nats" for m in Modality))
        for each in self.epochs:
            values = [getattr(each, name) for name in names]
            values += [each.rates.get(m) for m in Modality]
            yield ["" if value is None else value for value in values]


def write_csv(curves: Curves, path: Path) -> None:
    """A row an epoch.

    Raises:
        OSError: it cannot be written.
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(curves.rows())


def mean_score(validation: Mapping[str, Any], head: str, score: str) -> float | None:
    """Of one head over all sets, each by its utterances; None where nobody measured it."""
    known = [
        (heads[head][score], heads[head].get("n") or 0)
        for heads in validation.values()
        if heads.get(head, {}).get(score) is not None
    ]
    total = sum(n for _, n in known)
    return sum(value * n for value, n in known) / total if total else None


def _epoch(line: Line) -> Epoch:
    validation = line.get("validation", {})
    rates = line.get("validation_rate_nats", {})
    return Epoch(
        epoch=line.get("epoch", 0),
        step=line.get("step", 0),
        loss=line.get("loss"),
        score=line["score"],
        mae=mean_score(validation, SENTIMENT, "mae"),
        accuracy=mean_score(validation, EMOTIONS, "accuracy"),
        rates={m: rates[m.value] for m in Modality if rates.get(m.value) is not None},
        samples_per_s=line.get("samples_per_s"),
        memory_mb=line.get("memory_mb"),
        best=bool(line.get("best", False)),
    )
