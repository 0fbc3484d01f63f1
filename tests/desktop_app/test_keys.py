"""The sheet of all keys."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.commands.binding import CommandSet
from desktop_app.commands.catalogue import CATALOGUE
from desktop_app.jobs.service import JobService
from desktop_app.state.session import Session
from desktop_app.theming.manager import ThemeManager
from desktop_app.views.keys import KeySheet, plain
from tests.helpers.window import projects_in


@pytest.fixture
def sheet(jobs: JobService, themes: ThemeManager, tmp_path: Path, qtbot: QtBot) -> KeySheet:
    handlers = {command.id: lambda _: None for command in CATALOGUE}
    sheet = KeySheet(CommandSet(Session(jobs, projects_in(tmp_path)), handlers))
    qtbot.addWidget(sheet)
    sheet.show()
    return sheet


def test_every_command_that_has_keys_is_on_it(sheet: KeySheet):
    with_keys = [command for command in CATALOGUE if command.shortcuts]
    assert len(sheet.shown) == len(with_keys)
    known = dict(sheet.shown)
    assert known["Redo"] == "Ctrl+Shift+Z, Ctrl+Y"
    assert known["Keys"] == "F1, Ctrl+/"
    assert known["Export: JSON"] == "Ctrl+E"


def test_no_two_entries_of_a_menu_share_a_letter():
    letters = [
        (command.menu, command.submenu, found[1].lower())
        for command in CATALOGUE
        if (found := re.search("&(.)", command.title))
    ]
    assert [each for each, count in Counter(letters).items() if count > 1] == []


def test_it_can_be_searched_by_command_and_by_key(sheet: KeySheet, qtbot: QtBot):
    qtbot.keyClicks(sheet.search, "utterance merge")
    assert sheet.shown == [("Merge with the next utterance", "Ctrl+M")]
    sheet.search.setText("ctrl+m")
    assert ("Merge with the next utterance", "Ctrl+M") in sheet.shown
    sheet.search.setText("no such thing")
    assert sheet.shown == []


def test_it_fits_a_small_screen(sheet: KeySheet):
    assert sheet.width() <= 1280
    assert sheet.height() <= 760


@pytest.mark.parametrize(("title", "said"), [("&Open…", "Open"), ("Fast && good", "Fast & good")])
def test_titles_without_their_marks(title: str, said: str):
    assert plain(title) == said
