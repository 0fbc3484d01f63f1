"""Two processes train one model: the real command line under torchrun, on the processor."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from engine.datasets.store import open_store, write_store
from engine.models.builders import build_model
from engine.models.mib import MIBModel
from engine.training.checkpoints import Checkpoint, load_checkpoint
from engine.training.moments import standardise
from engine.training.recipes import load_recipe
from engine.types import STANDARD_HEADS
from tests.helpers.labelled_data import CONTRACT, made_up_samples
from tests.helpers.training import Course, run

ROOT = Path(__file__).resolve().parents[3]
LIMIT_S = 240
"""A machine that many share is slow; usually it is a tenth of that."""

RECIPE = """
name = "two"
[model]
variant = "B-MIB" # one bottleneck without beta: hardly any noise
width = 10
bottleneck_hidden = 16
layers = 1
dropout_attention = 0.0
dropout_feed_forward = 0.0
dropout_residual = 0.0
dropout_embedding = 0.0
[training]
seed = 5
epochs = 3
sampling = "shuffled"
batch_size = 8
learning_rate = 0.01
beta = 0.0
modality_dropout = 0.0
nothing = 0.0
[training.max_steps]
audio = 4
"""


def launched(*arguments: object) -> str:
    """What the command said under ``torchrun`` with two processes."""
    launcher = ("-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2")
    # Without the dashes it takes --run for its own --run-path.
    command = [sys.executable, *launcher, "-m", "engine", "--", *map(str, arguments)]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        said, _ = process.communicate(timeout=LIMIT_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        said, _ = process.communicate()
        pytest.fail(f"It did not end within {LIMIT_S} s:\n{said}")
    assert process.returncode == 0, said
    return said


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with samples that have all modalities and labels, and what two processes made."""
    folder = tmp_path_factory.mktemp("two")
    samples = [sample for sample in made_up_samples() if sample.dataset == "clips"]
    write_store(folder / "clips.safetensors", samples, CONTRACT, STANDARD_HEADS)
    (folder / "two.toml").write_text(RECIPE)
    said = launched(
        *("train", "--dataset", folder / "clips.safetensors", "--recipe", folder / "two.toml"),
        *("--out", folder / "out/model.safetensors", "--run", folder / "run"),
    )
    assert said.count("sha256") == 1, "one of them writes"
    return folder


@pytest.fixture(scope="module")
def together(place: Path) -> Checkpoint:
    return load_checkpoint(place / "out/model.safetensors", None)


@pytest.fixture(scope="module")
def alone(place: Path) -> Course:
    """The same recipe in one process."""
    torch.set_num_threads(1)
    recipe, data = load_recipe(str(place / "two.toml")), open_store(place / "clips.safetensors")
    return run(recipe.training, recipe.model_config(data.contract), data)


def test_one_checkpoint_is_written_and_the_loss_falls(place: Path, together: Checkpoint) -> None:
    assert [each.name for each in (place / "out").iterdir()] == ["model.safetensors"]
    losses = [epoch["loss"] for epoch in together.card["history"]]
    assert len(losses) == 3
    assert losses[-1] < losses[0] - 0.15
    assert together.card["history"][-1]["step"] == 9, "24 rows in batches of eight, three times"


def test_both_processes_hold_the_same_model_and_the_same_plan(place: Path) -> None:
    one, other = (
        torch.load(place / f"run/state-{rank}.pt", weights_only=True) for rank in range(2)
    )
    assert one["step"] == other["step"] == 9
    for part in ("model", "best_model"):
        for name, tensor in one[part].items():
            assert torch.equal(tensor, other[part][name]), name
    told = [[json.loads(epoch) for epoch in state["history"]] for state in (one, other)]
    for name in ("loss", "score", "validation"):
        assert [epoch[name] for epoch in told[0]] == [epoch[name] for epoch in told[1]]
    assert torch.equal(one["generators"]["feed"], other["generators"]["feed"])
    assert not torch.equal(one["generators"]["noise"], other["generators"]["noise"])


def distance(one: MIBModel, other: MIBModel) -> float:
    parameters = zip(one.parameters(), other.parameters(), strict=True)
    return sum(float((a - b).detach().square().sum()) for a, b in parameters) ** 0.5


def test_two_processes_learn_what_one_does(
    place: Path, together: Checkpoint, alone: Course
) -> None:
    """Each works on half of every batch, and the mean of halves is the mean of the whole.

    But for the noise of the one bottleneck, which Adam's first steps make a quarter of the way.
    """
    losses = [epoch["loss"] for epoch in together.card["history"]]
    assert losses == pytest.approx([epoch.loss for epoch in alone.epochs], abs=0.01)
    torch.manual_seed(5)
    start, data = build_model(together.config), open_store(place / "clips.safetensors")
    standardise(start, data)
    way = distance(alone.finished.last, start)
    last = load_checkpoint(place / "run/last.safetensors", None).model
    assert distance(last, alone.finished.last) < 0.45 * way
    # Other batches lead elsewhere: the tolerances are small against what is measured.
    others = run(replace(together.training, seed=6), together.config, data, start=start)
    assert losses[2] != pytest.approx(others.epochs[2].loss, abs=0.01)
    assert distance(others.finished.last, alone.finished.last) > 0.7 * way
