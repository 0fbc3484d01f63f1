"""A device is chosen because it computed, and refused by name when it cannot."""

from __future__ import annotations

import pytest
import torch

from engine.errors import DeviceError
from engine.runtime.device import choose_device, probe_device


def test_the_processor_always_works() -> None:
    assert probe_device("cpu").usable
    assert choose_device("cpu").name == "cpu"


def test_auto_says_why() -> None:
    choice = choose_device("auto")
    assert choice.reason
    if not torch.cuda.is_available() and not torch.backends.mps.is_available():
        assert choice.name == "cpu"
        assert "no CUDA device" in choice.reason


def test_an_unknown_name_is_refused_with_the_choices() -> None:
    with pytest.raises(DeviceError, match="Choose auto, cpu, cuda, mps"):
        choose_device("gpu")


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has CUDA")
def test_a_device_that_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(DeviceError, match="cuda"):
        choose_device("cuda")
