"""Everything that can be used has a name and can be reached without a mouse; themes follow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.app import Composition
from desktop_app.theming.manager import Appearance, ThemeManager
from desktop_app.views.banner import Action, Tone
from tests.helpers.accessible import name_of, nameless
from tests.helpers.focus import tab_order
from tests.helpers.scripted_engine import scripted_engine, write_script
from tests.helpers.window import preferences, running_window

DIALOGS = ("tools.settings", "tools.models", "tools.log", "help.keys", "help.notice")


@pytest.fixture
def app(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Composition]:
    with running_window(qapp, scripted_engine, preferences(tmp_path)) as composition:
        qtbot.waitUntil(lambda: composition.window.workspace.timeline is not None, timeout=10_000)
        yield composition


@pytest.fixture
def filled(app: Composition, qtbot: QtBot, tmp_path: Path) -> Composition:
    app.window.open_files([write_script(tmp_path / "a.mp4", "utterances 6")])
    qtbot.waitUntil(lambda: len(app.session.analysis.results) == 6, timeout=20_000)
    qtbot.waitUntil(lambda: not app.session.analysis.active, timeout=20_000)
    return app


def test_a_widget_without_a_name_is_found(qtbot: QtBot):
    dialog = QDialog()
    qtbot.addWidget(dialog)
    QPushButton(dialog)
    assert len(nameless(dialog)) == 1


def test_everything_in_the_window_has_a_name(filled: Composition):
    filled.window.banners.show_message(Tone.INFO, "Done.", actions=[Action("Look", lambda: None)])
    assert nameless(filled.window) == []


@pytest.mark.parametrize("command", DIALOGS)
def test_everything_in_a_dialog_has_a_name_and_the_keyboard_reaches_it(
    app: Composition, command: str
):
    app.window.commands[command].trigger()
    [dialog] = [each for each in app.window.findChildren(QDialog) if each.isVisible()]
    assert nameless(dialog) == []
    reached = set(tab_order(dialog))
    buttons = [b for b in dialog.findChildren(QPushButton) if b.isVisible() and b.isEnabled()]
    assert [name_of(button) for button in buttons if button not in reached] == []
    dialog.close()


def test_what_tab_does_not_reach_has_a_key(filled: Composition):
    window = filled.window
    reached = set(tab_order(window))
    commands = [window.commands[name] for name in window.handlers.table()]
    with_keys = {action.toolTip() for action in commands if action.shortcuts()}
    buttons = [b for b in window.findChildren(QAbstractButton) if b.isVisible() and b.isEnabled()]
    left_out = [name_of(button) for button in buttons if button not in reached]
    left_out = [name for name in left_out if name not in with_keys]
    assert left_out == ["Speed: 1 times"], "its keys are those of Slower, Faster and Normal speed"
    assert any(button in reached for button in buttons)


def test_every_command_stands_in_a_menu(app: Composition):
    """So each is within reach of the keyboard, also those without a key of their own."""
    shown = set()
    for menu in app.window.menuBar().actions():
        assert "&" in menu.text()
        shown |= set(_actions(menu.menu()))
    missing = [
        name for name in app.window.handlers.table() if app.window.commands[name] not in shown
    ]
    assert missing == []


def _actions(menu: object) -> Iterator[object]:
    for action in menu.actions():
        yield action
        if action.menu() is not None:
            yield from _actions(action.menu())


class System(QObject):
    """Stands in for the hints of a platform; the offscreen one knows no colour scheme."""

    colorSchemeChanged = Signal(object)  # noqa: N815 - Qt's name
    scheme = Qt.ColorScheme.Light

    def colorScheme(self) -> Qt.ColorScheme:  # noqa: N802 - Qt's name
        return self.scheme

    def turn(self, scheme: Qt.ColorScheme) -> None:
        self.scheme = scheme
        self.colorSchemeChanged.emit(scheme)


def test_the_theme_follows_the_system_until_one_is_chosen(qapp: QApplication):
    system = System()
    themes = ThemeManager(qapp, Appearance.SYSTEM, system)
    assert themes.theme.name == "light"
    system.turn(Qt.ColorScheme.Dark)
    assert themes.theme.name == "dark"
    themes.choose(Appearance.LIGHT)
    system.turn(Qt.ColorScheme.Light)
    system.turn(Qt.ColorScheme.Dark)
    assert themes.theme.name == "light"
    themes.choose(Appearance.SYSTEM)
    assert themes.theme.name == "dark"
    themes.choose(Appearance.LIGHT)
    themes.deleteLater()
