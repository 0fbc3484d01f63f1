"""The lane of the sound: read on a thread, part by part; silence, gaps, and files without any."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.jobs.service import JobService
from desktop_app.state.session import Session
from desktop_app.state.switches import LaneId
from desktop_app.state.waveform import Reading
from desktop_app.views.timeline.panel import Timeline
from engine.media import probe
from engine.types import MediaInfo, Modality
from tests.helpers import analysis_results as made
from tests.helpers.media import SoundTrack, clicks, looped, tone, write_tracks
from tests.helpers.timeline import (
    fill,
    near,
    picture,
    place,
    shown_timeline,
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


def test_a_click_can_be_seen_where_it_can_be_heard(
    timeline: Timeline, session: Session, qtbot: QtBot, tmp_path: Path
):
    sound = SoundTrack(clicks(4.0, 16_000, [2.5], 0.2)[None], 16_000, codec="pcm_s16le")
    path = write_tracks(tmp_path / "click.wav", [sound])
    fill(session, path, 1, probe(path))
    qtbot.waitUntil(lambda: session.waveform.state is Reading.DONE, timeout=10_000)
    qtbot.wait(300)
    shown, theme = picture(timeline), timeline.themes.theme
    loud = shown.pixelColor(place(timeline, LaneId.WAVEFORM, 2.6, 0.4))
    assert near(loud, theme.modality(Modality.AUDIO))
    quiet = shown.pixelColor(place(timeline, LaneId.WAVEFORM, 1.0, 0.4))
    assert near(quiet, QColor(theme.surface))


def test_reading_stops_when_another_file_is_opened_and_when_it_is_closed(
    session: Session, qtbot: QtBot, tmp_path: Path
):
    """Threads that are left behind fail every test of the window."""
    sound = SoundTrack(tone(20.0, 16_000)[None], 16_000, codec="aac")
    long = looped(write_tracks(tmp_path / "one.m4a", [sound]), tmp_path / "long.m4a", 200)
    fill(session, long, 1, probe(long))
    qtbot.waitUntil(lambda: session.waveform.pyramid is not None, timeout=10_000)
    qtbot.waitUntil(lambda: session.waveform.pyramid.reach_s > 0, timeout=10_000)
    assert session.waveform.state is Reading.RUNNING
    first = session.waveform.pyramid
    fill(session, long, 1, probe(long))
    qtbot.waitUntil(lambda: session.waveform.pyramid not in {None, first}, timeout=10_000)
    began = time.monotonic()
    session.close()
    assert time.monotonic() - began < 2.0
    assert session.waveform.pyramid.reach_s < 4000


def test_a_file_without_sound_says_so(
    timeline: Timeline, session: Session, qtbot: QtBot, tmp_path: Path
):
    silent = made.media_info(tmp_path / "a.mp4", 20.4)
    silent = MediaInfo(silent.path, silent.container, silent.duration_s, silent.video, None)
    before = lane_pixels(timeline)
    fill(session, tmp_path / "a.mp4", 6, silent)
    assert session.waveform.state is Reading.NO_SOUND
    qtbot.wait(300)
    assert lane_pixels(timeline) != before
    qtbot.mouseMove(timeline.plot, place(timeline, LaneId.WAVEFORM, 2.0))
    qtbot.waitUntil(lambda: "Sound: the file has none" in timeline.read_out, timeout=1_000)


def test_a_file_that_cannot_be_read_leaves_the_other_lanes_alone(
    timeline: Timeline, session: Session, qtbot: QtBot
):
    qtbot.waitUntil(lambda: session.waveform.state is Reading.FAILED, timeout=5_000)
    assert len(lane_pixels(timeline)) > 1, "the lane says that it could not be read"


def lane_pixels(timeline: Timeline) -> set[tuple[int, int, int]]:
    """Where something is written or drawn in the lane of the sound."""
    shown, strip = picture(timeline), timeline.plot.strip(LaneId.WAVEFORM)
    assert strip is not None
    ground = QColor(timeline.themes.theme.surface).rgb()
    left = round(timeline.plot.x_of(timeline.view_range[0])) + 6
    return {
        (x, y, shown.pixel(x, y))
        for x in range(left, shown.width() - 14)
        for y in range(strip.top, strip.bottom)
        if shown.pixel(x, y) != ground
    }
