"""What of a model learns, and what each choice is for. Readable without torch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Learns(StrEnum):
    """Which parts learn; all others stay as they are, to the bit."""

    HEADS = "heads"
    FUSION = "fusion"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Preset:
    """A way to go on from a trained model."""

    title: str
    explanation: str
    """For the user, one paragraph."""
    parts: tuple[str, ...]
    """Beginnings of the names of parameters that learn; none: all."""
    learning_rate: float
    """So small that a step moves a sentiment by a few hundredths: z is of the order of two in each
    of fifty dimensions."""
    epochs: int
    advised_from: int
    """Labelled utterances below which a smaller choice is the better one."""


_HEADS = ("decoders", "fused_decoder")

PRESETS: Mapping[Learns, Preset] = MappingProxyType(
    {
        Learns.HEADS: Preset(
            "Heads only",
            "Learns anew how evidence becomes a sentiment and emotions; what is heard, seen and "
            "read stays as it is. For a few dozen labels: people who use the scale differently, "
            "another setting. Takes seconds. Compare it on people who were not labelled.",
            _HEADS,
            3e-4,
            40,
            0,
        ),
        Learns.FUSION: Preset(
            "Fusion and heads",
            "Also learns how words, voice and face are weighed against each other. For some "
            "hundred labels. What each of them contributes may change.",
            (*_HEADS, "fusion", "fused_bottleneck", "absent"),
            2e-4,
            30,
            150,
        ),
        Learns.ALL: Preset(
            "Everything, slowly",
            "Every part learns, with a low learning rate; the standardisation of the features "
            "stays. For a thousand labels of several people. With fewer it learns the people by "
            "heart, and validation ends it early.",
            (),
            5e-5,
            30,
            600,
        ),
    }
)


FEW_TO_VALIDATE = 20
"""Validation utterances below which the choice of an epoch is mostly luck."""
CROSSWISE_BELOW = 4 * FEW_TO_VALIDATE
"""Labelled utterances of which a quarter would be too few to validate."""


def crosswise_advised(labelled: int, groups: int) -> bool:
    """Whether so few labels had better all be learned from, each video or person validating once.

    Args:
        groups: videos or people; one alone has nobody to validate it.
    """
    return groups > 1 and labelled < CROSSWISE_BELOW


def advised(labelled: int) -> Learns:
    """The largest choice that so many labelled training utterances are enough for."""
    return [each for each, preset in PRESETS.items() if preset.advised_from <= labelled][-1]
