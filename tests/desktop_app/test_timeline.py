"""The timeline: what it draws, how it seeks, zooms and reads out."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.jobs.service import JobService
from desktop_app.state.session import Session
from desktop_app.theming.manager import Appearance, ThemeManager
from desktop_app.views.timeline.panel import LaneRow, Timeline
from engine.types import AnalysisSettings, MediaProbed, Modality, UtteranceAnalysed
from tests.helpers import analysis_results as made
from tests.helpers.window import projects_in

DURATION_S = 20.4


@pytest.fixture
def session(jobs: JobService, tmp_path: Path) -> Session:
    """Six utterances; the fifth is silent, the sixth has no face."""
    session = Session(jobs, projects_in(tmp_path))
    fill(session, tmp_path / "a.mp4", 6)
    return session


@pytest.fixture
def timeline(session: Session, qapp: QApplication, qtbot: QtBot) -> Iterator[Timeline]:
    themes = ThemeManager(qapp, Appearance.LIGHT)
    view = Timeline(session, themes)
    qtbot.addWidget(view)
    view.resize(800, 360)
    view.show()
    qtbot.waitExposed(view)
    qtbot.wait(200)
    yield view
    themes.deleteLater()


def fill(session: Session, path: Path, count: int) -> None:
    session.analysis.begin(path, AnalysisSettings())
    results = made.results(count)
    session.analysis.apply(MediaProbed(made.media_info(path, results[-1].utterance.end_s + 0.4)))
    for result in results:
        session.analysis.apply(UtteranceAnalysed(result))
    session.analysis.finish()


def place(timeline: Timeline, row: LaneRow, time_s: float, share: float = 0.5) -> QPoint:
    """Pixel of a time in a lane, ``share`` of the way down."""
    start, end = timeline.view_range
    rect = row.box.rect()
    inside = QPointF((time_s - start) / (end - start) * rect.width(), rect.height() * share)
    return timeline.graphics.mapFromScene(row.box.mapToScene(inside))


def picture(timeline: Timeline) -> QImage:
    return timeline.graphics.viewport().grab().toImage()


def near(color: QColor, wanted: QColor) -> bool:
    pairs = zip(color.getRgb()[:3], wanted.getRgb()[:3], strict=True)
    return all(abs(int(a) - int(b)) <= 6 for a, b in pairs)


def test_click_and_drag_seek(timeline: Timeline, session: Session, qtbot: QtBot):
    viewport = timeline.graphics.viewport()
    for row in timeline.rows:
        qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place(timeline, row, 7.0))
        assert session.playback.position_s == pytest.approx(7.0, abs=0.05)
        session.playback.seek(0.0)
    row = timeline.rows[0]
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=place(timeline, row, 3.0))
    for time_s in (5.0, 9.0, 12.0):
        target = place(timeline, row, time_s)
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(target),
            QPointF(viewport.mapToGlobal(target)),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(viewport, event)
        qtbot.wait(20)
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=place(timeline, row, 12.0))
    assert session.playback.position_s == pytest.approx(12.0, abs=0.1)


def test_the_wheel_zooms_around_the_mouse_and_all_lanes_stay_linked(timeline: Timeline):
    viewport = timeline.graphics.viewport()
    position = QPointF(place(timeline, timeline.rows[1], 10.0))
    event = QWheelEvent(
        position,
        QPointF(viewport.mapToGlobal(position)),
        QPoint(0, 0),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, event)
    start, end = timeline.view_range
    assert end - start == pytest.approx(DURATION_S / 1.25, rel=0.01)
    assert (10.0 - start) / (end - start) == pytest.approx(10.0 / DURATION_S, abs=0.02)
    for row in timeline.rows:
        assert row.box.viewRange()[0] == pytest.approx([start, end])


def test_zoom_and_pan_stay_within_the_medium(timeline: Timeline):
    timeline.zoom(0.01)
    assert timeline.view_range == pytest.approx((0.0, 0.5))
    timeline.pan(1000.0)
    assert timeline.view_range == pytest.approx((DURATION_S - 0.5, DURATION_S))
    timeline.zoom(1000.0)
    assert timeline.view_range == pytest.approx((0.0, DURATION_S))


def test_the_view_follows_a_playhead_that_leaves_it(timeline: Timeline, session: Session):
    timeline.zoom(0.2, 1.0)
    session.playback.seek(15.0)
    start, end = timeline.view_range
    assert start <= 15.0 <= end


def test_an_absent_modality_is_hatched_and_a_present_one_is_filled(
    timeline: Timeline, session: Session
):
    silent = session.analysis.results[4]
    assert Modality.TEXT in silent.absent
    middle = (silent.utterance.start_s + silent.utterance.end_s) / 2
    shown, rates = picture(timeline), timeline.rows[3]
    words = place(timeline, rates, middle, 1 / 6)
    around = {
        shown.pixelColor(words.x() + x, words.y() + y).rgb()
        for x in range(-8, 9)
        for y in range(-4, 5)
    }
    theme = timeline.themes.theme
    assert len(around) >= 2, "hatching has at least a line and a ground"
    assert not any(near(QColor(c), theme.modality(Modality.TEXT)) for c in around)
    voice = place(timeline, rates, middle, 2 / 3 - 0.02)
    assert near(shown.pixelColor(voice), theme.modality(Modality.AUDIO))


def test_the_read_out_has_units_and_says_why_something_is_absent(
    timeline: Timeline, session: Session, qtbot: QtBot
):
    silent = session.analysis.results[4].utterance
    said = []
    for row, share in zip(timeline.rows, (0.5, 0.5, 0.5, 1 / 6), strict=True):
        target = place(timeline, row, silent.start_s + 0.5, share)
        qtbot.mouseMove(timeline.graphics.viewport(), target)
        qtbot.waitUntil(lambda: bool(timeline.read_out), timeout=1_000)
        said.append(timeline.read_out)
        timeline.hide_read_out()
    sentiment, emotion, share, rate = said
    assert "of −3 to +3" in sentiment
    assert "%" in emotion
    assert "Words: absent (nobody speaks here)" in share
    assert "Words: absent (nobody speaks here)" in rate


def test_what_is_still_to_come_is_marked(timeline: Timeline, session: Session, qtbot: QtBot):
    row = timeline.rows[0]
    spot = place(timeline, row, DURATION_S - 0.1, 0.2)
    assert near(picture(timeline).pixelColor(spot), QColor(timeline.themes.theme.surface))
    session.analysis.begin(Path("b.mp4"), AnalysisSettings())
    session.analysis.apply(MediaProbed(made.media_info(Path("b.mp4"), DURATION_S)))
    qtbot.wait(250)
    assert near(picture(timeline).pixelColor(spot), QColor(timeline.themes.theme.surface_raised))


def test_two_thousand_utterances_are_drawn_quickly(
    timeline: Timeline, session: Session, tmp_path: Path, qtbot: QtBot
):
    fill(session, tmp_path / "long.mp4", 2000)
    qtbot.wait(300)
    timeline.zoom(0.5, 1000.0)
    began = time.process_time()
    timeline.graphics.viewport().grab()
    took = time.process_time() - began
    assert took < 0.5, f"drawing 1000 visible utterances took {took:.2f} s"
    session.playback.seek(1500.0)
    timeline.graphics.viewport().grab()
    began = time.process_time()
    for step in range(20):
        session.playback.seek(1500.0 + step)
        timeline.graphics.viewport().grab()
    took = (time.process_time() - began) / 20
    assert took < 0.05, f"moving the playhead took {took:.3f} s"
