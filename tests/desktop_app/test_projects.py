"""What was shown is kept: projects, edits and their history in the real window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.app import Composition
from desktop_app.state.analysis import Status
from desktop_app.views.inspector.panel import InspectorPanel
from desktop_app.views.transcript.panel import TranscriptPanel
from engine.cli import run_cli
from engine.sessions.project import MediaState, Project
from engine.types import AnalysisFinished, AnalysisSettings
from tests.helpers import analysis_results as made
from tests.helpers.command import scripted_analyzer
from tests.helpers.scripted_engine import scripted_engine, write_script
from tests.helpers.window import preferences, running_window


@pytest.fixture
def app(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Composition]:
    with running_window(qapp, scripted_engine, preferences(tmp_path)) as composition:
        qtbot.waitUntil(lambda: composition.window.workspace.timeline is not None, timeout=10_000)
        yield composition


def analyse(app: Composition, qtbot: QtBot, path: Path) -> Path:
    """Of its project."""
    app.window.open_files([path])
    qtbot.waitUntil(lambda: app.session.analysis.status is Status.DONE, timeout=20_000)
    project = app.session.projects.project
    assert project is not None
    return project.path


def said(app: Composition) -> list[str]:
    return [result.utterance.text for result in app.session.analysis.results]


def test_a_project_shows_again_what_was_shown(
    app: Composition, qtbot: QtBot, tmp_path: Path
) -> None:
    path = analyse(app, qtbot, write_script(tmp_path / "talk.mp4", "utterances 6"))
    before = app.session.analysis.snapshot()
    app.session.new_project(tmp_path / "other.mibscope")
    assert not app.session.analysis.results
    app.window.open_files([path])
    after = app.session.analysis.snapshot()
    assert after == before
    assert app.window.workspace.panel(TranscriptPanel).list.model().rowCount() == 6
    assert app.session.selection.result is not None
    assert app.session.projects.recent.all()[0] == path


def test_what_a_killed_analysis_had_found_is_kept(
    app: Composition, qtbot: QtBot, tmp_path: Path
) -> None:
    app.window.open_files([write_script(tmp_path / "talk.mp4", "utterances 3", "die")])
    qtbot.waitUntil(lambda: app.session.analysis.status is Status.FAILED, timeout=20_000)
    shown = list(app.session.analysis.results)
    project = app.session.projects.project
    assert project is not None
    app.session.close()
    again = Project.open(project.path)
    media = again.media.all()[0]
    run = again.runs.latest(media.id)
    assert run is not None
    assert [each.result for each in again.runs.utterances(run.id)] == shown
    again.close()


def test_corrected_words_are_predicted_anew_and_taken_back(
    app: Composition, qtbot: QtBot, tmp_path: Path
) -> None:
    analyse(app, qtbot, write_script(tmp_path / "talk.mp4", "utterances 4"))
    commands, before = app.window.commands, list(app.session.analysis.results)
    assert not commands["edit.undo"].isEnabled()
    app.session.selection.select(before[1])
    commands["edit.words"].trigger()
    editor = app.window.workspace.panel(TranscriptPanel).word_editor
    first, *others = before[1].utterance.text.split()
    assert editor.text() == first
    qtbot.keyClicks(editor, "not bad")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    corrected = " ".join(["not bad", *others])
    qtbot.waitUntil(lambda: said(app)[1] == corrected, timeout=5_000)
    after = app.session.analysis.results
    assert after[1].prediction.sentiment == (len(others) + 2) / 10
    assert after[0] == before[0]
    assert after[2:] == before[2:]
    commands["edit.undo"].trigger()
    assert app.session.analysis.results == before
    commands["edit.redo"].trigger()
    assert said(app)[1] == corrected


def test_utterances_are_split_and_merged(app: Composition, qtbot: QtBot, tmp_path: Path) -> None:
    analyse(app, qtbot, write_script(tmp_path / "talk.mp4", "utterances 4"))
    before = said(app)
    word = app.session.analysis.results[1].utterance.words[4]
    app.session.playback.seek(word.end_s)
    app.window.commands["edit.split"].trigger()
    qtbot.waitUntil(lambda: len(said(app)) == 5, timeout=5_000)
    assert " ".join(said(app)[1:3]) == before[1]
    app.session.selection.select(app.session.analysis.results[1])
    app.window.commands["edit.merge"].trigger()
    qtbot.waitUntil(lambda: said(app) == before, timeout=5_000)


def test_other_words_are_tried_without_being_kept(
    app: Composition, qtbot: QtBot, tmp_path: Path
) -> None:
    analyse(app, qtbot, write_script(tmp_path / "talk.mp4", "utterances 4"))
    before = said(app)
    with qtbot.waitSignal(app.session.editor.swapped, timeout=5_000) as swapped:
        app.window.workspace.panel(InspectorPanel).swap_requested.emit("what if")
    assert swapped.args[0].utterance.text == "what if"
    assert said(app) == before


def test_a_failed_file_does_not_stop_the_queue(
    app: Composition, qtbot: QtBot, tmp_path: Path
) -> None:
    good = write_script(tmp_path / "a.mp4", "utterances 2")
    bad = write_script(tmp_path / "b.mp4", "media-error")
    last = write_script(tmp_path / "c.mp4", "utterances 3")
    app.window.open_files([good, bad, last])
    qtbot.waitUntil(lambda: app.session.projects.media[-1].state is MediaState.DONE, timeout=20_000)
    states = [media.state for media in app.session.projects.media]
    assert states == [MediaState.DONE, MediaState.FAILED, MediaState.DONE]
    assert "b.mp4 is no media" in app.session.projects.media[1].error
    assert len(said(app)) == 2
    app.session.show_media(app.session.projects.media[2].id)
    assert len(said(app)) == 3


def test_another_project_shows_its_own_film(app: Composition, qtbot: QtBot, tmp_path: Path) -> None:
    first = analyse(app, qtbot, write_script(tmp_path / "a.mp4", "utterances 2"))
    analyse(app, qtbot, write_script(tmp_path / "b.mp4", "utterances 5"))
    app.window.open_files([first])
    assert app.session.analysis.path == tmp_path / "a.mp4"
    assert len(said(app)) == 2


def test_the_queue_outlives_the_program_with_its_settings(
    app: Composition, qtbot: QtBot, tmp_path: Path
) -> None:
    place = tmp_path / "study.mibscope"
    with Project.create(place) as project:
        waiting = project.media.add(write_script(tmp_path / "a.mp4", "utterances 3"))
        project.media.wait(waiting.id, AnalysisSettings(use_video=False))
    app.window.open_files([place])
    app.session.queue.go_on()
    qtbot.waitUntil(lambda: app.session.analysis.status is Status.DONE, timeout=20_000)
    assert app.session.analysis.settings == AnalysisSettings(use_video=False)
    assert len(said(app)) == 3


def test_the_window_shows_what_a_batch_found(
    app: Composition, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "study").mkdir()
    for name, count in (("a", 4), ("b", 7)):
        write_script(tmp_path / "study" / f"{name}.mp4", f"utterances {count}")
    with scripted_analyzer():
        assert run_cli(["batch", str(tmp_path / "study")]) == 0
    app.window.open_files([tmp_path / "study.mibscope"])
    assert app.session.analysis.status is Status.DONE
    assert app.session.analysis.results == list(made.results(4))
    app.session.show_media(app.session.projects.media[1].id)
    assert app.session.analysis.results == list(made.results(7))
    assert app.session.editor.can_edit


def test_an_end_that_came_after_the_last_result_changes_nothing(
    app: Composition, qtbot: QtBot, tmp_path: Path
) -> None:
    """The window is closed between the last event and the job's return."""
    finished: list[bool] = []

    def leave(_: int, event: object, __: object) -> None:
        if isinstance(event, AnalysisFinished):
            finished.append(True)
            app.session.queue.leave()

    app.session.queue.arrived.connect(leave)
    app.window.open_files([write_script(tmp_path / "talk.mp4", "utterances 2")])
    qtbot.waitUntil(lambda: bool(finished), timeout=20_000)
    assert app.session.projects.media[0].state is MediaState.DONE
