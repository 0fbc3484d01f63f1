"""The transcript in the real window: keys that mean something elsewhere, and what outlives it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.app import Composition
from desktop_app.state.analysis import Status
from desktop_app.views.inspector.panel import InspectorPanel
from desktop_app.views.player.panel import PlayerPanel
from desktop_app.views.text_dialog import TextDialog
from desktop_app.views.transcript.panel import TranscriptPanel
from tests.helpers.scripted_engine import scripted_engine, write_script
from tests.helpers.window import preferences, running_window


@pytest.fixture
def app(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Composition]:
    with running_window(qapp, scripted_engine, preferences(tmp_path)) as composition:
        qtbot.waitUntil(lambda: composition.window.workspace.timeline is not None, timeout=10_000)
        yield composition


def transcript(app: Composition) -> TranscriptPanel:
    return app.window.workspace.panel(TranscriptPanel)


def analyse(app: Composition, qtbot: QtBot, path: Path) -> None:
    app.window.open_files([path])
    qtbot.waitUntil(lambda: app.session.analysis.status is Status.DONE, timeout=20_000)
    app.window.activateWindow()


def answer(app: Composition, text: str) -> None:
    (dialog,) = (each for each in app.window.findChildren(TextDialog) if each.isVisible())
    if hasattr(dialog.field, "setPlainText"):
        dialog.field.setPlainText(text)
    else:
        dialog.field.setText(text)
    dialog.accept()


def test_ctrl_f_searches_wherever_the_keyboard_is(
    app: Composition, qtbot: QtBot, tmp_path: Path
) -> None:
    analyse(app, qtbot, write_script(tmp_path / "talk.mp4", "utterances 8"))
    app.window.workspace.show_panel("media")
    qtbot.keyClick(app.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    field = transcript(app).bar.field
    qtbot.waitUntil(field.hasFocus, timeout=2_000)
    qtbot.keyClicks(field, "jacket")
    assert transcript(app).search.count == 2
    qtbot.keyClick(app.window, Qt.Key.Key_F3)
    assert app.session.selection.index == 7
    qtbot.keyClick(app.window, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    assert app.session.selection.index == 0


def test_f2_corrects_words_where_they_stand_wherever_the_transcript_is(
    app: Composition, qtbot: QtBot, tmp_path: Path
) -> None:
    analyse(app, qtbot, write_script(tmp_path / "talk.mp4", "utterances 8"))
    app.window.workspace.docks["transcript"].close()
    app.session.selection.select(app.session.analysis.results[3])
    qtbot.keyClick(app.window, Qt.Key.Key_F2)
    editor = transcript(app).word_editor
    qtbot.waitUntil(editor.hasFocus, timeout=2_000)
    assert editor.isVisible()
    assert editor.row == 3
    assert editor.text() == app.session.analysis.results[3].utterance.words[0].text
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert transcript(app).list.hasFocus()
    assert not app.window.findChildren(TextDialog)


def test_letters_in_a_word_are_no_commands(app: Composition, qtbot: QtBot, tmp_path: Path) -> None:
    analyse(app, qtbot, write_script(tmp_path / "talk.mp4", "utterances 8"))
    editor = transcript(app).word_editor
    app.session.selection.select(app.session.analysis.results[1])
    transcript(app).list.setFocus()
    qtbot.keyClick(transcript(app).list, Qt.Key.Key_Return)
    qtbot.waitUntil(editor.hasFocus, timeout=2_000)
    before = app.session.playback.position_s
    qtbot.keyClicks(editor, "nmuj l")
    assert editor.text() == "nmuj l"
    assert app.session.playback.position_s == before
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert not editor.isVisible()
    assert transcript(app).list.hasFocus()


def test_esc_in_a_word_does_not_stop_the_analysis(
    app: Composition, qtbot: QtBot, tmp_path: Path
) -> None:
    app.window.open_files([write_script(tmp_path / "talk.mp4", "utterances 3", "forever")])
    qtbot.waitUntil(lambda: len(app.session.analysis.results) == 3, timeout=20_000)
    editor = transcript(app).word_editor
    assert editor.begin(0, 1)
    qtbot.waitUntil(editor.hasFocus, timeout=2_000)
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert not editor.isVisible()
    assert app.session.analysis.status is Status.RUNNING
    app.session.cancel()
    qtbot.waitUntil(lambda: not app.session.analysis.active, timeout=10_000)


def test_names_and_notes_outlive_the_window(app: Composition, qtbot: QtBot, tmp_path: Path) -> None:
    analyse(app, qtbot, write_script(tmp_path / "talk.mp4", "utterances 4"))
    project = app.session.projects.project
    assert project is not None
    app.session.selection.select(app.session.analysis.results[1])
    app.window.commands["edit.name"].trigger()
    answer(app, "Anna")
    app.window.commands["edit.note"].trigger()
    answer(app, "look\nhere")
    app.session.new_project(tmp_path / "other.mibscope")
    assert not app.session.remarks.names
    app.window.open_files([project.path])
    row = transcript(app).list.rows.row(1)
    assert (row.person, row.note) == ("Anna", "look\nhere")
    exported = app.session.remarks.snapshot()
    assert exported is not None
    assert (exported.people, exported.notes) == ({1: "Anna"}, {1: "look\nhere"})
    app.window.commands["edit.undo"].trigger()
    assert not transcript(app).list.rows.row(1).note
    assert transcript(app).list.rows.row(1).person == "Anna"


def test_an_edit_that_cannot_be_made_says_why(
    app: Composition, qtbot: QtBot, tmp_path: Path
) -> None:
    analyse(app, qtbot, write_script(tmp_path / "talk.mp4", "utterances 8"))
    faceless = next(r for r in app.session.analysis.results if r.face_track_id is None)
    app.session.selection.select(faceless)
    app.window.commands["edit.name"].trigger()
    assert "Nobody is in view in this utterance." in app.window.banners.banners[-1].message


def test_names_and_notes_are_told_where_figures_are(
    app: Composition, qtbot: QtBot, tmp_path: Path
) -> None:
    analyse(app, qtbot, write_script(tmp_path / "talk.mp4", "utterances 4"))
    inspector = app.window.workspace.panel(InspectorPanel)
    player = app.window.workspace.panel(PlayerPanel)
    app.session.selection.select(app.session.analysis.results[1])
    app.session.playback.seek(app.session.analysis.results[1].utterance.start_s + 0.2)
    assert not inspector.remark.isVisible()
    app.session.editor.write_note(1, "look here")
    app.session.editor.name_person(1, "Anna")
    assert inspector.remark.text() == "Note: look here"
    assert player.surface.overlays.person == "Anna"
    timeline = app.window.workspace.timeline
    assert timeline is not None
    timeline._describe()
    assert "Anna" in timeline.plot.accessibleDescription()
    app.session.selection.select(app.session.analysis.results[0])
    assert not inspector.remark.isVisible()
