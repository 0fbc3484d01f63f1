import dataclasses
import json
import subprocess
import sys

import pytest

from engine.errors import ContractMismatchError, FeatureError
from engine.features import ExtractorSpec, FeatureContract, running_contract
from engine.features.contract import (
    available_extractors,
    contract_from_dict,
    contract_to_dict,
)
from engine.features.text import TEXT_SPEC
from engine.features.word_pieces import WORD_PIECES_SPEC
from engine.types import Modality


def test_every_modality_has_its_extractor_with_named_dimensions() -> None:
    contract = running_contract()
    assert set(contract.extractors) == set(Modality)
    assert contract.extractors[Modality.AUDIO].rate_hz == 20
    assert contract.extractors[Modality.VISION].rate_hz == 10
    for modality in (Modality.AUDIO, Modality.VISION):
        spec = contract.extractors[modality]
        assert len(spec.feature_names) == spec.dimension


def test_words_can_be_states_or_word_pieces_and_are_states_where_nothing_is_said() -> None:
    assert available_extractors()[Modality.TEXT] == (TEXT_SPEC, WORD_PIECES_SPEC)
    assert running_contract().extractors[Modality.TEXT] == TEXT_SPEC
    chosen = running_contract({Modality.TEXT: WORD_PIECES_SPEC.name})
    assert chosen.extractors[Modality.TEXT] == WORD_PIECES_SPEC
    assert WORD_PIECES_SPEC.exact, "half precision has no room for ids"


def test_names_are_unique_and_unknown_ones_are_refused_with_the_known() -> None:
    names = [spec.name for specs in available_extractors().values() for spec in specs]
    assert len(set(names)) == len(names)
    with pytest.raises(FeatureError, match=f"text features “glove”.*{TEXT_SPEC.name}"):
        running_contract({Modality.TEXT: "glove"})


def test_this_installation_meets_its_own_contracts_and_no_other_version() -> None:
    running, available = running_contract(), available_extractors()
    running.require(available)
    running_contract({Modality.TEXT: WORD_PIECES_SPEC.name}).require(available)
    audio = running.extractors[Modality.AUDIO]
    newer = dataclasses.replace(audio, version=audio.version + 1)
    with pytest.raises(ContractMismatchError, match=r"audio.*v2.*v1"):
        FeatureContract({Modality.AUDIO: newer}).require(available)


def test_a_modality_that_cannot_be_computed_at_all_is_named() -> None:
    words = FeatureContract({Modality.TEXT: TEXT_SPEC})
    words.require({Modality.TEXT: (WORD_PIECES_SPEC, TEXT_SPEC)})
    with pytest.raises(ContractMismatchError, match=r"text features.*has none"):
        words.require({Modality.AUDIO: (TEXT_SPEC,)})


def test_a_contract_survives_json() -> None:
    contract = FeatureContract(
        {
            Modality.VISION: ExtractorSpec("face", 2, 2, 5.0, ("yaw", "smile")),
            Modality.TEXT: WORD_PIECES_SPEC,
        }
    )
    plain = json.loads(json.dumps(contract_to_dict(contract)))
    assert list(plain) == ["text", "vision"]
    assert contract_from_dict(plain) == contract
    # Contracts of the first checkpoints do not say whether numbers must be exact.
    del plain["vision"]["exact"]
    assert contract_from_dict(plain) == contract


def test_a_contract_can_be_read_without_the_heavy_libraries() -> None:
    code = (
        "import engine.features, sys; "
        "assert not {'torch', 'cv2', 'librosa', 'transformers'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
