"""Two analyses of one recording: which utterances are the same, and how far apart they are."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.sessions.comparison import compare
from engine.types import Modality, UtteranceResult
from tests.helpers import analysis_results as made


def at(start_s: float, end_s: float, sentiment: float = 0.0) -> UtteranceResult:
    result = made.utterance_result(0, start_s, end_s)
    return replace(result, prediction=replace(result.prediction, sentiment=sentiment))


def spans(*times: tuple[float, float]) -> list[UtteranceResult]:
    return [at(*each) for each in times]


def test_utterances_are_matched_by_the_time_they_share() -> None:
    ones = spans((0, 2), (3, 6), (10, 12))
    others = spans((0.2, 2.1), (2.5, 3.4), (3.5, 6.2), (20, 22))
    found = compare(ones, others)
    assert found is not None
    assert [(m.one, m.other) for m in found.matches] == [
        (ones[0], others[0]),
        (ones[1], others[2]),
    ]
    assert found.alone == (1, 2)


def test_each_utterance_is_matched_once() -> None:
    whole, parts = spans((0, 6)), spans((0, 2), (2, 6))
    found = compare(whole, parts)
    assert found is not None
    assert [m.other for m in found.matches] == [parts[1]]
    assert found.alone == (0, 1)


def test_what_hardly_touches_is_not_the_same() -> None:
    assert compare(spans((0, 4)), spans((3, 9))) is None
    assert compare([], spans((0, 1))) is None


def test_differences_of_all_matches() -> None:
    found = compare([at(0, 2, 1.0), at(3, 5, -1.0)], [at(0, 2, 0.0), at(3, 5, 2.0)])
    assert found is not None
    assert found.distance == pytest.approx(2.0)
    assert found.shift == pytest.approx(1.0)
    assert found.same_emotion == 1.0


def test_the_cause_is_the_share_that_changed_most() -> None:
    one = made.utterance_result(3, 0.0, 2.0)
    text = one.contributions[Modality.TEXT]
    louder = replace(text, shapley_sentiment=text.shapley_sentiment + 0.5)
    other = replace(one, contributions={**one.contributions, Modality.TEXT: louder})
    found = compare([one], [other])
    assert found is not None
    assert found.matches[0].cause == (Modality.TEXT, pytest.approx(0.5))
    gone = {m: c for m, c in one.contributions.items() if m is not Modality.TEXT}
    found = compare([one], [replace(one, contributions=gone)])
    assert found is not None
    assert found.matches[0].cause == (Modality.TEXT, pytest.approx(-text.shapley_sentiment))


@given(st.integers(1, 30), st.integers(0, 30))
def test_an_analysis_is_like_itself(count: int, left_out: int) -> None:
    results = made.results(count)
    rest = results[: max(1, count - left_out)]
    found = compare(results, rest)
    assert found is not None
    assert [m.one for m in found.matches] == list(rest)
    assert (found.distance, found.same_emotion) == (0.0, 1.0)
    assert found.alone == (count - len(rest), 0)
