"""The shape of a model: what is stored in a checkpoint and read by the builder, nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

from engine.errors import CheckpointError
from engine.types import STANDARD_HEADS, Head, Modality, heads_from_dict, heads_to_dict


class Variant(StrEnum):
    """Where the bottlenecks sit (Mai et al. 2022, section III)."""

    C_MIB = "C-MIB"
    """On every modality and on the fused vector."""
    E_MIB = "E-MIB"
    """On the fused vector only."""
    L_MIB = "L-MIB"
    """On every modality only."""
    B_MIB = "B-MIB"
    """The baseline: E-MIB trained with beta = 0."""

    @property
    def has_unimodal_bottlenecks(self) -> bool:
        return self in (Variant.C_MIB, Variant.L_MIB)

    @property
    def has_fused_bottleneck(self) -> bool:
        return self is not Variant.L_MIB


class Fusion(StrEnum):
    """How the vectors of the modalities become one."""

    CONCATENATION = "concatenation"
    ADDITION = "addition"
    MULTIPLICATION = "multiplication"
    TENSOR = "tensor"
    """All products of their entries."""
    LOW_RANK = "low-rank"
    """The same with a weight tensor of low rank."""
    GRAPH = "graph"
    """Nodes of one, two and three modalities, weighed by likeness and attention."""
    EXPERTS = "experts"
    """The product of their Gaussians and the prior; for L-MIB."""

    def suits(self, variant: Variant) -> bool:
        """Whether a model of that variant can be built with it."""
        return self is not Fusion.EXPERTS or variant is Variant.L_MIB


class Constraint(StrEnum):
    """The term that ``beta`` weighs."""

    KL = "kl"
    """½ mean_j(mu_j² + sigma_j² − 2 ln sigma_j − 1), the paper's."""
    MMD = "mmd"
    """The batch of z against the prior, by a kernel."""
    CORAL = "coral"
    """The covariance of z against that of the prior."""
    ORTHOGONALITY = "orthogonality"
    """Linear correlation between z and x."""
    EUCLIDEAN = "euclidean"
    """Nearness of z to x."""
    COSINE = "cosine"
    """Likeness of the directions of z and x."""


class Pooling(StrEnum):
    """One vector from a sequence."""

    LAST = "last"
    """Its last valid step (the paper)."""
    MEAN = "mean"
    """The mean of its valid steps."""


class TextEncoder(StrEnum):
    """The unimodal network of the words."""

    CONVOLUTION = "convolution"
    """For frozen token states that are contextual already."""
    TRANSFORMER = "transformer"
    """For precomputed word vectors (GloVe), as for sound and picture."""
    PRETRAINED = "pretrained"
    """For word-piece ids: a ``transformers`` encoder that is trained along (the paper's BERT)."""


@dataclass(frozen=True, slots=True)
class MIBConfig:
    """Everything that ``build_model`` needs. Defaults are the paper's where it states them.

    Raises:
        ValueError: the numbers do not fit each other.
    """

    input_dims: Mapping[Modality, int]
    """Features per step. Modalities are used in the order text, audio, vision."""
    heads: Mapping[str, Head] = field(default_factory=lambda: dict(STANDARD_HEADS))
    """Outputs of every decoder, by name."""
    variant: Variant = Variant.C_MIB
    fusion: Fusion = Fusion.CONCATENATION
    width: int = 50
    """d: size of unimodal vectors, of z and of the fused vector."""
    bottleneck_hidden: int = 1024
    """Hidden units between x and (mu, sigma)."""
    layers: int = 3
    """Transformer layers of a unimodal network."""
    attention_heads: int = 5
    """They share ``width`` between them."""
    dropout_attention: float = 0.5
    """On attention weights."""
    dropout_feed_forward: float = 0.3
    """Inside the feed-forward part, after its ReLU."""
    dropout_residual: float = 0.3
    """On what a sub-layer adds to the stream."""
    dropout_embedding: float = 0.2
    """On the convolved, position-coded input."""
    pooling: Pooling = Pooling.LAST
    text_encoder: TextEncoder = TextEncoder.CONVOLUTION
    pretrained_text: Mapping[str, Any] = field(default_factory=dict)
    """What ``transformers`` calls the encoder's configuration; for ``TextEncoder.PRETRAINED``."""

    def __post_init__(self) -> None:
        if not self.input_dims or not self.heads:
            raise ValueError("A model needs at least one modality and one head.")
        sizes = (*self.input_dims.values(), *(head.size for head in self.heads.values()))
        if min(*sizes, self.width, self.bottleneck_hidden, self.layers, self.attention_heads) < 1:
            raise ValueError("Every size of a model must be at least one.")
        if self.width % self.attention_heads:
            raise ValueError(
                f"width {self.width} cannot be shared by {self.attention_heads} attention heads."
            )
        if self.trains_text and (
            not self.pretrained_text or self.input_dims.get(Modality.TEXT, 1) != 1
        ):
            raise ValueError("A pretrained text encoder needs its configuration and ids as input.")
        if not self.fusion.suits(self.variant):
            raise ValueError(
                f"A product of experts fuses the Gaussians of L-MIB, and the variant is "
                f"{self.variant}: choose {Variant.L_MIB} or another fusion."
            )

    @property
    def modalities(self) -> tuple[Modality, ...]:
        """The model's modalities in their fixed order."""
        return tuple(modality for modality in Modality if modality in self.input_dims)

    @property
    def trains_text(self) -> bool:
        """Whether the text encoder is part of the model."""
        return self.text_encoder is TextEncoder.PRETRAINED

    def to_dict(self) -> dict[str, Any]:
        """Plain strings, numbers and dictionaries: JSON as it stands."""
        plain = {item.name: getattr(self, item.name) for item in fields(self)}
        return plain | {
            "input_dims": {str(m.value): self.input_dims[m] for m in self.modalities},
            "heads": heads_to_dict(self.heads),
            "variant": self.variant.value,
            "fusion": self.fusion.value,
            "pooling": self.pooling.value,
            "text_encoder": self.text_encoder.value,
            "pretrained_text": dict(self.pretrained_text),
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> MIBConfig:
        """The inverse of ``to_dict``.

        Raises:
            CheckpointError: a field is unknown, missing or impossible.
        """
        read: dict[str, Callable[[Any], Any]] = {
            "input_dims": lambda dims: {Modality(m): int(n) for m, n in dims.items()},
            "heads": heads_from_dict,
            "variant": Variant,
            "fusion": Fusion,
            "pooling": Pooling,
            "text_encoder": TextEncoder,
        }
        try:
            names = [*plain, *(item.name for item in fields(cls) if item.name not in plain)]
            return cls(**{name: read.get(name, _as_is)(plain[name]) for name in names})
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise CheckpointError(
                f"The model description cannot be used: {error}.",
                hint="The checkpoint may come from a newer MIBScope.",
            ) from error


def _as_is(value: Any) -> Any:
    return value
