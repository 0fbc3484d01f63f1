"""The inspector: follows the selection, answers what-ifs, says what it shows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.jobs.service import JobService
from desktop_app.state.session import Session
from desktop_app.theming.manager import Appearance, ThemeManager
from desktop_app.views.format import percent, signed
from desktop_app.views.inspector.contributions import waterfall_steps
from desktop_app.views.inspector.panel import InspectorPanel
from desktop_app.views.sections import NARROWEST
from engine.types import (
    Agreement,
    AgreementReport,
    Emotion,
    Modality,
    UtteranceAnalysed,
    UtteranceResult,
)
from tests.helpers import analysis_results as made
from tests.helpers.focus import tab_order
from tests.helpers.sessions import filled_session
from tests.helpers.window import projects_in

RESULTS = made.results(8)
SILENT, FACELESS = RESULTS[4], RESULTS[5]


@pytest.fixture
def session(jobs: JobService) -> Session:
    return filled_session(jobs, RESULTS)


@pytest.fixture
def panel(session: Session, themes: ThemeManager, qtbot: QtBot) -> InspectorPanel:
    view = InspectorPanel(session, themes)
    qtbot.addWidget(view)
    view.resize(360, 900)
    view.show()
    qtbot.waitExposed(view)
    return view


def click(panel: InspectorPanel, qtbot: QtBot, modality: Modality) -> None:
    qtbot.mouseClick(panel.switches.button(modality), Qt.MouseButton.LeftButton)


def shown_emotions(panel: InspectorPanel) -> dict[str, float | None]:
    return {bar.name: bar.value for bar in panel.emotions.chart.bars}


def test_before_the_first_utterance_there_is_a_hint(
    jobs: JobService, themes: ThemeManager, qtbot: QtBot
):
    session = Session(jobs, projects_in(Path(mkdtemp())))
    view = InspectorPanel(session, themes)
    qtbot.addWidget(view)
    assert view.shown is None
    assert view.sections.isHidden()
    session.analysis.apply(UtteranceAnalysed(RESULTS[0]))
    assert view.shown is RESULTS[0]
    assert not view.sections.isHidden()


def test_it_follows_the_playhead(panel: InspectorPanel, session: Session):
    session.playback.seek(RESULTS[3].utterance.start_s + 1.0)
    assert panel.shown is RESULTS[3]
    assert signed(RESULTS[3].prediction.sentiment) in panel.sentiment.text
    assert shown_emotions(panel) == {e.value: p for e, p in RESULTS[3].prediction.emotions.items()}


def test_the_interval_and_what_is_uncertain_are_shown(panel: InspectorPanel, session: Session):
    unsure = RESULTS[2]
    session.selection.select(unsure)
    reading = panel.sentiment.gauge.reading
    assert reading is not None and unsure.uncertainty is not None
    assert reading.interval == unsure.uncertainty.sentiment_interval
    assert reading.uncertain
    assert panel.emotions.doubtful
    assert all(bar.faint for bar in panel.emotions.chart.bars)
    session.selection.select(RESULTS[3])
    assert not panel.emotions.doubtful
    assert "uncertain" not in panel.sentiment.text


def test_emotions_keep_their_order_and_the_likeliest_is_strong(
    panel: InspectorPanel, session: Session
):
    for result in (RESULTS[0], RESULTS[3]):
        session.selection.select(result)
        bars = panel.emotions.chart.bars
        assert [bar.name for bar in bars] == [emotion.value for emotion in Emotion]
        assert [bar.name for bar in bars if bar.strong] == [result.prediction.top_emotion.value]


@pytest.mark.parametrize("emotion", [None, Emotion.SAD])
def test_the_waterfall_leads_from_the_baseline_to_the_prediction(
    panel: InspectorPanel, emotion: Emotion | None
):
    chooser = panel.waterfall.subject
    chooser.setCurrentIndex(chooser.findData(emotion) if emotion else 0)
    first, *shares, last = panel.waterfall.chart.steps
    result = RESULTS[0]
    ends = [
        each.emotions[emotion] if emotion else each.sentiment
        for each in (result.baseline, result.prediction)
    ]
    assert (first.end, last.end) == tuple(ends)
    at = first.end
    for step, part in zip(shares, result.contributions.values(), strict=True):
        assert step.start == at
        wanted = part.shapley_emotions[emotion] if emotion else part.shapley_sentiment
        assert step.end - step.start == pytest.approx(wanted)
        at = step.end
    assert at == pytest.approx(last.end)


def test_bars_of_the_waterfall_are_drawn_where_the_next_one_begins(panel: InspectorPanel):
    chart = panel.waterfall.chart
    for row, step in enumerate(chart.steps[1:-1], 1):
        before, rect = chart.step_rect(row - 1), chart.step_rect(row)
        touched = rect.right() if step.end < step.start else rect.left()
        assert min(abs(touched - before.left()), abs(touched - before.right())) < 2.1


def test_rates_say_what_was_kept_and_what_was_filtered(panel: InspectorPanel):
    most = max(r.contributions[Modality.AUDIO].rate_nats for r in RESULTS)
    kept = RESULTS[0].contributions[Modality.AUDIO].rate_nats
    bar = next(bar for bar in panel.rates.chart.bars if bar.name == "Voice")
    assert bar.text == f"{kept:.2f} / {most - kept:.2f} nats"
    assert bar.value is not None and bar.reach is not None
    assert bar.value / bar.reach == pytest.approx(kept / most)
    assert f"filtered {most - kept:.2f} nats" in panel.rates.chart.accessibleDescription()


def test_the_fullest_utterance_of_all_filters_nothing(panel: InspectorPanel, session: Session):
    fullest = max(RESULTS[:4], key=lambda r: r.contributions[Modality.VISION].rate_nats)
    extra = replace(
        made.utterance_result(9, 40.0, 43.0),
        contributions={
            Modality.VISION: replace(fullest.contributions[Modality.VISION], rate_nats=99.0)
        },
    )
    session.selection.select(fullest)
    session.analysis.apply(UtteranceAnalysed(extra))
    bar = next(bar for bar in panel.rates.chart.bars if bar.name == "Face")
    assert bar.reach == 1.0, "what others keep is held against the new maximum at once"
    session.selection.select(extra)
    bar = next(bar for bar in panel.rates.chart.bars if bar.name == "Face")
    assert bar.text == "99.00 / 0.00 nats"


def test_opinions_stand_side_by_side(panel: InspectorPanel):
    for modality, part in RESULTS[0].contributions.items():
        text = panel.opinions.card(modality).text
        assert signed(part.unimodal.sentiment) in text
        top = part.unimodal.top_emotion
        assert f"{top.value} {percent(part.unimodal.emotions[top])}" in text


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (AgreementReport(Agreement.CONFLICT, Agreement.UNCLEAR), "on the sentiment."),
        (AgreementReport(Agreement.AGREE, Agreement.CONFLICT), "on the expression."),
        (
            AgreementReport(Agreement.CONFLICT, Agreement.CONFLICT),
            "on the sentiment and the expression.",
        ),
        (AgreementReport(Agreement.AGREE, Agreement.UNCLEAR), ""),
        (None, ""),
    ],
)
def test_conflicts_are_marked(
    panel: InspectorPanel, session: Session, report: AgreementReport | None, said: str
):
    odd = replace(made.utterance_result(9, 40.0, 43.0), agreement=report)
    session.analysis.apply(UtteranceAnalysed(odd))
    session.selection.select(odd)
    assert panel.opinions.conflict.endswith(said)
    assert bool(panel.opinions.conflict) == bool(said)


def test_muting_shows_exactly_the_numbers_of_the_coalition(panel: InspectorPanel, qtbot: QtBot):
    click(panel, qtbot, Modality.VISION)
    wanted = RESULTS[0].coalitions[frozenset({Modality.TEXT, Modality.AUDIO})]
    reading = panel.sentiment.gauge.reading
    assert reading is not None
    assert reading.value == wanted.sentiment
    assert reading.ghost == RESULTS[0].prediction.sentiment
    assert shown_emotions(panel) == {e.value: p for e, p in wanted.emotions.items()}
    ghosts = {bar.name: bar.ghost for bar in panel.emotions.chart.bars}
    assert ghosts == {e.value: p for e, p in RESULTS[0].prediction.emotions.items()}
    assert panel.waterfall.chart.mark == wanted.sentiment
    assert [step.name for step in panel.waterfall.chart.steps if step.muted] == ["Face"]
    assert panel.switches.label == "What if: without face"


def test_muting_everybody_leaves_the_prediction_of_nothing(panel: InspectorPanel, qtbot: QtBot):
    for modality in Modality:
        click(panel, qtbot, modality)
    reading = panel.sentiment.gauge.reading
    assert reading is not None
    assert reading.value == RESULTS[0].coalitions[frozenset()].sentiment
    assert panel.switches.label == "What if: without words, voice and face"


def test_reset_shows_the_original_again(panel: InspectorPanel, qtbot: QtBot):
    before = panel.sentiment.gauge.reading
    click(panel, qtbot, Modality.TEXT)
    assert panel.sentiment.gauge.reading != before
    qtbot.mouseClick(panel.switches.reset, Qt.MouseButton.LeftButton)
    assert panel.sentiment.gauge.reading == before
    assert all(bar.ghost is None for bar in panel.emotions.chart.bars)
    assert panel.switches.button(Modality.TEXT).isChecked()
    assert panel.switches.label == ""


def test_who_is_absent_has_a_reason_and_no_switch(
    panel: InspectorPanel, session: Session, qtbot: QtBot
):
    session.selection.select(SILENT)
    button = panel.switches.button(Modality.TEXT)
    assert not button.isEnabled()
    click(panel, qtbot, Modality.TEXT)
    assert panel.switches.label == ""
    assert panel.switches.notes == "Words: nobody speaks here"
    assert "nobody speaks here" in button.accessibleDescription()
    assert "nobody speaks here" in panel.opinions.card(Modality.TEXT).text
    assert panel.rates.chart.bars[0].value is None
    assert "Words" not in [step.name for step in panel.waterfall.chart.steps]


def test_without_coalitions_the_switches_say_why_they_are_off(
    jobs: JobService, themes: ThemeManager, qtbot: QtBot
):
    session = filled_session(jobs, [replace(RESULTS[0], coalitions={})])
    view = InspectorPanel(session, themes)
    qtbot.addWidget(view)
    assert not any(view.switches.button(modality).isEnabled() for modality in Modality)
    assert "not kept" in view.switches.notes


def test_space_switches(panel: InspectorPanel, qtbot: QtBot):
    button = panel.switches.button(Modality.AUDIO)
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert panel.switches.label == "What if: without voice"
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert panel.switches.label == ""


def test_other_words_are_asked_for_once_and_shown(
    panel: InspectorPanel, session: Session, qtbot: QtBot
):
    assert panel.swap.field.text() == RESULTS[0].utterance.text
    assert not panel.swap.button.isEnabled(), "the same words would predict the same"
    panel.swap.field.setFocus()
    panel.swap.field.selectAll()
    qtbot.keyClicks(panel.swap.field, "What a joy")
    with qtbot.waitSignal(panel.swap_requested) as asked:
        qtbot.keyClick(panel.swap.field, Qt.Key.Key_Return)
    assert asked.args == ["What a joy"]
    assert not panel.swap.button.isEnabled()
    other = made.utterance_result(0, 0.0, 3.0, seed=9)
    panel.show_swapped(other)
    reading = panel.sentiment.gauge.reading
    assert reading is not None
    assert (reading.value, reading.ghost) == (
        other.prediction.sentiment,
        RESULTS[0].prediction.sentiment,
    )
    assert panel.switches.label == "What if: other words"
    assert panel.swap.button.isEnabled()
    click(panel, qtbot, Modality.VISION)
    assert panel.switches.label == "What if: other words, without face"
    panel.switches.reset.click()
    assert panel.swap.field.text() == RESULTS[0].utterance.text
    assert panel.shown is RESULTS[0]


def test_where_no_answer_comes_one_can_ask_again(panel: InspectorPanel, qtbot: QtBot):
    panel.swap.field.setText("Other words")
    qtbot.keyClick(panel.swap.field, Qt.Key.Key_Return)
    panel.show_swapped(None)
    assert panel.swap.field.text() == "Other words"
    assert panel.switches.label == ""
    with qtbot.waitSignal(panel.swap_requested):
        qtbot.keyClick(panel.swap.field, Qt.Key.Key_Return)


def test_writing_pauses_the_video(panel: InspectorPanel, session: Session, qtbot: QtBot):
    session.playback.report_playing(True)
    with qtbot.waitSignal(session.playback.play_requested) as asked:
        qtbot.keyClicks(panel.swap.field, "x")
    assert asked.args == [False]


@pytest.mark.parametrize("result", [RESULTS[0], SILENT, FACELESS, RESULTS[2]])
def test_nothing_is_cut_off_in_a_narrow_dock(
    panel: InspectorPanel, session: Session, qtbot: QtBot, result: UtteranceResult
):
    session.selection.select(result)
    panel.what_if.mute(Modality.AUDIO, True)
    panel.resize(NARROWEST, 700)
    page = panel.sections.widget()
    qtbot.waitUntil(lambda: panel.sections.verticalScrollBar().isVisible())
    assert panel.width() == NARROWEST
    assert page.minimumSizeHint().width() <= panel.sections.viewport().width()


def test_more_room_makes_more_columns(panel: InspectorPanel):
    assert panel.sections.columns == 1
    panel.resize(1300, 700)
    assert panel.sections.columns == 3
    panel.resize(360, 700)
    assert panel.sections.columns == 1
    assert panel.swap.isVisible()


def test_the_keyboard_reaches_everything_from_top_to_bottom(panel: InspectorPanel):
    order = tab_order(panel)
    places = [widget.mapTo(panel, widget.rect().topLeft()) for widget in order]
    rows = [place.y() // 24 for place in places]
    assert rows == sorted(rows), [w.accessibleName() for w in order]
    wanted: list[QWidget] = [
        panel.sentiment.gauge,
        panel.switches.button(Modality.TEXT),
        panel.emotions.chart,
        panel.waterfall.subject,
        panel.waterfall.chart,
        panel.rates.chart,
        panel.swap.field,
    ]
    assert [widget for widget in order if widget in wanted] == wanted


def test_the_focus_can_be_seen(panel: InspectorPanel, themes: ThemeManager, qtbot: QtBot):
    chart = panel.rates.chart
    panel.swap.field.setFocus()
    before = chart.grab().toImage()
    panel.activateWindow()
    chart.setFocus()
    qtbot.waitUntil(chart.hasFocus)
    after = chart.grab().toImage()
    middle = (chart.width() // 2, 0)
    accent = themes.theme.accent.lower()
    assert before.pixelColor(*middle).name() != accent
    assert after.pixelColor(*middle).name() == accent


def test_a_screen_reader_says_the_numbers(panel: InspectorPanel, session: Session, qtbot: QtBot):
    prediction = RESULTS[0].prediction
    gauge, emotions = panel.sentiment.gauge, panel.emotions.chart
    assert gauge.accessibleName() == "Sentiment"
    assert signed(prediction.sentiment) in gauge.accessibleDescription()
    for emotion, probability in prediction.emotions.items():
        assert f"{emotion.value} {percent(probability)}" in emotions.accessibleDescription()
    shares = panel.waterfall.chart.accessibleDescription()
    for part in RESULTS[0].contributions.values():
        assert signed(part.shapley_sentiment) in shares
    click(panel, qtbot, Modality.VISION)
    assert f"originally {signed(prediction.sentiment)}" in gauge.accessibleDescription()
    assert "Face (left out)" in panel.waterfall.chart.accessibleDescription()


def test_modalities_have_one_colour_everywhere(panel: InspectorPanel, themes: ThemeManager):
    for appearance in (Appearance.LIGHT, Appearance.DARK):
        themes.choose(appearance)
        steps = waterfall_steps(RESULTS[0], None, frozenset(), themes.theme)
        in_waterfall = [step.color.name() for step in steps[1:-1]]
        assert in_waterfall == [step.color.name() for step in panel.waterfall.chart.steps[1:-1]]
        in_rates = [bar.color.name() for bar in panel.rates.chart.bars]
        assert in_waterfall == in_rates
        assert in_rates == [themes.theme.modality(modality).name() for modality in Modality]
