"""Utterances: every word in exactly one, in order, apart from each other, inside the medium."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.transcribe import UtteranceBuilder, UtteranceOptions
from engine.types import Segment, Utterance, Word

OPTIONS = UtteranceOptions()


def words(text: str, start_s: float, *, each_s: float = 0.3) -> list[Word]:
    return [
        Word(word, start_s + i * each_s, start_s + (i + 1) * each_s, 0.9)
        for i, word in enumerate(text.split())
    ]


def segment(of: Sequence[Word], language: str = "en") -> Segment:
    text = " ".join(word.text for word in of)
    return Segment(of[0].start_s, of[-1].end_s, text, tuple(of), 0.1, language)


def built(segments: Sequence[Segment], duration_s: float) -> list[Utterance]:
    builder = UtteranceBuilder()
    found = [utterance for one in segments for utterance in builder.add(one)]
    return found + builder.finish(duration_s)


def spans(utterances: Sequence[Utterance]) -> list[tuple[float, float]]:
    return [(u.start_s, u.end_s) for u in utterances]


def test_a_pause_divides() -> None:
    said = words("good morning", 1.0) + words("how are you", 2.2)
    found = built([segment(said)], 4.0)
    assert [u.text for u in found] == ["good morning", "how are you"]


def test_a_short_pause_divides_only_after_a_sentence() -> None:
    inside = words("well then", 1.0) + words("good bye", 1.9)
    assert len(built([segment(inside)], 4.0)) == 1
    after = words("well then.", 1.0) + words("Good bye", 1.9)
    assert [u.text for u in built([segment(after)], 4.0)] == ["well then.", "Good bye"]


def test_segments_without_a_pause_between_them_are_one_utterance() -> None:
    first, second = words("we hold these", 1.0), words("truths", 1.9)
    assert len(built([segment(first), segment(second)], 4.0)) == 1


def test_another_language_is_another_utterance() -> None:
    found = built([segment(words("yes", 1.0)), segment(words("oui", 1.3), "fr")], 3.0)
    assert [(u.text, u.language) for u in found] == [("yes", "en"), ("oui", "fr")]


def test_long_speech_is_divided_at_its_best_gap() -> None:
    said = words("a " * 20, 0.0) + words("b " * 20, 6.2) + words("c " * 5, 12.2)
    found = built([segment(said)], 14.0)
    assert [u.text.split()[0] for u in found] == ["a", "b"]
    assert all(u.words[-1].end_s - u.words[0].start_s <= OPTIONS.max_speech_s for u in found)


def test_a_medium_without_speech_is_silent_utterances() -> None:
    assert spans(built([], 20.0)) == [(0.0, 8.0), (8.0, 16.0), (16.0, 20.0)]
    assert spans(built([], 10.0)) == [(0.0, 5.0), (5.0, 10.0)]
    assert spans(built([], 1.5)) == [(0.0, 1.5)]
    assert not any(u.has_speech for u in built([], 20.0))
    assert built([], 0.0) == []


def test_a_long_pause_is_an_utterance_and_a_short_one_is_not() -> None:
    said = [segment(words("one", 1.0)), segment(words("two", 4.0)), segment(words("three", 10.0))]
    found = built(said, 12.0)
    assert [u.text for u in found] == ["one", "two", "", "three"]
    assert (found[2].start_s, found[2].end_s) == pytest.approx((4.45, 9.85))


def test_silence_is_given_out_while_it_lasts() -> None:
    builder = UtteranceBuilder()
    found: list[Utterance] = []
    for second in range(1, 31):
        found += builder.advance(float(second))
    assert spans(found) == [(0.0, 8.0), (8.0, 16.0), (16.0, 24.0)]


def test_an_utterance_is_given_out_once_it_is_certain() -> None:
    builder = UtteranceBuilder()
    assert builder.add(segment(words("hello there", 1.0))) == []
    assert builder.advance(1.9) == []
    (utterance,) = builder.advance(2.2)
    assert (utterance.index, utterance.text) == (0, "hello there")


def test_a_word_that_outlasts_the_container_is_kept() -> None:
    (utterance,) = built([segment(words("late", 2.9))], 3.0)
    assert utterance.text == "late"
    assert utterance.end_s == pytest.approx(3.2)


# ------------------------------------------------------------------ whatever comes

TICK = 0.05


@st.composite
def speech(draw: st.DrawFn) -> tuple[list[Segment], float]:
    """Segments in order of time with any gaps, and a duration that holds them."""
    at, segments, number = draw(st.integers(0, 200)) * TICK, [], 0
    for _ in range(draw(st.integers(0, 6))):
        said = []
        for _ in range(draw(st.integers(1, 15))):
            end = at + draw(st.integers(0, 30)) * TICK
            stop = draw(st.sampled_from(["", ",", ".", "?"]))
            said.append(Word(f"w{number}{stop}", at, end, 0.5))
            number += 1
            at = end + draw(st.one_of(st.integers(0, 8), st.integers(0, 300))) * TICK
        segments.append(segment(said))
    return segments, max(at, 0.1) + draw(st.integers(0, 600)) * TICK


@given(speech())
def test_every_word_is_in_one_utterance_in_order(case: tuple[list[Segment], float]) -> None:
    segments, duration_s = case
    found = built(segments, duration_s)
    said = [word for one in segments for word in one.words]
    assert [word for u in found for word in u.words] == said
    for utterance in found:
        for word in utterance.words:
            assert utterance.start_s <= word.start_s <= word.end_s <= utterance.end_s


@given(speech())
def test_utterances_follow_each_other_inside_the_medium(
    case: tuple[list[Segment], float],
) -> None:
    segments, duration_s = case
    found = built(segments, duration_s)
    assert [u.index for u in found] == list(range(len(found)))
    assert found
    assert found[0].start_s >= 0.0
    assert found[-1].end_s <= duration_s + 1e-9
    for before, after in pairwise(found):
        assert before.end_s <= after.start_s + 1e-9
    for utterance in found:
        if utterance.has_speech:
            span = utterance.words[-1].end_s - utterance.words[0].start_s
            assert span <= OPTIONS.max_speech_s + 1e-9 or len(utterance.words) == 1
        else:
            assert utterance.end_s - utterance.start_s <= OPTIONS.max_silence_s + 1e-9


@given(speech())
def test_no_pause_is_left_inside_and_no_long_silence_is_left_out(
    case: tuple[list[Segment], float],
) -> None:
    segments, duration_s = case
    found = built(segments, duration_s)
    for utterance in found:
        for before, after in pairwise(utterance.words):
            assert after.start_s - before.end_s < OPTIONS.pause_s
    edges = [0.0, *(edge for u in found for edge in (u.start_s, u.end_s)), duration_s]
    for end, start in zip(edges[::2], edges[1::2], strict=True):
        assert start - end < OPTIONS.min_silence_s + OPTIONS.margin_s


@given(speech(), st.lists(st.integers(0, 40), min_size=1))
def test_when_one_asks_does_not_change_the_answer(
    case: tuple[list[Segment], float], steps: list[int]
) -> None:
    segments, duration_s = case
    builder, found, heard = UtteranceBuilder(), [], 0.0
    for one in segments:
        for step in steps:
            heard = min(heard + step * TICK, one.start_s)
            found += builder.advance(heard)
        found += builder.add(one)
        heard = max(heard, one.words[-1].end_s)
    found += builder.advance(max(heard, duration_s))
    assert found + builder.finish(duration_s) == built(segments, duration_s)
