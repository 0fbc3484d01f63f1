"""The data of a training in the real window: looked at, divided, and what time it will take."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.app import Composition
from desktop_app.state.training.choices import TrainingChoice
from desktop_app.state.training.dataset import DataSet, dataset_of
from desktop_app.state.training.looking import Known
from desktop_app.state.training.splitting import Doubt, SplitChoice, SplitDesk
from desktop_app.views.training.dataset.dialog import DataDialog
from desktop_app.views.training.dataset.problems import problems_of
from desktop_app.views.training.dataset.texts import group_text, rough
from engine.types import Modality
from tests.helpers.accessible import name_of, nameless
from tests.helpers.focus import tab_order
from tests.helpers.labelling import open_labelled_films
from tests.helpers.scripted_engine import scripted_engine
from tests.helpers.stored import feature_engine
from tests.helpers.window import preferences, running_window

PATIENCE_MS = 30_000


@pytest.fixture
def app(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Composition]:
    """Two analysed films, all of whose utterances are labelled, and the training page."""
    with running_window(qapp, feature_engine, preferences(tmp_path)) as composition:
        qtbot.waitUntil(lambda: composition.window.workspace.timeline is not None, timeout=10_000)
        open_labelled_films(composition, qtbot, tmp_path)
        composition.window.commands["train.open"].trigger()
        yield composition
        for pid in [composition.training.process_id]:
            if pid is not None:
                psutil.Process(pid).kill()


def looked(app: Composition, qtbot: QtBot) -> DataDialog:
    """The dialog, once the data were read."""
    app.window.commands["train.data"].trigger()
    [dialog] = app.window.findChildren(DataDialog)
    looking = app.session.training.looking
    qtbot.waitUntil(lambda: looking.data is not None and not looking.busy, timeout=PATIENCE_MS)
    return dialog


def estimate(app: Composition) -> str:
    from desktop_app.views.training.estimate import EstimateLine  # noqa: PLC0415

    [line] = app.window.training.setup.findChildren(EstimateLine)
    return line.text()


# --------------------------------------------------------------------------- what there is


def test_the_data_are_told_by_size_and_balance(app: Composition, qtbot: QtBot) -> None:
    dialog = looked(app, qtbot)
    assert "10 utterances" in dialog.text
    assert "2 videos or people" in dialog.text
    sizes = {bar.name: bar.text for bar in dialog.balance.sizes.bars}
    assert sizes["trains"].startswith(("6 ·", "4 ·"))
    assert sizes["left out"].startswith("0 ·")
    assert {
        bar.name: sum(map(int, bar.text.split(" · "))) for bar in dialog.balance.sentiment.bars
    } == {
        "negative": 4,
        "zero": 3,
        "positive": 3,
    }
    rows = dialog.division.table.groups
    assert [rows.index(row, 0).data() for row in range(rows.rowCount())] == ["one.mp4", "two.mp4"]
    assert dialog.samples.model.rowCount() == 10
    assert nameless(dialog) == []
    reached = set(tab_order(dialog))
    buttons = [b for b in dialog.findChildren(QPushButton) if b.isVisible() and b.isEnabled()]
    assert [name_of(button) for button in buttons if button not in reached] == []
    app.window.commands["train.data"].trigger()
    assert app.window.findChildren(DataDialog) == [dialog]


def test_an_utterance_is_previewed_and_shown_in_its_video(app: Composition, qtbot: QtBot) -> None:
    dialog = looked(app, qtbot)
    dialog.samples.search.setText("two.mp4")
    assert dialog.samples.model.rowCount() == 4
    dialog.samples.table.selectRow(2)
    sample = dialog.samples.current
    assert sample is not None and sample.start_s is not None
    assert sample.text in dialog.preview.text
    assert "+1.5" in dialog.preview.text
    assert "happy" in dialog.preview.text
    assert "Voice: " in dialog.preview.chart.accessibleDescription()
    assert sample.levels(Modality.AUDIO).any()
    dialog.preview.jump.click()
    assert app.window.pages.currentWidget() is app.window.workspace
    path, result = app.session.analysis.path, app.session.selection.result
    assert path is not None and path.name == "two.mp4"
    assert result is not None and result.utterance.start_s == pytest.approx(sample.start_s)
    assert not dialog.isVisible()


def test_the_same_voice_in_two_splits_is_named_and_leads_to_it(
    app: Composition, qtbot: QtBot
) -> None:
    dialog = looked(app, qtbot)  # both films have the same made-up features
    assert "The same voice or face is in two splits" in dialog.text
    rows = dialog.problems.problems
    said = [
        [rows.index(row, column).data() for column in range(3)] for row in range(rows.rowCount())
    ]
    leaks = [each for each in said if each[0] == "In two splits"]
    assert len(leaks) == 4
    assert "one.mp4 0:00.0 (" in leaks[0][1]
    assert "two.mp4 0:00.0 (" in leaks[0][1]
    assert "voice" in leaks[0][2]
    assert ["Note", "", "As assumed."] in said
    dialog.problems.activated.emit(rows.index(0, 0))
    assert dialog.samples.current is not None
    assert dialog.tabs.currentWidget().isAncestorOf(dialog.samples)


# --------------------------------------------------------------------------- who validates


def test_splits_are_edited_by_keys_and_by_choice(app: Composition, qtbot: QtBot) -> None:
    dialog = looked(app, qtbot)
    table, desk = dialog.division.table, app.session.training.looking.splits
    drawn = dict(desk.splits)
    assert sorted(drawn.values()) == ["train", "valid"]
    table.selectAll()
    qtbot.keyClick(table, Qt.Key.Key_1)
    assert set(desk.splits.values()) == {"train"}
    assert Doubt.NOBODY_VALIDATES in desk.doubts
    assert "Nobody validates" in dialog.text
    dialog.division.undo.click()
    assert desk.splits == drawn
    table.selectRow(0)
    qtbot.keyClick(table, Qt.Key.Key_0)
    first = table.groups.rows[0].name
    assert desk.splits[first] == "out"
    assert table.groups.index(0, 1).data() == "left out"
    index = table.groups.index(1, 1)
    editor = table.itemDelegateForColumn(1).createEditor(table.viewport(), None, index)
    assert isinstance(editor, QComboBox)
    editor.setCurrentIndex(editor.findData("test"))
    table.itemDelegateForColumn(1).setModelData(editor, table.groups, index)
    editor.deleteLater()
    assert desk.splits[table.groups.rows[1].name] == "test"
    dialog.division.reset.click()
    assert desk.splits == drawn


def test_what_was_shown_is_what_is_trained(app: Composition, qtbot: QtBot, own_runs: Path) -> None:
    dialog = looked(app, qtbot)
    looking = app.session.training.looking
    turned = {"train": "valid", "valid": "train"}
    wanted = {group: turned[split] for group, split in looking.splits.splits.items()}
    for group, split in wanted.items():
        looking.splits.move([group], split)
    dialog.division.again.click()
    assert looking.splits.choice == SplitChoice(seed=1)
    dialog.division.undo.click()
    assert looking.splits.splits == wanted
    dialog.close()
    setup = app.window.training.setup
    setup.name.setText("mine")
    setup.begin.click()
    order = own_runs / "mine" / "order.json"
    qtbot.waitUntil(order.exists, timeout=PATIENCE_MS)
    said = json.loads(order.read_text("utf-8"))["arguments"]
    table = Path(said[said.index("--splits") + 1])
    assert table.parent == own_runs / "mine"
    rows = list(csv.DictReader(table.read_text("utf-8").splitlines()))
    assert {row["group"]: row["split"] for row in rows} == wanted
    qtbot.waitUntil(lambda: not app.session.training.busy, timeout=PATIENCE_MS)


def test_other_groups_are_divided_anew(app: Composition, qtbot: QtBot) -> None:
    dialog = looked(app, qtbot)
    desk = app.session.training.looking.splits
    desk.move([next(iter(desk.splits))], "out")
    dialog.close()
    setup = app.window.training.setup
    assert setup.choice.splits.table
    setup.side.setCurrentIndex(1)
    assert setup.choice.splits == SplitChoice()
    setup.side.setCurrentIndex(0)
    assert setup.choice.splits.table


def test_a_choice_of_splits_is_part_of_the_command() -> None:
    choice = TrainingChoice("mine", splits=SplitChoice(3, 0.25, 0.0, (("a", "train"),)))
    said = choice.arguments((Path("a.mibscope"),), Path("splits.csv"))
    expected = ("--split-seed", "3", "--valid", "0.25", "--test", "0", "--splits", "splits.csv")
    assert said[-8:] == expected


# --------------------------------------------------------------------------- how long it takes


def test_time_and_memory_are_told_beside_the_button(app: Composition, qtbot: QtBot) -> None:
    looking = app.session.training.looking
    assert looking.known is Known.ASKED
    assert "Estimating" in estimate(app)
    assert app.window.training.setup.begin.isEnabled()
    qtbot.waitUntil(lambda: looking.known is Known.FOUND, timeout=PATIENCE_MS)
    assert estimate(app) == "At most about 38 s, 900 MB of memory."
    app.window.training.setup.seeds.setValue(3)
    assert estimate(app) == "At most about 2 min, 900 MB of memory."
    app.window.training.setup.seeds.setValue(1)
    app.window.training.setup.epochs.setValue(7)
    assert looking.known is Known.ASKED
    app.window.training.setup.epochs.setValue(0)
    assert looking.known is Known.FOUND


def test_nothing_is_estimated_while_something_trains(app: Composition, qtbot: QtBot) -> None:
    looking, setup = app.session.training.looking, app.window.training.setup
    setup.name.setText("an endless")
    setup.begin.click()
    assert looking.known is Known.TRAINING
    assert "not estimated while something trains" in estimate(app)
    qtbot.waitUntil(lambda: app.training.current == "an endless", timeout=PATIENCE_MS)
    qtbot.wait(1500)
    assert not looking.busy
    run = app.session.training.run("an endless")
    assert run is not None
    qtbot.waitUntil(lambda: bool(app.session.training.follower.curves.steps), timeout=PATIENCE_MS)
    app.session.training.stop("an endless")
    qtbot.waitUntil(lambda: looking.known is Known.FOUND, timeout=PATIENCE_MS)


def test_clips_are_not_measured_unasked(app: Composition, qtbot: QtBot, tmp_path: Path) -> None:
    looking, setup = app.session.training.looking, app.window.training.setup
    setup.data.add(tmp_path / "clips")
    qtbot.wait(1300)
    assert not looking.busy
    assert looking.known is Known.CLIPS
    assert "look at the data" in estimate(app)
    dialog = looked(app, qtbot)
    assert looking.known is Known.FOUND
    dialog.close()


def test_why_nothing_can_be_told(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    with running_window(qapp, scripted_engine, preferences(tmp_path)) as app:
        qtbot.waitUntil(lambda: app.window.workspace.timeline is not None, timeout=10_000)
        app.window.commands["train.open"].trigger()
        assert not app.window.commands["train.data"].isEnabled()
        assert estimate(app) == ""
        app.window.training.setup.data.add(tmp_path / "clips")
        app.window.commands["train.data"].trigger()
        [dialog] = app.window.findChildren(DataDialog)
        looking = app.session.training.looking
        qtbot.waitUntil(lambda: looking.known is Known.FAILED, timeout=PATIENCE_MS)
        assert "There is no labelled utterance. Label some." in dialog.text
        assert "No estimate" in estimate(app)


# --------------------------------------------------------------------------- parts


def made_up(count: int, groups: int) -> DataSet:
    """Plain data of so many utterances."""
    levels = "AQEB" * 21 + "AQ=="
    track = {"steps": 20, "seen": 0.9, "levels": levels}
    samples = [
        {
            "set": "mine",
            "id": f"clip-{place}.mp4",
            "group": f"mine/{place % groups}",
            "split": "train",
            "text": f"words of utterance {place}",
            "file": f"/films/clip-{place}.mp4",
            "fingerprint": "",
            "start_s": None,
            "end_s": None,
            "sentiment": place % 7 - 3.0,
            "emotions": [1.0, 0, 0, 0, 0, 0, 0] if place % 2 else None,
            "others": {},
            "from_s": 0.0,
            "to_s": 2.0,
            "tracks": dict.fromkeys(("text", "audio") if place % 3 else ("text",), track),
        }
        for place in range(count)
    ]
    plain = {"samples": samples, "splits": {}, "given": {"mine/0": "test"}, "one_group": False}
    plain |= {"repeats": [{"modality": "audio", "samples": [1, 2]}], "notes": [], "problem": None}
    plain |= {"left_out": [{"where": "labels.csv, line 7", "reason": "No number."}]}
    return dataset_of(json.loads(json.dumps(plain)))


def test_thousands_of_utterances_are_counted_and_divided() -> None:
    data, desk = made_up(10_000, 400), SplitDesk()
    desk.show(data)
    parts = data.by_split(desk.splits)
    assert sum(part.utterances for part in parts.values()) == 10_000
    assert parts["test"].utterances >= 25
    assert desk.splits["mine/0"] == "test"
    assert data.whole.missing == (0, 3334, 10_000)
    assert data.whole.emotions[0] == 5000
    assert sum(each.utterances for each in data.by_group.values()) == 10_000
    before = dict(desk.splits)
    desk.draw(5, 0.3, 0.1)
    assert desk.splits != before
    share = data.by_split(desk.splits)["valid"].utterances / 10_000
    assert share == pytest.approx(0.3, abs=0.03)
    assert desk.splits["mine/0"] == "test"


def test_leaks_depend_on_who_is_where() -> None:
    data = made_up(60, 20)
    apart = dict.fromkeys(data.groups, "train") | {"mine/2": "valid"}
    together = dict.fromkeys(data.groups, "train")
    assert [each.kind for each in problems_of(data, apart)] == ["In two splits", "Left out"]
    assert [each.kind for each in problems_of(data, together)] == ["Twice", "Left out"]
    out = apart | {"mine/2": "out"}
    assert [each.kind for each in problems_of(data, out)] == ["Twice", "Left out"]


def test_shares_that_cannot_be_drawn_are_told() -> None:
    data, desk = made_up(30, 2), SplitDesk()
    data.given = {}
    desk.show(data)
    assert desk.trouble is None
    desk.draw(0, 0.3, 0.3)
    assert desk.trouble is not None
    assert "too few" in desk.trouble.message
    desk.undo()
    assert desk.trouble is None


@pytest.mark.parametrize(
    ("group", "said"),
    [
        ("video/one.mp4 (abcdef12)", "one.mp4"),
        ("video/one.mp4 (abcdef12)/one.mp4@1.250", "one.mp4 · 1.250 s"),
        ("person/Ana", "Ana"),
        ("clips/ann", "clips/ann"),
    ],
)
def test_groups_are_named_for_people(group: str, said: str) -> None:
    assert group_text(group) == said


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.3, "a second"), (38.2, "38 s"), (754, "13 min"), (9000, "2.5 h")]
)
def test_estimates_have_no_more_digits_than_they_are_worth(seconds: float, said: str) -> None:
    assert rough(seconds) == said
