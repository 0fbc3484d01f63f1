"""The files of a project: their queue, their states, and what can be done with them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from desktop_app.app import Composition
from desktop_app.state.analysis import Status
from desktop_app.views.media_list.model import STATE_ROLE
from desktop_app.views.media_list.panel import MediaListPanel
from desktop_app.views.project_dialog import ProjectDialog
from engine.sessions.project import MediaState, Project
from tests.helpers.scripted_engine import scripted_engine, write_script
from tests.helpers.window import preferences, running_window


@pytest.fixture
def app(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Composition]:
    with running_window(qapp, scripted_engine, preferences(tmp_path)) as composition:
        qtbot.waitUntil(lambda: composition.window.workspace.timeline is not None, timeout=10_000)
        composition.session.new_project(tmp_path / "study.mibscope")
        yield composition


def panel(app: Composition) -> MediaListPanel:
    return app.window.workspace.panel(MediaListPanel)


def names(app: Composition) -> list[str]:
    model = panel(app).model
    return [model.media(row).path.name for row in range(model.rowCount())]


def described(app: Composition) -> list[str]:
    model = panel(app).model
    return [str(model.index(row).data(STATE_ROLE)) for row in range(model.rowCount())]


def states(app: Composition) -> list[MediaState]:
    return [media.state for media in app.session.projects.media]


def add(app: Composition, *paths: Path) -> None:
    app.window.handlers.media.add(list(paths))


def choose(app: Composition, row: int) -> None:
    panel(app).list.setCurrentIndex(panel(app).model.index(row))


def test_a_folder_joins_the_project_and_is_analysed_file_by_file(
    app: Composition, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "talks"
    folder.mkdir()
    write_script(folder / "a.mp4", "utterances 2")
    write_script(folder / "b.mp4", "media-error")
    write_script(folder / "c.mp4", "utterances 4")
    (folder / "notes.txt").write_text("no media")
    add(app, folder)
    wanted = ["analysed", "b.mp4 is no media.", "analysed"]
    qtbot.waitUntil(lambda: described(app) == wanted, timeout=20_000)
    assert names(app) == ["a.mp4", "b.mp4", "c.mp4"]
    assert len(app.session.analysis.results) == 2  # the first is shown
    panel(app).list.clicked.emit(panel(app).model.index(2))
    assert len(app.session.analysis.results) == 4


def test_what_failed_is_analysed_again_once_it_is_mended(
    app: Composition, qtbot: QtBot, tmp_path: Path
) -> None:
    bad = write_script(tmp_path / "b.mp4", "media-error")
    add(app, bad)
    qtbot.waitUntil(lambda: states(app) == [MediaState.FAILED], timeout=20_000)
    write_script(bad, "utterances 3")
    app.window.commands["media.retry"].trigger()
    qtbot.waitUntil(lambda: states(app) == [MediaState.DONE], timeout=20_000)
    assert len(app.session.analysis.results) == 3
    assert not app.window.commands["media.retry"].isEnabled()


def test_the_queue_is_paused_put_in_another_order_and_goes_on(
    app: Composition, qtbot: QtBot, tmp_path: Path
) -> None:
    app.window.commands["media.pause"].trigger()
    files = [
        write_script(tmp_path / f"{name}.mp4", "utterances 2", f"warn {name}") for name in "abc"
    ]
    add(app, *files)
    assert states(app) == [MediaState.WAITING] * 3
    choose(app, 2)
    app.window.commands["media.up"].trigger()
    app.window.commands["media.up"].trigger()
    assert names(app) == ["c.mp4", "a.mp4", "b.mp4"]
    model = panel(app).model
    data = model.mimeData([model.index(0)])
    model.dropMimeData(data, Qt.DropAction.MoveAction, -1, 0, model.index(-1))
    assert names(app) == ["a.mp4", "b.mp4", "c.mp4"]
    choose(app, 1)
    app.window.commands["media.stop"].trigger()
    begun: list[int] = []
    app.session.queue.begun.connect(lambda media_id, _: begun.append(media_id))
    app.window.commands["media.pause"].trigger()
    qtbot.waitUntil(lambda: states(app)[-1] is MediaState.DONE, timeout=20_000)
    assert states(app) == [MediaState.DONE, MediaState.STOPPED, MediaState.DONE]
    media = app.session.projects.media
    assert begun == [media[0].id, media[2].id]


def test_a_file_that_was_moved_is_found_again(
    app: Composition, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = write_script(tmp_path / "a.mp4", "utterances 2")
    add(app, film)
    qtbot.waitUntil(lambda: states(app) == [MediaState.DONE], timeout=20_000)
    moved = tmp_path / "elsewhere" / "b.mp4"
    moved.parent.mkdir()
    film.rename(moved)
    panel(app).model.read()
    assert described(app) == ["moved or deleted"]
    choose(app, 0)
    other = write_script(tmp_path / "other.mp4", "utterances 5")
    find = app.window.commands["media.find"]
    app.window.commands.refresh()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(other), ""))
    find.trigger()
    assert "is not the file" in app.window.banners.banners[-1].message
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(moved), ""))
    find.trigger()
    assert described(app) == ["analysed"]
    assert app.session.analysis.path == moved
    assert len(app.session.analysis.results) == 2
    assert not find.isEnabled()


def test_a_file_is_removed_after_a_question(
    app: Composition, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = write_script(tmp_path / "a.mp4", "utterances 2")
    add(app, film)
    qtbot.waitUntil(lambda: states(app) == [MediaState.DONE], timeout=20_000)
    choose(app, 0)
    monkeypatch.setattr(QMessageBox, "open", lambda box: box.reject())
    app.window.commands["media.remove"].trigger()
    assert names(app) == ["a.mp4"]
    monkeypatch.setattr(QMessageBox, "open", lambda box: box.accept())
    app.window.commands["media.remove"].trigger()
    assert names(app) == []
    assert app.session.analysis.status is Status.EMPTY
    assert film.exists()


def test_a_running_analysis_of_a_removed_file_ends(
    app: Composition, qtbot: QtBot, tmp_path: Path
) -> None:
    add(app, write_script(tmp_path / "a.mp4", "utterances 1", "forever"))
    add(app, write_script(tmp_path / "b.mp4", "utterances 2"))
    qtbot.waitUntil(lambda: bool(app.session.analysis.results), timeout=20_000)
    choose(app, 0)
    app.session.files.remove()
    qtbot.waitUntil(lambda: states(app) == [MediaState.DONE], timeout=20_000)
    assert names(app) == ["b.mp4"]


def test_projects_are_made_copied_described_and_closed_from_the_menu(
    app: Composition, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = app.window.commands
    target = tmp_path / "second.mibscope"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "second"), ""))
    commands["file.new"].trigger()
    assert target.is_file()
    assert "second" in app.window.windowTitle()
    add(app, write_script(tmp_path / "a.mp4", "utterances 2"))
    qtbot.waitUntil(lambda: states(app) == [MediaState.DONE], timeout=20_000)
    commands["file.project"].trigger()
    dialog = app.window.findChild(ProjectDialog)
    assert dialog is not None
    dialog.consent.setPlainText("Asked on paper, 3 May.")
    dialog.accept()
    copy = tmp_path / "copy.mibscope"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(copy), ""))
    commands["file.copy"].trigger()
    commands["file.close"].trigger()
    assert app.window.pages.currentWidget() is app.window.empty
    assert not commands["file.copy"].isEnabled()
    for path in (target, copy):
        project = Project.open(path)
        assert project.consent == "Asked on paper, 3 May."
        assert [media.path.name for media in project.media.all()] == ["a.mp4"]
        project.close()


def test_recent_projects_open_from_the_menu(app: Composition, qtbot: QtBot, tmp_path: Path) -> None:
    add(app, write_script(tmp_path / "a.mp4", "utterances 2"))
    qtbot.waitUntil(lambda: states(app) == [MediaState.DONE], timeout=20_000)
    app.window.commands["file.close"].trigger()
    app.window.recent.fill()
    first = app.window.recent.actions()[0]
    assert "study" in first.text()
    first.trigger()
    assert len(app.session.analysis.results) == 2
