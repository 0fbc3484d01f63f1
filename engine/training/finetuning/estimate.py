"""How long a training will take and how much memory it holds, measured on a few of its steps."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from typing import cast

import torch

from engine.datasets.packed import PackedDataset
from engine.datasets.schema import Split
from engine.models.builders import build_model
from engine.models.config import MIBConfig
from engine.models.mib import MIBModel
from engine.training.config import TrainingConfig
from engine.training.events import StepDone, TrainEvent, TrainingStarted
from engine.training.fitting import fitted
from engine.training.loop import memory_mb, train
from engine.training.tensor_data import TensorData
from engine.training.validation import validate

_STEPS = 4
"""The first is not counted: much is done once."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Before the start. If validation ends the training early, it takes less."""

    steps: int
    epochs: int
    step_s: float
    validation_s: float
    """Of one epoch."""
    memory_mb: float
    """What the process holds while it trains; on a graphics card what it has held there."""

    @property
    def total_s(self) -> float:
        """At most, without reading the data and calibrating at the end."""
        return self.steps * self.step_s + (self.epochs + 1) * self.validation_s


def estimate(
    config: TrainingConfig,
    model_config: MIBConfig,
    dataset: PackedDataset,
    start: MIBModel | None,
    *,
    device: str = "cpu",
) -> Estimate:
    """Take a few steps on a copy of the model, or on one with random weights, and look at the
    validation samples once. The training itself is not changed by it.

    Raises:
        DatasetError: as ``engine.training.loop.train``.
    """
    times, total = [], 0
    events = train(config, model_config, dataset, device=device, start=start)
    with closing(cast("Generator[TrainEvent]", events)):
        for event in events:
            if isinstance(event, TrainingStarted):
                total = event.steps
            elif isinstance(event, StepDone):
                times.append(time.perf_counter())
            if len(times) == _STEPS or (times and not isinstance(event, StepDone)):
                break
    usable = fitted(dataset, model_config)
    began = time.perf_counter()
    validate(start or build_model(model_config), TensorData(usable))
    validation_s = time.perf_counter() - began
    gaps = [later - earlier for earlier, later in pairwise(times)]
    step_s = sum(gaps) / len(gaps) if gaps else validation_s * _relative(usable, config)
    return Estimate(total, config.epochs, step_s, validation_s, memory_mb(torch.device(device)))


def _relative(dataset: PackedDataset, config: TrainingConfig) -> float:
    """A step against a look at the validation samples, where an epoch is a single step: it goes
    forth and back over its rows."""
    rows = min(config.batch_size, len(dataset.rows(Split.TRAIN)))
    return 3.0 * rows / max(1, len(dataset.rows(Split.VALID)))
