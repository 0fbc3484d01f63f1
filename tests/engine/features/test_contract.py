import dataclasses
import subprocess
import sys

import pytest

from engine.errors import ContractMismatchError
from engine.features import FeatureContract, running_contract
from engine.types import Modality


def test_every_modality_has_its_extractor_with_named_dimensions() -> None:
    contract = running_contract()
    assert set(contract.extractors) == set(Modality)
    assert contract.extractors[Modality.AUDIO].rate_hz == 20
    assert contract.extractors[Modality.VISION].rate_hz == 10
    for modality in (Modality.AUDIO, Modality.VISION):
        spec = contract.extractors[modality]
        assert len(spec.feature_names) == spec.dimension


def test_the_running_contract_meets_itself_and_no_other_version() -> None:
    running = running_contract()
    running.require(running)
    audio = running.extractors[Modality.AUDIO]
    newer = dataclasses.replace(audio, version=audio.version + 1)
    with pytest.raises(ContractMismatchError, match=r"audio.*v2.*v1"):
        FeatureContract({Modality.AUDIO: newer}).require(running)


def test_a_contract_can_be_read_without_the_heavy_libraries() -> None:
    code = (
        "import engine.features, sys; "
        "assert not {'torch', 'cv2', 'librosa', 'transformers'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
