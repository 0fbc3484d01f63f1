"""A whole analysis in figures: everything is weighted by time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.sessions.summary import HISTOGRAM_EDGES, STRONGEST, Summary, aggregate, summarise
from engine.types import (
    Agreement,
    AgreementReport,
    Emotion,
    Modality,
    Uncertainty,
    Utterance,
    UtteranceResult,
)
from tests.helpers.analysis_results import utterance_result as made
from tests.helpers.results import prediction


def of(
    start_s: float,
    end_s: float,
    sentiment: float = 0.0,
    top: Emotion = Emotion.NEUTRAL,
    *,
    person: int | None = 0,
    uncertain: bool = False,
) -> UtteranceResult:
    """An utterance in which the words do everything: no other modality takes part."""
    base = made(0, start_s, end_s)
    kept = replace(
        base.contributions[Modality.TEXT], shapley_sentiment=sentiment - 0.1, rate_nats=end_s
    )
    return replace(
        base,
        prediction=prediction(sentiment, top),
        baseline=prediction(0.1),
        contributions={Modality.TEXT: kept},
        face_track_id=person,
        uncertainty=_uncertainty(uncertain),
        agreement=None,
    )


def _uncertainty(uncertain: bool) -> Uncertainty:
    nothing = dict.fromkeys(Emotion, 0.0)
    return Uncertainty(0.5, (-0.5, 0.5), uncertain, nothing, 0.5, uncertain, {}, {})


def summary(*results: UtteranceResult) -> Summary:
    found = summarise(results)
    assert found is not None
    return found


@st.composite
def analyses(draw: st.DrawFn) -> list[UtteranceResult]:
    """Utterances of any length, some silent or faceless, of three people at most."""
    found, start = [], 0.0
    for index in range(draw(st.integers(1, 8))):
        length = draw(st.floats(0.01, 600.0))
        silent, face = draw(st.booleans()), draw(st.booleans())
        result = made(index, start, start + length, silent=silent, face=face, seed=index)
        found.append(replace(result, face_track_id=draw(st.integers(0, 2)) if face else None))
        start += length
    return found


@given(analyses())
def test_shares_add_up(results: list[UtteranceResult]):
    found = summary(*results)
    whole = found.whole
    assert sum(found.histogram) == pytest.approx(1.0)
    assert sum(whole.emotions.values()) == pytest.approx(1.0)
    assert whole.seconds == pytest.approx(results[-1].utterance.end_s)
    faces = sum(person.aggregate.seconds for person in found.people)
    assert faces == pytest.approx((1 - found.no_face) * whole.seconds)
    for share in (found.no_speech, found.no_face, whole.sentiment_uncertain):
        assert -1e-12 <= share <= 1 + 1e-12


@given(analyses())
def test_mean_shapley_shares_lead_from_the_mean_baseline_to_the_mean_sentiment(
    results: list[UtteranceResult],
):
    # Each result that is made up keeps the equation, unless its sentiment was cut off at ±3.
    kept = [result for result in results if abs(result.prediction.sentiment) < 3.0]
    whole = aggregate(kept)
    if whole is not None:
        reached = whole.baseline + sum(whole.shapley.values())
        assert reached == pytest.approx(whole.sentiment, abs=1e-9)


@given(analyses(), st.floats(0.1, 10.0))
def test_the_speed_of_the_clock_changes_no_share(results: list[UtteranceResult], pace: float):
    slower = [
        replace(
            r,
            utterance=replace(
                r.utterance, start_s=r.utterance.start_s * pace, end_s=r.utterance.end_s * pace
            ),
        )
        for r in results
    ]
    one, other = summary(*results), summary(*slower)
    assert other.histogram == pytest.approx(one.histogram)
    assert other.whole.sentiment == pytest.approx(one.whole.sentiment)
    assert other.whole.rates == pytest.approx(one.whole.rates)


def test_a_long_utterance_counts_for_its_length():
    found = summary(of(0, 9, -1.0, Emotion.SAD), of(9, 10, 2.0, Emotion.HAPPY))
    assert found.whole.sentiment == pytest.approx(0.9 * -1.0 + 0.1 * 2.0)
    assert found.whole.emotions[Emotion.SAD] == pytest.approx(0.9 * 0.6 + 0.1 * 0.4 / 6)
    filled = {HISTOGRAM_EDGES[i]: share for i, share in enumerate(found.histogram) if share}
    assert filled == pytest.approx({-1.0: 0.9, 2.0: 0.1})
    assert found.whole.rates[Modality.TEXT] == pytest.approx(0.9 * 9 + 0.1 * 10)


def test_the_ends_of_the_scale_fall_into_the_outer_bins():
    found = summary(of(0, 1, -3.0), of(1, 2, 3.0))
    assert (found.histogram[0], found.histogram[-1]) == (0.5, 0.5)


def test_rates_are_of_the_time_in_which_a_modality_takes_part():
    absent = replace(of(5, 10), contributions={})
    found = summary(of(0, 5), absent).whole
    assert found.rates == {Modality.TEXT: pytest.approx(5.0)}
    assert found.presence[Modality.TEXT] == pytest.approx(0.5)
    assert found.presence[Modality.AUDIO] == 0.0


@pytest.mark.parametrize("results", [(), (of(3.0, 3.0),)], ids=["nothing", "no time"])
def test_without_time_there_is_no_summary(results: Sequence[UtteranceResult]):
    assert summarise(results) is None
    assert aggregate(results) is None


def test_one_utterance_keeps_its_interval_and_several_have_a_spread():
    one = aggregate([of(0, 1, 0.3)])
    assert one is not None
    assert (one.interval, one.spread) == ((-0.5, 0.5), None)
    several = aggregate([of(i, i + 1, i / 10) for i in range(11)])
    assert several is not None
    assert several.interval is None
    assert several.spread == pytest.approx((0.1, 0.9))


def test_people_are_apart_and_who_is_longest_in_view_comes_first():
    found = summary(of(0, 1, 2.0, person=0), of(1, 4, -1.0, person=7), of(4, 6, 1.0, person=None))
    assert [person.face_track_id for person in found.people] == [7, 0]
    assert [person.aggregate.sentiment for person in found.people] == [-1.0, 2.0]


def test_the_strongest_moments_are_certain_and_of_the_right_sign():
    found = summary(
        of(0, 1, 2.9, uncertain=True), *(of(i, i + 1, i / 2) for i in range(1, 6)), of(6, 7, -0.2)
    )
    assert [m.result.prediction.sentiment for m in found.most_positive] == [2.5, 2.0, 1.5]
    assert len(found.most_positive) == STRONGEST
    assert [m.result.prediction.sentiment for m in found.most_negative] == [-0.2]


def test_every_emotion_that_shows_has_its_surest_moment():
    unsure = replace(of(2, 3), prediction=prediction(0.0, Emotion.FEAR))
    weak = {e: 0.4 if e is Emotion.HAPPY else 0.1 for e in Emotion}
    first = replace(of(0, 1), prediction=replace(prediction(0.0), emotions=weak))
    best = of(1, 2, top=Emotion.HAPPY)
    found = summary(first, best, replace(unsure, uncertainty=_uncertainty(True)))
    assert [(m.emotion, m.result) for m in found.surest] == [(Emotion.HAPPY, best)]


def test_conflicts_are_those_the_analysis_found():
    odd = replace(of(1, 2), agreement=AgreementReport(Agreement.AGREE, Agreement.CONFLICT))
    even = replace(of(0, 1), agreement=AgreementReport(Agreement.AGREE, Agreement.UNCLEAR))
    assert summary(even, odd).conflicts == (odd,)


def test_time_without_speech_and_without_a_face():
    found = summary(made(0, 0, 6), made(1, 6, 9, silent=True), made(2, 9, 10, face=False))
    assert (found.no_speech, found.no_face) == (pytest.approx(0.3), pytest.approx(0.1))


def test_voice_without_words_is_speech():
    voiced = replace(of(0, 1), utterance=Utterance(0, 0.0, 1.0, voiced=True))
    assert summary(voiced).no_speech == 0.0


def test_uncertain_time_is_a_share():
    found = summary(of(0, 3, uncertain=True), of(3, 4)).whole
    assert (found.sentiment_uncertain, found.emotion_uncertain) == (0.75, 0.75)
