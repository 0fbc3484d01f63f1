"""A checkpoint comes back as it was; anything else is refused with a message."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from engine.errors import CheckpointError, ContractMismatchError
from engine.features.contract import ExtractorSpec, FeatureContract
from engine.models.builders import build_model
from engine.models.config import MIBConfig
from engine.training.checkpoints import (
    FORMAT,
    Checkpoint,
    Lineage,
    load_checkpoint,
    save_checkpoint,
)
from engine.training.config import TrainingConfig
from engine.types import Modality

CONTRACT = FeatureContract(
    {
        Modality.TEXT: ExtractorSpec("words", 1, 6, None),
        Modality.AUDIO: ExtractorSpec("sound", 2, 2, 10.0, ("pitch", "energy")),
    }
)


def _checkpoint() -> Checkpoint:
    config = MIBConfig(
        {Modality.TEXT: 6, Modality.AUDIO: 2}, width=10, bottleneck_hidden=8, layers=1
    )
    model = build_model(config)
    model.set_standardisation(Modality.AUDIO, torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0]))
    training = TrainingConfig(seed=7, head_weights={"sentiment": 0.5})
    lineage = Lineage("0.1.0", "tiny", {"torch": "2"}, {"made up": {"licence": "none"}})
    return Checkpoint(model.eval(), config, CONTRACT, training, lineage, {"mae": 1.25})


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "größe" / "model.safetensors"
    save_checkpoint(path, _checkpoint())
    return path


def test_everything_comes_back(tmp_path: Path) -> None:
    checkpoint = _checkpoint()
    path = tmp_path / "model.safetensors"
    digest = save_checkpoint(path, checkpoint)
    loaded = load_checkpoint(path, CONTRACT)

    assert loaded.sha256 == digest
    for name, tensor in checkpoint.model.state_dict().items():
        assert torch.equal(tensor, loaded.model.state_dict()[name])
    for item in dataclasses.fields(Checkpoint):
        if item.name not in ("model", "sha256"):
            assert getattr(loaded, item.name) == getattr(checkpoint, item.name)
    assert not loaded.model.training


def test_the_same_checkpoint_gives_the_same_bytes(tmp_path: Path) -> None:
    checkpoint = _checkpoint()
    first = save_checkpoint(tmp_path / "a", checkpoint)
    assert save_checkpoint(tmp_path / "b", checkpoint) == first
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a", "b"]  # nothing half-written


def test_other_features_are_refused_by_name(saved: Path) -> None:
    newer = ExtractorSpec("sound", 3, 2, 10.0, ("pitch", "energy"))
    running = FeatureContract({**CONTRACT.extractors, Modality.AUDIO: newer})
    with pytest.raises(ContractMismatchError, match=r"sound v2.*sound v3"):
        load_checkpoint(saved, running)
    assert load_checkpoint(saved, None).contract == CONTRACT


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=r"no checkpoint .*gone"):
        load_checkpoint(tmp_path / "gone", None)


@settings(max_examples=25, deadline=None)
@given(part=st.floats(0.0, 0.999))
def test_a_truncated_file_is_refused(tmp_path_factory: pytest.TempPathFactory, part: float) -> None:
    folder = tmp_path_factory.mktemp("cut")
    save_checkpoint(folder / "whole", _checkpoint())
    whole = (folder / "whole").read_bytes()
    (folder / "cut").write_bytes(whole[: int(part * len(whole))])
    with pytest.raises(CheckpointError, match="cut is damaged"):
        load_checkpoint(folder / "cut", None)


def test_foreign_weights_are_refused(tmp_path: Path) -> None:
    save_file({"weight": torch.ones(2)}, tmp_path / "foreign")
    with pytest.raises(CheckpointError, match="no MIBScope checkpoint"):
        load_checkpoint(tmp_path / "foreign", None)
    (tmp_path / "pickle").write_bytes(b"\x80\x04K\x01.")
    with pytest.raises(CheckpointError, match="damaged"):
        load_checkpoint(tmp_path / "pickle", None)


def _document(path: Path) -> str:
    with safe_open(path, "pt") as file:
        return str(file.metadata()[FORMAT])


def test_a_newer_format_says_update(saved: Path) -> None:
    document = json.loads(_document(saved)) | {"version": 2}
    save_file(load_file(saved), saved, metadata={FORMAT: json.dumps(document)})
    with pytest.raises(CheckpointError, match="newer"):
        load_checkpoint(saved, None)


@pytest.mark.parametrize("document", ["{", "[]", "{}", '{"version": 1, "model": {"width": -1}}'])
def test_a_spoilt_description_is_refused(saved: Path, document: str) -> None:
    save_file(load_file(saved), saved, metadata={FORMAT: document})
    with pytest.raises(CheckpointError):
        load_checkpoint(saved, None)


def test_weights_that_do_not_fit_the_description_are_refused(saved: Path) -> None:
    document = _document(saved)
    weights = load_file(saved)
    weights.pop(next(iter(weights)))
    save_file(weights, saved, metadata={FORMAT: document})
    with pytest.raises(CheckpointError, match="damaged"):
        load_checkpoint(saved, None)


def test_an_unwritable_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CheckpointError, match="cannot be written"):
        save_checkpoint(tmp_path / "file" / "model", _checkpoint())
