"""Honest numbers: what validation data has to say of probabilities and spreads. Plain JSON.

The corrections belong to the *set of modalities* that took part ("text", "text+audio" …): a model
may be too sure of words and too shy of voices. Without any of them everything is as the model has
it. See engine.explain.fitting for how they are found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import Any

from engine.errors import CheckpointError
from engine.types import HeadKind, Modality

COVERAGE = 0.8
"""Share of the labels that an interval is to hold."""
NORMAL_HALF_WIDTH = 1.2816
"""Half of the central 80 % of a normal distribution in s.d.: an interval before calibration."""

UNCERTAIN_ABOVE: Mapping[HeadKind, float] = MappingProxyType(
    {HeadKind.REGRESSION: 1.5, HeadKind.MULTI_CLASS: 0.75, HeadKind.MULTI_LABEL: 0.75}
)
"""Limits of doubt before calibration. Numbers: an interval of ±1.5, on the scale of sentiment from
negative to positive. Classes: three quarters of the entropy of knowing nothing; of seven classes
that is a best one below 0.57 with all others alike."""


def set_name(modalities: Iterable[Modality]) -> str:
    """``text+audio``, in the order of ``Modality``; "nothing" where nobody takes part."""
    taking_part = set(modalities)
    return "+".join(m.value for m in Modality if m in taking_part) or "nothing"


@dataclass(frozen=True, slots=True)
class Curve:
    """A monotone function of a probability, linear between its points and flat outside.

    Raises:
        ValueError: there are fewer than two points, or they do not rise.
    """

    at: tuple[float, ...]
    value: tuple[float, ...]

    def __post_init__(self) -> None:
        pairs = zip(self.at, self.at[1:], strict=False)
        if len(self.at) < 2 or any(a >= b for a, b in pairs):
            raise ValueError("A curve needs two points at least, in rising order.")
        if len(self.at) != len(self.value):
            raise ValueError("A curve needs a value for each of its points.")
        if any(a > b for a, b in zip(self.value, self.value[1:], strict=False)):
            raise ValueError("The values of a curve must not fall.")


@dataclass(frozen=True, slots=True)
class HeadCalibration:
    """Corrections of one head. Sets of modalities that are not named are not corrected."""

    temperature: Mapping[str, float] = field(default_factory=dict)
    """By set: what the fused decoder's logits are divided by (Guo et al. 2017)."""
    unimodal_temperature: Mapping[str, float] = field(default_factory=dict)
    """By modality: the same for the logits of its own decoder."""
    curves: tuple[Curve, ...] = ()
    """One per class: the fused decoder's probability → how often it was so (Zadrozny & Elkan
    2002); for multi-label heads, whose probabilities need not add up to one."""
    half_width: Mapping[str, float] = field(default_factory=dict)
    """By set: half of the 80 % interval of a number in spreads (conformal: Lei et al. 2018)."""
    spread_floor: float = 0.0
    """Spreads below it count as this much; in the head's own unit."""
    uncertain_above: float | None = None
    """Limit of doubt; None for the one of the head's kind in ``UNCERTAIN_ABOVE``."""

    def limit(self, kind: HeadKind) -> float:
        """The limit of doubt in force."""
        return UNCERTAIN_ABOVE[kind] if self.uncertain_above is None else self.uncertain_above


@dataclass(frozen=True, slots=True)
class Calibration:
    """Corrections by head; heads that are not named are not corrected."""

    heads: Mapping[str, HeadCalibration] = field(default_factory=dict)

    def of(self, head: str) -> HeadCalibration:
        """Those of one head."""
        return self.heads.get(head, HeadCalibration())

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON."""
        return {name: asdict(head) for name, head in self.heads.items()}

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Calibration:
        """The inverse of ``to_dict``, also after a way through JSON.

        Raises:
            CheckpointError: it is not what ``to_dict`` gives.
        """
        try:
            return cls({str(name): _head_from_dict(head) for name, head in plain.items()})
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise CheckpointError(
                f"The calibration cannot be used: {error}.",
                hint="The checkpoint may come from a newer MIBScope.",
            ) from error


def _head_from_dict(plain: Mapping[str, Any]) -> HeadCalibration:
    curves = tuple(Curve(tuple(c["at"]), tuple(c["value"])) for c in plain["curves"])
    return HeadCalibration(**{**plain, "curves": curves})
