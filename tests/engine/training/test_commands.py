"""``mibscope train`` and ``evaluate`` from tiny data to a checkpoint and its figures."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch
import typer
from typer.testing import CliRunner

from engine.cli import evaluate, run_cli, train
from engine.datasets.catalogue import read
from engine.datasets.store import write_store
from engine.errors import (
    CancelledError,
    CheckpointError,
    ContractMismatchError,
    DatasetError,
    MibscopeError,
)
from engine.features.contract import available_extractors, running_contract
from engine.models.builders import build_model
from engine.training.checkpoints import Checkpoint, load_checkpoint, save_checkpoint
from engine.training.events import StepDone, TrainingStarted
from engine.types import STANDARD_HEADS, Head, HeadKind
from tests.helpers.labelled_data import (
    CONTRACT,
    fill_cache,
    made_up_samples,
    write_mosi,
)
from tests.helpers.training import same_weights

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
STORED = (
    RECIPE.replace("epochs = 4\nsteps_per_epoch = 6", "epochs = 2\nsteps_per_epoch = 3")
    .replace("batch_size = 8", "batch_size = 4")
    .replace("[data.mosi]", "")
)
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with data, a recipe, and features as if they had been extracted before; and a file
    of imported data."""
    torch.set_num_threads(1)
    folder = tmp_path_factory.mktemp("place")
    write_mosi(folder / "data")
    fill_cache(folder / "cache", read(folder / "data", ["mosi"]), running_contract())
    (folder / "tiny.toml").write_text(RECIPE)
    (folder / "stored.toml").write_text(STORED)
    write_store(
        folder / "made-up.safetensors",
        made_up_samples(),
        CONTRACT,
        STANDARD_HEADS,
        {"talk": {"licence": "none"}},
    )
    return folder


def run(*arguments: object) -> str:
    """What a command prints; our errors come out as they are."""
    app = typer.Typer()
    train.register(app)
    evaluate.register(app)
    result = CliRunner().invoke(app, [str(each) for each in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def folders(place: Path) -> tuple[object, ...]:
    return "--data", place / "data", "--cache", place / "cache"


def train_on_folder(place: Path, out: Path, *more: object) -> str:
    return run("train", "--recipe", place / "tiny.toml", *folders(place), "--out", out, *more)


def train_on_file(place: Path, out: Path, *more: object) -> str:
    data = place / "made-up.safetensors"
    return run("train", "--recipe", place / "stored.toml", "--dataset", data, "--out", out, *more)


@pytest.fixture(scope="module")
def printed(place: Path) -> str:
    return train_on_folder(place, place / "folder.safetensors")


@pytest.fixture(scope="module")
def from_folder(place: Path, printed: str) -> Path:
    return place / "folder.safetensors"


@pytest.fixture(scope="module")
def from_file(place: Path) -> Path:
    train_on_file(place, place / "file.safetensors")
    return place / "file.safetensors"


# ------------------------------------------------------------------ training


def test_training_ends_with_a_checkpoint_and_its_figures(from_folder: Path, printed: str) -> None:
    checkpoint = load_checkpoint(from_folder, available_extractors())
    assert checkpoint.training.seed == checkpoint.lineage.seed == 5
    assert checkpoint.lineage.recipe == "tiny"
    assert checkpoint.lineage.parent is None
    assert checkpoint.lineage.environment["torch"] == torch.__version__
    assert len(checkpoint.lineage.code) == 16
    assert checkpoint.lineage.data["mosi"]["train"] == 12
    scores = checkpoint.card["sets"]["mosi"]
    assert scores["n"] == 12
    # The features give the sentiment away; half of the labels have either sign.
    assert scores["views"]["text"]["sentiment"]["acc2_nonzero"] == 1.0
    assert scores["baseline"]["sentiment"]["acc2_nonzero"] == 0.5
    assert [epoch["epoch"] for epoch in checkpoint.card["history"]] == [1, 2, 3, 4]
    assert "mosi" in printed
    assert "100.0" in printed


def test_two_runs_give_the_same_file(place: Path, from_folder: Path, tmp_path: Path) -> None:
    train_on_folder(place, tmp_path / "two")
    assert (tmp_path / "two").read_bytes() == from_folder.read_bytes()


def test_another_seed_gives_another_model(place: Path, from_folder: Path, tmp_path: Path) -> None:
    train_on_folder(place, tmp_path / "other", "--seed", 6)
    one, other = load_checkpoint(from_folder, None), load_checkpoint(tmp_path / "other", None)
    assert other.training == replace(one.training, seed=6)
    assert other.lineage.seed == 6
    assert not same_weights(one.model, other.model)


def test_imported_data_is_trained_on_from_its_file(from_file: Path) -> None:
    checkpoint = load_checkpoint(from_file, None)
    assert checkpoint.contract == CONTRACT
    assert checkpoint.lineage.data == {"talk": {"licence": "none"}}
    assert set(checkpoint.card["sets"]) == {"talk", "calls", "clips"}
    assert "text+audio+vision" in checkpoint.card["sets"]["clips"]["views"]


def test_labels_that_the_recipe_does_not_name_are_left_out(place: Path, tmp_path: Path) -> None:
    heads = {**STANDARD_HEADS, "topics": Head(HeadKind.MULTI_LABEL, 2)}
    samples = [
        replace(each, labels=replace(each.labels, others={"topics": (1.0, 0.0)}))
        for each in made_up_samples(8)
    ]
    write_store(tmp_path / "more", samples, CONTRACT, heads)
    run(
        *("train", "--recipe", place / "stored.toml", "--dataset", tmp_path / "more"),
        *("--out", tmp_path / "model"),
    )
    checkpoint = load_checkpoint(tmp_path / "model", None)
    assert checkpoint.config.heads == STANDARD_HEADS
    assert set(checkpoint.card["sets"]["clips"]["views"]["text"]) == set(STANDARD_HEADS)


def test_a_model_goes_on_from_another_and_says_so(
    place: Path, from_file: Path, tmp_path: Path
) -> None:
    (tmp_path / "still.toml").write_text(STORED.replace("0.02", "0.0"))
    data = place / "made-up.safetensors"
    run(
        *("train", "--recipe", tmp_path / "still.toml", "--dataset", data),
        *("--from", from_file, "--out", tmp_path / "child", "--seed", 77),
    )
    parent, child = load_checkpoint(from_file, None), load_checkpoint(tmp_path / "child", None)
    assert child.lineage.parent == parent.sha256
    assert child.lineage.seed == 77
    assert same_weights(child.model, parent.model), "without a learning rate it stays the same"


def test_going_on_from_a_model_of_other_features_is_refused(
    place: Path, from_file: Path, tmp_path: Path
) -> None:
    with pytest.raises(ContractMismatchError, match="made-up-words"):
        train_on_folder(place, tmp_path / "child", "--from", from_file)
    assert not (tmp_path / "child").exists()


def test_a_folder_without_data_is_named(place: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(DatasetError, match="empty"):
        run(
            *("train", "--recipe", place / "tiny.toml", "--data", tmp_path / "empty"),
            *("--out", tmp_path / "model"),
        )
    assert not (tmp_path / "model").exists()


# ------------------------------------------------------------------ where data comes from


@pytest.mark.parametrize("command", ["train", "evaluate"])
@pytest.mark.parametrize("both", [False, True])
def test_exactly_one_source_of_data_is_needed(
    *,
    place: Path,
    from_file: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    command: str,
    both: bool,
) -> None:
    out = tmp_path / "out"
    arguments = [command, "--out", out] if command == "train" else [command, from_file]
    sources = ["--data", place / "data", "--dataset", place / "made-up.safetensors"]
    code = run_cli([str(each) for each in arguments + (sources if both else [])])
    assert code == DatasetError.exit_code == 6
    said = " ".join(capsys.readouterr().err.split())
    assert "Error: Exactly one of --data and --dataset is needed." in said
    assert "mibscope data import" in said
    assert not out.exists()


def test_a_missing_file_of_data_is_named(place: Path, tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"no data set .*nowhere"):
        run("train", "--dataset", tmp_path / "nowhere", "--out", tmp_path / "out")


# ------------------------------------------------------------------ evaluation


def test_evaluation_repeats_the_figures_of_training(
    place: Path, from_folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "figures" / "test.json"
    said = run("evaluate", from_folder, *folders(place), "--out", out)
    figures = json.loads(out.read_text(encoding="utf-8"))
    card = load_checkpoint(from_folder, None).card
    assert figures["sets"] == card["sets"]
    assert figures["protocol"] == card["protocol"]
    assert "mosi" in said


def test_imported_data_is_evaluated_from_its_file(
    place: Path, from_file: Path, tmp_path: Path
) -> None:
    out = tmp_path / "test.json"
    said = run("evaluate", from_file, "--dataset", place / "made-up.safetensors", "--out", out)
    figures = json.loads(out.read_text(encoding="utf-8"))
    assert figures["sets"] == load_checkpoint(from_file, None).card["sets"]
    assert "clips" in said


def other_features(checkpoint: Checkpoint) -> Checkpoint:
    return replace(checkpoint, contract=CONTRACT)


def other_heads(checkpoint: Checkpoint) -> Checkpoint:
    config = replace(checkpoint.config, heads={"valence": Head(HeadKind.REGRESSION, 1)})
    return replace(checkpoint, config=config, model=build_model(config))


@pytest.mark.parametrize(
    ("change", "arguments", "error", "message"),
    [
        (other_features, ["--data", "data"], ContractMismatchError, "made-up"),
        (None, ["--dataset", "made-up.safetensors"], ContractMismatchError, "minilm"),
        (None, ["--data", "data", "--set", "nowhere"], DatasetError, "nowhere"),
        (None, ["--dataset", "made-up.safetensors", "--set", "talk"], DatasetError, "--set"),
    ],
)
def test_what_cannot_be_evaluated_is_refused(
    *,
    place: Path,
    from_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Checkpoint], Checkpoint] | None,
    arguments: list[str],
    error: type[MibscopeError],
    message: str,
) -> None:
    monkeypatch.chdir(place)
    path = from_folder
    if change is not None:
        path = tmp_path / "changed"
        save_checkpoint(path, change(load_checkpoint(from_folder, None)))
    out = tmp_path / "figures"
    with pytest.raises(error, match=message):
        run("evaluate", path, *arguments, "--out", out / "a.json", "--html", out / "a.html")
    assert list(out.iterdir()) == [], "no half file"


def test_a_model_of_other_heads_cannot_be_evaluated(
    place: Path, from_file: Path, tmp_path: Path
) -> None:
    save_checkpoint(tmp_path / "other", other_heads(load_checkpoint(from_file, None)))
    with pytest.raises(DatasetError, match="predicts valence"):
        run("evaluate", tmp_path / "other", "--dataset", place / "made-up.safetensors")


def test_a_file_without_test_samples_is_named(from_file: Path, tmp_path: Path) -> None:
    samples = [sample for sample in made_up_samples(6) if sample.split != "test"]
    write_store(tmp_path / "no-test", samples, CONTRACT, STANDARD_HEADS)
    with pytest.raises(DatasetError, match="nothing to test on in talk, calls, clips"):
        run("evaluate", from_file, "--dataset", tmp_path / "no-test")


# ------------------------------------------------------------------ stopped and gone on


def interrupting(monkeypatch: pytest.MonkeyPatch, step: int, times: int = 1) -> list[object]:
    """Ctrl+C after a step. What the narrator is told."""
    told: list[object] = []
    tell = train.Narrator.tell

    def and_then(self: train.Narrator, event: object) -> None:
        told.append(event)
        tell(self, event)
        if isinstance(event, StepDone) and event.step == step:
            for _ in range(times):
                signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(train.Narrator, "tell", and_then)
    return told


@pytest.mark.parametrize("step", [2, 3, 5])
def test_an_interrupted_run_goes_on_with_the_same_command(
    place: Path, from_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    out, kept = tmp_path / "model", ("--run", tmp_path / "run")
    before = signal.getsignal(signal.SIGINT)
    with monkeypatch.context() as patch:
        interrupting(patch, step)
        with pytest.raises(CancelledError, match=rf"after step {step}\..*same command"):
            train_on_file(place, out, *kept)
    assert signal.getsignal(signal.SIGINT) is before
    assert not out.exists()
    told = interrupting(monkeypatch, step=-1)
    train_on_file(place, out, *kept)
    (started,) = (event for event in told if isinstance(event, TrainingStarted))
    assert started.resumed_at == step
    assert out.read_bytes() == from_file.read_bytes(), "as if nothing had happened"
    last = load_checkpoint(tmp_path / "run/last.safetensors", None)
    assert last.lineage == load_checkpoint(out, None).lineage


def test_a_second_interruption_stops_at_once(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupting(monkeypatch, step=2, times=2)
    app = typer.Typer()
    train.register(app)
    arguments = ("--recipe", place / "stored.toml", "--dataset", place / "made-up.safetensors")
    result = CliRunner().invoke(
        app, [*map(str, arguments), "--out", str(tmp_path / "o"), "--run", str(tmp_path / "run")]
    )
    assert result.exit_code == 130
    kept = {each.name for each in (tmp_path / "run").iterdir()}
    assert kept == {"events.jsonl", "tensorboard"}, "no state is kept of the first epoch"


def test_the_folder_of_another_run_is_refused(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = ("--run", tmp_path / "run")
    with monkeypatch.context() as patch:
        interrupting(patch, step=2)
        with pytest.raises(CancelledError):
            train_on_file(place, tmp_path / "model", *kept)
    with pytest.raises(CheckpointError, match="other settings"):
        train_on_file(place, tmp_path / "model", *kept, "--seed", 6)


@pytest.mark.slow
def test_a_killed_run_goes_on_with_the_same_command(place: Path, tmp_path: Path) -> None:
    """Killed for good, in a process of its own, while it trains after its first epoch."""
    (tmp_path / "long.toml").write_text(STORED.replace("epochs = 2", "epochs = 20\npatience = 20"))
    data, state = place / "made-up.safetensors", tmp_path / "run" / "state-0.pt"
    command = ("train", "--recipe", tmp_path / "long.toml", "--dataset", data)
    run(*command, "--out", tmp_path / "whole")

    command += ("--out", tmp_path / "killed", "--run", state.parent)
    process = subprocess.Popen(
        [sys.executable, "-m", "engine", *map(str, command)],
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not state.exists():
            assert process.poll() is None, "it ended before its first epoch"
            time.sleep(0.02)
        time.sleep(0.1)
    finally:
        process.kill()
        process.wait()
    assert not (tmp_path / "killed").exists()
    kept = torch.load(state, weights_only=True)
    assert 3 <= kept["step"] < 60
    assert kept["step"] % 3 == 0, "the last whole epoch"
    run(*command)
    assert (tmp_path / "killed").read_bytes() == (tmp_path / "whole").read_bytes()
