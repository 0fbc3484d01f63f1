"""The timeline on the screen: what it shows, how it seeks, zooms, selects and reads out."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QNativeGestureEvent, QPointingDevice
from PySide6.QtWidgets import QApplication, QGestureEvent, QPinchGesture
from pytestqt.qtbot import QtBot

from desktop_app.jobs.service import JobService
from desktop_app.state.session import Session
from desktop_app.state.switches import LaneId
from desktop_app.views.timeline.gestures import Gestures
from desktop_app.views.timeline.panel import Timeline
from engine.types import AnalysisSettings, MediaProbed, Modality
from tests.helpers import analysis_results as made
from tests.helpers.timeline import (
    DURATION_S,
    drag,
    fill,
    near,
    picture,
    place,
    shown_timeline,
    wheel,
)
from tests.helpers.window import projects_in


@pytest.fixture
def session(jobs: JobService, tmp_path: Path) -> Iterator[Session]:
    """Six utterances; the fifth is silent, the sixth has no face."""
    session = Session(jobs, projects_in(tmp_path))
    fill(session, tmp_path / "a.mp4", 6)
    yield session
    session.close()


@pytest.fixture
def timeline(session: Session, qapp: QApplication, qtbot: QtBot) -> Iterator[Timeline]:
    with shown_timeline(session, qapp, qtbot) as view:
        yield view


# --------------------------------------------------------------------------- mouse and keys


def test_click_and_drag_seek(timeline: Timeline, session: Session, qtbot: QtBot):
    for lane in LaneId:
        spot = place(timeline, lane, 7.0)
        qtbot.mouseClick(timeline.plot, Qt.MouseButton.LeftButton, pos=spot)
        assert session.playback.position_s == pytest.approx(7.0, abs=0.05)
        session.playback.seek(0.0)
    drag(timeline, qtbot, [3.0, 5.0, 9.0, 12.0])
    assert session.playback.position_s == pytest.approx(12.0, abs=0.05)
    assert session.range.bounds is None


def test_a_drag_with_shift_selects_in_either_direction(
    timeline: Timeline, session: Session, qtbot: QtBot
):
    shift = Qt.KeyboardModifier.ShiftModifier
    drag(timeline, qtbot, [3.0, 8.0], modifier=shift)
    assert session.range.bounds == pytest.approx((3.0, 8.0), abs=0.05)
    drag(timeline, qtbot, [12.0, 11.0, 6.0], modifier=shift)
    assert session.range.bounds == pytest.approx((6.0, 12.0), abs=0.05)
    assert session.playback.position_s == 0.0
    inside, outside = (place(timeline, LaneId.RATES, t, 0.02) for t in (9.3, 15.0))
    shown = picture(timeline)
    assert shown.pixelColor(inside).blue() - shown.pixelColor(inside).red() > 15
    assert not near(shown.pixelColor(inside), shown.pixelColor(outside))
    qtbot.mouseClick(
        timeline.plot, Qt.MouseButton.LeftButton, shift, place(timeline, LaneId.RATES, 1)
    )
    assert session.range.bounds is None, "a click with Shift selects nothing"


@pytest.mark.parametrize(
    "how",
    [
        (Qt.MouseButton.MiddleButton, Qt.KeyboardModifier.NoModifier, False),
        (Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier, False),
        (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, False),
        (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, True),
    ],
)
def test_other_drags_pan(
    timeline: Timeline,
    session: Session,
    qtbot: QtBot,
    how: tuple[Qt.MouseButton, Qt.KeyboardModifier, bool],
):
    button, modifier, on_axis = how
    timeline.zoom_to(8.0, 12.0)
    start, end = timeline.view_range
    y = timeline.plot.height() - 5 if on_axis else None
    drag(timeline, qtbot, [11.0, 10.0], button=button, modifier=modifier, y=y)
    assert timeline.view_range == pytest.approx((start + 1.0, end + 1.0), abs=0.05)
    assert session.playback.position_s == 0.0


def test_the_wheel_zooms_around_the_mouse(timeline: Timeline):
    wheel(timeline, 10.0, QPoint(0, 120), Qt.KeyboardModifier.NoModifier)
    start, end = timeline.view_range
    assert end - start == pytest.approx(DURATION_S / 1.25, rel=0.01)
    assert (10.0 - start) / (end - start) == pytest.approx(10.0 / DURATION_S, abs=0.01)


@pytest.mark.parametrize(
    ("delta", "modifier"),
    [
        (QPoint(-120, 0), Qt.KeyboardModifier.NoModifier),
        (QPoint(0, -120), Qt.KeyboardModifier.ShiftModifier),
    ],
)
def test_the_wheel_sideways_or_with_shift_pans(
    timeline: Timeline, delta: QPoint, modifier: Qt.KeyboardModifier
):
    timeline.zoom_to(5.0, 9.0)
    start, end = timeline.view_range
    wheel(timeline, 7.0, delta, modifier)
    assert timeline.view_range[0] == pytest.approx(start + (end - start) / 10)
    assert timeline.view_range[1] - timeline.view_range[0] == pytest.approx(end - start)


def test_two_fingers_on_a_touchpad_zoom(timeline: Timeline):
    position = QPointF(place(timeline, LaneId.EMOTIONS, 10.0))
    event = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture,
        QPointingDevice.primaryPointingDevice(),
        2,
        position,
        position,
        QPointF(timeline.plot.mapToGlobal(position)),
        0.25,
        QPointF(),
    )
    QApplication.sendEvent(timeline.plot, event)
    start, end = timeline.view_range
    assert end - start == pytest.approx(DURATION_S / 1.25, rel=0.01)
    assert (10.0 - start) / (end - start) == pytest.approx(10.0 / DURATION_S, abs=0.01)


def test_two_fingers_on_a_touch_screen_zoom(timeline: Timeline):
    pinch = QPinchGesture()
    pinch.setScaleFactor(1.25)
    pinch.setHotSpot(QPointF(timeline.plot.mapToGlobal(place(timeline, LaneId.EMOTIONS, 10.0))))
    # Sent to the filters alone: the application would look for the touches behind it.
    gestures = timeline.plot.findChild(Gestures)
    assert gestures is not None
    assert gestures.eventFilter(timeline.plot, QGestureEvent([pinch]))
    start, end = timeline.view_range
    assert end - start == pytest.approx(DURATION_S / 1.25, rel=0.01)
    assert (10.0 - start) / (end - start) == pytest.approx(10.0 / DURATION_S, abs=0.01)


def test_the_keyboard_zooms_and_pans_where_it_has_the_focus(timeline: Timeline, qtbot: QtBot):
    timeline.activateWindow()
    timeline.setFocus()
    qtbot.waitUntil(timeline.plot.hasFocus, timeout=2_000)
    qtbot.keyClick(timeline.plot, Qt.Key.Key_Plus)
    assert timeline.view_range == pytest.approx((0.0, DURATION_S / 2))
    qtbot.keyClick(timeline.plot, Qt.Key.Key_PageDown)
    assert timeline.view_range[0] == pytest.approx(0.9 * DURATION_S / 2)
    qtbot.keyClick(timeline.plot, Qt.Key.Key_PageUp)
    qtbot.keyClick(timeline.plot, Qt.Key.Key_Minus)
    assert timeline.view_range == pytest.approx((0.0, DURATION_S))
    corner = picture(timeline).pixelColor(0, 0)
    assert near(corner, QColor(timeline.themes.theme.accent)), "the focus can be seen"


# --------------------------------------------------------------------------- the view


def test_zoom_and_pan_stay_within_the_medium(timeline: Timeline):
    timeline.zoom(0.01)
    assert timeline.view_range == pytest.approx((0.0, 0.5))
    timeline.pan(1000.0)
    assert timeline.view_range == pytest.approx((DURATION_S - 0.5, DURATION_S))
    timeline.zoom(1000.0)
    assert timeline.view_range == pytest.approx((0.0, DURATION_S))


def test_zoom_to_the_selection_shows_it_with_a_margin(timeline: Timeline, session: Session):
    timeline.zoom_to_selection()
    assert timeline.view_range == pytest.approx((0.0, DURATION_S)), "nothing is selected"
    session.range.select(6.0, 10.0)
    timeline.zoom_to_selection()
    assert timeline.view_range == pytest.approx((5.8, 10.2))


def test_the_view_follows_a_playhead_that_leaves_it(timeline: Timeline, session: Session):
    timeline.zoom(0.2, 1.0)
    session.playback.seek(15.0)
    start, end = timeline.view_range
    assert start <= 15.0 <= end


def test_the_view_stays_where_the_user_has_moved_it_while_it_plays(
    timeline: Timeline, session: Session
):
    timeline.zoom_to(0.0, 4.0)
    session.playback.seek(3.9)
    timeline.pan(10.0)
    moved = timeline.view_range
    for step in range(20):
        session.playback.report_position(3.9 + 0.03 * step)
    assert timeline.view_range == moved
    session.playback.seek(2.0)
    assert timeline.view_range[0] <= 2.0 <= timeline.view_range[1]


# --------------------------------------------------------------------------- lanes


def test_lanes_can_be_switched_off_and_their_state_kept(timeline: Timeline, session: Session):
    before = timeline.plot.strip(LaneId.SENTIMENT)
    session.lanes.switch(LaneId.WAVEFORM, False)
    session.lanes.switch(LaneId.RATES, False)
    kept = session.lanes.turned
    assert kept == {LaneId.WAVEFORM, LaneId.RATES}
    assert timeline.plot.strip(LaneId.WAVEFORM) is None
    after = timeline.plot.strip(LaneId.SENTIMENT)
    assert before is not None
    assert after is not None
    assert after.top < before.top
    assert after.height > before.height, "the others take the room"
    session.lanes.restore([])
    assert timeline.plot.strip(LaneId.SENTIMENT) == before
    session.lanes.restore([*kept, "a lane of another version"])
    assert session.lanes.turned == kept


def test_an_absent_modality_is_hatched_and_a_present_one_is_filled(
    timeline: Timeline, session: Session
):
    silent = session.analysis.results[4]
    assert Modality.TEXT in silent.absent
    middle = (silent.utterance.start_s + silent.utterance.end_s) / 2
    shown = picture(timeline)
    words = place(timeline, LaneId.RATES, middle, 1 / 6)
    around = {
        shown.pixelColor(words.x() + x, words.y() + y).rgb()
        for x in range(-8, 9)
        for y in range(-4, 5)
    }
    theme = timeline.themes.theme
    assert len(around) >= 2, "hatching has at least a line and a ground"
    assert not any(near(QColor(c), theme.modality(Modality.TEXT)) for c in around)
    voice = place(timeline, LaneId.RATES, middle, 2 / 3) - QPoint(0, 2)
    assert near(shown.pixelColor(voice), theme.modality(Modality.AUDIO))


def test_speech_and_face_lanes_are_empty_where_there_is_none(timeline: Timeline, session: Session):
    shown, ground = picture(timeline), QColor(timeline.themes.theme.surface)
    for lane, absent in ((LaneId.SPEECH, 4), (LaneId.FACES, 5)):
        for index, result in enumerate(session.analysis.results):
            utterance = result.utterance
            spot = place(timeline, lane, (utterance.start_s + utterance.end_s) / 2 - 0.2)
            assert near(shown.pixelColor(spot), ground) == (index == absent), (lane, index)


def test_conflicts_are_marked_and_uncertain_ones_are_hatched(timeline: Timeline, session: Session):
    shown, theme = picture(timeline), timeline.themes.theme
    for result in session.analysis.results:
        middle = (result.utterance.start_s + result.utterance.end_s) / 2
        assert result.agreement is not None
        marked = near(
            shown.pixelColor(place(timeline, LaneId.CONFLICT, middle)), QColor(theme.conflict)
        )
        assert marked == (result.agreement.overall.value == "conflict")
        assert result.uncertainty is not None
        low, high = result.uncertainty.sentiment_interval
        strip = timeline.plot.strip(LaneId.SENTIMENT)
        assert strip is not None
        y = round(strip.top + strip.height * (0.5 - ((low + high) / 2 + high) / 2 / 6.48))
        x = round(timeline.plot.x_of(middle))
        across = [shown.pixelColor(x + offset, y) for offset in range(-6, 6)]
        hatched = any(near(color, QColor(theme.surface)) for color in across)
        assert hatched == result.sentiment_uncertain


def test_the_band_reaches_from_one_end_of_the_interval_to_the_other(
    timeline: Timeline, session: Session
):
    result, shown = session.analysis.results[3], picture(timeline)
    assert result.uncertainty is not None
    middle = (result.utterance.start_s + result.utterance.end_s) / 2
    strip = timeline.plot.strip(LaneId.SENTIMENT)
    assert strip is not None
    ground = QColor(timeline.themes.theme.surface)

    def at(value: float) -> QColor:
        y = strip.top + strip.height * (0.5 - value / 6.48)
        return shown.pixelColor(round(timeline.plot.x_of(middle)), round(y))

    low, high = result.uncertainty.sentiment_interval
    pixel = 6.48 / strip.height
    assert not near(at(high - 2 * pixel), ground)
    assert not near(at(low + 2 * pixel), ground)
    assert near(at(high + 2 * pixel), ground)
    assert near(at(low - 2 * pixel), ground)


def test_what_is_still_to_come_is_marked(timeline: Timeline, session: Session, qtbot: QtBot):
    spot = place(timeline, LaneId.SENTIMENT, DURATION_S - 0.1, 0.2)
    assert near(picture(timeline).pixelColor(spot), QColor(timeline.themes.theme.surface))
    session.analysis.begin(Path("b.mp4"), AnalysisSettings())
    session.analysis.apply(MediaProbed(made.media_info(Path("b.mp4"), DURATION_S)))
    qtbot.wait(250)
    assert near(picture(timeline).pixelColor(spot), QColor(timeline.themes.theme.surface_raised))


# --------------------------------------------------------------------------- what it says


def test_the_read_out_names_all_lanes_with_units(
    timeline: Timeline, session: Session, qtbot: QtBot
):
    silent = session.analysis.results[4].utterance
    qtbot.mouseMove(timeline.plot, place(timeline, LaneId.SENTIMENT, silent.start_s + 0.5))
    qtbot.waitUntil(lambda: bool(timeline.read_out), timeout=1_000)
    said = dict(line.split(": ", 1) for line in timeline.read_out.splitlines())
    assert said["Time"].startswith("0:14")
    assert said["Speech"] == "nobody speaks"
    assert said["Face in view"] == "Face"
    assert "of −3 to +3" in said["Sentiment"]
    assert "80 %:" in said["Sentiment"]
    assert said["Expression"].count("%") == 3
    assert "Words absent (nobody speaks here)" in said["Contributions"]
    assert said["Rates"].endswith("nats")
    assert said["Conflict"] == "none, they agree"
    session.lanes.switch(LaneId.RATES, False)
    qtbot.mouseMove(timeline.plot, place(timeline, LaneId.SENTIMENT, silent.start_s + 0.7))
    qtbot.waitUntil(lambda: bool(timeline.read_out), timeout=1_000)
    assert "Rates" not in timeline.read_out


@pytest.mark.parametrize("share", [0.02, 0.4, 0.6, 0.98])
def test_the_read_out_lies_beside_the_mouse_and_within_the_timeline(
    timeline: Timeline, qtbot: QtBot, share: float
):
    spot = place(timeline, LaneId.SENTIMENT, DURATION_S * share)
    qtbot.mouseMove(timeline.plot, spot)
    label = timeline.findChild(type(timeline._read_out))
    qtbot.waitUntil(lambda: label is not None and label.isVisible(), timeout=1_000)
    assert label is not None
    assert timeline.rect().contains(label.geometry())
    assert not label.geometry().contains(spot)


def test_it_can_be_read_by_those_who_do_not_see_it(
    timeline: Timeline, session: Session, qtbot: QtBot
):
    assert timeline.plot.accessibleName() == "Timeline"
    session.playback.report_duration(DURATION_S)
    session.playback.seek(session.analysis.results[3].utterance.start_s + 0.5)
    qtbot.waitUntil(lambda: "Time: 0:10" in timeline.plot.accessibleDescription(), timeout=2_000)
    assert "Sentiment: " in timeline.plot.accessibleDescription()
    assert "From 0:00.0 to 0:20.4" in timeline.plot.accessibleDescription()


# --------------------------------------------------------------------------- cost


def test_three_hours_are_drawn_quickly(
    timeline: Timeline, session: Session, tmp_path: Path, qtbot: QtBot
):
    fill(session, tmp_path / "long.mp4", 3200)
    qtbot.wait(300)
    timeline.plot.grab()

    def cost(change: object) -> float:
        began = time.process_time()
        for step in range(20):
            change(step)  # type: ignore[operator]
            timeline.plot.grab()
        return (time.process_time() - began) / 20

    panned = cost(lambda step: timeline.pan(1.0 + step))
    zoomed = cost(lambda _: timeline.zoom(0.9, 5000.0))
    played = cost(lambda step: session.playback.report_position(4000.0 + 0.03 * step))
    assert panned < 0.02, f"a step of panning took {panned:.3f} s"
    assert zoomed < 0.02, f"a step of zooming took {zoomed:.3f} s"
    assert played < 0.02, f"moving the playhead took {played:.3f} s"
