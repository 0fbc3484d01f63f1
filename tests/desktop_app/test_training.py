"""The training page in the real window, with a scripted command in a real process."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QMessageBox,
    QPushButton,
    QTableWidget,
)
from pytestqt.qtbot import QtBot

from desktop_app.app import Composition
from desktop_app.jobs.messages import Failure
from desktop_app.jobs.training import last_words
from desktop_app.settings import table
from desktop_app.state.training.applying import Model
from desktop_app.state.training.choices import (
    NOTHING,
    Design,
    Learns,
    TrainingChoice,
    crosswise_advised,
)
from desktop_app.state.training.compared import BETTER, SAME, UNCLEAR, WORSE
from desktop_app.state.training.curves import mean_score
from desktop_app.state.training.data import Finding
from desktop_app.state.training.follower import RunFollower
from desktop_app.state.training.runs import Run, RunStatus, family
from desktop_app.views.training.comparison.dialog import ComparisonDialog
from desktop_app.views.training.comparison.words import score_name
from engine.models.config import Constraint, Fusion, Variant
from engine.sessions.project import MediaState
from engine.training.finetuning.designs import DESIGN_PRESETS
from engine.training.paired import Score, Verdict
from engine.training.runs.orders import forsaken, read_order, write_order
from engine.types import Modality
from tests.helpers.labelling import open_labelled_films
from tests.helpers.scripted_engine import scripted_engine
from tests.helpers.scripted_training import epoch_line
from tests.helpers.stored import feature_engine
from tests.helpers.window import preferences, running_window

PATIENCE_MS = 20_000


@pytest.fixture
def app(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Composition]:
    with running_window(qapp, feature_engine, preferences(tmp_path)) as composition:
        qtbot.waitUntil(lambda: composition.window.workspace.timeline is not None, timeout=10_000)
        yield composition
        for pid in [composition.training.process_id]:
            if pid is not None:
                psutil.Process(pid).kill()


@pytest.fixture
def labelled(app: Composition, qtbot: QtBot, tmp_path: Path) -> Composition:
    """Two analysed films with labels, and the page."""
    open_labelled_films(app, qtbot, tmp_path)
    app.window.commands["train.open"].trigger()
    return app


def begin(app: Composition, name: str) -> None:
    """Press the button."""
    setup = app.window.training.setup
    setup.name.setText(name)
    setup.begin.click()


def until(app: Composition, qtbot: QtBot, name: str, status: RunStatus) -> Run:
    def reached() -> bool:
        app.session.training.refresh()
        run = app.session.training.run(name)
        return run is not None and run.status is status

    qtbot.waitUntil(reached, timeout=PATIENCE_MS)
    run = app.session.training.run(name)
    assert run is not None
    return run


def messages(app: Composition) -> str:
    return " ".join(f"{each.message} {each.hint}" for each in app.window.banners.banners)


def shown(app: Composition) -> str:
    provenance = app.session.analysis.provenance
    assert provenance is not None
    return provenance.checkpoint


# --------------------------------------------------------------------------- what to train


def test_the_page_tells_what_there_is_to_learn_from(labelled: Composition) -> None:
    page = labelled.window.training
    assert labelled.window.pages.currentWidget() is page
    assert labelled.window.commands["train.open"].isChecked()
    assert "10 labelled utterances · 1 rater" in page.setup.data.text
    assert "one.mp4: 6" in page.setup.data.text
    assert [(bar.name, bar.text) for bar in page.setup.data.balance.bars] == [
        ("negative", "4"),
        ("near zero", "3"),
        ("positive", "3"),
        ("happy", "10"),
    ]
    assert labelled.session.training.data.findings == (Finding.FEW, Finding.FEW_FILES)
    assert page.setup.choice.learns is Learns.HEADS
    assert page.setup.begin.isEnabled()


def test_without_labels_nothing_can_begin(app: Composition, qtbot: QtBot) -> None:
    app.window.commands["train.open"].trigger()
    assert "Nothing is labelled yet" in app.window.training.setup.data.text
    assert not app.window.training.setup.begin.isEnabled()
    assert "No run yet" in app.window.training.text


def test_clips_can_be_learned_from_without_a_project(app: Composition, tmp_path: Path) -> None:
    app.window.commands["train.open"].trigger()
    setup = app.window.training.setup
    setup.data.add(tmp_path / "clips")
    assert setup.begin.isEnabled()
    assert setup.choice.sources == (tmp_path / "clips",)
    assert setup.name.text() == "clips heads 1"


def test_a_choice_is_the_command_of_a_terminal() -> None:
    choice = TrainingChoice("mine 1", "permissive", Learns.FUSION, 7, 12, 1.5, by_person=True)
    assert choice.arguments((Path("a.mibscope"), Path("clips"))) == (
        *("finetune", "a.mibscope", "clips", "--from", "permissive", "--train", "fusion"),
        *("--seed", "7", "--name", "mine 1", "--split-by", "person", "--device", "cpu"),
        *("--epochs", "12", "--minutes", "1.5"),
    )


def test_a_choice_of_a_new_model_names_what_it_is_made_of() -> None:
    design = Design(Variant.L_MIB, Fusion.EXPERTS, 0.05, Constraint.MMD, (Modality.TEXT,))
    choice = TrainingChoice("new 1", NOTHING, seed=2, design=design)
    assert choice.arguments((Path("clips"),))[:12] == (
        *("finetune", "clips", "--from", "nothing", "--variant", "L-MIB"),
        *("--fusion", "experts", "--beta", "0.05", "--constraint", "mmd"),
    )
    assert "--train" not in choice.arguments(())


def test_several_seeds_are_several_runs() -> None:
    runs = TrainingChoice("mine 4", seed=4).with_seeds(3)
    assert [(each.name, each.seed) for each in runs] == [
        ("mine 4", 4),
        ("mine 5", 5),
        ("mine 6", 6),
    ]
    named = TrainingChoice("mine", seed=4).with_seeds(2)
    assert [each.name for each in named] == ["mine", "mine 5"]


def test_few_labels_are_advised_to_be_learned_crosswise(labelled: Composition) -> None:
    setup = labelled.window.training.setup
    assert setup.choice.crosswise
    assert "--crosswise" in setup.choice.arguments(())
    setup.crosswise.click()
    labelled.session.training.data_changed.emit()
    assert not setup.choice.crosswise


@pytest.mark.parametrize(
    ("labels", "groups", "advised"), [(79, 2, True), (80, 2, False), (60, 1, False)]
)
def test_crosswise_is_for_few_labels_of_several(labels: int, groups: int, advised: bool) -> None:
    assert crosswise_advised(labels, groups) is advised


def test_a_new_model_is_chosen_in_the_window(labelled: Composition) -> None:
    setup = labelled.window.training.setup
    assert setup.design.isHidden()
    setup.start_from.setCurrentIndex(setup.start_from.findData(NOTHING))
    assert not setup.design.isHidden()
    assert setup.choice.design == Design()
    assert not setup.choice.crosswise
    setup.design.preset.setCurrentIndex(1)
    setup.design.preset.activated.emit(1)
    assert setup.choice.design == DESIGN_PRESETS["experts"].design
    assert "L-MIB" in setup.name.text()
    setup.design.variant.choose(Variant.E_MIB)
    assert setup.choice.design is not None
    assert setup.choice.design.fusion is Fusion.CONCATENATION
    setup.design.beta.setValue(0.2)
    assert setup.design.preset.currentText() == "My own"
    for modality in (Modality.AUDIO, Modality.VISION):
        setup.design.modalities[modality].click()
    assert setup.choice.design.modalities == (Modality.TEXT,)
    assert not setup.design.modalities[Modality.TEXT].isEnabled()


def test_the_device_is_that_of_the_settings(labelled: Composition) -> None:
    setup = labelled.window.training.setup
    assert setup.choice.device == "auto"
    labelled.window.preferences.put(table.DEVICE, "cpu")
    assert setup.choice.device == "cpu"


def test_seeds_are_queued_and_their_mean_is_told(labelled: Composition, qtbot: QtBot) -> None:
    page = labelled.window.training
    page.setup.seeds.setValue(3)
    begin(labelled, "mine 1")
    for name in ("mine 1", "mine 2", "mine 3"):
        until(labelled, qtbot, name, RunStatus.FINISHED)
    assert "0.60 ± 0.00 (3)" in page.table.text(0)
    assert page.setup.seeds.value() == 1


# --------------------------------------------------------------------------- a run


def test_a_run_is_followed_to_its_model(labelled: Composition, qtbot: QtBot) -> None:
    begin(labelled, "first")
    run = until(labelled, qtbot, "first", RunStatus.FINISHED)
    assert run.model is not None and run.model.is_file()
    assert not list(run.model.parent.glob("*.mibscope"))
    follower, page = labelled.session.training.follower, labelled.window.training
    qtbot.waitUntil(lambda: len(follower.curves.epochs) == 4, timeout=5_000)
    assert [each.mae for each in follower.curves.epochs] == pytest.approx([0.9, 0.8, 0.7, 0.6])
    assert follower.curves.steps == list(range(1, 13))
    plots = page.plots
    assert plots is not None
    qtbot.waitUntil(lambda: len(plots.mae.yData) == 4, timeout=5_000)
    assert list(plots.rates[Modality.AUDIO].yData) == pytest.approx([2.0, 1.9, 1.8, 1.7])
    assert "0.90 → 0.60" in page.table.text(0)
    assert "best epoch 3" in page.text
    assert "first" in [
        page.setup.start_from.itemData(row) for row in range(page.setup.start_from.count())
    ]


def test_a_run_is_paused_and_goes_on(labelled: Composition, qtbot: QtBot) -> None:
    begin(labelled, "an endless")
    commands, training = labelled.window.commands, labelled.session.training
    until(labelled, qtbot, "an endless", RunStatus.RUNNING)
    qtbot.waitUntil(lambda: len(training.follower.curves.epochs) > 1, timeout=PATIENCE_MS)
    commands["train.pause"].trigger()
    until(labelled, qtbot, "an endless", RunStatus.PAUSED)
    done = training.follower.curves.steps[-1]
    assert training.registry.folder("an endless").path.is_dir()
    commands["train.pause"].trigger()
    until(labelled, qtbot, "an endless", RunStatus.RUNNING)
    qtbot.waitUntil(lambda: training.follower.curves.steps[-1] > done + 2, timeout=PATIENCE_MS)
    commands["train.stop"].trigger()
    run = until(labelled, qtbot, "an endless", RunStatus.FINISHED)
    assert run.model is not None
    steps = training.follower.curves.steps
    assert steps == list(range(1, len(steps) + 1))


def test_several_runs_train_one_after_the_other(labelled: Composition, qtbot: QtBot) -> None:
    for name in ("an endless", "second", "third"):
        begin(labelled, name)
    until(labelled, qtbot, "an endless", RunStatus.RUNNING)
    training = labelled.session.training
    assert [each.status for each in training.runs[:2]] == [RunStatus.WAITING] * 2
    training.pause("third")
    assert training.run("third") is None
    training.stop("an endless")
    until(labelled, qtbot, "second", RunStatus.FINISHED)
    assert not training.busy


def test_a_killed_run_is_told_as_interrupted(labelled: Composition, qtbot: QtBot) -> None:
    begin(labelled, "an endless")
    until(labelled, qtbot, "an endless", RunStatus.RUNNING)
    pid = labelled.training.process_id
    assert pid is not None
    psutil.Process(pid).kill()
    until(labelled, qtbot, "an endless", RunStatus.INTERRUPTED)
    assert "ended unexpectedly" in messages(labelled)
    labelled.window.commands["train.pause"].trigger()
    until(labelled, qtbot, "an endless", RunStatus.RUNNING)


def test_what_fails_says_why(labelled: Composition, qtbot: QtBot) -> None:
    begin(labelled, "refused")
    qtbot.waitUntil(lambda: "no labelled utterance" in messages(labelled), timeout=PATIENCE_MS)
    assert "Label some." in messages(labelled)
    assert labelled.session.training.run("refused") is None
    begin(labelled, "it is broken")
    run = until(labelled, qtbot, "it is broken", RunStatus.FAILED)
    assert run.error == "The loss is not a number."
    begin(labelled, "it is broken")
    assert "is a run called “it is broken” already" in messages(labelled)


def test_a_run_outlives_the_window(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, own_runs: Path
) -> None:
    kept = preferences(tmp_path)
    with running_window(qapp, scripted_engine, kept) as first:
        qtbot.waitUntil(lambda: first.window.workspace.timeline is not None, timeout=10_000)
        first.window.commands["train.open"].trigger()
        first.window.training.setup.data.add(tmp_path)
        begin(first, "an endless")
        until(first, qtbot, "an endless", RunStatus.RUNNING)
        pid = first.training.process_id
    assert pid is not None and psutil.pid_exists(pid)
    with running_window(qapp, scripted_engine, kept) as second:
        qtbot.waitUntil(lambda: second.window.workspace.timeline is not None, timeout=10_000)
        second.window.commands["train.open"].trigger()
        until(second, qtbot, "an endless", RunStatus.RUNNING)
        assert second.training.process_id == pid
        second.window.commands["train.stop"].trigger()
        until(second, qtbot, "an endless", RunStatus.FINISHED)


def test_what_waits_goes_on_in_the_next_window(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    kept = preferences(tmp_path)
    with running_window(qapp, scripted_engine, kept) as first:
        qtbot.waitUntil(lambda: first.window.workspace.timeline is not None, timeout=10_000)
        first.window.commands["train.open"].trigger()
        first.window.training.setup.data.add(tmp_path)
        for name in ("an endless", "second", "third endless", "fourth"):
            begin(first, name)
        until(first, qtbot, "an endless", RunStatus.RUNNING)
        mine = read_order(first.training.registry.folder("second"))
        assert mine is not None and mine.keeper is not None and mine.keeper.pid == os.getpid()
        assert not list(forsaken(first.training.registry.root))  # of a window that lives
        for name in ("second", "third endless", "fourth"):  # as if that window were gone
            folder = first.training.registry.folder(name)
            order = read_order(folder)
            assert order is not None
            write_order(folder, replace(order, keeper=None))
    with running_window(qapp, scripted_engine, kept) as second:
        qtbot.waitUntil(lambda: "3 trainings that waited" in messages(second), timeout=10_000)
        training = second.session.training
        assert training.run("an endless") is not None
        waiting = [run.name for run in training.runs if run.status is RunStatus.WAITING]
        assert waiting == ["second", "third endless", "fourth"]
        training.stop("an endless")
        until(second, qtbot, "second", RunStatus.FINISHED)
        until(second, qtbot, "third endless", RunStatus.RUNNING)
        second.window.banners.banners[-1].findChildren(QPushButton)[0].click()
        until(second, qtbot, "third endless", RunStatus.INTERRUPTED)
        assert training.run("fourth") is None
        assert not training.busy
        assert not list(forsaken(second.training.registry.root))


def test_a_run_is_deleted_when_that_is_confirmed(labelled: Composition, qtbot: QtBot) -> None:
    begin(labelled, "first")
    run = until(labelled, qtbot, "first", RunStatus.FINISHED)
    labelled.window.commands["train.remove"].trigger()
    box = labelled.window.findChild(QMessageBox)
    assert box is not None
    box.accept()
    assert labelled.session.training.runs == ()
    assert not run.events.parent.exists()


def test_curves_are_exported(
    labelled: Composition, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(labelled, "first")
    until(labelled, qtbot, "first", RunStatus.FINISHED)
    curves = labelled.session.training.follower
    qtbot.waitUntil(lambda: len(curves.curves.epochs) == 4, timeout=5_000)
    for command, name in (("train.csv", "curves.csv"), ("train.png", "curves.png")):
        chosen = (str(tmp_path / name), "")
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, c=chosen, **__: c)
        labelled.window.commands[command].trigger()
    rows = list(csv.DictReader((tmp_path / "curves.csv").read_text("utf-8").splitlines()))
    assert [row["epoch"] for row in rows] == ["0", "1", "2", "3"]
    assert float(rows[3]["mae"]) == pytest.approx(0.6)
    assert rows[0]["loss"] == ""
    assert (tmp_path / "curves.png").read_bytes().startswith(b"\x89PNG")


# --------------------------------------------------------------------------- models


def test_a_model_is_compared_with_its_start(labelled: Composition, qtbot: QtBot) -> None:
    begin(labelled, "first")
    until(labelled, qtbot, "first", RunStatus.FINISHED)
    labelled.window.commands["train.compare"].trigger()
    page = labelled.window.training
    qtbot.waitUntil(lambda: "first against default" in page.text, timeout=PATIENCE_MS)
    assert "on 12 utterances: better on sentiment by 0.20 ± 0.05;" in page.text
    assert "too few utterances to tell on angry" in page.text
    assert "of 2 people or videos" in page.text
    assert "about 80 would do" in page.text


def test_all_that_was_compared_is_shown_and_exported(
    labelled: Composition, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = labelled.window.commands
    assert not commands["train.details"].isEnabled()
    begin(labelled, "first")
    until(labelled, qtbot, "first", RunStatus.FINISHED)
    commands["train.compare"].trigger()
    qtbot.waitUntil(commands["train.details"].isEnabled, timeout=PATIENCE_MS)
    commands["train.details"].trigger()
    dialog = labelled.window.findChild(ComparisonDialog)
    assert dialog is not None
    rows = [
        [
            item.text() if (item := table.item(0, column)) else ""
            for column in range(table.columnCount())
        ]
        for table in dialog.findChildren(QTableWidget)
    ]
    interval = "−0.250 … −0.150"
    figures = ["sentiment", "mean error", "0.700", "0.500", "−0.200", interval, "12", "better"]
    assert figures in rows
    assert ["study/a.mp4", "sentiment", "mean error", "0.700", "0.500", "−0.200", "12"] in rows
    assert ["expression", "calibration error", "0.100", "0.200"] in rows
    assert ["Words", "nats through its bottleneck", "3.0", "2.5"] in rows
    for suffix in (".csv", ".json"):
        path = tmp_path / f"compared{suffix}"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, path=path: (str(path), ""))
        button = {".csv": "CSV", ".json": "JSON"}[suffix]
        next(b for b in dialog.findChildren(QPushButton) if button in b.text()).click()
    with (tmp_path / "compared.csv").open(newline="") as file:
        table = list(csv.reader(file))
    assert table[0][3:5] == ["default", "first"]
    assert table[1][:5] == ["all", "sentiment", "mean absolute error", "0.7", "0.5"]
    assert table[-1][:5] == ["share of sentiment", "audio", "share of sentiment", "0.4", "0.5"]
    plain = json.loads((tmp_path / "compared.json").read_text("utf-8"))
    assert (plain["one"], plain["other"], plain["n"]) == ("default", "first", 12)


def test_the_words_of_a_comparison_are_those_of_the_engine() -> None:
    assert {each.value for each in Verdict} == {BETTER, WORSE, SAME, UNCLEAR}
    for score in Score:
        assert score_name(score.value) != score.value or score is Score.CORRELATION


def test_two_selected_models_are_compared(labelled: Composition, qtbot: QtBot) -> None:
    for name in ("first", "dull"):
        begin(labelled, name)
        until(labelled, qtbot, name, RunStatus.FINISHED)
    labelled.window.training.table.selectAll()
    assert labelled.session.training.pair == ("first", "dull")
    labelled.window.commands["train.compare"].trigger()
    page = labelled.window.training
    qtbot.waitUntil(lambda: "dull against first" in page.text, timeout=PATIENCE_MS)
    assert "no difference" in page.text


def test_a_model_is_used_and_taken_back(labelled: Composition, qtbot: QtBot) -> None:
    before = shown(labelled)
    results = list(labelled.session.analysis.results)
    begin(labelled, "first")
    run = until(labelled, qtbot, "first", RunStatus.FINISHED)
    labelled.session.model_switch._same_features = lambda one, other: True
    labelled.window.commands["train.use"].trigger()
    qtbot.waitUntil(lambda: shown(labelled) == "first", timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: "is used now for 2 files" in messages(labelled), timeout=PATIENCE_MS)
    project = labelled.session.projects.project
    assert project is not None
    for media in project.media.all():
        latest = project.runs.latest(media.id)
        assert latest is not None and latest.provenance is not None
        assert latest.provenance.checkpoint_sha256 == run.sha256
        assert latest.settings.checkpoint == run.model
        assert len(project.runs.of(media.id)) == 2
    assert len(labelled.session.analysis.results) == len(results)
    labelled.window.commands["train.back"].trigger()
    assert "2 files show the predictions before" in messages(labelled)
    qtbot.waitUntil(lambda: shown(labelled) == before, timeout=PATIENCE_MS)
    assert labelled.session.analysis.results == results


def test_how_far_a_model_is_applied_is_told(labelled: Composition, qtbot: QtBot) -> None:
    begin(labelled, "first")
    until(labelled, qtbot, "first", RunStatus.FINISHED)
    switch, page = labelled.session.model_switch, labelled.window.training
    switch._same_features = lambda one, other: True
    told = []
    switch.progressed.connect(lambda: told.append((switch.progress, page.text)))
    labelled.window.commands["train.use"].trigger()
    qtbot.waitUntil(lambda: not switch.busy, timeout=PATIENCE_MS)
    numbers = [(each.done, each.total, each.file, each.files) for each, _ in told if each]
    assert numbers[0] == (0, 10, 1, 2)
    assert (6, 10, 1, 2) in numbers
    assert numbers[-1] == (10, 10, 2, 2)
    assert "“first”: 0 of 10 utterances, file 1 of 2" in told[0][1]
    assert "of 10 utterances" not in page.text


def test_an_application_that_is_stopped_leaves_nothing_behind(
    labelled: Composition, qtbot: QtBot
) -> None:
    before, results = shown(labelled), list(labelled.session.analysis.results)
    begin(labelled, "first")
    run = until(labelled, qtbot, "first", RunStatus.FINISHED)
    commands, switch = labelled.window.commands, labelled.session.model_switch
    switch._same_features = lambda one, other: True
    project = labelled.session.projects.project
    assert project is not None and run.model is not None
    with qtbot.waitSignal(switch.cancelled, timeout=PATIENCE_MS):
        switch.progressed.connect(
            lambda: commands["train.halt"].trigger() if switch.progress.done else None
        )
        commands["train.use"].trigger()
        assert commands["train.halt"].isEnabled()
    qtbot.waitUntil(lambda: not project.runs.drafts(), timeout=PATIENCE_MS)
    assert [len(project.runs.of(each.id)) for each in project.media.all()] == [1, 1]
    assert (shown(labelled), labelled.session.analysis.results) == (before, results)
    assert "Predicting was stopped." in messages(labelled)
    assert not commands["train.halt"].isEnabled()


def test_an_application_that_fails_leaves_nothing_behind(
    labelled: Composition, qtbot: QtBot
) -> None:
    before = shown(labelled)
    switch = labelled.session.model_switch
    switch._same_features = lambda one, other: True
    project = labelled.session.projects.project
    assert project is not None
    switch.use(Model("mine", Path("mine.safetensors"), "1" * 64))
    assert switch.progress is not None
    switch._on_failed(switch._job, Failure("The engine is gone.", "Try again."))
    qtbot.waitUntil(lambda: not project.runs.drafts(), timeout=PATIENCE_MS)
    assert [len(project.runs.of(each.id)) for each in project.media.all()] == [1, 1]
    assert shown(labelled) == before
    assert "The engine is gone." in messages(labelled)
    assert not switch.busy


def test_a_model_that_reads_other_features_analyses_anew(
    labelled: Composition, qtbot: QtBot
) -> None:
    begin(labelled, "first")
    run = until(labelled, qtbot, "first", RunStatus.FINISHED)
    labelled.window.commands["train.use"].trigger()
    projects = labelled.session.projects
    qtbot.waitUntil(
        lambda: [each.state for each in projects.media] == [MediaState.DONE] * 2,
        timeout=PATIENCE_MS,
    )
    assert [each.settings.checkpoint for each in projects.media] == [run.model] * 2


def test_a_model_goes_as_one_file_and_comes_back(
    labelled: Composition, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands, training = labelled.window.commands, labelled.session.training
    assert not commands["train.export_model"].isEnabled()
    begin(labelled, "first")
    run = until(labelled, qtbot, "first", RunStatus.FINISHED)
    target = tmp_path / "taken"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    commands["train.export_model"].trigger()
    qtbot.waitUntil(lambda: run.sha256 in messages(labelled), timeout=PATIENCE_MS)
    target = target.with_suffix(".safetensors")
    assert run.model is not None and target.read_bytes() == run.model.read_bytes()
    labelled.window.banners.clear()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(target), ""))
    commands["train.import_model"].trigger()
    qtbot.waitUntil(lambda: "“taken” was taken in" in messages(labelled), timeout=PATIENCE_MS)
    assert run.sha256 in messages(labelled)
    assert "Trained on mosi." in messages(labelled)
    taken = training.run("taken")
    assert taken is not None and taken.status is RunStatus.IMPORTED
    labelled.window.banners.banners[-1].findChildren(QPushButton)[0].click()
    assert training.watched == taken


def test_a_model_that_reads_other_features_is_refused_in_words(
    app: Composition, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "other.safetensors"
    path.write_text("a model", "utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    app.window.commands["train.import_model"].trigger()
    qtbot.waitUntil(lambda: "It reads other features." in messages(app), timeout=PATIENCE_MS)
    assert "Train it here." in messages(app)
    assert app.session.training.run("other") is None


# --------------------------------------------------------------------------- parts


def test_models_of_one_line_read_the_same_features() -> None:
    parents = {"c": "b", "b": "a", "x": "y", "loop": "loop"}
    assert family("c", parents) == family("b", parents) == family("a", parents) == "a"
    assert family("x", parents) == "y"
    assert family("loop", parents) == "loop"


def test_scores_of_several_sets_weigh_as_their_utterances() -> None:
    sets = {
        "one": {"sentiment": {"mae": 1.0, "n": 30}},
        "two": {"sentiment": {"mae": 0.5, "n": 10}},
        "three": {"sentiment": {"mae": None, "n": 5}},
    }
    assert mean_score(sets, "sentiment", "mae") == pytest.approx(0.875)
    assert mean_score(sets, "emotions", "accuracy") is None


def test_a_log_that_was_written_anew_is_read_anew(qapp: QApplication, tmp_path: Path) -> None:
    path, follower = tmp_path / "events.jsonl", RunFollower()
    lines = [json.dumps(epoch_line(epoch, 4 * epoch, 0.5)) for epoch in range(4)]
    path.write_text("\n".join([*lines[:3], '{"event": "Ep']), "utf-8")
    follower.follow(path)
    assert [each.epoch for each in follower.curves.epochs] == [0, 1, 2]
    fresh = tmp_path / "new"
    fresh.write_text("\n".join(lines[:2]) + "\n", "utf-8")
    fresh.replace(path)
    follower.read()
    assert [each.epoch for each in follower.curves.epochs] == [0, 1]
    with path.open("a", encoding="utf-8") as file:
        file.write(lines[2] + "\n")
    follower.read()
    assert [each.epoch for each in follower.curves.epochs] == [0, 1, 2]


def test_a_long_log_is_read_in_slices(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    path, follower = tmp_path / "events.jsonl", RunFollower()
    step = {"event": "StepDone", "epoch": 1, "loss": 1.0, "learning_rate": 1e-3, "beta": 1.0}
    with path.open("w", encoding="utf-8") as file:
        for number in range(60_000):
            file.write(json.dumps({**step, "step": number + 1, "t": number / 10}) + "\n")
    follower.follow(path)
    assert 0 < len(follower.curves.steps) < 60_000
    qtbot.waitUntil(lambda: len(follower.curves.steps) == 60_000, timeout=10_000)


def test_an_error_is_found_among_what_a_command_says() -> None:
    found = last_words("epoch 1\nError: No labels.\nLabel some.\n", "It ended.")
    assert (found.message, found.hint) == ("No labels.", "Label some.")
    found = last_words("Traceback\nValueError: x\n", "It ended.")
    assert (found.message, found.hint) == ("It ended.", "ValueError: x")
