"""How the expression network is trained: everything that decides the outcome beside the data."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.errors import CheckpointError, DatasetError
from engine.features.vision.expression_network import BLOCKS, WIDTHS
from engine.runtime.paths import resources_dir
from engine.training.config import Precision
from engine.training.expression.augment import Augmentation


@dataclass(frozen=True, slots=True)
class ExpressionTraining:
    """One run. The same values on the same data give the same network on one thread."""

    seed: int = 1
    epochs: int = 40
    batch_size: int = 128
    learning_rate: float = 2e-3
    """Of AdamW, at the end of the warm-up; then it falls along a cosine."""
    weight_decay: float = 0.05
    warmup: float = 0.1
    """Share of all steps over which the learning rate rises."""
    average: float = 0.998
    """The network that is kept is a running average of the weights; this much of it stays at
    each step."""
    dropout: float = 0.2
    """Of the embedding, before the classes."""
    precision: Precision = Precision.BFLOAT16
    widths: tuple[int, ...] = WIDTHS
    """Channels of the network's stages,"""
    blocks: tuple[int, ...] = BLOCKS
    """and how many residual blocks each of them has."""
    augmentation: Augmentation = field(default_factory=Augmentation)

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> ExpressionTraining:
        """From plain TOML or JSON; fields that are left out have their defaults.

        Raises:
            CheckpointError: a field is unknown or has no such value.
        """
        try:
            values = {name: _READ.get(name, _as_is)(value) for name, value in plain.items()}
            return cls(**values)
        except (TypeError, ValueError) as error:
            raise CheckpointError(f"A training setting cannot be used: {error}.") from error


_READ: Mapping[str, Callable[[Any], Any]] = {
    "widths": tuple,
    "blocks": tuple,
    "precision": Precision,
    "augmentation": lambda plain: Augmentation(**plain),
}


def _as_is(value: Any) -> Any:
    return value


def load_expression_recipe(path: Path | None = None) -> ExpressionTraining:
    """The recipe that comes with MIBScope, or another TOML file.

    Raises:
        DatasetError: there is no such file, or it is no TOML.
        CheckpointError: it names a setting that does not exist.
    """
    path = path or resources_dir() / "recipes" / "expression.toml"
    try:
        return ExpressionTraining.from_dict(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise DatasetError(f"The recipe {path} cannot be understood: {error}.") from error
