"""What a training run is: everything that decides its outcome, frozen and stored with the model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any

from engine.errors import CheckpointError
from engine.models.config import Constraint


class Sampling(StrEnum):
    """Where the rows of a step come from."""

    BALANCED = "balanced"
    """Drawn with repetition; sets and emotions are balanced, each combination of modalities has
    its own batch (engine.training.pools)."""
    SHUFFLED = "shuffled"
    """Every sample once an epoch, in a new order; one batch a step (the paper)."""


class Decay(StrEnum):
    """How the learning rate goes on after the warm-up."""

    COSINE = "cosine"
    """Along a cosine to a fiftieth."""
    CONSTANT = "constant"


class BetaCurve(StrEnum):
    """How beta grows over the run."""

    CONSTANT = "constant"
    """The paper."""
    LINEAR = "linear"
    """From zero to beta over the first ``beta_warmup`` of the steps."""
    CYCLIC = "cyclic"
    """Four such rises in a row (Fu et al. 2019), each over ``beta_warmup`` of its quarter."""


class Precision(StrEnum):
    """Arithmetic of the forward pass; weights are always kept in float32."""

    FLOAT32 = "32-true"
    BFLOAT16 = "bf16-mixed"
    FLOAT16 = "16-mixed"


class Selection(StrEnum):
    """What the best epoch is best by, on the validation split only."""

    SKILL = "skill"
    """Mean over sets of Pearson's r and of balanced accuracy."""
    MAE = "mae"
    """Mean over sets of the mean absolute error of regression heads."""
    LOSS = "loss"
    """The task terms of the fused prediction."""


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """Defaults are those of the default recipe where the paper's do not fit frozen features."""

    seed: int = 1
    epochs: int = 40
    """At most; training stops earlier when validation no longer gains."""
    sampling: Sampling = Sampling.BALANCED
    steps_per_epoch: int = 100
    """For balanced sampling: one step sees one batch of every pool. Shuffled epochs are whole."""
    patience: int = 8
    """Epochs without a better validation score before the end."""
    select_by: Selection = Selection.SKILL
    batch_size: int = 32
    """Rows of one pool in one step, over all processes."""
    batch_sizes: Mapping[str, int] = field(default_factory=dict)
    """Pools, by name, that have another number of rows."""
    learning_rate: float = 1e-3
    backbone_learning_rate: float = 2e-5
    """Of a pretrained text encoder that is trained along."""
    frozen: tuple[str, ...] = ()
    """Beginnings of the names of parameters that stay as they are."""
    frozen_still: bool = False
    """Whether parts that are frozen as a whole work as in use, without dropout."""
    keep_start: bool = False
    """Whether the model that training starts from can be chosen as well, as epoch 0."""
    warmup: float = 0.05
    """Share of all steps over which learning rates rise."""
    decay: Decay = Decay.COSINE
    weight_decay: float = 1e-2
    """AdamW; 0 is the paper's Adam."""
    clip_norm: float = 1.0
    """Longest gradient, by its Euclidean norm."""
    beta: float = 1e-3
    """Weight of every constraint."""
    beta_curve: BetaCurve = BetaCurve.CONSTANT
    beta_warmup: float = 0.3
    constraint: Constraint = Constraint.KL
    head_weights: Mapping[str, float] = field(default_factory=dict)
    modality_dropout: float = 0.25
    """Chance that a modality of a row with several stays out of the fusion."""
    nothing: float = 0.05
    """Chance that all of them do: so the prediction from no input is learned."""
    voice_moves: float = 0.0
    """Chance that a voice is moved to where another person's lies (engine.training.voices)."""
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
    precision: Precision = Precision.FLOAT32
    deterministic: bool = False
    """Refuse kernels whose results differ from run to run (matters on graphics cards)."""

    def rows_of(self, pool: str) -> int:
        """Rows of a pool in one step."""
        return self.batch_sizes.get(pool, self.batch_size)

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON."""
        return {
            name: value.value if isinstance(value, StrEnum) else value
            for name, value in asdict(self).items()
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> TrainingConfig:
        """The inverse of ``to_dict``; fields that are left out have their defaults.

        Raises:
            CheckpointError: a field is unknown or has no such value.
        """
        unknown = set(plain) - {item.name for item in fields(cls)}
        if unknown:
            raise CheckpointError(
                f"Unknown training setting {', '.join(sorted(unknown))}.",
                hint="The recipe or checkpoint may come from a newer MIBScope.",
            )
        try:
            return cls(**{name: _READ.get(name, _as_is)(value) for name, value in plain.items()})
        except ValueError as error:
            raise CheckpointError(f"A training setting cannot be used: {error}.") from error


_READ: Mapping[str, Callable[[Any], Any]] = {
    "sampling": Sampling,
    "select_by": Selection,
    "decay": Decay,
    "beta_curve": BetaCurve,
    "constraint": Constraint,
    "frozen": tuple,
    "precision": Precision,
}


def _as_is(value: Any) -> Any:
    return value
