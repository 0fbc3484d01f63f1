"""The player and the commands around it: pictures, speed, loops, what lies over the picture."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from desktop_app.app import Composition
from desktop_app.commands.catalogue import CATALOGUE
from desktop_app.commands.menus.view import lane_command
from desktop_app.state.playback import RATES, PlaybackState
from desktop_app.state.switches import LaneId, Overlay
from desktop_app.state.time_range import Looping, TimeRange
from desktop_app.views.player.panel import PlayerPanel
from engine.media import probe, read_frames
from tests.helpers.media import PictureTrack, irregular_times, plain, write_tracks
from tests.helpers.scripted_engine import scripted_engine, write_script
from tests.helpers.window import preferences, running_window, write_video


@pytest.fixture
def app(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Composition]:
    with running_window(qapp, scripted_engine, preferences(tmp_path)) as composition:
        qtbot.waitUntil(lambda: composition.window.workspace.timeline is not None, timeout=10_000)
        yield composition


@pytest.fixture
def filled(app: Composition, qtbot: QtBot, tmp_path: Path) -> Composition:
    """Six utterances of 3 s with pauses of 0.4 s, 20.5 s in all; a file that cannot be played."""
    app.window.open_files([write_script(tmp_path / "a.mp4", "utterances 6")])
    qtbot.waitUntil(lambda: len(app.session.analysis.results) == 6, timeout=20_000)
    qtbot.waitUntil(lambda: not app.session.analysis.active, timeout=20_000)
    return app


def show(app: Composition, qtbot: QtBot, path: Path) -> None:
    """Open a real file; what an analysis would find out about it is told at once."""
    app.window.open_files([path])
    qtbot.waitUntil(lambda: not app.session.analysis.active, timeout=20_000)
    app.session.analysis.media = probe(path)
    app.session.analysis.media_changed.emit()
    surface = app.window.workspace.panel(PlayerPanel).surface
    qtbot.waitUntil(lambda: not surface.picture_rect().isEmpty(), timeout=10_000)


# --------------------------------------------------------------------------- pictures


@pytest.fixture
def shades(tmp_path: Path) -> tuple[Path, list[float]]:
    """A file of variable frame rate; each picture is brighter than the one before."""
    times = irregular_times(3.0, 12.0)
    frames = (
        (time_s, rgb * 0 + round(20 + 210 * index / len(times)))
        for index, (time_s, rgb) in enumerate(plain(times, (64, 48)))
    )
    track = PictureTrack(frames, (64, 48), options={"preset": "ultrafast", "bf": "2", "g": "12"})
    path = write_tracks(tmp_path / "shades.mp4", [track])
    found = [frame.time_s for frame in read_frames(probe(path), rate_hz=None, max_side=None)]
    return path, found


def brightness(app: Composition) -> int:
    surface = app.window.workspace.panel(PlayerPanel).surface
    return surface.grab().toImage().pixelColor(surface.rect().center()).red()


def test_steps_go_from_picture_to_picture_at_a_variable_rate(
    app: Composition, qtbot: QtBot, shades: tuple[Path, list[float]]
):
    path, times = shades
    show(app, qtbot, path)
    for overlay in Overlay:
        app.session.overlays.switch(overlay, False)
    playback = app.session.playback
    seen = []
    for time_s in times[1:9]:
        qtbot.keyClick(app.window, Qt.Key.Key_Period)
        qtbot.waitUntil(lambda time_s=time_s: playback.position_s == time_s, timeout=5_000)
        wanted = 20 + 210 * times.index(time_s) / len(times)
        qtbot.waitUntil(
            lambda wanted=wanted: abs(brightness(app) - wanted) < 105 / len(times) + 3,
            timeout=5_000,
        )
        seen.append(brightness(app))
    assert seen == sorted(set(seen)), "each step shows another picture"
    for time_s in reversed(times[:8]):
        qtbot.keyClick(app.window, Qt.Key.Key_Comma)
        qtbot.waitUntil(lambda time_s=time_s: playback.position_s == time_s, timeout=5_000)
    qtbot.keyClick(app.window, Qt.Key.Key_Comma)
    qtbot.wait(100)
    assert playback.position_s == times[0], "there is nothing before the first picture"


def test_many_steps_at_once_are_all_taken(
    app: Composition, qtbot: QtBot, shades: tuple[Path, list[float]]
):
    path, times = shades
    show(app, qtbot, path)
    for _ in range(5):
        app.window.commands["play.frame_forward"].trigger()
    qtbot.waitUntil(lambda: app.session.playback.position_s == times[5], timeout=5_000)


def test_where_no_times_can_be_read_a_step_is_a_guess_by_the_usual_rate(
    filled: Composition, qtbot: QtBot
):
    playback = filled.session.playback
    playback.seek(3.0)
    qtbot.keyClick(filled.window, Qt.Key.Key_Period)
    qtbot.waitUntil(lambda: playback.position_s > 3.0, timeout=5_000)
    assert playback.position_s == pytest.approx(3.0 + 1 / 30)


def test_a_step_of_another_file_is_forgotten(filled: Composition, qtbot: QtBot, tmp_path: Path):
    filled.session.playback.seek(3.0)
    filled.window.commands["play.frame_forward"].trigger()
    filled.window.open_files([write_script(tmp_path / "b.mp4", "utterances 1")])
    qtbot.waitUntil(lambda: not filled.session.analysis.active, timeout=20_000)
    qtbot.wait(200)
    assert filled.session.playback.position_s == 0.0


def test_without_a_picture_there_are_no_steps(app: Composition, qtbot: QtBot, tmp_path: Path):
    app.window.open_files([write_script(tmp_path / "a.wav", "utterances 1")])
    qtbot.waitUntil(lambda: not app.session.analysis.active, timeout=20_000)
    assert app.window.commands["play.frame_forward"].isEnabled()
    media = app.session.analysis.media
    assert media is not None
    app.session.analysis.media = type(media)(media.path, "wav", media.duration_s, None, media.audio)
    app.session.analysis.media_changed.emit()
    assert not app.window.commands["play.frame_forward"].isEnabled()


# --------------------------------------------------------------------------- speed and sound


def test_speed_goes_from_a_quarter_to_three_times(app: Composition, qtbot: QtBot, tmp_path: Path):
    show(app, qtbot, write_video(tmp_path / "clip.mp4"))
    playback = app.session.playback
    playback.report_duration(2.0)
    app.window.commands.refresh()
    seen = [playback.rate]
    for _ in range(8):
        qtbot.keyClick(app.window, Qt.Key.Key_BracketLeft)
        seen.append(playback.rate)
    assert seen[:4] == [1.0, 0.75, 0.5, 0.25]
    assert seen[-1] == 0.25
    for _ in range(12):
        qtbot.keyClick(app.window, Qt.Key.Key_BracketRight)
    assert playback.rate == 3.0
    texts = [button.text() for button in app.window.findChildren(QToolButton)]
    assert "× 3" in texts
    qtbot.keyClick(app.window, Qt.Key.Key_Backspace)
    assert playback.rate == 1.0


def test_speed_lasts_over_a_pause(app: Composition, qtbot: QtBot, tmp_path: Path):
    show(app, qtbot, write_video(tmp_path / "clip.mp4"))
    playback = app.session.playback
    playback.report_duration(2.0)
    playback.set_rate(0.5)
    playback.toggle()
    qtbot.waitUntil(lambda: playback.position_s > 0.1, timeout=10_000)
    qtbot.keyClick(app.window, Qt.Key.Key_K)
    qtbot.waitUntil(lambda: not playback.playing, timeout=2_000)
    assert playback.rate == 0.5


def test_mute_is_one_state_for_key_button_and_player(
    app: Composition, qtbot: QtBot, tmp_path: Path
):
    show(app, qtbot, write_video(tmp_path / "clip.mp4"))
    command = app.window.commands["play.mute"]
    button = next(
        b for b in app.window.findChildren(QToolButton) if b.accessibleName() == command.toolTip()
    )
    output = app.window.workspace.panel(PlayerPanel)._media._output  # type: ignore[union-attr]
    qtbot.keyClick(app.window, Qt.Key.Key_M)
    assert (command.isChecked(), button.isChecked(), output.isMuted()) == (True, True, True)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert (command.isChecked(), button.isChecked(), output.isMuted()) == (False, False, False)


# --------------------------------------------------------------------------- the selection


def test_the_selection_is_played_again_and_again(app: Composition, qtbot: QtBot, tmp_path: Path):
    show(app, qtbot, write_video(tmp_path / "clip.mp4", 3.0))
    playback, selection = app.session.playback, app.session.range
    playback.report_duration(3.0)
    app.window.commands.refresh()
    playback.seek(0.9)
    qtbot.keyClick(app.window, Qt.Key.Key_I)
    playback.seek(1.4)
    qtbot.keyClick(app.window, Qt.Key.Key_O)
    assert selection.bounds == (0.9, 1.4)
    qtbot.keyClick(app.window, Qt.Key.Key_R)
    positions: list[float] = []
    playback.position_changed.connect(positions.append)
    playback.toggle()
    jumps = lambda: sum(b < a - 0.2 for a, b in zip(positions, positions[1:], strict=False))  # noqa: E731, RUF007
    qtbot.waitUntil(lambda: jumps() >= 3, timeout=10_000)
    assert max(positions) < 1.4 + 0.3
    assert min(positions) >= 0.9
    qtbot.keyClick(app.window, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: playback.position_s > 1.8, timeout=10_000)


def test_keys_select_and_clear(filled: Composition, qtbot: QtBot):
    session, window = filled.session, filled.window
    assert not window.commands["select.clear"].isEnabled()
    assert not window.commands["view.zoom_selection"].isEnabled()
    session.playback.seek(8.0)
    qtbot.keyClick(window, Qt.Key.Key_U)
    utterance = session.analysis.results[2].utterance
    assert session.range.bounds == (utterance.start_s, utterance.end_s)
    qtbot.keyClick(window, Qt.Key.Key_Z)
    assert window.workspace.timeline is not None
    start, end = window.workspace.timeline.view_range
    assert start == pytest.approx(utterance.start_s - 0.15)
    assert end == pytest.approx(utterance.end_s + 0.15)
    qtbot.keyClick(window, Qt.Key.Key_X)
    assert session.range.bounds is None
    qtbot.keyClick(window, Qt.Key.Key_I)
    assert session.range.bounds == (8.0, session.playback.duration_s)
    session.playback.seek(5.0)
    qtbot.keyClick(window, Qt.Key.Key_O)
    assert session.range.bounds == (0.0, 5.0), "an end before the start takes all before it"


def test_another_file_has_no_selection(filled: Composition, qtbot: QtBot, tmp_path: Path):
    filled.session.range.select(1.0, 2.0)
    filled.window.open_files([write_script(tmp_path / "b.mp4", "utterances 1")])
    assert filled.session.range.bounds is None
    qtbot.waitUntil(lambda: not filled.session.analysis.active, timeout=20_000)


@given(st.floats(0, 100), st.floats(0, 100))
def test_a_selection_has_its_ends_in_order(one: float, other: float):
    selection = TimeRange()
    selection.select(one, other)
    if abs(one - other) >= 0.02:
        assert selection.bounds == (min(one, other), max(one, other))
    elif abs(one - other) < 0.0199:
        assert selection.bounds is None


@pytest.mark.parametrize("loop", [True, False])
def test_at_the_end_of_the_medium_a_loop_starts_again(loop: bool):
    playback, selection, owner = PlaybackState(), TimeRange(), QObject()
    Looping(playback, selection, owner)
    playback.report_duration(10.0)
    selection.select(7.0, 10.0)
    selection.set_loop(loop)
    wishes: list[bool] = []
    playback.play_requested.connect(wishes.append)
    playback.report_playing(True)
    playback.report_position(9.99)
    playback.report_position(10.0) if not loop else None
    playback.report_playing(False)
    assert wishes == ([True] if loop else [])
    assert playback.position_s == (7.0 if loop else 10.0)


@given(st.floats(0.2, 3.2), st.integers(-9, 9))
def test_speeds_stay_within_what_can_be_chosen(rate: float, steps: int):
    playback = PlaybackState()
    playback.rate_requested.connect(playback.report_rate)
    playback.report_rate(rate)
    playback.change_rate(steps)
    assert playback.rate in RATES


# --------------------------------------------------------------------------- switches


def test_what_lies_over_the_picture_is_switched_one_by_one(filled: Composition, qtbot: QtBot):
    window, session = filled.window, filled.session
    surface = window.workspace.panel(PlayerPanel).surface
    session.playback.seek(session.analysis.results[3].utterance.start_s + 0.5)
    shown = surface.overlays
    assert shown.face is not None
    assert shown.outlined
    assert shown.person == "Person 2"
    assert "%" in shown.caption
    assert "sentiment" in shown.caption
    session.playback.seek(session.analysis.results[2].utterance.start_s + 0.5)
    assert "uncertain" in surface.overlays.caption
    session.playback.seek(session.analysis.results[3].utterance.start_s + 0.5)
    no = Qt.KeyboardModifier.NoModifier
    shift = Qt.KeyboardModifier.ShiftModifier
    for command, key, modifier, part in (
        ("view.face_box", Qt.Key.Key_F, no, "outlined"),
        ("view.identity", Qt.Key.Key_F, shift, "person"),
        ("view.emotion", Qt.Key.Key_E, shift, "caption"),
    ):
        assert window.commands[command].isChecked()
        qtbot.keyClick(window, key, modifier)
        assert not window.commands[command].isChecked()
        assert not getattr(surface.overlays, part)
        others = {"outlined", "person", "caption"} - {part}
        assert all(getattr(surface.overlays, other) for other in others)
        qtbot.keyClick(window, key, modifier)
        assert surface.overlays == shown


def test_each_overlay_can_be_seen(filled: Composition, qtbot: QtBot):
    surface = filled.window.workspace.panel(PlayerPanel).surface
    session = filled.session
    session.playback.seek(session.analysis.results[3].utterance.start_s + 0.5)
    image = surface.grab().toImage().scaled(480, 360)
    image.fill(QColor("#406080"))
    surface.show_image(image)
    for overlay in Overlay:
        session.overlays.switch(overlay, False)
    bare = surface.grab().toImage()
    pictures = []
    for overlay in Overlay:
        session.overlays.switch(overlay, True)
        if overlay is Overlay.MESH:
            qtbot.waitUntil(lambda: bool(surface.overlays.mesh), timeout=5_000)
        pictures.append(surface.grab().toImage())
        session.overlays.switch(overlay, False)
    assert all(picture != bare for picture in pictures)
    assert pictures[0] != pictures[1] != pictures[2]


# --------------------------------------------------------------------------- the mesh


def mesh_height(app: Composition) -> float | None:
    """Where the scripted mesh lies: it tells how bright the picture was that was looked at."""
    mesh = app.window.workspace.panel(PlayerPanel).surface.overlays.mesh
    return mesh[0][1] if mesh else None


def lies_over_its_own_picture(app: Composition) -> bool:
    height = mesh_height(app)
    surface = app.window.workspace.panel(PlayerPanel).surface
    if height is None or surface.image is None:
        return False
    center = surface.image.rect().center()
    return abs(height * 255 - surface.image.pixelColor(center).lightness()) < 4


def test_the_mesh_is_off_until_it_is_wanted_and_follows_each_step(
    app: Composition, qtbot: QtBot, shades: tuple[Path, list[float]]
):
    path, times = shades
    show(app, qtbot, path)
    command, surface = app.window.commands["view.mesh"], app.window.workspace.panel(PlayerPanel)
    assert not command.isChecked()
    qtbot.wait(100)
    assert mesh_height(app) is None
    qtbot.keyClick(app.window, Qt.Key.Key_M, Qt.KeyboardModifier.ShiftModifier)
    assert command.isChecked()
    qtbot.waitUntil(lambda: lies_over_its_own_picture(app), timeout=5_000)
    seen = [mesh_height(app)]
    for time_s in times[1:6]:
        with qtbot.waitSignal(app.session.frames.picture_ready, timeout=5_000):
            qtbot.keyClick(app.window, Qt.Key.Key_Period)
        assert app.session.playback.position_s == time_s
        qtbot.waitUntil(
            lambda: lies_over_its_own_picture(app) and mesh_height(app) != seen[-1], timeout=5_000
        )
        seen.append(mesh_height(app))
    assert seen == sorted(seen)
    assert surface.surface.overlays.face is None, "nothing is known of people, but of this picture"
    command.trigger()
    assert mesh_height(app) is None


def test_a_mesh_never_lies_over_another_picture(
    app: Composition, qtbot: QtBot, shades: tuple[Path, list[float]]
):
    show(app, qtbot, shades[0])
    app.window.commands["view.mesh"].trigger()
    qtbot.waitUntil(lambda: lies_over_its_own_picture(app), timeout=5_000)
    surface, over_others = app.window.workspace.panel(PlayerPanel).surface, []
    asked: list[int] = []
    app.jobs.meshes_found.connect(lambda job, _: asked.append(job))
    at_first = app.session.meshes.faces
    pictures = []
    for shade in range(40, 240, 20):
        image = QImage(64, 48, QImage.Format.Format_RGB32)
        image.fill(QColor(shade, shade, shade))
        pictures.append(image)
    for image in pictures:
        surface.show_image(image)
        over_others.append(mesh_height(app))
    assert at_first
    assert over_others == [None] * len(pictures)
    qtbot.waitUntil(lambda: mesh_height(app) is not None, timeout=5_000)
    assert lies_over_its_own_picture(app)
    assert len(asked) == 2, "the first that was shown, and the last of those that waited"


def test_no_mesh_is_shown_while_it_plays(app: Composition, qtbot: QtBot, tmp_path: Path):
    show(app, qtbot, write_video(tmp_path / "film.mp4", 4.0))
    app.window.commands["view.mesh"].trigger()
    qtbot.waitUntil(lambda: mesh_height(app) is not None, timeout=5_000)
    playback, found = app.session.playback, []
    app.window.commands["play.toggle"].trigger()
    qtbot.waitUntil(lambda: playback.playing, timeout=5_000)
    assert mesh_height(app) is None
    app.session.meshes.changed.connect(lambda: found.append(playback.playing))
    qtbot.wait(300)
    assert found == []
    app.window.commands["play.toggle"].trigger()
    qtbot.waitUntil(lambda: mesh_height(app) is not None, timeout=5_000)
    assert not playback.playing


def test_the_mesh_is_that_of_the_person_whose_box_is_shown(filled: Composition, qtbot: QtBot):
    surface = filled.window.workspace.panel(PlayerPanel).surface
    filled.session.playback.seek(filled.session.analysis.results[3].utterance.start_s + 0.5)
    image = QImage(640, 480, QImage.Format.Format_RGB32)
    image.fill(QColor("#404040"))
    surface.show_image(image)
    filled.window.commands["view.mesh"].trigger()
    qtbot.waitUntil(lambda: bool(surface.overlays.mesh), timeout=5_000)
    assert surface.overlays.face is not None
    surface.show_message("gone")
    assert filled.session.meshes.faces == ()


def test_lanes_have_keys(filled: Composition, qtbot: QtBot):
    window, timeline = filled.window, filled.window.workspace.timeline
    assert timeline is not None
    for place, lane in enumerate(LaneId):
        key = Qt.Key(Qt.Key.Key_1.value + place)
        qtbot.keyClick(window, key, Qt.KeyboardModifier.AltModifier)
        assert timeline.plot.strip(lane) is None
        assert not window.commands[lane_command(lane)].isChecked()
        assert len(timeline.plot.strips) == len(LaneId) - 1
        qtbot.keyClick(window, key, Qt.KeyboardModifier.AltModifier)
        assert timeline.plot.strip(lane) is not None


def test_lanes_that_are_restored_are_checked_in_the_menu(filled: Composition):
    filled.session.lanes.restore([LaneId.RATES])
    commands = filled.window.commands
    assert not commands[lane_command(LaneId.RATES)].isChecked()
    assert commands[lane_command(LaneId.SPEECH)].isChecked()


def test_the_timeline_is_moved_from_the_keyboard(filled: Composition, qtbot: QtBot):
    window, timeline = filled.window, filled.window.workspace.timeline
    assert timeline is not None
    qtbot.keyClick(window, Qt.Key.Key_Equal, Qt.KeyboardModifier.ControlModifier)
    start, end = timeline.view_range
    qtbot.keyClick(window, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert timeline.view_range[0] == pytest.approx(start + (end - start) / 2)
    qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert timeline.view_range[0] == pytest.approx(start)


def test_every_command_is_in_a_menu(app: Composition):
    def actions(menu: object) -> set[str]:
        found: set[str] = set()
        for action in menu.actions():  # type: ignore[attr-defined]
            inner = action.menu()
            found |= actions(inner) if inner is not None else {action.objectName()}
        return found

    assert {command.id for command in CATALOGUE} <= actions(app.window.menuBar())
