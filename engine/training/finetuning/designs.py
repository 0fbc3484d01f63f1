"""Models that begin with random weights: what can be chosen, and what each choice is for. Readable
without torch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any

from engine.errors import CheckpointError
from engine.models.config import Constraint, Fusion, Variant
from engine.types import Modality

NOTHING = "nothing"
"""The name of the start of a training that goes on from no model."""
EPOCHS = 40
"""At most, of a training from nothing."""


@dataclass(frozen=True, slots=True)
class Design:
    """A model of its own; sizes and features are those of the default checkpoint.

    Raises:
        CheckpointError: the fusion does not suit the variant, or no modality is left.
    """

    variant: Variant = Variant.C_MIB
    fusion: Fusion = Fusion.CONCATENATION
    beta: float = 1e-2
    """Weight of every constraint."""
    constraint: Constraint = Constraint.KL
    modalities: tuple[Modality, ...] = tuple(Modality)

    def __post_init__(self) -> None:
        if not self.modalities:
            raise CheckpointError("A model reads at least one modality.")
        if self.variant is Variant.B_MIB:
            raise CheckpointError(
                "B-MIB is E-MIB without a bottleneck.", hint="Choose E-MIB with a beta of 0."
            )
        if not self.fusion.suits(self.variant):
            raise CheckpointError(
                f"The fusion {self.fusion.value} does not suit {self.variant.value}.",
                hint=f"Choose {Variant.L_MIB.value}, or another fusion.",
            )

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON."""
        return asdict(self) | {"modalities": [each.value for each in self.modalities]}


@dataclass(frozen=True, slots=True)
class DesignPreset:
    """A design that makes sense as it stands."""

    title: str
    explanation: str
    """For the user, one paragraph."""
    design: Design


DESIGN_PRESETS: Mapping[str, DesignPreset] = MappingProxyType(
    {
        "complete": DesignPreset(
            "Complete",
            "As the default checkpoint: a bottleneck on words, voice and face and one on what they "
            "give together. It tells how much each of them lets through.",
            Design(),
        ),
        "experts": DesignPreset(
            "Experts",
            "A bottleneck on each; what they are sure of weighs more. Few weights, and a missing "
            "voice or face leaves the others as they are.",
            Design(Variant.L_MIB, Fusion.EXPERTS),
        ),
        "early": DesignPreset(
            "One bottleneck",
            "Only what they give together is compressed. Nothing is told of what each one lets "
            "through.",
            Design(Variant.E_MIB),
        ),
    }
)

VARIANTS: Mapping[Variant, str] = MappingProxyType(
    {
        Variant.C_MIB: "Bottlenecks on every modality and on the fused vector.",
        Variant.L_MIB: "Bottlenecks on every modality only.",
        Variant.E_MIB: "A bottleneck on the fused vector only.",
    }
)
FUSIONS: Mapping[Fusion, str] = MappingProxyType(
    {
        Fusion.CONCATENATION: "Side by side, weighed by a layer: simple, and the paper's choice.",
        Fusion.ADDITION: "Their sum: the fewest weights.",
        Fusion.MULTIPLICATION: "Their product, entry by entry.",
        Fusion.TENSOR: "All products of their entries: the most weights, for many labels.",
        Fusion.LOW_RANK: "All products, by a weight tensor of low rank.",
        Fusion.GRAPH: "Pairs and all three as nodes, weighed by attention.",
        Fusion.EXPERTS: "The product of their Gaussians; for L-MIB only.",
    }
)
CONSTRAINTS: Mapping[Constraint, str] = MappingProxyType(
    {
        Constraint.KL: "Bounds the information itself; the paper's. Start with beta 0.01.",
        Constraint.MMD: "The batch of z is held near the prior by a kernel.",
        Constraint.CORAL: "Only the covariance of z is held near the prior's.",
        Constraint.ORTHOGONALITY: "z shall not correlate with x.",
        Constraint.EUCLIDEAN: "z shall be far from x.",
        Constraint.COSINE: "z shall point elsewhere than x.",
    }
)
BETA = (
    "How dear information is: more keeps the bottlenecks narrow, which helps with noise and "
    "few labels; less lets the model see more."
)
