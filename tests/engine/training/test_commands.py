"""``mibscope train`` and ``evaluate`` from tiny data to a checkpoint and its figures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
import typer
from typer.testing import CliRunner

from engine.cli import evaluate, train
from engine.datasets.catalogue import read
from engine.errors import ContractMismatchError, DatasetError
from engine.features.contract import running_contract
from engine.training.checkpoints import load_checkpoint
from tests.helpers.labelled_data import CONTRACT, fill_cache, write_mosi

RECIPE = """
name = "tiny"
[data.mosi]
[model]
width = 10
bottleneck_hidden = 16
layers = 1
pooling = "mean"
[training]
seed = 5
epochs = 4
steps_per_epoch = 6
batch_size = 8
learning_rate = 0.02
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with data, a recipe, and features as if they had been extracted before."""
    torch.set_num_threads(1)
    write_mosi(tmp_path / "data")
    fill_cache(tmp_path / "cache", read(tmp_path / "data", ["mosi"]), running_contract())
    (tmp_path / "tiny.toml").write_text(RECIPE)
    return tmp_path


def _run(*arguments: object) -> str:
    app = typer.Typer()
    train.register(app)
    evaluate.register(app)
    result = CliRunner().invoke(app, [str(each) for each in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def _train(place: Path, out: Path) -> str:
    options = (
        "--recipe",
        place / "tiny.toml",
        "--data",
        place / "data",
        "--cache",
        place / "cache",
    )
    return _run("train", *options, "--out", out)


def test_training_ends_with_a_checkpoint_and_its_figures(place: Path) -> None:
    printed = _train(place, place / "model.safetensors")
    checkpoint = load_checkpoint(place / "model.safetensors", running_contract())
    assert checkpoint.training.seed == 5
    assert checkpoint.lineage.recipe == "tiny"
    assert checkpoint.lineage.data["mosi"]["train"] == 12
    scores = checkpoint.card["sets"]["mosi"]
    assert scores["n"] == 12
    # The features give the sentiment away; half of the labels have either sign.
    assert scores["views"]["text"]["sentiment"]["acc2_nonzero"] == 1.0
    assert scores["baseline"]["sentiment"]["acc2_nonzero"] == 0.5
    assert "mosi" in printed
    assert "100.0" in printed


def test_two_runs_give_the_same_file(place: Path) -> None:
    _train(place, place / "one")
    _train(place, place / "two")
    assert (place / "one").read_bytes() == (place / "two").read_bytes()


def test_evaluation_repeats_the_figures_of_training(place: Path) -> None:
    _train(place, place / "model")
    out = place / "figures" / "test.json"
    options = ("--data", place / "data", "--cache", place / "cache", "--out", out)
    printed = _run("evaluate", place / "model", *options)
    figures = json.loads(out.read_text(encoding="utf-8"))
    card = load_checkpoint(place / "model", None).card
    assert figures["sets"] == card["sets"]
    assert figures["protocol"] == card["protocol"]
    assert "mosi" in printed


def test_a_checkpoint_of_other_features_is_refused(place: Path) -> None:
    from dataclasses import replace  # noqa: PLC0415

    from engine.training.checkpoints import save_checkpoint  # noqa: PLC0415

    _train(place, place / "model")
    foreign = replace(load_checkpoint(place / "model", None), contract=CONTRACT)
    save_checkpoint(place / "foreign", foreign)
    with pytest.raises(ContractMismatchError, match="made-up"):
        _run("evaluate", place / "foreign", "--data", place / "data")


def test_a_folder_without_data_is_named(place: Path) -> None:
    (place / "empty").mkdir()
    with pytest.raises(DatasetError, match="empty"):
        _run(
            *("train", "--recipe", place / "tiny.toml", "--data", place / "empty"),
            *("--out", place / "model"),
        )
    assert not (place / "model").exists()
