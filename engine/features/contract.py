"""The feature contract: what a checkpoint was trained on and must be fed again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from engine.errors import ContractMismatchError
from engine.types import Modality


@dataclass(frozen=True, slots=True)
class ExtractorSpec:
    """Identity of one extractor. Any change of its numbers is a new ``version``."""

    name: str
    version: int
    dimension: int
    rate_hz: float | None
    """Steps per second; None where steps follow words."""
    feature_names: tuple[str, ...] = ()
    """One per dimension where dimensions have a meaning of their own."""
    exact: bool = False
    """Numbers that half precision would spoil (ids, foreign features) are kept in float32."""


@dataclass(frozen=True, slots=True)
class FeatureContract:
    """The extractors behind each modality."""

    extractors: Mapping[Modality, ExtractorSpec]

    def require(self, running: FeatureContract) -> None:
        """Refuse to feed a model with features that it was not trained on.

        Raises:
            ContractMismatchError: names the modality and both extractors.
        """
        for modality, wanted in self.extractors.items():
            present = running.extractors.get(modality)
            if present != wanted:
                found = f"{present.name} v{present.version}" if present else "none"
                raise ContractMismatchError(
                    f"The checkpoint expects {modality} features from "
                    f"{wanted.name} v{wanted.version} ({wanted.dimension} numbers a step), "
                    f"this installation has {found}.",
                    hint="Choose a checkpoint made for this version or train it again with "
                    "`mibscope train`.",
                )


def contract_to_dict(contract: FeatureContract) -> dict[str, Any]:
    """Plain JSON, modalities in their fixed order."""
    return {
        modality.value: asdict(contract.extractors[modality])
        for modality in Modality
        if modality in contract.extractors
    }


def contract_from_dict(plain: Mapping[str, Any]) -> FeatureContract:
    """The inverse of ``contract_to_dict``."""
    return FeatureContract(
        {
            Modality(name): ExtractorSpec(**{**spec, "feature_names": tuple(spec["feature_names"])})
            for name, spec in plain.items()
        }
    )


def running_contract() -> FeatureContract:
    """The extractors of this installation."""
    # Imported here: a contract can be read without torch, OpenCV or librosa.
    from engine.features.audio import AUDIO_SPEC  # noqa: PLC0415
    from engine.features.text import TEXT_SPEC  # noqa: PLC0415
    from engine.features.vision.timeline import VISION_SPEC  # noqa: PLC0415

    return FeatureContract(
        {
            Modality.TEXT: TEXT_SPEC,
            Modality.AUDIO: AUDIO_SPEC,
            Modality.VISION: VISION_SPEC,
        }
    )
