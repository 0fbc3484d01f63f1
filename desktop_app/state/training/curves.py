"""What a training has told so far, as series of numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    kl: Mapping[Modality, float] = field(default_factory=dict)
    """Nats through each bottleneck in training, mean over the epoch."""
    fused_kl: float | None = None


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
    finished: bool = False

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
            case "TrainingFinished":
                self.finished = True

    @property
    def best(self) -> Epoch | None:
        """The one that would be kept now."""
        return max(self.epochs, key=lambda each: each.score, default=None)

    @property
    def fraction(self) -> float:
        """How far it is, 0..1."""
        if self.finished:
            return 1.0
        return self.steps[-1] / self.total_steps if self.steps and self.total_steps else 0.0

    @property
    def remaining_s(self) -> float | None:
        """At the pace of the last steps; None before there is one."""
        if self.finished:
            return 0.0
        if len(self.steps) < 2:
            return None
        first = max(0, len(self.steps) - _RECENT)
        done = self.steps[-1] - self.steps[first]
        took = self.seconds[-1] - self.seconds[first]
        return took / done * (self.total_steps - self.steps[-1]) if done > 0 else None

    @property
    def whole_s(self) -> float | None:
        """What all of it takes, or took if it ended early; None before that can be told."""
        left = self.remaining_s
        return None if left is None or not self.seconds else self.seconds[-1] + left


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
    rates, kl = line.get("validation_rate_nats", {}), line.get("rate_nats", {})
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
        kl={m: kl[m.value] for m in Modality if kl.get(m.value) is not None},
        fused_kl=line.get("fused_rate_nats"),
    )
