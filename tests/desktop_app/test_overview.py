"""The overview: figures of the whole video, and lists that jump."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_app.jobs.service import JobService
from desktop_app.state.session import Session
from desktop_app.theming.manager import ThemeManager
from desktop_app.views.format import percent, precise_clock
from desktop_app.views.naming import naming
from desktop_app.views.overview.jumps import JumpList
from desktop_app.views.overview.panel import OverviewPanel
from desktop_app.views.overview.people import PersonCard
from desktop_app.views.sections import NARROWEST
from desktop_app.views.text_dialog import TextDialog
from engine.sessions.summary import summarise
from engine.types import Agreement, Emotion, UtteranceAnalysed, UtteranceResult
from tests.helpers import analysis_results as made
from tests.helpers.focus import tab_order
from tests.helpers.sessions import begin, filled_session
from tests.helpers.transcripts import keep
from tests.helpers.window import projects_in

RESULTS = tuple(
    replace(result, face_track_id=index % 2 if result.faces else None)
    for index, result in enumerate(made.results(20))
)


@pytest.fixture
def session(jobs: JobService) -> Session:
    return filled_session(jobs, RESULTS)


@pytest.fixture
def panel(session: Session, themes: ThemeManager, qtbot: QtBot) -> OverviewPanel:
    view = OverviewPanel(session, themes)
    qtbot.addWidget(view)
    view.resize(360, 1400)
    view.show()
    qtbot.waitExposed(view)
    return view


def click_row(jumps: JumpList, qtbot: QtBot, row: int) -> None:
    place = jumps.visualItemRect(jumps.item(row)).center()
    qtbot.mouseClick(jumps.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_without_results_there_is_a_hint(jobs: JobService, themes: ThemeManager, qtbot: QtBot):
    view = OverviewPanel(Session(jobs, projects_in(Path(mkdtemp()))), themes)
    qtbot.addWidget(view)
    assert view.sections.isHidden()


def test_it_shows_what_the_summary_says(panel: OverviewPanel):
    summary = summarise(RESULTS)
    assert summary is not None
    assert panel.histogram.shares == summary.histogram
    shown = {bar.name: bar.value for bar in panel.emotions.bars}
    assert shown == {e.value: summary.whole.emotions[e] for e in Emotion}
    doubts = {bar.name: bar.text for bar in panel.doubts.bars}
    assert doubts["No face"] == percent(summary.no_face)
    assert doubts["Nobody speaks"] == percent(summary.no_speech)
    assert doubts["Sentiment uncertain"] == percent(summary.whole.sentiment_uncertain)
    assert panel.facts.text().startswith("20 utterances, 1:00 min")


def test_columns_of_the_histogram_are_as_high_as_their_share(panel: OverviewPanel):
    shares = panel.histogram.shares
    heights = [panel.histogram.column_rect(place).height() for place in range(len(shares))]
    tallest = max(heights)
    assert [height / tallest for height in heights] == pytest.approx(
        [share / max(shares) for share in shares]
    )


def test_people_have_their_own_figures_and_names(session: Session, themes: ThemeManager):
    names = {0: "Person 1", 1: "Ada"}
    view = OverviewPanel(session, themes, lambda track: names[track])
    summary = summarise(RESULTS)
    assert summary is not None
    assert [text.split(" · ")[0] for text in view.people.texts] == [
        names[person.face_track_id] for person in summary.people
    ]
    names[0] = "Grace"
    view.refresh()
    assert any(text.startswith("Grace") for text in view.people.texts)
    view.deleteLater()


def test_a_click_on_a_moment_goes_there(panel: OverviewPanel, session: Session, qtbot: QtBot):
    summary = summarise(RESULTS)
    assert summary is not None
    click_row(panel.strongest, qtbot, 1)
    wanted = summary.most_positive[1].result
    assert session.playback.position_s == wanted.utterance.start_s
    assert session.selection.result is wanted


def test_arrows_and_enter_go_to_a_moment(panel: OverviewPanel, session: Session, qtbot: QtBot):
    panel.activateWindow()
    panel.strongest.setFocus()
    qtbot.waitUntil(panel.strongest.hasFocus)
    qtbot.keyClick(panel.strongest, Qt.Key.Key_Home)
    qtbot.keyClick(panel.strongest, Qt.Key.Key_Down)
    assert session.playback.position_s == 0.0, "looking through the list moves nothing"
    qtbot.keyClick(panel.strongest, Qt.Key.Key_Return)
    assert session.selection.result is panel.strongest.jumps[1].result
    assert session.playback.position_s == panel.strongest.jumps[1].result.utterance.start_s


def test_every_contradiction_is_listed_and_goes_there(
    panel: OverviewPanel, session: Session, qtbot: QtBot
):
    odd = [r for r in RESULTS if r.agreement and r.agreement.overall is Agreement.CONFLICT]
    assert [jump.result for jump in panel.conflicts.jumps] == odd
    click_row(panel.conflicts, qtbot, 2)
    assert session.selection.result is odd[2]


def test_without_contradictions_it_says_so(jobs: JobService, themes: ThemeManager, qtbot: QtBot):
    calm = [replace(result, agreement=None) for result in RESULTS]
    view = OverviewPanel(filled_session(jobs, calm), themes)
    qtbot.addWidget(view)
    assert view.conflicts.isHidden()
    assert view.conflicts.jumps == ()


def test_it_follows_the_analysis_while_it_is_seen(
    jobs: JobService, themes: ThemeManager, qtbot: QtBot
):
    session = Session(jobs, projects_in(Path(mkdtemp())))
    begin(session)
    view = OverviewPanel(session, themes)
    qtbot.addWidget(view)
    view.show()
    for result in RESULTS[:3]:
        session.analysis.apply(UtteranceAnalysed(result))
    qtbot.waitUntil(lambda: view.facts.text().startswith("3 utterances"), timeout=3_000)
    view.hide()
    session.analysis.apply(UtteranceAnalysed(RESULTS[3]))
    qtbot.wait(700)
    assert view.facts.text().startswith("3 utterances"), "unseen, it costs nothing"
    view.show()
    assert view.facts.text().startswith("4 utterances")


def test_rows_say_when_what_and_which_words(panel: OverviewPanel):
    first = panel.strongest.jumps[0]
    assert precise_clock(first.result.utterance.start_s) in first.spoken
    assert "most positive" in first.spoken
    assert first.result.utterance.text in first.spoken
    shown = panel.strongest.item(0).data(int(Qt.ItemDataRole.AccessibleTextRole))
    assert shown == first.spoken


def test_charts_are_spoken(panel: OverviewPanel):
    whole = summarise(RESULTS)
    assert whole is not None
    for emotion, share in whole.whole.emotions.items():
        assert f"{emotion.value} {percent(share)}" in panel.emotions.accessibleDescription()
    highest = max(panel.histogram.shares)
    assert percent(highest) in panel.histogram.accessibleDescription()


def test_the_keyboard_reaches_charts_and_lists_from_top_to_bottom(panel: OverviewPanel):
    wanted = [panel.histogram, panel.emotions, panel.doubts, panel.strongest, panel.conflicts]
    assert [widget for widget in tab_order(panel) if widget in wanted] == wanted


def test_nothing_is_cut_off_in_a_narrow_dock(panel: OverviewPanel, qtbot: QtBot):
    panel.resize(NARROWEST, 500)
    qtbot.waitUntil(lambda: panel.sections.verticalScrollBar().isVisible())
    wanted = panel.sections.widget().minimumSizeHint().width()
    assert wanted <= panel.sections.viewport().width()


def test_lists_are_as_high_as_their_rows(panel: OverviewPanel):
    last = panel.strongest.item(panel.strongest.count() - 1)
    bottom = panel.strongest.visualItemRect(last).bottom()
    assert bottom <= panel.strongest.viewport().height()


def test_a_new_file_empties_it(panel: OverviewPanel, session: Session):
    begin(session)
    assert panel.sections.isHidden()


def uncertain(result: UtteranceResult) -> bool:
    return result.sentiment_uncertain or result.emotion_uncertain


def test_what_is_uncertain_is_no_strong_moment(panel: OverviewPanel):
    assert any(uncertain(result) for result in RESULTS)
    assert not any(uncertain(jump.result) for jump in panel.strongest.jumps)


@pytest.mark.parametrize("way", ["mouse", "keyboard"])
def test_a_person_is_named_at_their_card(
    jobs: JobService, themes: ThemeManager, qtbot: QtBot, tmp_path: Path, way: str
):
    session = Session(jobs, projects_in(tmp_path))
    keep(session, tmp_path / "talk.mp4", RESULTS)
    view = OverviewPanel(session, themes, naming(session))
    qtbot.addWidget(view)
    view.show()
    card = view.people.findChildren(PersonCard)[0]
    before = card.text
    if way == "mouse":
        qtbot.mouseDClick(card, Qt.MouseButton.LeftButton)
    else:
        qtbot.keyClick(card, Qt.Key.Key_Return)
    (dialog,) = view.findChildren(TextDialog)
    dialog.field.setText("Anna")
    dialog.accept()
    assert card.text.startswith("Anna · ")
    session.editor.undo()
    assert card.text == before
    session.close()
