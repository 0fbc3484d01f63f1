"""A checkpoint comes back as it was; anything else is refused with a message."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from engine.errors import CheckpointError, ContractMismatchError
from engine.features.contract import ExtractorSpec, FeatureContract, available_extractors
from engine.features.word_pieces import WORD_PIECES_SPEC
from engine.models.builders import build_model
from engine.models.config import MIBConfig, TextEncoder
from engine.training.checkpoints import (
    FORMAT,
    VERSION,
    Checkpoint,
    Lineage,
    load_checkpoint,
    save_checkpoint,
)
from engine.training.config import (
    BetaCurve,
    Constraint,
    Decay,
    Precision,
    Sampling,
    Selection,
    TrainingConfig,
)
from engine.types import STANDARD_HEADS, Head, HeadKind, Modality

TEXT, AUDIO, VISION = Modality
WORDS = ExtractorSpec("words", 1, 6, None)
SOUND = ExtractorSpec("sound", 2, 2, 10.0, ("pitch", "energy"))
CONTRACT = FeatureContract({TEXT: WORDS, AUDIO: SOUND})


def checkpoint(**changes: Any) -> Checkpoint:
    config = MIBConfig({TEXT: 6, AUDIO: 2}, width=10, bottleneck_hidden=8, layers=1)
    model = build_model(config)
    model.set_standardisation(AUDIO, torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0]))
    lineage = Lineage(
        mibscope_version="0.1.0",
        recipe="tiny",
        seed=7,
        code="0123456789abcdef",
        parent="a" * 64,
        environment={"torch": "2"},
        data={"made up": {"licence": "none", "train": 3}},
    )
    whole = Checkpoint(
        model=model.eval(),
        config=config,
        contract=CONTRACT,
        training=TrainingConfig(seed=7, head_weights={"sentiment": 0.5}),
        lineage=lineage,
        card={"mae": 1.25},
    )
    return dataclasses.replace(whole, **changes)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "größe" / "model.safetensors"
    save_checkpoint(path, checkpoint())
    return path


def document(path: Path) -> dict[str, Any]:
    with safe_open(path, "pt") as file:
        return dict(json.loads(file.metadata()[FORMAT]))


def rewrite(path: Path, described: object) -> None:
    text = described if isinstance(described, str) else json.dumps(described)
    save_file(load_file(path), path, metadata={FORMAT: text})


# ------------------------------------------------------------------ there and back


def test_everything_comes_back(tmp_path: Path) -> None:
    original = checkpoint()
    path = tmp_path / "model.safetensors"
    digest = save_checkpoint(path, original)
    loaded = load_checkpoint(path, {TEXT: (WORDS,), AUDIO: (SOUND,)})

    assert document(path)["version"] == VERSION == 2
    assert loaded.sha256 == digest
    for name, tensor in original.model.state_dict().items():
        assert torch.equal(tensor, loaded.model.state_dict()[name])
    for item in dataclasses.fields(Checkpoint):
        if item.name not in ("model", "sha256"):
            assert getattr(loaded, item.name) == getattr(original, item.name)
    assert not loaded.model.training


def test_every_setting_and_every_kind_of_head_comes_back(tmp_path: Path) -> None:
    training = TrainingConfig(
        seed=11,
        sampling=Sampling.SHUFFLED,
        select_by=Selection.MAE,
        batch_sizes={"all": 5},
        decay=Decay.CONSTANT,
        beta_curve=BetaCurve.CYCLIC,
        constraint=Constraint.CORAL,
        precision=Precision.BFLOAT16,
        max_steps={"audio": 9},
        deterministic=True,
    )
    heads = {
        "valence": Head(HeadKind.REGRESSION, 2),
        "topics": Head(HeadKind.MULTI_LABEL, 3),
        "kind": Head(HeadKind.MULTI_CLASS, 4),
    }
    config = MIBConfig({TEXT: 6}, heads, width=10, bottleneck_hidden=8, layers=1)
    save_checkpoint(
        tmp_path / "model",
        checkpoint(training=training, config=config, model=build_model(config).eval()),
    )
    loaded = load_checkpoint(tmp_path / "model", None)
    assert loaded.training == training
    assert loaded.config == config
    assert loaded.config.heads == heads


def test_the_same_checkpoint_gives_the_same_bytes(tmp_path: Path) -> None:
    original = checkpoint()
    first = save_checkpoint(tmp_path / "a", original)
    assert save_checkpoint(tmp_path / "b", original) == first
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a", "b"]  # nothing half-written


# ------------------------------------------------------------------ features


def test_other_features_are_refused_by_name(saved: Path) -> None:
    newer = dataclasses.replace(SOUND, version=3)
    with pytest.raises(ContractMismatchError, match=r"sound v2.*sound v3"):
        load_checkpoint(saved, {TEXT: (WORDS,), AUDIO: (newer,)})
    assert load_checkpoint(saved, {TEXT: (WORDS,), AUDIO: (newer, SOUND)}).contract == CONTRACT
    assert load_checkpoint(saved, None).contract == CONTRACT


def test_features_that_this_installation_cannot_compute_are_refused(saved: Path) -> None:
    with pytest.raises(ContractMismatchError, match=r"text features from words v1 \(6 numbers"):
        load_checkpoint(saved, available_extractors())


def test_a_model_that_reads_word_pieces_is_accepted(tmp_path: Path) -> None:
    bert = {
        "model_type": "bert",
        "vocab_size": 30,
        "hidden_size": 4,
        "num_hidden_layers": 1,
        "num_attention_heads": 1,
        "intermediate_size": 4,
        "max_position_embeddings": 16,
    }
    config = MIBConfig(
        {TEXT: 1},
        width=10,
        bottleneck_hidden=8,
        text_encoder=TextEncoder.PRETRAINED,
        pretrained_text=bert,
    )
    contract = FeatureContract({TEXT: WORD_PIECES_SPEC})
    model = build_model(config).eval()
    save_checkpoint(tmp_path / "model", checkpoint(config=config, model=model, contract=contract))
    loaded = load_checkpoint(tmp_path / "model", available_extractors())
    assert loaded.contract == contract
    assert loaded.config.pretrained_text == bert
    for name, tensor in model.state_dict().items():
        assert torch.equal(tensor, loaded.model.state_dict()[name])


# ------------------------------------------------------------------ older and newer formats


def as_version_1(described: dict[str, Any]) -> dict[str, Any]:
    """The document as the first version of the format had it."""
    model = {k: v for k, v in described["model"].items() if k != "pretrained_text"}
    model["heads"] = {"sentiment": 1, "emotions": 7}
    contract = {
        modality: {k: v for k, v in spec.items() if k != "exact"}
        for modality, spec in described["contract"].items()
    }
    known = ("seed", "epochs", "steps_per_epoch", "patience", "batch_size", "learning_rate", "beta")
    training = {k: described["training"][k] for k in known}
    later = ("seed", "code", "parent")
    lineage = {k: v for k, v in described["lineage"].items() if k not in later}
    return {
        "version": 1,
        "model": model,
        "contract": contract,
        "training": training,
        "card": described["card"],
        "lineage": lineage,
    }


def test_the_first_version_is_brought_up_to_date(saved: Path) -> None:
    today = load_checkpoint(saved, None)
    rewrite(saved, as_version_1(document(saved)))
    old = load_checkpoint(saved, {TEXT: (WORDS,), AUDIO: (SOUND,)})
    assert old.config == today.config
    assert old.config.heads == STANDARD_HEADS
    assert old.contract == today.contract
    assert old.card == today.card
    assert old.lineage == dataclasses.replace(today.lineage, code="", parent=None)
    assert old.lineage.seed == old.training.seed == 7
    for name, tensor in today.model.state_dict().items():
        assert torch.equal(tensor, old.model.state_dict()[name])


def test_an_old_checkpoint_that_is_saved_again_is_of_the_new_version(saved: Path) -> None:
    rewrite(saved, as_version_1(document(saved)))
    old = load_checkpoint(saved, None)
    save_checkpoint(saved, old)
    assert document(saved)["version"] == 2
    assert load_checkpoint(saved, None).config == old.config


def test_a_newer_format_says_update(saved: Path) -> None:
    rewrite(saved, document(saved) | {"version": 3})
    with pytest.raises(CheckpointError, match=r"newer MIBScope \(format 3\).*Update"):
        load_checkpoint(saved, None)


# ------------------------------------------------------------------ damage


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=r"no checkpoint .*gone"):
        load_checkpoint(tmp_path / "gone", None)


@settings(max_examples=25, deadline=None)
@given(part=st.floats(0.0, 0.999))
def test_a_truncated_file_is_refused(tmp_path_factory: pytest.TempPathFactory, part: float) -> None:
    folder = tmp_path_factory.mktemp("cut")
    save_checkpoint(folder / "whole", checkpoint())
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


@pytest.mark.parametrize(
    "described",
    [
        "{",
        "[]",
        "{}",
        '{"version": 1, "model": {"width": -1}}',
        '{"version": 1, "model": {"heads": 3}}',
        '{"version": 2, "model": {"width": -1}}',
        '{"version": 2, "model": []}',
    ],
)
def test_a_spoilt_description_is_refused(saved: Path, described: str) -> None:
    rewrite(saved, described)
    with pytest.raises(CheckpointError):
        load_checkpoint(saved, None)


@pytest.mark.parametrize(
    ("part", "content"),
    [
        (part, content)
        for part in ("model", "contract", "training", "lineage", "card")
        for content in ("missing", None, 3, [1], {"odd": 1})
        if (part, content) != ("card", {"odd": 1})  # a card may hold anything
    ],
)
def test_a_spoilt_part_is_refused(saved: Path, part: str, content: object) -> None:
    described = document(saved) | {part: content}
    if content == "missing":
        del described[part]
    rewrite(saved, described)
    with pytest.raises(CheckpointError):
        load_checkpoint(saved, None)


def test_weights_that_do_not_fit_the_description_are_refused(saved: Path) -> None:
    described = document(saved)
    weights = load_file(saved)
    weights.pop(next(iter(weights)))
    save_file(weights, saved, metadata={FORMAT: json.dumps(described)})
    with pytest.raises(CheckpointError, match="damaged"):
        load_checkpoint(saved, None)


def test_an_unwritable_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CheckpointError, match="cannot be written"):
        save_checkpoint(tmp_path / "file" / "model", checkpoint())
