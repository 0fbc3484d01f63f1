"""The comparison: pins, people and other analyses at A and B, and what lies between them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_app.jobs.service import JobService
from desktop_app.state.overview import Place, whole_side
from desktop_app.state.session import Session
from desktop_app.theming.manager import ThemeManager
from desktop_app.views.charts.pairs import PairChart
from desktop_app.views.compare.panel import ComparePanel
from desktop_app.views.compare.sides import Choice
from desktop_app.views.format import percent, points, signed
from desktop_app.views.sections import NARROWEST
from engine.sessions.summary import aggregate
from engine.types import Emotion, Modality, UtteranceAnalysed
from tests.helpers import analysis_results as made
from tests.helpers.focus import tab_order
from tests.helpers.sessions import begin, filled_session

RESULTS = tuple(
    replace(result, face_track_id=index % 2 if result.faces else None)
    for index, result in enumerate(made.results(8))
)
SILENT = RESULTS[4]


@pytest.fixture
def session(jobs: JobService) -> Session:
    return filled_session(jobs, RESULTS)


@pytest.fixture
def panel(session: Session, themes: ThemeManager, qtbot: QtBot) -> ComparePanel:
    view = ComparePanel(session, themes)
    qtbot.addWidget(view)
    view.resize(360, 1000)
    view.show()
    qtbot.waitExposed(view)
    return view


def pin(panel: ComparePanel, session: Session, qtbot: QtBot, places: dict[Place, int]) -> None:
    for place, index in places.items():
        session.selection.select(RESULTS[index])
        qtbot.mouseClick(panel.card(place).pin, Qt.MouseButton.LeftButton)


def choose(panel: ComparePanel, place: Place, name: str) -> None:
    """As a user does: the row of that name is picked."""
    box = panel.card(place).choice
    row = box.findText(name)
    assert row > 0, [box.itemText(i) for i in range(box.count())]
    box.setCurrentIndex(row)
    box.activated.emit(row)


def numbers(chart: PairChart) -> dict[str, tuple[str, str, str]]:
    return {pair.name: chart.numbers(pair) for pair in chart.pairs}


def test_with_one_side_there_is_nothing_to_compare(
    panel: ComparePanel, session: Session, qtbot: QtBot
):
    assert panel.emotions.isHidden() or not panel.emotions.isVisible()
    pin(panel, session, qtbot, {Place.A: 0})
    assert "Don't forget a jacket." in panel.card(Place.A).text
    assert "Nothing yet" in panel.card(Place.B).text
    assert not panel.emotions.isVisible()


def test_two_utterances_and_their_differences(panel: ComparePanel, session: Session, qtbot: QtBot):
    pin(panel, session, qtbot, {Place.A: 0, Place.B: 3})
    a, b = RESULTS[0], RESULTS[3]
    assert panel.emotions.isVisible()
    for emotion in Emotion:
        before, after = a.prediction.emotions[emotion], b.prediction.emotions[emotion]
        wanted = (percent(before), percent(after), points(after - before))
        assert numbers(panel.emotions)[emotion.value] == wanted
    for name, modality in (("Words", Modality.TEXT), ("Face", Modality.VISION)):
        one, other = a.contributions[modality], b.contributions[modality]
        gap = other.shapley_sentiment - one.shapley_sentiment
        assert numbers(panel.shares)[name][2] == signed(gap)
        assert numbers(panel.rates)[name][2] == signed(other.rate_nats - one.rate_nats)
    gap = b.prediction.sentiment - a.prediction.sentiment
    word = "positive" if gap > 0 else "negative"
    assert f"B is {abs(gap):.2f} more {word} than A" in panel.sentence.text()


def test_a_pin_stays_while_the_playhead_goes_on(
    panel: ComparePanel, session: Session, qtbot: QtBot
):
    pin(panel, session, qtbot, {Place.A: 0})
    before = panel.card(Place.A).text
    session.selection.select(RESULTS[3])
    panel.refresh()
    assert panel.card(Place.A).text == before


def test_an_utterance_has_its_interval(panel: ComparePanel, session: Session, qtbot: QtBot):
    pin(panel, session, qtbot, {Place.A: 3})
    reading = panel.card(Place.A).gauge.reading
    known = RESULTS[3].uncertainty
    assert reading is not None and known is not None
    assert reading.interval == known.sentiment_interval
    assert "80 % interval" in panel.card(Place.A).text


def test_an_absent_modality_has_no_difference(panel: ComparePanel, session: Session, qtbot: QtBot):
    pin(panel, session, qtbot, {Place.A: 0, Place.B: 4})
    shown = numbers(panel.rates)["Words"]
    assert shown[1:] == ("–", "–")
    assert "absent" in panel.rates.accessibleDescription()


def test_two_people_over_all_their_utterances(panel: ComparePanel, qtbot: QtBot):
    choose(panel, Place.A, "Person 1")
    choose(panel, Place.B, "Person 2")
    theirs = [aggregate([r for r in RESULTS if r.face_track_id == track]) for track in (0, 1)]
    assert theirs[0] is not None and theirs[1] is not None
    for place, figures in zip(Place, theirs, strict=True):
        reading = panel.card(place).gauge.reading
        assert reading is not None
        assert reading.value == figures.sentiment
        assert reading.interval == figures.spread
        assert "80 % of the time" in panel.card(place).text
    gap = theirs[1].emotions[Emotion.SAD] - theirs[0].emotions[Emotion.SAD]
    assert numbers(panel.emotions)["sad"][2] == points(gap)


def test_people_grow_with_the_analysis(panel: ComparePanel, session: Session, qtbot: QtBot):
    choose(panel, Place.A, "Person 1")
    before = panel.card(Place.A).text
    more = replace(made.utterance_result(9, 60.0, 70.0), face_track_id=0)
    session.analysis.apply(UtteranceAnalysed(more))
    qtbot.waitUntil(lambda: panel.card(Place.A).text != before, timeout=3_000)
    figures = aggregate([r for r in session.analysis.results if r.face_track_id == 0])
    reading = panel.card(Place.A).gauge.reading
    assert reading is not None and figures is not None
    assert reading.value == figures.sentiment


def test_two_checkpoints_views_of_the_same_video(panel: ComparePanel):
    others = made.results(8, seed=5)
    panel.offer_more([Choice("other checkpoint", whole_side("other checkpoint", others))])
    choose(panel, Place.A, "Whole video")
    choose(panel, Place.B, "other checkpoint")
    reading = panel.card(Place.B).gauge.reading
    figures = aggregate(others)
    assert reading is not None and figures is not None
    assert reading.value == figures.sentiment
    assert "other checkpoint" in panel.card(Place.B).text


def test_names_come_from_the_mapping(session: Session, themes: ThemeManager):
    view = ComparePanel(session, themes, lambda track: f"Speaker {'AB'[track]}")
    choose(view, Place.A, "Speaker B")
    assert view.card(Place.A).text.startswith("Speaker B")
    view.deleteLater()


def test_another_file_clears_both_sides(panel: ComparePanel, session: Session, qtbot: QtBot):
    pin(panel, session, qtbot, {Place.A: 0, Place.B: 3})
    begin(session)
    assert "Nothing yet" in panel.card(Place.A).text
    assert not panel.card(Place.A).pin.isEnabled()


def test_differences_are_spoken(panel: ComparePanel, session: Session, qtbot: QtBot):
    pin(panel, session, qtbot, {Place.A: 0, Place.B: 3})
    said = panel.emotions.accessibleDescription()
    for emotion in Emotion:
        a, b, gap = numbers(panel.emotions)[emotion.value]
        assert f"{emotion.value}: A {a}, B {b}, difference {gap}" in said


def test_the_keyboard_goes_through_a_before_b(panel: ComparePanel, session: Session, qtbot: QtBot):
    pin(panel, session, qtbot, {Place.A: 0, Place.B: 3})
    a, b = (panel.card(place) for place in Place)
    wanted = [a.gauge, a.pin, a.choice, b.gauge, b.pin, b.choice, panel.emotions, panel.rates]
    assert [widget for widget in tab_order(panel) if widget in wanted] == wanted


def test_nothing_is_cut_off_in_a_narrow_dock(panel: ComparePanel, session: Session, qtbot: QtBot):
    pin(panel, session, qtbot, {Place.A: 0, Place.B: 4})
    panel.resize(NARROWEST, 500)
    qtbot.waitUntil(lambda: panel.sections.verticalScrollBar().isVisible())
    wanted = panel.sections.widget().minimumSizeHint().width()
    assert wanted <= panel.sections.viewport().width()
