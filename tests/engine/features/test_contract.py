import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from engine.errors import ContractMismatchError, FeatureError
from engine.features import ExtractorSpec, FeatureContract, running_contract
from engine.features.audio import AUDIO_SPEC
from engine.features.contract import (
    available_extractors,
    contract_from_dict,
    contract_to_dict,
)
from engine.features.networks import Networks, shipped
from engine.features.text import TEXT_SPEC, adapted_text_spec
from engine.features.vision.timeline import VISION_SPEC
from engine.features.word_pieces import WORD_PIECES_SPEC
from engine.types import Modality


def test_every_modality_has_extractors_and_numbers_with_a_meaning_have_names() -> None:
    contract = running_contract()
    assert set(contract.extractors) == set(Modality)
    assert contract.extractors[Modality.AUDIO].rate_hz == 5
    assert contract.extractors[Modality.VISION].rate_hz == 10
    for spec in (AUDIO_SPEC, VISION_SPEC, contract.extractors[Modality.VISION]):
        assert len(spec.feature_names) == spec.dimension


def test_what_is_said_by_name_is_taken_and_the_networks_of_ours_otherwise() -> None:
    adapted = adapted_text_spec(shipped())
    assert available_extractors()[Modality.TEXT] == (adapted, TEXT_SPEC, WORD_PIECES_SPEC)
    assert running_contract().extractors[Modality.TEXT] == adapted
    chosen = running_contract({Modality.TEXT: WORD_PIECES_SPEC.name})
    assert chosen.extractors[Modality.TEXT] == WORD_PIECES_SPEC
    assert WORD_PIECES_SPEC.exact, "half precision has no room for ids"


def test_other_weights_are_another_contract_and_other_remarks_are_not(tmp_path: Path) -> None:
    networks = Networks(tmp_path)

    def write(value: float, remark: str, path: Path, changed_ns: int) -> FeatureContract:
        save_file({"weights": np.full(3, value)}, path, metadata={"remark": remark})
        os.utime(path, ns=(changed_ns, changed_ns))
        return running_contract(networks=networks)

    write(1, "", networks.expression, 1)
    before = write(1, "one", networks.text, 1)
    assert write(1, "a longer one", networks.text, 2) == before
    after = write(2, "one", networks.text, 3)
    with pytest.raises(ContractMismatchError, match="text features"):
        before.require({m: (spec,) for m, spec in after.extractors.items()})
    assert after.extractors[Modality.VISION] == before.extractors[Modality.VISION]


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
