"""The whole window with a real job process behind it."""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.app import Composition
from desktop_app.state.analysis import Status
from desktop_app.views.banner import Tone
from desktop_app.views.inspector.panel import InspectorPanel
from desktop_app.views.notice import NoticeDialog
from desktop_app.views.player.panel import PlayerPanel
from desktop_app.views.player.surface import Overlays
from desktop_app.views.transcript.panel import TranscriptPanel
from engine.media import probe
from engine.sessions import EXPORTERS
from engine.sessions.project import MediaState
from engine.types import Modality
from tests.helpers.analysis_results import analysis as made_analysis
from tests.helpers.scripted_engine import scripted_engine, write_script
from tests.helpers.window import preferences, running_window, write_video


@pytest.fixture
def app(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Composition]:
    with running_window(qapp, scripted_engine, preferences(tmp_path)) as composition:
        qtbot.waitUntil(lambda: composition.window.workspace.timeline is not None, timeout=10_000)
        yield composition


def analyse(app: Composition, qtbot: QtBot, path: Path) -> None:
    with qtbot.waitSignal(app.session.analysis.status_changed, timeout=20_000):
        app.window.open_files([path])
    qtbot.waitUntil(lambda: not app.session.analysis.active, timeout=20_000)


def messages(app: Composition, tone: Tone) -> list[str]:
    return [f"{b.message} {b.hint}" for b in app.window.banners.banners if b.tone is tone]


def test_the_empty_window_invites_and_offers_nothing_that_needs_a_file(app: Composition):
    window = app.window
    assert window.pages.currentWidget() is window.empty
    assert window.empty.isVisible()
    for command in ("file.export_json", "analysis.cancel", "analysis.again", "play.toggle"):
        assert not window.commands[command].isEnabled()
    assert window.commands["file.open"].isEnabled()


def test_results_fill_transcript_timeline_and_figures(
    app: Composition, qtbot: QtBot, tmp_path: Path
):
    analyse(app, qtbot, write_script(tmp_path / "talk.mp4", "utterances 6"))
    window = app.window
    assert app.session.analysis.status is Status.DONE
    assert window.workspace.panel(TranscriptPanel).list.model().rowCount() == 6
    assert window.workspace.timeline is not None
    end = window.workspace.timeline.view_range[1]
    assert end == pytest.approx(app.session.analysis.duration_s)
    assert window.workspace.panel(InspectorPanel).shown is app.session.analysis.results[0]
    assert "cpu" in window.statusBar().text
    assert "no GPU was found" in window.statusBar().text
    assert window.commands["file.export_csv"].isEnabled()
    assert not window.header.progress.isVisible()


def test_everything_follows_one_playhead(app: Composition, qtbot: QtBot, tmp_path: Path):
    analyse(app, qtbot, write_script(tmp_path / "a.mp4", "utterances 6"))
    workspace, results = app.window.workspace, app.session.analysis.results
    silent = next(i for i, r in enumerate(results) if not r.utterance.has_speech)
    app.session.playback.seek(results[silent].utterance.start_s + 0.1)
    assert workspace.panel(TranscriptPanel).current_row == silent
    assert workspace.panel(InspectorPanel).shown is results[silent]
    assert "nobody speaks" in workspace.panel(InspectorPanel).opinions.card(Modality.TEXT).text
    assert "Voice kept" in workspace.panel(InspectorPanel).rates.text


def test_clicking_a_row_of_the_transcript_seeks(app: Composition, qtbot: QtBot, tmp_path: Path):
    analyse(app, qtbot, write_script(tmp_path / "a.mp4", "utterances 6"))
    view = app.window.workspace.panel(TranscriptPanel).list
    qtbot.waitUntil(lambda: view.visualRect(view.model().index(2, 0)).isValid(), timeout=2_000)
    place = view.visualRect(view.model().index(2, 0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    wanted = app.session.analysis.results[2].utterance.start_s
    assert app.session.playback.position_s == pytest.approx(wanted)


def test_arrow_keys_in_the_transcript_go_from_utterance_to_utterance(
    app: Composition, qtbot: QtBot, tmp_path: Path
):
    analyse(app, qtbot, write_script(tmp_path / "a.mp4", "utterances 6"))
    view = app.window.workspace.panel(TranscriptPanel).list
    app.window.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus, timeout=2_000)
    qtbot.waitUntil(
        lambda: app.window.workspace.panel(TranscriptPanel).current_row == 0, timeout=2_000
    )
    qtbot.keyClick(view, Qt.Key.Key_Down)
    wanted = app.session.analysis.results[1].utterance.start_s
    assert app.session.playback.position_s == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("key", "seconds"),
    [(Qt.Key.Key_Right, 6.0), (Qt.Key.Key_Left, 4.0), (Qt.Key.Key_J, 0.0), (Qt.Key.Key_N, 6.8)],
)
def test_keys_move_the_playhead(
    app: Composition, qtbot: QtBot, tmp_path: Path, key: Qt.Key, seconds: float
):
    analyse(app, qtbot, write_script(tmp_path / "a.mp4", "utterances 6"))
    app.session.playback.seek(5.0)
    qtbot.keyClick(app.window, key)
    assert app.session.playback.position_s == pytest.approx(seconds)


def test_space_plays_and_pauses_a_real_video(app: Composition, qtbot: QtBot, tmp_path: Path):
    video = write_video(tmp_path / "clip.mp4")
    app.window.open_files([video])
    playback = app.session.playback
    playback.report_duration(2.0)
    app.window.commands.refresh()
    qtbot.keyClick(app.window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: playback.position_s > 0.2, timeout=10_000)
    assert playback.playing
    qtbot.keyClick(app.window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not playback.playing, timeout=2_000)


def test_space_presses_the_button_that_has_the_focus(
    app: Composition, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    asked: list[bool] = []
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: asked.append(True) or ("", ""))
    button = app.window.empty.findChild(QPushButton)
    assert button is not None
    app.window.activateWindow()
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert asked == [True]


def test_dropped_files_join_one_project_and_the_first_is_shown(
    app: Composition, qtbot: QtBot, tmp_path: Path
):
    paths = [
        write_script(tmp_path / f"{name}.mp4", f"utterances {count}")
        for count, name in enumerate(("first", "b", "c"), start=1)
    ]
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(10, 10),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    app.window.dropEvent(event)
    assert app.session.analysis.path == paths[0]
    qtbot.waitUntil(
        lambda: {m.state for m in app.session.projects.media} == {MediaState.DONE}, timeout=20_000
    )
    assert [media.path for media in app.session.projects.media] == paths
    assert app.session.analysis.path == paths[0]
    qtbot.waitUntil(lambda: not app.session.analysis.active, timeout=20_000)


def test_an_error_is_a_banner_with_a_way_out_and_the_window_goes_on(
    app: Composition, qtbot: QtBot, tmp_path: Path
):
    analyse(app, qtbot, write_script(tmp_path / "notes.mp4", "media-error"))
    assert messages(app, Tone.ERROR) == ["notes.mp4 is no media. Choose another file."]
    assert messages(app, Tone.WARNING) == []
    assert app.window.pages.currentWidget() is app.window.empty
    analyse(app, qtbot, write_script(tmp_path / "good.mp4", "utterances 2"))
    assert messages(app, Tone.ERROR) == []
    assert len(app.session.analysis.results) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")
def test_killing_the_job_process_keeps_window_and_results(
    app: Composition, qtbot: QtBot, tmp_path: Path
):
    app.window.open_files([write_script(tmp_path / "a.mp4", "utterances 3", "forever")])
    qtbot.waitUntil(lambda: len(app.session.analysis.results) == 3, timeout=20_000)
    pid = app.jobs.process_id
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: app.session.analysis.status is Status.FAILED, timeout=5_000)
    assert "ended unexpectedly" in messages(app, Tone.ERROR)[0]
    assert app.window.workspace.panel(TranscriptPanel).list.model().rowCount() == 3
    assert app.window.commands["file.export_json"].isEnabled()
    analyse(app, qtbot, write_script(tmp_path / "b.mp4", "utterances 2"))
    assert app.session.analysis.status is Status.DONE


@pytest.mark.parametrize("script", ["forever", "ignore"])
def test_the_cancel_button_ends_the_analysis_within_two_seconds(
    app: Composition, qtbot: QtBot, tmp_path: Path, script: str
):
    app.window.open_files([write_script(tmp_path / "a.mp4", "utterances 3", script)])
    qtbot.waitUntil(lambda: len(app.session.analysis.results) == 3, timeout=20_000)
    button = next(b for b in app.window.findChildren(QPushButton) if b.text() == "Cancel")
    assert button.isVisible()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: app.session.analysis.status is Status.CANCELLED, timeout=2_000)
    assert "3 results so far are kept" in messages(app, Tone.INFO)[0]
    assert app.window.workspace.panel(TranscriptPanel).list.model().rowCount() == 3


def test_progress_names_stage_share_and_remaining_time(
    app: Composition, qtbot: QtBot, tmp_path: Path
):
    app.window.open_files([write_script(tmp_path / "a.mp4", "utterances 1", "forever")])
    strip = app.window.header.progress
    qtbot.waitUntil(lambda: "left" in strip.text, timeout=20_000)
    assert strip.text == "Measuring voice and face · 50 % · about 12 s left"


def test_every_format_is_in_the_export_menu(app: Composition):
    menus = {menu.title(): menu for menu in app.window.menuBar().findChildren(QMenu)}
    wanted = [f"{each.title}…" for each in EXPORTERS.values()]
    assert [action.text() for action in menus["&Export"].actions()] == wanted
    assert not any(action.isEnabled() for action in menus["&Export"].actions())


def test_a_report_is_written_and_a_name_without_ending_gets_one(
    app: Composition, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    analyse(app, qtbot, write_script(tmp_path / "a.mp4", "utterances 4"))
    asked: list[tuple[str, str]] = []

    def answer(_parent: object, title: str, name: str, kinds: str) -> tuple[str, str]:
        asked.append((Path(name).name, kinds))
        return str(tmp_path / "report"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    app.window.commands["file.export_html"].trigger()
    assert app.window.exports.isVisible()
    assert "report.html" in app.window.exports.text
    qtbot.waitUntil(lambda: bool(messages(app, Tone.INFO)), timeout=30_000)
    assert asked == [("a.html", "Report (HTML) (*.html)")]
    assert "Expressions over time" in (tmp_path / "report.html").read_text("utf-8")
    assert not app.window.exports.isVisible()


def test_an_export_can_be_stopped_and_closing_does_not_wait_for_it(
    app: Composition, qtbot: QtBot, tmp_path: Path
):
    clip = write_video(tmp_path / "clip.mp4", 120.0)
    found = dataclasses.replace(made_analysis(clip), media=probe(clip))
    target = tmp_path / "clip-annotated.mp4"
    strip = app.window.exports
    app.window.handlers.files.export_to(found, target, "video")
    qtbot.waitUntil(lambda: " 0 %" not in strip.text, timeout=30_000)
    strip.findChild(QPushButton).click()
    qtbot.waitUntil(lambda: bool(messages(app, Tone.INFO)), timeout=3_000)
    [said] = messages(app, Tone.INFO)
    assert "clip-annotated.mp4 was not written" in said
    app.window.handlers.files.export_to(found, target, "video")
    qtbot.waitUntil(lambda: " 0 %" not in strip.text, timeout=30_000)
    began = time.monotonic()
    app.window.close()
    assert time.monotonic() - began < 3.0
    assert [path.name for path in tmp_path.glob("*clip*")] == ["clip.mp4"]


@pytest.mark.parametrize("format_name", ["json", "csv"])
def test_export_writes_what_is_shown(
    app: Composition,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    format_name: str,
):
    analyse(app, qtbot, write_script(tmp_path / "a.mp4", "utterances 4"))
    target = tmp_path / f"out.{format_name}"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    app.window.commands[f"file.export_{format_name}"].trigger()
    qtbot.waitUntil(lambda: bool(messages(app, Tone.INFO)), timeout=20_000)
    assert str(target) in messages(app, Tone.INFO)[0]
    text = target.read_text("utf-8")
    if format_name == "json":
        shown = [r.prediction.sentiment for r in app.session.analysis.results]
        kept = [u["prediction"]["sentiment"] for u in json.loads(text)["utterances"]]
        assert kept == pytest.approx(shown)
    else:
        assert len(text.splitlines()) == 5


def test_an_export_that_cannot_be_written_is_told(
    app: Composition, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    analyse(app, qtbot, write_script(tmp_path / "a.mp4", "utterances 1"))
    nowhere = tmp_path / "a.mp4" / "out.json"  # a file where a folder should be
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(nowhere), ""))
    app.window.commands["file.export_json"].trigger()
    qtbot.waitUntil(lambda: bool(messages(app, Tone.ERROR)), timeout=20_000)
    assert "out.json" in messages(app, Tone.ERROR)[0]


@pytest.mark.parametrize("script", ["forever", "ignore"])
def test_closing_in_the_middle_of_an_analysis_leaves_nothing_behind(
    app: Composition, qtbot: QtBot, tmp_path: Path, script: str
):
    app.window.open_files([write_script(tmp_path / "a.mp4", "utterances 2", script)])
    qtbot.waitUntil(lambda: len(app.session.analysis.results) == 2, timeout=20_000)
    app.window.close()
    assert app.jobs.process_id is None
    assert not [t for t in threading.enumerate() if t.name.startswith("job-")]


def test_the_notice_comes_once(qapp: QApplication, qtbot: QtBot, tmp_path: Path):
    kept = preferences(tmp_path, notice_seen=False)
    with running_window(qapp, scripted_engine, kept) as first:
        qtbot.waitUntil(lambda: first.window.findChild(NoticeDialog) is not None, timeout=5_000)
        dialog = first.window.findChild(NoticeDialog)
        assert dialog is not None
        dialog.accept()
    assert kept.notice_seen
    with running_window(qapp, scripted_engine, kept) as second:
        qtbot.waitUntil(lambda: second.window.workspace.timeline is not None, timeout=20_000)
        assert second.window.findChild(NoticeDialog) is None


def test_an_uncaught_exception_is_told_and_the_window_lives(
    app: Composition, qtbot: QtBot, caplog: pytest.LogCaptureFixture
):
    error = RuntimeError("a slip")
    sys.excepthook(type(error), error, None)
    qtbot.waitUntil(lambda: bool(messages(app, Tone.ERROR)), timeout=1_000)
    assert "RuntimeError: a slip" in messages(app, Tone.ERROR)[0]
    assert "a slip" in caplog.text
    assert app.window.isVisible()


def test_at_least_one_modality_stays_chosen(app: Composition):
    commands = app.window.commands
    for name in ("analysis.text", "analysis.audio", "analysis.video"):
        commands[name].trigger()
    settings = app.window.handlers.analysis.settings
    assert (settings.use_text, settings.use_audio, settings.use_video) == (False, False, True)
    assert commands["analysis.video"].isChecked()
    assert "At least one" in messages(app, Tone.WARNING)[0]


def test_the_video_is_letterboxed_and_the_face_box_lies_on_the_picture(
    app: Composition, qtbot: QtBot, tmp_path: Path
):
    video = write_video(tmp_path / "clip.mp4", 1.0, width=160, height=120)
    app.window.open_files([video])
    surface = app.window.workspace.panel(PlayerPanel).surface
    qtbot.waitUntil(lambda: not surface.picture_rect().isEmpty(), timeout=10_000)
    picture = surface.picture_rect()
    assert picture.width() / picture.height() == pytest.approx(160 / 120, rel=0.02)
    surface.show_overlays(Overlays(face=(0.5, 0.25, 0.25, 0.5), person="Face 1"))
    face = surface.face_rect()
    assert face.left() == pytest.approx(picture.center().x(), abs=1.0)
    assert face.height() == pytest.approx(picture.height() / 2, abs=1.0)
    shown = surface.grab().toImage()
    scale = shown.width() / surface.width()
    inset = QPoint(round(picture.width() / 10), round(picture.height() / 10))
    left = shown.pixelColor((picture.topLeft().toPoint() + inset) * scale)
    right = shown.pixelColor((picture.bottomRight().toPoint() - inset) * scale)
    assert left.red() > 150 > left.blue()
    assert right.blue() > 150 > right.red()
