"""A newcomer's path in the real window, with the real engine and the real command: open the demo
clip, label it, train, compare, use the model, take it back."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.app import Composition
from desktop_app.jobs.target import load_engine
from desktop_app.jobs.training import ENGINE
from desktop_app.state.analysis import Status
from desktop_app.state.training.looking import Known
from desktop_app.state.training.runs import RunStatus
from desktop_app.views.training.dataset.dialog import DataDialog
from engine.assets import locate_demo_clip
from engine.runtime.hashing import sha256_of
from engine.sessions.labels.writing import Said, write_label
from engine.types import Emotion, Modality
from tests.helpers.window import preferences, running_window

pytestmark = [pytest.mark.models, pytest.mark.slow, pytest.mark.timeout(600)]

PATIENCE_MS = 200_000
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def app(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Composition]:
    monkeypatch.setenv("MIBSCOPE_RUNS", str(tmp_path / "runs"))
    kept = preferences(tmp_path)
    with running_window(qapp, load_engine, kept, training=ENGINE) as composition:
        yield composition
        if (pid := composition.training.process_id) is not None:
            psutil.Process(pid).kill()


def label(app: Composition) -> None:
    """Every utterance, more negative than the model says."""
    project, analysis = app.session.projects.project, app.session.analysis
    assert project is not None and analysis.media_id is not None
    for result in analysis.results:
        span = result.utterance.start_s, result.utterance.end_s
        sentiment = max(-3.0, result.prediction.sentiment - 1.5)
        with project.journal.edit("label") as edit:
            said = Said("ada", sentiment, frozenset({Emotion.SAD}))
            write_label(edit, analysis.media_id, span, said)
    app.session.projects.history_changed.emit()


def test_open_label_train_compare_use_and_take_back(
    app: Composition, qtbot: QtBot, tmp_path: Path
) -> None:
    session, commands = app.session, app.window.commands
    analysis, training = session.analysis, session.training
    app.window.open_files([locate_demo_clip()])
    qtbot.waitUntil(lambda: analysis.status is Status.DONE, timeout=PATIENCE_MS)
    before = list(analysis.results)
    label(app)
    commands["train.open"].trigger()
    setup = app.window.training.setup
    look_at_the_data(app, qtbot)
    setup.name.setText("mine")
    setup.epochs.setValue(6)
    copy = tmp_path / "copy" / f"{training.project_name}.mibscope"
    copy.parent.mkdir()
    project = session.projects.project
    assert project is not None
    project.copy(copy)
    choice = setup.choice
    arguments = choice.arguments((copy,), choice.splits.write(copy.parent / "splits.csv"))
    setup.begin.click()
    qtbot.waitUntil(lambda: reached(app, "mine", RunStatus.FINISHED), timeout=PATIENCE_MS)
    run = training.run("mine")
    assert run is not None and run.model is not None, messages(app)
    qtbot.waitUntil(lambda: len(training.follower.curves.epochs) > 1, timeout=5_000)

    commands["train.compare"].trigger()
    page = app.window.training
    qtbot.waitUntil(lambda: "mine against default" in page.text, timeout=PATIENCE_MS)

    commands["train.use"].trigger()
    qtbot.waitUntil(lambda: made_by(app) == run.sha256, timeout=PATIENCE_MS)
    assert [each.utterance for each in analysis.results] == [each.utterance for each in before]
    commands["train.back"].trigger()
    qtbot.waitUntil(lambda: analysis.results == before, timeout=PATIENCE_MS)

    same_in_a_terminal(arguments, tmp_path / "terminal", run.sha256)


def look_at_the_data(app: Composition, qtbot: QtBot) -> None:
    """Each utterance of the only film is drawn for itself; one is moved, and the model is trained
    on what was shown."""
    looking = app.session.training.looking
    app.window.commands["train.data"].trigger()
    [dialog] = app.window.findChildren(DataDialog)
    qtbot.waitUntil(lambda: looking.known is Known.FOUND, timeout=PATIENCE_MS)
    data, estimated = looking.data, looking.estimated
    assert data is not None and estimated is not None
    assert len(data.samples) == len(app.session.analysis.results)
    assert data.one_group
    assert all(sample.levels(Modality.AUDIO).any() for sample in data.samples)
    assert estimated.seconds > 0
    assert estimated.memory_mb > 100
    first = next(group for group, split in looking.splits.splits.items() if split == "train")
    looking.splits.move([first], "valid")
    dialog.close()


def same_in_a_terminal(arguments: tuple[str, ...], runs: Path, sha256: str) -> None:
    """The command gives the very file of the window."""
    done = subprocess.run(
        [sys.executable, "-m", "engine", *arguments, "--run", str(runs / "mine")],
        check=False,
        cwd=ROOT,
        capture_output=True,
        timeout=PATIENCE_MS / 1000,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert sha256_of(runs / "mine" / "mine.safetensors") == sha256


def reached(app: Composition, name: str, status: RunStatus) -> bool:
    app.session.training.refresh()
    run = app.session.training.run(name)
    return run is not None and run.status in {status, RunStatus.INTERRUPTED}


def messages(app: Composition) -> str:
    return " ".join(f"{each.message} {each.hint}" for each in app.window.banners.banners)


def made_by(app: Composition) -> str:
    provenance = app.session.analysis.provenance
    return provenance.checkpoint_sha256 if provenance is not None else ""
