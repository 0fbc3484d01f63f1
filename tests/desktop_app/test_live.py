"""Live mode in the real window, with a scripted engine in a real process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QFileDialog, QInputDialog, QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot

from desktop_app.app import Composition
from desktop_app.state.analysis import Status
from desktop_app.state.live.history import History
from desktop_app.state.live.session import LiveStatus
from desktop_app.views.live.health import filled
from desktop_app.views.live.plots import heat, stacked
from desktop_app.views.text_dialog import TextDialog
from engine.live.sources.base import Level
from engine.sessions.project import MediaState, Project
from engine.types import Modality
from tests.helpers import scripted_live as script
from tests.helpers.scripted_engine import scripted_engine
from tests.helpers.window import preferences, running_window


@pytest.fixture
def app(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Composition]:
    with running_window(qapp, scripted_engine, preferences(tmp_path)) as composition:
        qtbot.waitUntil(lambda: composition.window.workspace.timeline is not None, timeout=10_000)
        yield composition


def start(app: Composition, qtbot: QtBot, steps: str) -> None:
    """Choose a film (the script) and press the button."""
    app.window.commands["live.open"].trigger()
    qtbot.waitUntil(lambda: app.session.live.devices is not None, timeout=20_000)
    app.window.live.bar.choose_film(steps)
    app.window.commands["live.run"].trigger()


def ended(app: Composition, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: app.session.live.status is LiveStatus.OFF, timeout=20_000)


def said(app: Composition) -> list[str]:
    return [banner.message for banner in app.window.banners.banners]


# --------------------------------------------------------------------------- a run


def test_devices_are_asked_for_when_the_page_is_first_seen(app: Composition, qtbot: QtBot) -> None:
    assert app.live.process_id is None
    app.window.commands["live.open"].trigger()
    bar = app.window.live.bar
    qtbot.waitUntil(lambda: bar.cameras.itemText(0) == "Front camera", timeout=20_000)
    source = bar.source
    assert source is not None
    assert (source.camera, source.microphone) == (0, "Built-in microphone")
    bar.cameras.setCurrentIndex(bar.cameras.findText("No camera"))
    bar.microphones.setCurrentIndex(bar.microphones.findText("No microphone"))
    assert bar.source is None
    app.window.commands["live.run"].trigger()
    assert "Choose a camera" in said(app)[-1]
    assert app.session.live.status is LiveStatus.OFF


def test_an_address_is_asked_for_and_shown_without_what_is_secret(
    app: Composition, qtbot: QtBot
) -> None:
    app.window.commands["live.open"].trigger()
    bar = app.window.live.bar
    qtbot.waitUntil(lambda: app.session.live.devices is not None, timeout=20_000)
    before = bar.source

    def answer(text: str) -> None:
        place = bar.cameras.findText("An address…")
        bar.cameras.setCurrentIndex(place)
        bar.cameras.activated.emit(place)
        (dialog,) = (each for each in app.window.findChildren(TextDialog) if each.isVisible())
        assert isinstance(dialog.field, QLineEdit)
        dialog.field.setText(text)
        dialog.accept()

    answer("  ")
    assert bar.source == before
    for text, shown, address in (
        ("https://a:b@host/films/a%20talk.mp4?key=c", "a talk.mp4", None),
        ("cam.example:8080", "cam.example", "http://cam.example:8080"),
    ):
        answer(text)
        assert bar.cameras.currentText() == shown
        assert bar.source is not None
        assert bar.source.url == (address or text)


def test_the_first_page_leads_to_the_camera(app: Composition, qtbot: QtBot) -> None:
    app.window.empty.live_wanted.emit()
    assert app.window.pages.currentWidget() is app.window.live
    qtbot.waitUntil(lambda: app.session.live.devices is not None, timeout=20_000)


def test_a_run_shows_the_moment_the_minute_and_the_words(app: Composition, qtbot: QtBot) -> None:
    start(app, qtbot, "speak 4,wait")
    live, page = app.session.live, app.window.live
    qtbot.waitUntil(lambda: bool(live.finals), timeout=20_000)
    assert live.status is LiveStatus.RUNNING
    state = live.state
    assert state is not None and state.prediction is not None
    assert "happy 60 %" in page.now.text
    assert page.now.gauge.reading is not None
    assert page.now.gauge.reading.interval == state.sentiment_interval
    share = state.contributions[Modality.TEXT].shapley_sentiment
    assert page.now.shares.bars[0].text == f"+{share:.2f}"
    assert "well I did not think" in page.captions.text
    qtbot.waitUntil(lambda: "30 pictures/s" in page.health.text, timeout=5_000)
    assert live.delays_to_screen_s(Modality.VISION)[-1] >= 0.09
    app.window.commands["live.run"].trigger()
    ended(app, qtbot)


def test_pending_words_look_pending(app: Composition, qtbot: QtBot) -> None:
    start(app, qtbot, "pace 30,speak 2,wait")
    page = app.window.live
    qtbot.waitUntil(lambda: "<i " in page.captions.text, timeout=20_000)
    qtbot.waitUntil(lambda: bool(app.session.live.finals), timeout=20_000)
    assert "<i " not in page.captions.text
    app.session.live.end()
    ended(app, qtbot)


def test_the_picture_is_mirrored_with_the_face(app: Composition, qtbot: QtBot) -> None:
    start(app, qtbot, "wait")
    live, picture = app.session.live, app.window.live.picture
    qtbot.waitUntil(lambda: picture.surface.overlays.face is not None, timeout=20_000)
    app.window.commands["live.freeze"].trigger()
    shown = live.picture
    assert shown is not None
    box = picture.surface.overlays.face
    assert box is not None and box[0] == pytest.approx(0.1)
    app.window.commands["live.freeze"].trigger()
    app.window.commands["live.mirror"].trigger()
    qtbot.waitUntil(lambda: (picture.surface.overlays.face or (0,))[0] > 0.5, timeout=5_000)
    image = picture.surface._image
    assert image is not None
    light = [QColor(image.pixel(x, 60)).red() > 200 for x in range(160)]
    assert any(light[80:]) and not any(light[:80])
    live.end()
    ended(app, qtbot)


def test_what_is_frozen_stands_while_the_run_goes_on(app: Composition, qtbot: QtBot) -> None:
    start(app, qtbot, "wait")
    live, page = app.session.live, app.window.live
    qtbot.waitUntil(lambda: live.state is not None, timeout=20_000)
    app.window.commands["live.freeze"].trigger()
    before, time_s = page.now.gauge.reading, live.time_s
    qtbot.waitUntil(lambda: live.time_s > time_s + 1.0, timeout=10_000)
    assert page.now.gauge.reading == before
    app.window.commands["live.freeze"].trigger()
    qtbot.waitUntil(lambda: page.now.gauge.reading != before, timeout=5_000)
    live.end()
    ended(app, qtbot)


def test_a_marker_is_at_the_moment_of_the_key(app: Composition, qtbot: QtBot) -> None:
    start(app, qtbot, "wait")
    live = app.session.live
    qtbot.waitUntil(lambda: live.state is not None, timeout=20_000)
    pressed_s = live.time_s
    app.window.commands["live.mark"].trigger()
    qtbot.waitUntil(lambda: live.time_s > pressed_s + 0.5, timeout=5_000)
    dialog = app.window.findChild(QInputDialog)
    assert dialog is not None
    dialog.setTextValue("laughs")
    dialog.accept()
    assert [(m.time_s, m.note) for m in live.markers] == [(pytest.approx(pressed_s), "laughs")]
    live.end()
    ended(app, qtbot)


def test_the_level_moves_with_the_sound_not_with_the_health(app: Composition, qtbot: QtBot) -> None:
    live, meter = app.session.live, app.window.live.health.meter
    heard: list[int] = []
    live.level_changed.connect(lambda: heard.append(meter.value()))
    start(app, qtbot, "wait")
    qtbot.waitUntil(lambda: len(heard) >= 3, timeout=20_000)
    assert live.health is None, "its first figures come after a second"
    assert heard[:3] == [80, 80, 80]
    live.end()
    ended(app, qtbot)
    assert meter.value() == 0


def test_the_compact_view_follows_and_is_closed(app: Composition, qtbot: QtBot) -> None:
    start(app, qtbot, "wait")
    qtbot.waitUntil(lambda: app.session.live.state is not None, timeout=20_000)
    app.window.commands["live.compact"].trigger()
    compact = app.window.handlers.live._compact
    assert compact is not None
    qtbot.waitUntil(lambda: "happy 60 %" in compact.text, timeout=5_000)
    compact.close()
    assert not app.window.commands["live.compact"].isChecked()
    app.session.live.end()
    ended(app, qtbot)


# --------------------------------------------------------------------------- calibration


def calibrated(app: Composition, qtbot: QtBot) -> None:
    app.window.commands["live.calibrate"].trigger()
    qtbot.waitUntil(lambda: app.session.live.calibrating_s is not None, timeout=5_000)
    qtbot.waitUntil(lambda: app.session.live.calibrating_s is None, timeout=10_000)


def test_a_calibration_counts_down_then_is_shown_until_it_is_undone(
    app: Composition, qtbot: QtBot
) -> None:
    start(app, qtbot, "wait")
    live, sign = app.session.live, app.window.live.picture.sign
    commands, banners = app.window.commands, app.window.banners
    assert not commands["live.calibrate"].isEnabled()
    qtbot.waitUntil(lambda: live.state is not None, timeout=20_000)
    assert sign.text == ""
    assert not commands["live.uncalibrate"].isEnabled()
    commands["live.calibrate"].trigger()
    seen: list[str] = []
    live.calibration_changed.connect(lambda: seen.append(sign.text))
    qtbot.waitUntil(lambda: live.calibrating_s is not None, timeout=5_000)
    wide, over = sign.width(), app.window.live.picture.rect()
    assert over.contains(sign.geometry())
    qtbot.waitUntil(lambda: live.calibration is not None, timeout=10_000)
    first = "Look at the camera and speak calmly about anything"
    assert [text.removeprefix(first) for text in seen[:3]] == [" 10 s", " 9 s", " 8 s"]
    assert sign.text == "Calibrated to this person: voice"
    assert sign.width() < wide
    assert over.contains(sign.geometry())
    assert "face: No face was in view" in banners.banners[-1].message
    commands["live.uncalibrate"].trigger()
    qtbot.waitUntil(lambda: live.calibration is None, timeout=5_000)
    assert sign.text == ""
    assert not commands["live.uncalibrate"].isEnabled()
    live.end()
    ended(app, qtbot)


def test_the_compact_view_says_that_numbers_are_calibrated(app: Composition, qtbot: QtBot) -> None:
    live = app.session.live
    start(app, qtbot, "wait")
    qtbot.waitUntil(lambda: live.state is not None, timeout=20_000)
    app.window.commands["live.compact"].trigger()
    compact = app.window.handlers.live._compact
    assert compact is not None
    assert not compact.badge.isVisible()
    plain = compact.height()
    seen: list[str] = []
    live.calibration_changed.connect(lambda: seen.append(compact.badge.text()))
    calibrated(app, qtbot)
    assert any(text.startswith("Calibrating: ") for text in seen)
    assert compact.badge.isVisible()
    assert compact.badge.text() == "Calibrated: voice"
    app.window.commands["live.uncalibrate"].trigger()
    qtbot.waitUntil(lambda: not compact.badge.isVisible(), timeout=5_000)
    assert compact.height() == plain
    live.end()
    ended(app, qtbot)


def test_a_calibration_of_nothing_is_told_and_one_that_goes_on_can_be_ended(
    app: Composition, qtbot: QtBot
) -> None:
    start(app, qtbot, "mute,wait")
    live, sign = app.session.live, app.window.live.picture.sign
    qtbot.waitUntil(lambda: live.state is not None, timeout=20_000)
    calibrated(app, qtbot)
    assert live.calibration is None
    assert sign.text == ""
    assert any("Nothing could be calibrated" in each for each in said(app))
    app.window.commands["live.calibrate"].trigger()
    qtbot.waitUntil(lambda: live.calibrating_s is not None, timeout=5_000)
    told = len(said(app))
    app.window.commands["live.uncalibrate"].trigger()
    qtbot.waitUntil(lambda: live.calibrating_s is None, timeout=5_000)
    assert len(said(app)) == told
    app.session.live.end()
    ended(app, qtbot)


def test_the_next_run_is_calibrated_to_nobody(app: Composition, qtbot: QtBot) -> None:
    start(app, qtbot, "wait")
    live = app.session.live
    qtbot.waitUntil(lambda: live.state is not None, timeout=20_000)
    calibrated(app, qtbot)
    assert live.calibration is not None
    live.end()
    ended(app, qtbot)
    assert live.calibration is None
    assert app.window.live.picture.sign.text == ""


# --------------------------------------------------------------------------- ends


def test_the_rest_is_read_after_the_stop_or_skipped(app: Composition, qtbot: QtBot) -> None:
    start(app, qtbot, "wait,deaf")
    live = app.session.live
    qtbot.waitUntil(lambda: live.state is not None, timeout=20_000)
    app.window.commands["live.run"].trigger()
    qtbot.waitUntil(lambda: "12 s of sound" in app.window.live.health.text, timeout=5_000)
    assert live.status is LiveStatus.FINISHING
    app.window.commands["live.run"].trigger()
    ended(app, qtbot)


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        ("refuse", "The camera is busy."),
        ("speak 1,unplug", "The camera was unplugged."),
        ("speak 1,die", "Live mode ended unexpectedly (it was killed)"),
    ],
)
def test_what_goes_wrong_is_told_and_another_run_begins(
    app: Composition, qtbot: QtBot, steps: str, message: str
) -> None:
    start(app, qtbot, steps)
    qtbot.waitUntil(lambda: any(message in each for each in said(app)), timeout=20_000)
    ended(app, qtbot)
    start(app, qtbot, "speak 1")
    qtbot.waitUntil(lambda: len(app.session.live.finals) == 1, timeout=20_000)
    ended(app, qtbot)


def test_closing_the_window_ends_a_run(app: Composition, qtbot: QtBot) -> None:
    start(app, qtbot, "wait")
    qtbot.waitUntil(lambda: app.session.live.state is not None, timeout=20_000)
    app.window.close()  # the fixture fails the test if a process or a thread is left


# --------------------------------------------------------------------------- recording


def record(app: Composition, film: Path, monkeypatch: pytest.MonkeyPatch, agreed: bool) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(film), ""))
    monkeypatch.setattr(QMessageBox, "open", lambda box: box.accept() if agreed else box.reject())
    app.window.commands["live.record"].trigger()


def test_nothing_is_written_before_everyone_agreed(
    app: Composition, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(app, qtbot, "wait")
    qtbot.waitUntil(lambda: app.session.live.state is not None, timeout=20_000)
    record(app, tmp_path / "film.mp4", monkeypatch, agreed=False)
    assert not app.window.commands["live.record"].isChecked()
    app.session.live.end()
    ended(app, qtbot)
    assert not (tmp_path / "film.mp4").exists()


def test_a_recording_is_a_project_with_all_that_was_shown_of_it(
    app: Composition, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = tmp_path / "film.mp4"
    start(app, qtbot, "pace 20,speak 2,speak 2,speak 2,wait")
    live = app.session.live
    qtbot.waitUntil(lambda: len(live.finals) == 1, timeout=20_000)
    record(app, film, monkeypatch, agreed=True)
    qtbot.waitUntil(lambda: live.recording is not None, timeout=5_000)
    assert app.window.commands["live.record"].isChecked()
    assert app.window.live.picture._light.isVisible()
    qtbot.waitUntil(lambda: len(live.finals) == 3, timeout=20_000)
    live.mark("laughs", 3.0)
    live.mark("", 3.5)
    with qtbot.waitSignal(app.session.keeper.kept, timeout=10_000) as kept:
        live.end()
    ended(app, qtbot)
    assert not app.window.live.picture._light.isVisible()
    assert kept.args == [tmp_path / "film.mibscope"]
    app.window.open_files([tmp_path / "film.mibscope"])
    assert app.session.analysis.status is Status.DONE
    shown = [each.utterance for each in app.session.analysis.results]
    wanted = [each.utterance for each in live.finals[1:]]
    assert [each.text for each in shown] == [each.text for each in wanted]
    assert [each.start_s for each in shown] == [each.start_s + 0.5 for each in wanted]
    assert app.session.analysis.path == film
    project, media_id = app.session.projects.project, app.session.analysis.media_id
    assert project is not None and media_id is not None
    notes = [(note.start_s, note.text) for note in project.notes(media_id)]
    assert notes == [(3.5, "laughs"), (4.0, "✱")]


def test_a_recording_tells_from_where_on_it_is_calibrated(
    app: Composition, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(app, qtbot, "pace 20,speak 4,speak 4,wait")
    live = app.session.live
    qtbot.waitUntil(lambda: live.state is not None, timeout=20_000)
    record(app, tmp_path / "film.mp4", monkeypatch, agreed=True)
    qtbot.waitUntil(lambda: len(live.finals) == 1, timeout=20_000)
    calibrated(app, qtbot)
    qtbot.waitUntil(lambda: len(live.finals) == 2, timeout=20_000)
    app.window.commands["live.uncalibrate"].trigger()
    qtbot.waitUntil(lambda: live.calibration is None, timeout=5_000)
    with qtbot.waitSignal(app.session.keeper.kept, timeout=10_000):
        live.end()
    ended(app, qtbot)
    project = Project.open(tmp_path / "film.mibscope")
    run = project.runs.latest(project.media.all()[0].id)
    assert run is not None
    begun, over = run.warnings
    assert begun.startswith("From utterance 2 on, numbers are calibrated to the person (voice)")
    assert over == "From utterance 3 on, nothing is calibrated to the person any more."
    project.close()


def test_what_was_shown_of_a_recording_outlives_a_crash(
    app: Composition, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(app, qtbot, "pace 30,speak 3,speak 2,die")
    live = app.session.live
    qtbot.waitUntil(lambda: live.state is not None, timeout=20_000)
    record(app, tmp_path / "film.mp4", monkeypatch, agreed=True)
    ended(app, qtbot)
    project = Project.open(tmp_path / "film.mibscope")
    media = project.media.all()[0]
    run = project.runs.latest(media.id)
    assert run is not None
    assert len(project.runs.utterances(run.id)) == len(live.finals) == 2
    assert media.state is MediaState.STOPPED
    project.close()


# --------------------------------------------------------------------------- numbers


def test_a_minute_is_remembered_and_no_more() -> None:
    history = History()
    for step in range(500):
        history.add(script.state(step * 0.2))
    series = history.series()
    assert series.times_s[0] >= series.times_s[-1] - 60.0
    assert len(series.times_s) == pytest.approx(301, abs=1)
    state = script.state(float(series.times_s[-1]))
    assert state.prediction is not None
    assert series.sentiment[-1] == state.prediction.sentiment
    assert series.interval[-1].tolist() == list(state.sentiment_interval or ())
    assert series.rates[-1, 2] == 8.0
    silent = next(i for i, t in enumerate(series.times_s) if t % 10 > 8.5)
    assert np.isnan(series.shares[silent, 0])


def test_no_states_give_empty_series() -> None:
    series = History().series()
    assert series.times_s.shape == (0,)
    assert series.emotions.shape == (0, 7)


def test_bars_are_piled_up_away_from_zero() -> None:
    shares = np.array([[0.5, -0.2, 0.3], [-0.1, -0.4, 0.0]])
    assert stacked(shares) == pytest.approx(np.array([[0.0, 0.0, 0.5], [0.0, -0.1, 0.0]]))


def test_a_single_missing_column_is_no_gap_and_two_are() -> None:
    at = np.array([-50.0, -49.8, -49.4, -48.6])
    columns = heat(at, np.full((4, 7), 0.5))
    filled_columns = np.flatnonzero(~np.isnan(columns[0]))
    assert filled_columns.tolist() == [50, 51, 52, 53, 57]


@pytest.mark.parametrize(
    ("level", "percent"),
    [(None, 0), (Level(-90, -90), 0), (Level(-20, -30), 50), (Level(-3, 0), 100)],
)
def test_the_meter_goes_by_the_peak(level: Level | None, percent: int) -> None:
    assert filled(level) == percent
