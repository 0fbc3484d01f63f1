"""Tiny training runs on made-up data, and what came of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import torch

from engine.datasets.packed import PackedDataset, pack
from engine.models.config import MIBConfig, Pooling
from engine.models.mib import MIBModel
from engine.training.config import TrainingConfig
from engine.training.events import (
    EpochDone,
    StepDone,
    TrainEvent,
    TrainingFinished,
    TrainingPaused,
    TrainingStarted,
)
from engine.training.loop import train
from engine.types import STANDARD_HEADS
from tests.helpers.labelled_data import CONTRACT, made_up_samples

MODEL = MIBConfig(
    {modality: spec.dimension for modality, spec in CONTRACT.extractors.items()},
    width=10,
    bottleneck_hidden=16,
    layers=1,
    pooling=Pooling.MEAN,
    dropout_attention=0.0,
    dropout_feed_forward=0.0,
    dropout_residual=0.0,
    dropout_embedding=0.0,
)
TRAINING = TrainingConfig(
    seed=3, epochs=4, steps_per_epoch=8, batch_size=16, learning_rate=0.02, patience=5
)
SHORT = replace(TRAINING, epochs=1, steps_per_epoch=2, batch_size=4)
"""Enough to see whether two runs are the same."""


def made_up_data(per_split: int = 24, seed: int = 0) -> PackedDataset:
    """``made_up_samples`` packed under the two standard heads."""
    return pack(made_up_samples(per_split, seed), CONTRACT, STANDARD_HEADS)


@dataclass(frozen=True)
class Course:
    """All events of one call of ``train``."""

    events: tuple[TrainEvent, ...]

    @property
    def started(self) -> TrainingStarted:
        assert isinstance(self.events[0], TrainingStarted)
        return self.events[0]

    @property
    def steps(self) -> list[StepDone]:
        return [event for event in self.events if isinstance(event, StepDone)]

    @property
    def epochs(self) -> list[EpochDone]:
        return [event for event in self.events if isinstance(event, EpochDone)]

    @property
    def finished(self) -> TrainingFinished:
        assert isinstance(self.events[-1], TrainingFinished)
        return self.events[-1]

    @property
    def paused(self) -> TrainingPaused:
        assert isinstance(self.events[-1], TrainingPaused)
        return self.events[-1]

    @property
    def model(self) -> MIBModel:
        return self.finished.model

    @property
    def losses(self) -> list[float]:
        return [step.loss for step in self.steps]


def run(
    config: TrainingConfig = TRAINING,
    model: MIBConfig = MODEL,
    data: PackedDataset | None = None,
    *,
    watch: Callable[[TrainEvent], None] = lambda event: None,
    **more: Any,
) -> Course:
    """Train to the end. ``watch`` sees every event before the run goes on."""
    events = []
    for event in train(config, model, made_up_data() if data is None else data, **more):
        events.append(event)
        watch(event)
    return Course(tuple(events))


def same_weights(one: MIBModel, other: MIBModel) -> bool:
    """Equal to the bit."""
    a, b = one.state_dict(), other.state_dict()
    return a.keys() == b.keys() and all(torch.equal(a[name], b[name]) for name in a)
