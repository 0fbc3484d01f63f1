"""The first page, and what the window shows while nothing is open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.app import Composition
from desktop_app.settings import table
from desktop_app.settings.preferences import Preferences
from desktop_app.state.analysis import AnalysisState, Status
from desktop_app.theming.manager import ThemeManager
from desktop_app.views.invitation import Invitation
from desktop_app.views.models import ModelsDialog
from desktop_app.views.notice import NoticeDialog
from tests.helpers.scripted_engine import scripted_engine
from tests.helpers.window import preferences, running_window


@pytest.fixture
def kept(tmp_path: Path) -> Preferences:
    return preferences(tmp_path)


@pytest.fixture
def app(qapp: QApplication, qtbot: QtBot, kept: Preferences) -> Iterator[Composition]:
    with running_window(qapp, scripted_engine, kept) as composition:
        qtbot.waitUntil(lambda: composition.window.workspace.timeline is not None, timeout=10_000)
        yield composition


def button(app: Composition, name: str) -> QPushButton:
    found = app.window.empty.findChildren(QPushButton)
    return next(b for b in found if name in (b.text(), b.accessibleName()) and not b.isHidden())


def test_the_notice_says_what_must_be_said_and_fits_a_small_screen(
    themes: ThemeManager, qtbot: QtBot
):
    dialog = NoticeDialog(themes)
    qtbot.addWidget(dialog)
    dialog.show()
    said = " ".join(label.text() for label in dialog.findChildren(QLabel))
    for words in (
        "not what a person feels",
        "often wrong",
        "Never decide about a person",
        "(EU) 2024/1689 (AI Act), Article 5(1)(f)",
        "workplace or in education is prohibited, except for medical or safety reasons",
        "have agreed",
        "stay on this computer",
    ):
        assert words in said
    assert dialog.width() <= 1280
    assert dialog.height() <= 760


def test_recent_projects_are_one_click_away(app: Composition, kept: Preferences, tmp_path: Path):
    assert app.window.empty.projects.isHidden()
    path = app.session.projects.create(tmp_path / "pilot study.mibscope").path
    app.session.projects.close()
    app.window.empty.refresh()
    button(app, "pilot study").click()
    project = app.session.projects.project
    assert project is not None
    assert project.path == path
    kept.put(table.RECENT_COUNT, 0)
    app.window.empty.refresh()
    assert app.window.empty.projects.isHidden()


def test_missing_models_are_said_where_a_file_would_be_opened(
    app: Composition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("MIBSCOPE_CACHE", str(tmp_path / "nothing"))
    app.window.empty.refresh()
    assert app.window.empty.lacking.isVisible()
    button(app, "Fetch the models…").click()
    dialog = app.window.findChild(ModelsDialog)
    assert dialog is not None
    dialog.close()


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.EMPTY, "has not been analysed yet. Analyse it with Ctrl+R"),
        (Status.WAITING, "Other files are analysed before"),
        (Status.RUNNING, "Figures come."),
        (Status.DONE, "Nobody speaks"),
        (Status.FAILED, "Analyse again with Ctrl+R"),
    ],
)
def test_an_empty_view_says_what_to_do(qtbot: QtBot, status: Status, words: str):
    analysis = AnalysisState()
    invitation = Invitation(analysis, "Figures come.")
    qtbot.addWidget(invitation)
    assert "Open a video" in invitation.text()
    analysis.show_file(Path("a.mp4"), 1, status)
    assert words in invitation.text()
