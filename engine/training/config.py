"""What a training run is: everything that decides its outcome, frozen and stored with the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from engine.errors import CheckpointError


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """Defaults are those of the default recipe where the paper's do not fit frozen features."""

    seed: int = 1
    epochs: int = 40
    """At most; training stops earlier when validation no longer gains."""
    steps_per_epoch: int = 100
    """One step sees one batch of every pool (see engine.training.pools)."""
    patience: int = 8
    """Epochs without a better validation score before the end."""
    batch_size: int = 32
    """Rows of one pool in one step."""
    batch_sizes: Mapping[str, int] = field(default_factory=dict)
    """Pools, by name, that have another number of rows."""
    learning_rate: float = 1e-3
    weight_decay: float = 1e-2
    """AdamW."""
    clip_norm: float = 1.0
    beta: float = 1e-3
    """Weight of every KL term."""
    head_weights: Mapping[str, float] = field(default_factory=dict)
    modality_dropout: float = 0.25
    """Chance that a modality of a row with several stays out of the fusion."""
    nothing: float = 0.05
    """Chance that all of them do: so the prediction from no input is learned."""
    set_balance: float = 0.5
    """A set of n rows is drawn in proportion to n to this power within its pool."""
    class_balance: float = 0.5
    """A row of an emotion that k rows of its set have is drawn in proportion to k to minus this."""
    composed: bool = True
    """Whether one pool joins words, voices and faces of different sets with equal emotion."""
    still_steps: int = 20
    """A still face is held for 1 to this many steps, as a video would show it."""
    max_steps: Mapping[str, int] = field(default_factory=dict)
    """Per modality: longer tracks are cropped at random in training (never in evaluation)."""

    def rows_of(self, pool: str) -> int:
        """Rows of a pool in one step."""
        return self.batch_sizes.get(pool, self.batch_size)

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> TrainingConfig:
        """The inverse of ``to_dict``; fields that are left out have their defaults.

        Raises:
            CheckpointError: a field is unknown.
        """
        unknown = set(plain) - {item.name for item in fields(cls)}
        if unknown:
            raise CheckpointError(
                f"Unknown training setting {', '.join(sorted(unknown))}.",
                hint="The recipe or checkpoint may come from a newer MIBScope.",
            )
        return cls(**plain)
