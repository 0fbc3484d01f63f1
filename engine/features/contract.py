"""The feature contract: what a checkpoint was trained on and must be fed again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from engine.errors import ContractMismatchError, FeatureError
from engine.features.networks import Networks, shipped
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
    weights: str = ""
    """Of an extractor with a network that we trained: the digest of its file."""


@dataclass(frozen=True, slots=True)
class FeatureContract:
    """The extractors behind each modality."""

    extractors: Mapping[Modality, ExtractorSpec]

    def require(self, available: Mapping[Modality, Sequence[ExtractorSpec]]) -> None:
        """Refuse to feed a model with features that it was not trained on.

        Args:
            available: what can be computed of each modality, as ``available_extractors``.

        Raises:
            ContractMismatchError: names the modality and the extractors.
        """
        for modality, wanted in self.extractors.items():
            present = available.get(modality, ())
            if wanted not in present:
                found = ", ".join(f"{each.name} v{each.version}" for each in present) or "none"
                raise ContractMismatchError(
                    f"The checkpoint expects {modality} features from "
                    f"{wanted.name} v{wanted.version} ({wanted.dimension} numbers a step), "
                    f"this installation has {found}.",
                    hint="Choose a checkpoint made for this version or train it again with "
                    "`mibscope train`. A model that was trained on imported features cannot "
                    "read videos.",
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


def available_extractors(
    networks: Networks | None = None,
) -> dict[Modality, tuple[ExtractorSpec, ...]]:
    """What this installation can compute of each modality; the first is used where nothing is
    said.

    Args:
        networks: the trained parts of extractors; None for those that come along.
    """
    # Imported here: a contract can be read without torch, OpenCV or librosa.
    from engine.features.audio import AUDIO_SPEC  # noqa: PLC0415
    from engine.features.speech_states import SPEECH_SPEC  # noqa: PLC0415
    from engine.features.text import TEXT_SPEC, adapted_text_spec  # noqa: PLC0415
    from engine.features.vision.timeline import VISION_SPEC, expression_spec  # noqa: PLC0415
    from engine.features.word_pieces import WORD_PIECES_SPEC  # noqa: PLC0415

    networks = networks or shipped()
    return {
        Modality.TEXT: (adapted_text_spec(networks), TEXT_SPEC, WORD_PIECES_SPEC),
        Modality.AUDIO: (SPEECH_SPEC, AUDIO_SPEC),
        Modality.VISION: (expression_spec(networks), VISION_SPEC),
    }


def running_contract(
    chosen: Mapping[Modality, str] | None = None, networks: Networks | None = None
) -> FeatureContract:
    """The extractors of this installation, those ``chosen`` by name or the usual ones.

    Raises:
        FeatureError: there is no extractor of that name.
    """
    chosen = chosen or {}
    available = available_extractors(networks)
    return FeatureContract({m: _named(m, specs, chosen.get(m)) for m, specs in available.items()})


def _named(modality: Modality, specs: Sequence[ExtractorSpec], name: str | None) -> ExtractorSpec:
    found = [spec for spec in specs if name in (None, spec.name)]
    if not found:
        known = ", ".join(spec.name for spec in specs)
        raise FeatureError(f"There are no {modality} features “{name}”.", hint=f"Known: {known}.")
    return found[0]
