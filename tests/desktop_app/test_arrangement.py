"""Panels are moved, hidden and found again where they were left."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.state.switches import LaneId, Overlay
from desktop_app.views.panels import PANELS, Place
from tests.helpers.scripted_engine import scripted_engine, write_script
from tests.helpers.window import preferences, running_window


def test_what_was_arranged_is_there_at_the_next_start(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    kept = preferences(tmp_path)
    film = write_script(tmp_path / "a.mp4", "utterances 3")
    with running_window(qapp, scripted_engine, kept, film) as first:
        qtbot.waitUntil(lambda: bool(first.session.analysis.results), timeout=20_000)
        workspace = first.window.workspace
        workspace.docks["compare"].close()
        workspace.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, workspace.docks["timeline"])
        first.window.commands["lane.rates"].trigger()
        first.window.commands["view.face_box"].trigger()
        assert not first.session.overlays.is_on(Overlay.MESH)
        first.window.commands["view.mesh"].trigger()
    with running_window(qapp, scripted_engine, kept) as second:
        workspace = second.window.workspace
        place = workspace.dockWidgetArea(workspace.docks["timeline"])
        assert place is Qt.DockWidgetArea.RightDockWidgetArea
        assert workspace.docks["compare"].isHidden()
        assert not workspace.docks["overview"].isHidden()
        assert not second.session.lanes.is_on(LaneId.RATES)
        assert not second.session.overlays.is_on(Overlay.BOX)
        assert second.session.overlays.is_on(Overlay.MESH)
        assert second.session.overlays.is_on(Overlay.IDENTITY)
        assert second.session.lanes.is_on(LaneId.SENTIMENT)
        second.window.commands["view.reset"].trigger()
        place = workspace.dockWidgetArea(workspace.docks["timeline"])
        assert place is Qt.DockWidgetArea.LeftDockWidgetArea
        assert not workspace.docks["compare"].isHidden()


def test_an_arrangement_that_cannot_be_read_gives_the_default(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    kept = preferences(tmp_path)
    kept.arrangement = QByteArray(b"not an arrangement")
    with running_window(qapp, scripted_engine, kept) as app:
        workspace = app.window.workspace
        assert not any(dock.isHidden() for dock in workspace.docks.values())
        figures = {p.id for p in PANELS if p.place is Place.FIGURES}
        tabs = workspace.tabifiedDockWidgets(workspace.docks["utterance"])
        assert {tab.objectName() for tab in tabs} == figures - {"utterance"}


@pytest.mark.parametrize("wanted", [True, False])
def test_handles_show_only_while_the_panels_are_rearranged(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, wanted: bool
) -> None:
    film = write_script(tmp_path / "a.mp4", "utterances 3")
    with running_window(qapp, scripted_engine, preferences(tmp_path), film) as app:
        qtbot.waitUntil(lambda: bool(app.session.analysis.results), timeout=20_000)
        command = app.window.commands["view.arrange"]
        command.trigger()
        if not wanted:
            command.trigger()
        bar = app.window.workspace.docks["player"].titleBarWidget()
        assert (bar.height() > 10) is wanted


def test_a_panel_that_floats_keeps_the_handle_that_brings_it_back(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    film = write_script(tmp_path / "a.mp4", "utterances 3")
    with running_window(qapp, scripted_engine, preferences(tmp_path), film) as app:
        qtbot.waitUntil(lambda: bool(app.session.analysis.results), timeout=20_000)
        dock = app.window.workspace.docks["overview"]
        bare = dock.titleBarWidget()
        dock.setFloating(True)
        assert dock.titleBarWidget() is not bare
        dock.setFloating(False)
        assert dock.titleBarWidget() is bare


def test_a_key_shows_and_hides_each_panel(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    film = write_script(tmp_path / "a.mp4", "utterances 3")
    with running_window(qapp, scripted_engine, preferences(tmp_path), film) as app:
        qtbot.waitUntil(lambda: bool(app.session.analysis.results), timeout=20_000)
        dock = app.window.workspace.docks["timeline"]
        place = [panel.id for panel in PANELS].index("timeline") + 1
        for hidden in (True, False):
            qtbot.keyClick(app.window, str(place), Qt.KeyboardModifier.ControlModifier)
            assert dock.isHidden() is hidden
