"""Labelling in the real window: by keys and by mouse, blind, by several raters, from files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.app import Composition
from desktop_app.settings.labels import LabelledHeads
from desktop_app.settings.table import LABEL_BLIND, LABELLED_HEADS, RATER
from desktop_app.state.analysis import Status
from desktop_app.views.compare.panel import ComparePanel
from desktop_app.views.inspector.panel import InspectorPanel
from desktop_app.views.labels.columns_dialog import ColumnsDialog
from desktop_app.views.labels.import_dialog import ImportDialog
from desktop_app.views.labels.panel import LabelPanel
from desktop_app.views.overview.panel import OverviewPanel
from desktop_app.views.player.panel import PlayerPanel
from desktop_app.views.transcript.model import TranscriptModel
from desktop_app.views.transcript.panel import TranscriptPanel
from desktop_app.views.transcript.search import Filter
from engine.types import Emotion
from tests.helpers.accessible import nameless
from tests.helpers.scripted_engine import scripted_engine, write_script
from tests.helpers.window import preferences, running_window

HAPPY, SAD = Emotion.HAPPY, Emotion.SAD
COUNT = 8
ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def app(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Composition]:
    """Eight utterances; the panel in front, the keyboard in the transcript."""
    with running_window(qapp, scripted_engine, preferences(tmp_path)) as composition:
        window = composition.window
        qtbot.waitUntil(lambda: window.workspace.timeline is not None, timeout=20_000)
        window.open_files([write_script(tmp_path / "talk.mp4", f"utterances {COUNT}")])
        analysis = composition.session.analysis
        qtbot.waitUntil(lambda: analysis.status is Status.DONE, timeout=20_000)
        window.activateWindow()
        window.workspace.show_panel("labels")
        select(composition, 0)
        window.workspace.take_focus()
        qtbot.waitUntil(transcript(composition).list.hasFocus, timeout=5_000)
        qtbot.waitUntil(lambda: composition.session.labels.active, timeout=5_000)
        yield composition


def panel(app: Composition) -> LabelPanel:
    return app.window.workspace.panel(LabelPanel)


def transcript(app: Composition) -> TranscriptPanel:
    return app.window.workspace.panel(TranscriptPanel)


def select(app: Composition, place: int) -> None:
    app.session.selection.select(app.session.analysis.results[place])


def said(app: Composition) -> tuple[float | None, frozenset[Emotion] | None]:
    label = app.session.labels.current
    return (label.sentiment, label.emotions) if label else (None, None)


def press(app: Composition, qtbot: QtBot, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    modifier = modifiers[0] if modifiers else Qt.KeyboardModifier.NoModifier
    focused = QApplication.focusWidget() or app.window
    qtbot.keyClick(focused, key, modifier)


def test_number_keys_and_arrows_label_and_enter_goes_on(app: Composition, qtbot: QtBot) -> None:
    press(app, qtbot, Qt.Key.Key_2)
    press(app, qtbot, Qt.Key.Key_3)
    for _ in range(3):
        press(app, qtbot, Qt.Key.Key_Right, ALT)
    press(app, qtbot, Qt.Key.Key_Left, ALT)
    assert said(app) == (1.0, frozenset({HAPPY, SAD}))
    assert panel(app).emotions.buttons[HAPPY].isChecked()
    assert panel(app).sentiment.text == "Sentiment: +1.0, slightly positive"
    qtbot.waitUntil(lambda: panel(app).progress.text() == f"1 of {COUNT} labelled", timeout=2_000)
    press(app, qtbot, Qt.Key.Key_Return)
    assert app.session.selection.index == 1
    assert said(app) == (None, None)
    assert not panel(app).emotions.buttons[HAPPY].isChecked()
    press(app, qtbot, Qt.Key.Key_0)
    assert said(app) == (None, frozenset())
    qtbot.keyClick(app.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert said(app) == (None, None)


def test_keys_label_only_while_the_panel_is_on_the_screen(app: Composition, qtbot: QtBot) -> None:
    app.window.workspace.show_panel("overview")
    qtbot.waitUntil(lambda: not app.session.labels.active, timeout=2_000)
    press(app, qtbot, Qt.Key.Key_2)
    assert said(app) == (None, None)
    press(app, qtbot, Qt.Key.Key_Return)
    editor = transcript(app).word_editor
    qtbot.waitUntil(editor.hasFocus, timeout=2_000)
    assert app.session.selection.index == 0


def test_who_writes_does_not_label(app: Composition, qtbot: QtBot) -> None:
    field = panel(app).rater.name
    field.setFocus()
    field.selectAll()
    qtbot.waitUntil(field.hasFocus, timeout=2_000)
    qtbot.keyClicks(field, "Rater 27")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert app.session.labels.rater == "Rater 27"
    assert app.session.selection.index == 0
    assert said(app) == (None, None)
    transcript(app).start_search()
    qtbot.keyClicks(transcript(app).bar.field, "1")
    qtbot.keyClick(transcript(app).bar.field, Qt.Key.Key_Return)
    assert said(app) == (None, None)


def test_the_scale_and_the_switches_are_worked_by_mouse(app: Composition, qtbot: QtBot) -> None:
    scale, emotions = panel(app).sentiment.scale, panel(app).emotions
    middle = scale.height() // 2 - 4
    for value, modifier, expected in (
        (0.0, Qt.KeyboardModifier.NoModifier, 0.0),
        (-2.1, Qt.KeyboardModifier.NoModifier, -2.0),
        (1.32, SHIFT, 1.3),
        (9.0, Qt.KeyboardModifier.NoModifier, 3.0),
    ):
        place = QPoint(min(scale.width() - 1, round(scale.x_of(value))), middle)
        qtbot.mouseClick(scale, Qt.MouseButton.LeftButton, modifier, place)
        assert said(app) == (expected, None)
    qtbot.mouseClick(emotions.buttons[SAD], Qt.MouseButton.LeftButton)
    assert said(app) == (3.0, frozenset({SAD}))
    qtbot.mouseClick(emotions.none, Qt.MouseButton.LeftButton)
    assert said(app) == (3.0, frozenset())
    qtbot.mouseClick(panel(app).sentiment.unset, Qt.MouseButton.LeftButton)
    assert said(app) == (None, frozenset())
    qtbot.mouseClick(panel(app).next, Qt.MouseButton.LeftButton)
    assert app.session.selection.index == 1


def test_dragging_is_one_step_of_undo(app: Composition, qtbot: QtBot) -> None:
    scale = panel(app).sentiment.scale
    y = scale.height() // 2 - 4
    qtbot.mousePress(scale, Qt.MouseButton.LeftButton, pos=QPoint(round(scale.x_of(-1)), y))
    for value in (0.0, 1.0, 2.0):
        qtbot.mouseMove(scale, QPoint(round(scale.x_of(value)), y))
    assert said(app) == (None, None)
    qtbot.mouseRelease(scale, Qt.MouseButton.LeftButton, pos=QPoint(round(scale.x_of(2)), y))
    assert said(app) == (2.0, None)
    app.session.editor.undo()
    assert said(app) == (None, None)


def test_blind_nothing_that_was_predicted_is_seen_anywhere(app: Composition, qtbot: QtBot) -> None:
    session, workspace = app.session, app.window.workspace
    timeline = workspace.timeline
    assert timeline is not None
    select(app, 1)
    qtbot.waitUntil(lambda: "Sentiment" in timeline.plot.accessibleDescription(), timeout=5_000)
    qtbot.keyClick(app.window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert session.labels.blind
    assert app.preferences.get(LABEL_BLIND)
    assert panel(app).rater.blind.isChecked()
    rows = transcript(app).list.model()
    assert isinstance(rows, TranscriptModel)
    spoken = str(rows.data(rows.index(1), int(Qt.ItemDataRole.AccessibleTextRole)))
    assert rows.row(1).hidden
    assert not rows.row(1).conflict
    assert "sentiment" not in spoken
    assert "contradiction" not in spoken
    transcript(app).search.show_only(Filter.CONFLICTS)
    shown = transcript(app).search.shown
    assert shown is not None
    assert not shown.any()
    assert workspace.panel(PlayerPanel).surface.overlays.caption == ""
    for kind, name in (
        (InspectorPanel, "utterance"),
        (OverviewPanel, "overview"),
        (ComparePanel, "compare"),
    ):
        workspace.show_panel(name)
        view = workspace.panel(kind)
        qtbot.waitUntil(view.isVisible, timeout=2_000)
        assert view.hidden.isVisible(), name
        assert not view.sections.isVisible(), name
    timeline = workspace.timeline
    assert timeline is not None
    qtbot.waitUntil(lambda: "Sentiment" not in timeline.plot.accessibleDescription(), timeout=2_000)
    assert "Speech" in timeline.plot.accessibleDescription()


def test_what_was_labelled_blind_is_seen_once_one_goes_on(app: Composition, qtbot: QtBot) -> None:
    session, workspace = app.session, app.window.workspace
    app.preferences.put(LABEL_BLIND, True)
    inspector = workspace.panel(InspectorPanel)
    press(app, qtbot, Qt.Key.Key_2)
    press(app, qtbot, Qt.Key.Key_Right, ALT)
    assert inspector.shown is None
    press(app, qtbot, Qt.Key.Key_Return)
    assert session.selection.index == 1
    assert inspector.shown is None
    select(app, 0)
    assert inspector.shown is session.analysis.results[0]
    assert workspace.panel(PlayerPanel).surface.overlays.caption != ""
    rows = transcript(app).list.model()
    assert isinstance(rows, TranscriptModel)
    assert not rows.row(0).hidden
    assert rows.row(0).labelled
    assert rows.row(1).hidden


def test_the_timeline_draws_what_is_hidden_as_if_nothing_was_predicted(
    app: Composition, qtbot: QtBot
) -> None:
    timeline = app.window.workspace.timeline
    assert timeline is not None
    before = timeline.plot.grab().toImage()
    app.preferences.put(LABEL_BLIND, True)
    qtbot.wait(400)
    assert timeline.plot.grab().toImage() != before
    app.preferences.put(LABEL_BLIND, False)
    qtbot.wait(400)
    assert timeline.plot.grab().toImage() == before


def test_suggestions_are_listed_and_a_click_goes_there(app: Composition, qtbot: QtBot) -> None:
    app.window.commands["labels.suggest"].trigger()
    listed = panel(app).suggestions.list
    qtbot.waitUntil(lambda: listed.count() == COUNT, timeout=2_000)
    assert "uncertain" in listed.item(0).text()
    item = listed.item(2)
    qtbot.mouseClick(
        listed.viewport(), Qt.MouseButton.LeftButton, pos=listed.visualItemRect(item).center()
    )
    assert app.session.selection.index == app.session.labels.queue[2].place
    app.preferences.put(LABEL_BLIND, True)
    qtbot.waitUntil(lambda: "uncertain" not in listed.item(0).text(), timeout=2_000)


def test_agreement_appears_with_the_second_rater(app: Composition, qtbot: QtBot) -> None:
    labels, agreement = app.session.labels, panel(app).agreement
    app.preferences.put(LABELLED_HEADS, LabelledHeads.SENTIMENT)
    for rater, shift in (("Ada", 0.0), ("Bo", 0.5)):
        app.preferences.put(RATER, rater)
        for place in range(4):
            select(app, place)
            labels.set_sentiment(place - 2 + shift)
            labels.toggle(HAPPY if place else SAD)
        if rater == "Ada":
            assert agreement.isHidden()
    qtbot.waitUntil(lambda: not agreement.isHidden(), timeout=2_000)
    assert agreement.text.startswith("Sentiment of 4 utterances: alpha 0.9")
    assert agreement.text.endswith("ICC(3,1) 1.00")
    assert agreement.figures(HAPPY) == ("1.00", "1.00")
    assert agreement.figures(Emotion.FEAR) == ("–", "–")


def test_an_import_says_what_it_leaves_out_before_it_is_made(
    app: Composition, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "theirs.csv"
    path.write_text("index,rater,sentiment\n0,Cy,1\n1,Cy,5\n", encoding="utf-8")
    app.window.handlers.labels.import_file(path)
    (dialog,) = app.window.findChildren(ImportDialog)
    assert dialog.summary.text() == "1 label can be imported from theirs.csv."
    assert "line 3: the sentiment 5" in dialog.problems.toPlainText()
    assert app.session.labels.raters == ()
    dialog.accept()
    assert app.session.labels.raters == ("Cy",)
    app.session.editor.undo()
    assert app.session.labels.raters == ()


def test_columns_of_a_foreign_table_are_guessed_and_can_be_said(
    app: Composition, tmp_path: Path
) -> None:
    path = tmp_path / "theirs.csv"
    path.write_text("Nr;Annotator;Valence;Sure\n0;Cy;1;9\n1;Cy;-2;8\n", encoding="utf-8")
    app.window.handlers.labels.import_file(path)
    (dialog,) = app.window.findChildren(ColumnsDialog)
    assert [box.currentData() for box in dialog.boxes] == ["index", "rater", "sentiment", ""]
    assert dialog.roles["index"] == "Nr"
    assert dialog.accept_button.isEnabled()
    dialog.boxes[2].setCurrentIndex(0)
    assert not dialog.accept_button.isEnabled()
    dialog.boxes[3].setCurrentIndex(dialog.boxes[3].findData("index"))
    assert not dialog.accept_button.isEnabled()
    dialog.boxes[3].setCurrentIndex(0)
    dialog.boxes[2].setCurrentIndex(dialog.boxes[2].findData("sentiment"))
    dialog.accept()
    (ready,) = app.window.findChildren(ImportDialog)
    assert ready.summary.text() == "2 labels can be imported from theirs.csv."
    ready.accept()
    assert app.session.labels.raters == ("Cy",)


def test_columns_that_are_known_can_still_mean_something_else(
    app: Composition, tmp_path: Path
) -> None:
    path = tmp_path / "theirs.csv"
    path.write_text("index,rater,sentiment,second\n0,Cy,1,2\n", encoding="utf-8")
    app.window.handlers.labels.import_file(path)
    (first,) = app.window.findChildren(ImportDialog)
    first.columns.click()
    (dialog,) = app.window.findChildren(ColumnsDialog)
    dialog.boxes[2].setCurrentIndex(0)
    dialog.boxes[3].setCurrentIndex(dialog.boxes[3].findData("sentiment"))
    dialog.accept()
    ready = next(each for each in app.window.findChildren(ImportDialog) if each is not first)
    ready.accept()
    assert [label.sentiment for label in app.session.labels.of(0)] == [2.0]


def test_agreement_of_the_whole_project(app: Composition, qtbot: QtBot) -> None:
    labels, part = app.session.labels, panel(app).agreement
    for rater, shift in (("Ada", 0.0), ("Bo", 0.5)):
        app.preferences.put(RATER, rater)
        for place in range(4):
            select(app, place)
            labels.set_sentiment(place - 2 + shift)
    qtbot.waitUntil(lambda: not part.isHidden(), timeout=2_000)
    here = part.text
    part.show_agreement(None)
    with qtbot.waitSignal(app.session.agreement.found, timeout=10_000):
        part.whole.click()
    assert part.text == here
    project = app.session.projects.project
    assert project is not None
    media_id = app.session.analysis.media_id
    assert media_id is not None
    run = project.runs.latest(media_id)
    assert run is not None
    spans = [(r.utterance.start_s, r.utterance.end_s) for r in app.session.analysis.results]
    assert list(project.runs.spans(run.id)) == spans


def test_a_file_without_labels_is_told_in_the_window(app: Composition, tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_text("", encoding="utf-8")
    app.window.handlers.labels.import_file(path)
    assert not app.window.findChildren(ImportDialog)
    assert any("empty.csv is empty." in text for text in banners(app))


def banners(app: Composition) -> list[str]:
    labels = app.window.banners.findChildren(QWidget)
    return [each.text() for each in labels if hasattr(each, "text")]


def test_the_settings_of_labelling_are_kept(app: Composition, qtbot: QtBot) -> None:
    rater = panel(app).rater
    rater.heads.setCurrentIndex(rater.heads.findData("sentiment"))
    rater.heads.activated.emit(rater.heads.currentIndex())
    assert app.preferences.get(LABELLED_HEADS) is LabelledHeads.SENTIMENT
    assert app.session.labels.heads is LabelledHeads.SENTIMENT
    rater.name.setText("   ")
    rater.name.editingFinished.emit()
    assert rater.name.text() == app.session.labels.rater == "Rater 1"


def test_everything_in_the_panel_has_a_name(app: Composition) -> None:
    app.window.commands["labels.suggest"].trigger()
    assert nameless(panel(app)) == []
