"""Models that begin with random weights on a user's own labels, in the folders of fine-tunings."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from engine.datasets.schema import Labels
from engine.errors import CheckpointError, DatasetError
from engine.models.config import Constraint, Fusion, Variant
from engine.training.checkpoints import load_checkpoint
from engine.training.config import TrainingConfig
from engine.training.events import StepDone, TrainingPaused
from engine.training.finetuning.asked import planned
from engine.training.finetuning.assembling import Assembled, assemble
from engine.training.finetuning.designs import DESIGN_PRESETS, NOTHING, Design
from engine.training.finetuning.projects import project_samples
from engine.training.finetuning.run import Asked, FinetuneEvent, Parent, Saved, finetune
from engine.training.finetuning.sources import Collected
from engine.training.finetuning.splits import SplitPlan
from engine.training.runs.folder import RunFolder
from engine.training.runs.reading import read_events
from engine.training.runs.registry import built_in
from engine.types import Modality
from tests.helpers.finetuning import labelled_project, tiny_model

LEAN = Design(Variant.L_MIB, Fusion.EXPERTS, 0.05, Constraint.MMD, (Modality.TEXT, Modality.AUDIO))
SHORT = Asked(seed=2, epochs=3, design=LEAN)


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Parent:
    torch.set_num_threads(1)
    return Parent("tiny", tiny_model(tmp_path_factory.mktemp("place") / "tiny.safetensors"))


@pytest.fixture(scope="module")
def collected(pattern: Parent, tmp_path_factory: pytest.TempPathFactory) -> Collected:
    place = tmp_path_factory.mktemp("study") / "study.mibscope"
    films = {"a.mp4": 20, "b.mp4": 20, "c.mp4": 10}
    contract = pattern.checkpoint.contract
    path = labelled_project(place, pattern.checkpoint, films)
    samples = project_samples(path, contract, lambda sha: contract, lambda left: None)
    terms = {"study": {"title": "study", "licence": "mine"}}
    return Collected(tuple(samples), dict(pattern.checkpoint.config.heads), frozenset(), terms, ())


@pytest.fixture(scope="module")
def data(collected: Collected, pattern: Parent) -> Assembled:
    return assemble(collected, pattern.checkpoint.contract, SplitPlan(seed=1))


def run(
    pattern: Parent,
    data: Assembled,
    folder: Path,
    pause_at: int | None = None,
    asked: Asked = SHORT,
) -> list[FinetuneEvent]:
    pause = threading.Event()
    events = []
    for event in finetune(asked, pattern, data, RunFolder(folder), pause=pause):
        events.append(event)
        if isinstance(event, StepDone) and event.step == pause_at:
            pause.set()
    return events


@pytest.fixture(scope="module")
def whole(
    pattern: Parent, data: Assembled, tmp_path_factory: pytest.TempPathFactory
) -> tuple[list[FinetuneEvent], RunFolder]:
    folder = tmp_path_factory.mktemp("runs") / "fresh"
    return run(pattern, data, folder), RunFolder(folder)


def test_a_new_model_lies_where_others_do(
    whole: tuple[list[FinetuneEvent], RunFolder], pattern: Parent
) -> None:
    events, folder = whole
    checkpoint = load_checkpoint(folder.model, None)
    saved = events[-1]
    assert isinstance(saved, Saved)
    assert saved.card.kind == "training"
    assert saved.card.asked["from"] == NOTHING
    assert saved.card.asked["design"]["modalities"] == ["text", "audio"]
    assert checkpoint.lineage.parent is None
    assert list(checkpoint.lineage.data) == ["study"]
    assert checkpoint.contract == pattern.checkpoint.contract
    assert (checkpoint.config.variant, checkpoint.config.fusion) == (LEAN.variant, LEAN.fusion)
    assert checkpoint.config.modalities == LEAN.modalities
    assert checkpoint.config.width == pattern.checkpoint.config.width
    training = checkpoint.training
    assert (training.beta, training.constraint) == (LEAN.beta, LEAN.constraint)
    assert folder.splits.is_file()
    assert any(folder.board.glob("events*"))
    assert {line["event"] for line in read_events(folder.events)} >= {"StepDone", "EpochDone"}


def test_it_learns_what_the_features_give_away(
    pattern: Parent, data: Assembled, tmp_path: Path
) -> None:
    design = Design(modalities=(Modality.TEXT,))
    asked = Asked(seed=2, epochs=40, learning_rate=0.01, design=design)
    saved = run(pattern, data, tmp_path / "longer", asked=asked)[-1]
    assert isinstance(saved, Saved)
    labels = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
    guessing = np.abs(labels - labels.mean()).mean()
    assert saved.card.metrics["validation"]["study"]["sentiment"]["mae"] < 0.75 * guessing


def test_paused_it_ends_with_the_same_file(
    whole: tuple[list[FinetuneEvent], RunFolder], pattern: Parent, data: Assembled, tmp_path: Path
) -> None:
    assert isinstance(run(pattern, data, tmp_path / "fresh", pause_at=3)[-1], TrainingPaused)
    run(pattern, data, tmp_path / "fresh")
    again = RunFolder(tmp_path / "fresh")
    assert again.model.read_bytes() == whole[1].model.read_bytes()


def test_another_design_is_another_run(
    whole: tuple[list[FinetuneEvent], RunFolder], pattern: Parent, data: Assembled
) -> None:
    other = replace(SHORT, design=replace(LEAN, beta=0.5))
    with pytest.raises(CheckpointError, match="another run called “fresh”"):
        run(pattern, data, whole[1].path, asked=other)


def test_what_makes_no_sense_is_refused(collected: Collected, pattern: Parent) -> None:
    with pytest.raises(CheckpointError, match="does not suit C-MIB"):
        Design(fusion=Fusion.EXPERTS)
    with pytest.raises(CheckpointError, match="without a bottleneck"):
        Design(Variant.B_MIB)
    with pytest.raises(CheckpointError, match="at least one modality"):
        Design(modalities=())
    with pytest.raises(DatasetError, match="have no mean"):
        Asked(crosswise=True, design=LEAN)
    plain = tuple(replace(s, labels=Labels(s.labels.sentiment)) for s in collected.samples)
    contract = pattern.checkpoint.contract
    data = assemble(replace(collected, samples=plain), contract, SplitPlan(seed=1))
    with pytest.raises(DatasetError, match="has a label of emotions"):
        planned(SHORT, pattern.checkpoint, data.dataset)


def test_every_preset_is_a_model_that_can_be_built(pattern: Parent, data: Assembled) -> None:
    for preset in DESIGN_PRESETS.values():
        plan = planned(Asked(design=preset.design), pattern.checkpoint, data.dataset)
        assert plan.model.variant is preset.design.variant
        assert isinstance(plan.training, TrainingConfig)


@pytest.mark.slow
def test_killed_in_a_terminal_it_goes_on_to_the_same_model(tmp_path: Path) -> None:
    """The command, with the default checkpoint's features and sizes."""
    default = load_checkpoint(built_in()["default"], None)
    study = labelled_project(tmp_path / "study.mibscope", default, {"a.mp4": 20, "b.mp4": 20})
    runs = tmp_path / "runs"
    long = ["finetune", str(study), "--from", NOTHING, "--variant", "E-MIB", "--epochs", "3"]
    long += ["--modalities", "audio,text", "--beta", "0.1"]
    environment = {**os.environ, "MIBSCOPE_RUNS": str(runs), "OMP_NUM_THREADS": "1"}
    root = Path(__file__).resolve().parents[3]

    def started(name: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "engine", *long, "--name", name]
        return subprocess.Popen(command, cwd=root, env=environment, stderr=subprocess.DEVNULL)

    process = started("killed")
    folder = RunFolder(runs / "killed")
    while not any(line["event"] == "EpochDone" for line in read_events(folder.events)):
        assert process.poll() is None
        threading.Event().wait(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not folder.model.exists()
    assert started("killed").wait() == 0
    assert started("whole").wait() == 0
    assert folder.model.read_bytes() == RunFolder(runs / "whole").model.read_bytes()
    assert load_checkpoint(folder.model, None).config.modalities == (Modality.TEXT, Modality.AUDIO)
