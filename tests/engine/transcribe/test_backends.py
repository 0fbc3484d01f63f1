"""Whisper itself, on generated speech and on the demo."""

from __future__ import annotations

import threading
from pathlib import Path

import jiwer
import numpy as np
import pytest

from engine.assets import locate
from engine.errors import CancelledError, TranscriptionError
from engine.media import probe, read_audio
from engine.runtime.cancel import NEVER
from engine.transcribe import (
    DRAFT,
    SpeechWindower,
    Transcriber,
    UtteranceBuilder,
    WindowOptions,
    load_transcriber,
)
from engine.types import Float32Array, Utterance
from tests.helpers.media import silence, tone
from tests.helpers.shared_data import requires_shared_data, shared_data
from tests.helpers.speech import RATE_HZ, plain, requires_asset, spoken, transcribed, windows_of

SENTENCES = ["The weather is fine today.", "See you tomorrow at seven."]
FILE_JFK = (
    "and so my fellow americans ask not what your country can do for you "
    "ask what you can do for your country"
)


@pytest.fixture(scope="module")
def base() -> Transcriber:
    return load_transcriber("base.en")


@pytest.fixture(scope="module")
def tiny() -> Transcriber:
    return load_transcriber("tiny.en")


@pytest.fixture(scope="module")
def said() -> Float32Array:
    return spoken(SENTENCES, pause_s=1.5)


def utterances(transcriber: Transcriber, path: Path) -> list[Utterance]:
    info = probe(path)
    builder, found = UtteranceBuilder(), []
    for window in SpeechWindower().windows(read_audio(info)):
        for segment in transcriber.transcribe(window, language=None, cancel=NEVER):
            found += builder.add(segment)
    return found + builder.finish(info.duration_s)


@requires_asset("whisper-tiny.en")
def test_words_come_with_their_times(tiny: Transcriber, said: Float32Array) -> None:
    first, second = transcribed(tiny, said)
    assert plain(first.text) == plain(SENTENCES[0])
    assert "tomorrow" in second.text
    (window,) = windows_of(said)
    for segment, piece in zip((first, second), window.pieces, strict=True):
        assert segment.language == "en"
        assert 0.0 <= segment.no_speech_probability <= 1.0
        assert segment.words[0].start_s >= piece.speech.start_s
        assert segment.words[-1].end_s <= piece.speech.end_s
        assert segment.words[-1].end_s >= piece.speech.end_s - 0.7
        assert all(0.0 < word.confidence <= 1.0 for word in segment.words)


@requires_asset("whisper-tiny.en")
def test_two_runs_give_the_same_numbers(tiny: Transcriber, said: Float32Array) -> None:
    assert transcribed(tiny, said) == transcribed(load_transcriber("tiny.en"), said)


@requires_asset("whisper-tiny.en")
def test_a_draft_hears_nearly_the_same_and_leaves_the_model_as_it_was(
    tiny: Transcriber, said: Float32Array
) -> None:
    full = transcribed(tiny, said)
    draft = [
        segment
        for window in windows_of(said, options=WindowOptions(max_wait_s=0.0))
        for segment in tiny.with_options(DRAFT).transcribe(window, language=None, cancel=NEVER)
    ]
    heard, drafted = (plain(" ".join(s.text for s in each)) for each in (full, draft))
    assert jiwer.wer(heard, drafted) <= 0.2
    assert transcribed(tiny, said) == full


def test_later_sound_gives_the_same_words_later(tiny: Transcriber, said: Float32Array) -> None:
    (window,) = windows_of(said, start_s=100.0)
    later = list(tiny.transcribe(window, language="en", cancel=NEVER))
    for now, then in zip(transcribed(tiny, said), later, strict=True):
        assert then.text == now.text
        assert then.words[0].start_s == pytest.approx(now.words[0].start_s + 100.0)


@requires_asset("whisper-tiny.en")
@pytest.mark.parametrize(
    "sound", [silence(10, RATE_HZ), tone(10, RATE_HZ)], ids=["silence", "tone"]
)
def test_no_text_where_nobody_speaks(tiny: Transcriber, sound: Float32Array) -> None:
    assert transcribed(tiny, sound) == []


@requires_asset("whisper-tiny.en")
def test_cancel_stops_before_the_next_piece(tiny: Transcriber, said: Float32Array) -> None:
    (window,) = windows_of(said)
    cancel = threading.Event()
    segments = tiny.transcribe(window, language=None, cancel=cancel)
    next(segments)
    cancel.set()
    with pytest.raises(CancelledError):
        next(segments)


@requires_asset("whisper-tiny.en")
def test_an_english_model_refuses_french(tiny: Transcriber, said: Float32Array) -> None:
    assert not tiny.multilingual
    (window,) = windows_of(said)
    with pytest.raises(TranscriptionError, match="English only"):
        tiny.transcribe(window, language="fr", cancel=NEVER)


@requires_asset("whisper-base.en", "demo-clip")
def test_the_same_sentence_six_times_is_six_utterances(base: Transcriber) -> None:
    found = [u for u in utterances(base, locate("demo-clip") / "demo.mp4") if u.has_speech]
    right = [u for u in found if plain(u.text) == "dont forget a jacket"]
    assert len(found) == 6
    assert len(right) >= 5


@pytest.mark.slow
@requires_asset("whisper-base.en", "openai-whisper-base.en", "demo-clip")
def test_both_backends_hear_the_same(base: Transcriber) -> None:
    clip = locate("demo-clip") / "demo.mp4"
    ours = [u for u in utterances(base, clip) if u.has_speech]
    reference = load_transcriber("openai:base.en")
    theirs = [u for u in utterances(reference, clip) if u.has_speech]
    # Take by take the reference hears “check it” where the default hears “a jacket”, once.
    texts = [plain(" ".join(u.text for u in found)) for found in (theirs, ours)]
    assert jiwer.wer(*texts) <= 0.2
    same = [(a, b) for a, b in zip(ours, theirs, strict=True) if plain(a.text) == plain(b.text)]
    assert len(same) >= 4
    for a, b in same:
        starts = [[word.start_s for word in utterance.words] for utterance in (a, b)]
        np.testing.assert_allclose(starts[0], starts[1], atol=0.1)


@requires_asset("whisper-base.en")
@requires_shared_data
def test_a_famous_speech_is_word_perfect(base: Transcriber) -> None:
    data = shared_data()
    assert data is not None
    found = utterances(base, data / "media" / "jfk.flac")
    assert plain(" ".join(u.text for u in found if u.has_speech)) == FILE_JFK


@requires_asset("whisper-base.en")
@requires_shared_data
def test_speech_is_read_to_its_end(base: Transcriber) -> None:
    """Whisper stops at “international” when left alone; the film breaks off behind “some…”."""
    data = shared_data()
    assert data is not None
    found = utterances(base, data / "media" / "obama_speech.mp4")
    said = plain(" ".join(u.text for u in found if u.has_speech))
    assert said.startswith("today after two years of negotiations the united states together")
    assert "international" in said
    assert "has achieved" in said


@requires_asset("whisper-base.en")
@requires_shared_data
def test_a_face_in_digital_silence_has_no_words(base: Transcriber) -> None:
    data = shared_data()
    assert data is not None
    found = utterances(base, data / "media" / "face_digital_silence.mp4")
    assert found
    assert not any(utterance.has_speech for utterance in found)
