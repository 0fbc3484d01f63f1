"""From labels to a model in use: ``finetune``, ``runs``, ``compare``, ``apply``."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
import typer
from typer.testing import CliRunner

from engine.cli import apply, compare, finetune, runs
from engine.cli.options import checkpoint_path
from engine.errors import CheckpointError, ContractMismatchError, DatasetError
from engine.sessions.project import Project
from engine.training.checkpoints import Checkpoint, load_checkpoint, save_checkpoint
from engine.training.runs.folder import RunFolder, RunState
from engine.training.runs.orders import read_order
from engine.training.runs.reading import read_events
from engine.training.runs.registry import Registry
from tests.helpers.finetuning import labelled_project, tiny_model

ROOT = Path(__file__).resolve().parents[3]
FILMS = {"a.mp4": 20, "b.mp4": 20, "c.mp4": 10}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A model, a project that was analysed by it, and one run."""
    torch.set_num_threads(1)
    folder = tmp_path_factory.mktemp("place")
    parent = tiny_model(folder / "tiny.safetensors")
    labelled_project(folder / "study.mibscope", parent, FILMS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MIBSCOPE_RUNS", str(folder / "runs"))
        invoke("finetune", *asked(folder), "--name", "mine", "--out", folder / "out.safetensors")
        yield folder


@pytest.fixture
def parent(place: Path) -> Checkpoint:
    return load_checkpoint(place / "tiny.safetensors", None)


def asked(place: Path, epochs: int = 4) -> tuple[object, ...]:
    data = place / "study.mibscope"
    how = ("--train", "heads", "--epochs", epochs, "--learning-rate", 0.02, "--seed", 3)
    return data, "--from", place / "tiny.safetensors", *how, "--split-seed", 1


def invoke(*arguments: object) -> str:
    """What a command prints on standard output; our errors come out as they are."""
    app = typer.Typer()
    for each in (finetune, compare, apply):
        each.register(app)
    app.add_typer(runs.app, name="runs")
    result = CliRunner().invoke(app, [str(each) for each in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_run_has_a_name_and_its_model_is_written(place: Path) -> None:
    folder = Registry().folder("mine")
    card = folder.read()
    assert card is not None
    assert card.state is RunState.FINISHED
    assert (place / "out.safetensors").read_bytes() == folder.model.read_bytes()
    assert "mine" in invoke("runs", "list")
    assert json.loads(invoke("runs", "show", "mine"))["sha256"] == card.sha256


def test_a_window_can_go_on_with_what_a_terminal_began(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = read_order(Registry().folder("mine"))
    assert order is not None and not order.waits_since
    assert order.arguments == (
        *("finetune", str(place / "study.mibscope"), "--epochs", "4", "--learning-rate", "0.02"),
        *("--seed", "3", "--split-seed", "1", "--name", "mine"),
        *("--from", str(place / "tiny.safetensors"), "--train", "heads"),
    )
    monkeypatch.chdir(place)
    how = ("--crosswise", "--epochs", 1, "--seed", 3, "--split-by", "person")
    invoke("finetune", "study.mibscope", "--from", "tiny.safetensors", *how)
    order = read_order(Registry().folder("study heads 3"))
    assert order is not None
    assert order.arguments == (
        *("finetune", str(place / "study.mibscope"), "--epochs", "1", "--crosswise"),
        *("--seed", "3", "--split-by", "person", "--name", "study heads 3"),
        *("--from", str(place / "tiny.safetensors"), "--train", "heads"),
    )
    Registry().remove("study heads 3")


def test_what_learns_is_advised_and_a_check_trains_nothing(place: Path) -> None:
    written = place / "splits.csv"
    start = ("--from", place / "tiny.safetensors")
    output = invoke(
        "finetune", place / "study.mibscope", *start, "--check", "--write-splits", written
    )
    assert "Heads only" in output
    assert "At most" in output
    assert [card.name for card in Registry().all()] == ["mine"]
    assert len(written.read_text().splitlines()) == 1 + len(FILMS)


def test_all_that_a_check_finds_is_written_down(place: Path, tmp_path: Path) -> None:
    written = tmp_path / "report.json"
    invoke("finetune", *asked(place), "--name", "nothing", "--report", written)
    found = json.loads(written.read_text("utf-8"))
    assert len(found["samples"]) == sum(FILMS.values())
    assert found["estimate"]["total_s"] > 0
    assert found["estimate"]["epochs"] == 4
    assert [card.name for card in Registry().all()] == ["mine"]
    invoke("finetune", *asked(place), "--crosswise", "--report", written)
    crosswise = json.loads(written.read_text("utf-8"))["estimate"]
    assert crosswise["epochs"] == len(FILMS) * found["estimate"]["epochs"]
    table = tmp_path / "splits.csv"
    rows = [f"{group},train" for group in found["splits"]]
    table.write_text("\n".join(["group,split", *rows]), "utf-8")
    with pytest.raises(DatasetError, match="left to validate on"):
        invoke("finetune", *asked(place), "--splits", table, "--report", written)
    found = json.loads(written.read_text("utf-8"))
    assert "left to validate on" in found["problem"]["message"]
    assert found["estimate"] is None


def test_a_killed_run_goes_on_to_the_same_metrics(place: Path) -> None:
    long, folder = asked(place, epochs=200), Registry().folder("killed")
    command = [sys.executable, "-m", "engine", "finetune", *map(str, long), "--name", "killed"]
    writer = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | {"OMP_NUM_THREADS": "1"}, stderr=subprocess.DEVNULL
    )
    while _epochs(folder) < 2:
        assert writer.poll() is None
    writer.send_signal(signal.SIGKILL)
    assert writer.wait() == -signal.SIGKILL
    assert not folder.model.exists()
    card = folder.read()
    assert card is not None
    assert card.state is RunState.RUNNING
    invoke("finetune", *long, "--name", "killed")
    invoke("finetune", *long, "--name", "whole")
    killed, whole = (Registry().folder(name).read() for name in ("killed", "whole"))
    assert killed is not None
    assert whole is not None
    assert killed.metrics == whole.metrics
    assert killed.sha256 == whole.sha256
    steps = [line["step"] for line in read_events(folder.events) if line["event"] == "StepDone"]
    assert steps == list(range(1, len(steps) + 1))
    for name in ("killed", "whole"):
        invoke("runs", "remove", name)
    assert [each.name for each in Registry().all()] == ["mine"]


def _epochs(folder: RunFolder) -> int:
    return sum(line["event"] == "EpochDone" for line in read_events(folder.events))


def test_names_are_understood_where_a_checkpoint_is_asked_for(
    place: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert checkpoint_path(Path("mine")) == Registry().folder("mine").model
    found = checkpoint_path(Path("permissive"))
    assert found is not None
    assert found.name == "permissive.safetensors"
    assert checkpoint_path(Path("elsewhere")) == Path("elsewhere")
    with pytest.raises(
        CheckpointError, match="neither a checkpoint nor a model called “elsewhere”"
    ):
        Registry().find("elsewhere")
    for bad in ("default", "../up", " ", ".hidden"):
        with pytest.raises(CheckpointError, match="cannot be called"):
            Registry().folder(bad)


def test_a_model_travels_as_one_file(place: Path, tmp_path: Path) -> None:
    sent = tmp_path / "from-afar.safetensors"
    told = invoke("runs", "export", "mine", sent)
    card = Registry().folder("mine").read()
    assert card is not None
    assert card.sha256 in told
    told_of = tmp_path / "taken.json"
    taken = invoke("runs", "import", sent, "--out", told_of)
    assert card.sha256 in taken
    found = json.loads(told_of.read_text("utf-8"))
    assert (found["name"], found["sha256"]) == ("from-afar", card.sha256)
    assert "study" in found["data"]
    again = Registry().folder("from-afar").read()
    assert again is not None
    assert again.state is RunState.IMPORTED
    assert Registry().models()["from-afar"].read_bytes() == sent.read_bytes()
    sent.write_bytes((place / "tiny.safetensors").read_bytes())
    with pytest.raises(CheckpointError, match="another run called"):
        Registry().import_model(sent)
    Registry().remove("from-afar")


def test_a_model_of_foreign_features_is_not_taken(
    place: Path, parent: Checkpoint, tmp_path: Path
) -> None:
    from dataclasses import replace  # noqa: PLC0415

    specs = {m: replace(spec, version=99) for m, spec in parent.contract.extractors.items()}
    foreign = replace(parent, contract=replace(parent.contract, extractors=specs))
    save_checkpoint(tmp_path / "foreign.safetensors", foreign)
    with pytest.raises(ContractMismatchError):
        Registry().import_model(tmp_path / "foreign.safetensors")
    assert "foreign" not in Registry().models()


def test_two_models_are_compared_on_validation(place: Path) -> None:
    splits = Registry().folder("mine").splits
    figures = place / "figures.json"
    data = ("--data", place / "study.mibscope", "--splits", splits, "--split", "valid")
    output = invoke("compare", place / "tiny.safetensors", "mine", *data, "--out", figures)
    found = json.loads(figures.read_text())
    assert found["n"] == 20
    assert found["groups"] == 1
    card = Registry().folder("mine").read()
    assert card is not None
    change = next(e for e in found["differences"] if e["about"] == "sentiment")
    # The labels lie within the scale, so clipping changes little.
    assert change["other"] <= card.metrics["validation"]["study"]["sentiment"]["mae"] + 1e-4
    assert "mine against tiny.safetensors" in " ".join(output.split())
    assert "one person or video" in " ".join(output.split())


def test_a_split_is_only_known_from_a_table(place: Path) -> None:
    with pytest.raises(DatasetError, match="need a table"):
        invoke("compare", "mine", "mine", "--data", place / "study.mibscope", "--split", "valid")


def test_a_model_is_applied_and_taken_back(place: Path, parent: Checkpoint) -> None:
    study = place / "study.mibscope"
    assert "3 media predicted by mine" in invoke("apply", study, "mine")
    card = Registry().folder("mine").read()
    assert card is not None
    with Project.open(study) as project:
        media = project.media.all()[0]
        before, shown = project.runs.of(media.id)
        assert project.runs.latest(media.id) == shown
        assert shown.provenance is not None
        assert (shown.provenance.checkpoint, shown.provenance.checkpoint_sha256) == (
            "mine",
            card.sha256,
        )
        old, new = (project.runs.utterances(run.id) for run in (before, shown))
        assert [e.result.utterance for e in old] == [e.result.utterance for e in new]
        assert old[0].result.prediction != new[0].result.prediction
        tracks = [project.runs.tracks(e.id) for e in (old[0], new[0])]
        assert {m: t.values.tolist() for m, t in tracks[0].items()} == {
            m: t.values.tolist() for m, t in tracks[1].items()
        }
    assert "0 media predicted" in invoke("apply", study, "mine")
    assert "3 media show" in invoke("apply", study, "--back")
    with Project.open(study) as project:
        assert project.runs.latest(media.id) == before
        project.runs.show(shown.id)
        assert project.runs.latest(media.id) == shown
        project.runs.show(before.id)
    # An analysis after that is shown again.
    invoke("apply", study, "mine")
    with Project.open(study) as project:
        latest = project.runs.latest(media.id)
        assert latest is not None
        assert latest.id > shown.id


def test_labels_of_predictions_by_the_applied_model_train_on(place: Path) -> None:
    """Its features are those of the model that it was made from."""
    invoke("finetune", *asked(place, 1), "--name", "next")
    card = Registry().folder("next").read()
    assert card is not None
    assert card.data["left_out"] == []
    Registry().remove("next")
