"""What a user asks for, and the training that follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from engine.datasets.packed import PackedDataset
from engine.datasets.schema import Split
from engine.errors import DatasetError
from engine.models.config import MIBConfig
from engine.training.checkpoints import Checkpoint
from engine.training.config import TrainingConfig
from engine.training.finetuning.choices import Learns
from engine.training.finetuning.designs import NOTHING, Design
from engine.training.finetuning.estimate import Estimate, estimate
from engine.training.finetuning.presets import first_config, training_config
from engine.training.recipes import Recipe


@dataclass(frozen=True, slots=True)
class Asked:
    """What the user decides. The same of it, with the same data and parent, gives the same file to
    the bit on a CPU, unless ``minutes`` ends the run."""

    learns: Learns = Learns.HEADS
    seed: int = 1
    epochs: int | None = None
    """At most; None: the preset's."""
    minutes: float | None = None
    """Of work; the epoch in which they are over is the last. None: no limit."""
    learning_rate: float | None = None
    """None: the preset's."""
    crosswise: bool = False
    """Every group validates once and the mean of the models is kept; for few labels."""
    design: Design | None = None
    """Begin with random weights: all of them learn, whatever ``learns`` says."""

    def __post_init__(self) -> None:
        if self.design is not None and self.crosswise:
            raise DatasetError(
                "Models that begin with random weights have no mean.",
                hint="Train crosswise from a trained model.",
            )

    def to_dict(self, parent: Parent) -> dict[str, Any]:
        """Plain JSON; the same for the same training."""
        new: dict[str, Any] = {}
        if self.design is not None:
            new["design"] = self.design.to_dict()
            new["features_of"] = parent.checkpoint.sha256
        return {
            "learns": NOTHING if self.design is not None else self.learns.value,
            "seed": self.seed,
            "epochs": self.epochs,
            "minutes": self.minutes,
            "learning_rate": self.learning_rate,
            "crosswise": self.crosswise,
            "from": NOTHING if self.design is not None else parent.name,
            **new,
        }


@dataclass(frozen=True, slots=True)
class Parent:
    """The model to go on from, and what the user calls it. Of a training from nothing: the one
    whose features and sizes the new one has."""

    name: str
    checkpoint: Checkpoint


@dataclass(frozen=True, slots=True)
class Plan:
    """A training, ready to begin."""

    recipe: Recipe
    """What the lineage names."""
    start: Checkpoint | None
    """None: random weights."""
    model: MIBConfig

    @property
    def training(self) -> TrainingConfig:
        return self.recipe.training

    def estimate(self, dataset: PackedDataset, device: str, times: int = 1) -> Estimate:
        """Of so many trainings on a data set."""
        start = self.start.model if self.start is not None else None
        one = estimate(self.training, self.model, dataset, start, device=device)
        return replace(one, steps=one.steps * times, epochs=one.epochs * times)


def planned(asked: Asked, parent: Checkpoint, dataset: PackedDataset) -> Plan:
    """
    Raises:
        DatasetError: a model that begins with random weights has nothing to learn a head from.
    """
    if asked.design is not None:
        return _from_nothing(asked, asked.design, parent, dataset)
    rows = dataset.rows(Split.TRAIN)
    unlabelled = [
        name
        for name in parent.config.heads
        if name not in dataset.labels or not dataset.labels[name].mask[rows].any()
    ]
    config = training_config(
        asked.learns,
        parent.training,
        parent.model,
        unlabelled,
        seed=asked.seed,
        epochs=asked.epochs,
        learning_rate=asked.learning_rate,
    )
    name = f"fine-tuning: {asked.learns}{', crosswise' if asked.crosswise else ''}"
    return Plan(Recipe(name, {}, {}, config, dict(dataset.heads)), parent, parent.config)


def _from_nothing(
    asked: Asked, design: Design, pattern: Checkpoint, dataset: PackedDataset
) -> Plan:
    rows = dataset.rows(Split.TRAIN)
    for name in pattern.config.heads:
        if name not in dataset.labels or not dataset.labels[name].mask[rows].any():
            raise DatasetError(
                f"No training utterance has a label of {name}, and a model that begins with random "
                "weights knows nothing of it.",
                hint="Label it, too, or go on from a trained model.",
            )
    config = first_config(
        design,
        pattern.training,
        seed=asked.seed,
        epochs=asked.epochs,
        learning_rate=asked.learning_rate,
    )
    recipe = Recipe(
        f"from nothing: {design.variant.value}",
        {},
        _fields(design, pattern.config),
        config,
        dict(dataset.heads),
    )
    return Plan(recipe, None, recipe.model_config(pattern.contract))


def _fields(design: Design, pattern: MIBConfig) -> Mapping[str, Any]:
    """Of the model, as a recipe has them."""
    own = ("input_dims", "heads")
    sizes = {name: value for name, value in pattern.to_dict().items() if name not in own}
    return sizes | {
        "variant": design.variant.value,
        "fusion": design.fusion.value,
        "modalities": [each.value for each in design.modalities],
    }
