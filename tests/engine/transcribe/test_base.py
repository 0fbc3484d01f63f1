"""The rules that every backend keeps."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import TranscriptionError
from engine.transcribe.base import (
    Decoded,
    DecodingOptions,
    RawWord,
    believable,
    loops,
    require_language,
    to_segment,
)
from engine.transcribe.voice import SpeechRegion

OPTIONS = DecodingOptions()


def decoded(
    *words: tuple[str, float, float],
    log_probability: float = -0.2,
    no_speech: float = 0.1,
    ratio: float = 1.0,
    hit_limit: bool = False,
) -> Decoded:
    raw = tuple(RawWord(text, start, end, 0.9) for text, start, end in words)
    return Decoded(raw, log_probability, no_speech, ratio, hit_limit)


HELLO = (" Hello,", 1.0, 1.4), (" you", 1.5, 1.7), (" there", 1.7, 2.0)


def test_clear_speech_is_believed() -> None:
    assert believable(decoded(*HELLO), OPTIONS)
    assert not loops(decoded(*HELLO), OPTIONS)


@pytest.mark.parametrize(
    "text",
    [
        decoded(),
        decoded(*HELLO, log_probability=-1.5, no_speech=0.9),
        decoded(*HELLO, ratio=3.0),
    ],
    ids=["no words", "doubtful and probably silent", "repeats itself"],
)
def test_invented_text_is_not_believed(text: Decoded) -> None:
    assert not believable(text, OPTIONS)


def test_doubt_alone_does_not_silence_anybody() -> None:
    assert believable(decoded(*HELLO, log_probability=-1.5, no_speech=0.2), OPTIONS)
    assert believable(decoded(*HELLO, log_probability=-0.3, no_speech=0.9), OPTIONS)


@pytest.mark.parametrize(
    "text",
    [
        decoded(*HELLO, ratio=3.0),
        decoded(*HELLO, hit_limit=True),
        decoded(*HELLO, (" a", 2.0, 2.0), (" b", 2.0, 2.0), (" c", 2.0, 2.05)),
    ],
    ids=["deflates", "endless", "words without time"],
)
def test_loops_are_noticed(text: Decoded) -> None:
    assert loops(text, OPTIONS)


def test_a_number_is_one_word_again() -> None:
    parts = (" hit", 1.0, 1.2), (" 10", 1.2, 1.5), (",000", 1.5, 1.9), (" fans.", 1.9, 2.2)
    segment = to_segment(decoded(*parts), SpeechRegion(0.5, 3.0), "en")
    assert [word.text for word in segment.words] == ["hit", "10,000", "fans."]
    assert (segment.words[1].start_s, segment.words[1].end_s) == (1.2, 1.9)
    assert segment.text == "hit 10,000 fans."


def test_languages_without_spaces_keep_their_words() -> None:
    segment = to_segment(decoded(("今", 1.0, 1.2), ("日", 1.2, 1.4)), SpeechRegion(0.5, 3.0), "ja")
    assert [word.text for word in segment.words] == ["今", "日"]


TIMES = st.floats(-5.0, 20.0)


@given(st.lists(st.tuples(TIMES, TIMES), min_size=1, max_size=12))
def test_words_stay_inside_the_speech_and_in_order(times: list[tuple[float, float]]) -> None:
    speech = SpeechRegion(2.0, 9.0)
    segment = to_segment(
        decoded(*((f" w{i}", a, b) for i, (a, b) in enumerate(times))), speech, "en"
    )
    assert [word.text for word in segment.words] == [f"w{i}" for i in range(len(times))]
    for word in segment.words:
        assert speech.start_s <= word.start_s <= word.end_s <= speech.end_s
    for before, after in pairwise(segment.words):
        assert before.end_s <= after.start_s
    assert (segment.start_s, segment.end_s) == (segment.words[0].start_s, segment.words[-1].end_s)


def test_a_language_that_the_model_does_not_know_is_refused() -> None:
    require_language("base.en", ["en"], None)
    require_language("base.en", ["en"], "en")
    with pytest.raises(TranscriptionError, match=r"English only.*multilingual"):
        require_language("base.en", ["en"], "fr")
    with pytest.raises(TranscriptionError, match="does not know the language “xx”"):
        require_language("small", ["en", "fr"], "xx")
