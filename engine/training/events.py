"""What a training run tells while it goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.models.mib import MIBModel
from engine.training.evaluation import SetScores
from engine.training.validation import Said
from engine.types import Modality


@dataclass(frozen=True, slots=True)
class TrainingStarted:
    parameters: int
    pools: Mapping[str, int]
    """Rows of each pool in a step, over all processes."""
    steps: int
    """Of the whole run, if it is not stopped early."""
    device: str
    processes: int
    resumed_at: int
    """Steps that were done before; 0 for a new run."""


@dataclass(frozen=True, slots=True)
class StartMeasured:
    """What the model that training starts from says about the validation split; epoch 0."""

    validation: Mapping[str, SetScores]
    unimodal: Mapping[Modality, Mapping[str, SetScores]]
    validation_rate_nats: Mapping[Modality, float]
    score: float
    """As in ``EpochDone``."""


@dataclass(frozen=True, slots=True)
class ValidationSeen:
    """What the model says of each validation sample; StartMeasured or EpochDone of the same epoch
    follows at once."""

    epoch: int
    step: int
    said: Mapping[str, Said]
    """Per data set."""


@dataclass(frozen=True, slots=True)
class StepDone:
    epoch: int
    step: int
    """Counted over all epochs, from one."""
    loss: float
    """What was minimised, mean over pools."""
    learning_rate: float
    beta: float


@dataclass(frozen=True, slots=True)
class EpochDone:
    """Means over the epoch, and what the model says about the validation split after it."""

    epoch: int
    step: int
    loss: float
    learning_rate: float
    beta: float
    rate_nats: Mapping[Modality, float]
    """What each bottleneck let through in training, mean over samples that have the modality."""
    fused_rate_nats: float | None
    validation: Mapping[str, SetScores]
    """Per data set, from all its modalities."""
    unimodal: Mapping[Modality, Mapping[str, SetScores]]
    """Per modality and data set, what its own decoder says."""
    validation_rate_nats: Mapping[Modality, float]
    """What each bottleneck lets through on validation samples that have the modality."""
    score: float
    """What the model is chosen by (TrainingConfig.select_by); more is better."""
    best: bool
    samples_per_s: float
    """Rows that were trained on in a second of this epoch, without validation."""
    memory_mb: float
    """What the process holds after it; on a graphics card the most of the card's so far."""


@dataclass(frozen=True, slots=True)
class TrainingPaused:
    """The run stopped between two steps and goes on from ``state`` as if it never had."""

    state: Path
    step: int


@dataclass(frozen=True, slots=True)
class TrainingFinished:
    model: MIBModel
    """The one of the best epoch, in evaluation mode on the CPU."""
    last: MIBModel
    """The one of the last epoch."""
    epoch: int
    """Of the model; 0: the one that training started from."""
    score: float
    history: tuple[Mapping[str, Any], ...]
    """Every EpochDone as plain JSON, those before an interruption included."""


TrainEvent = (
    TrainingStarted
    | StartMeasured
    | ValidationSeen
    | StepDone
    | EpochDone
    | TrainingPaused
    | TrainingFinished
)
