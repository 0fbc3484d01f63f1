"""Voice activity fed bit by bit must be the voice activity of the whole recording."""

from __future__ import annotations

import numpy as np
import pytest
from faster_whisper.vad import get_speech_timestamps, get_vad_model

from engine.transcribe.voice import FRAME_SAMPLES, RegionTracker, VoiceActivity
from engine.types import Float32Array
from tests.helpers.media import speech, tone
from tests.helpers.speech import RATE_HZ, spoken


@pytest.fixture(scope="module")
def recording() -> Float32Array:
    samples = spoken(["Good morning.", "The weather is fine today."], pause_s=1.5)
    return samples[: len(samples) // FRAME_SAMPLES * FRAME_SAMPLES]


@pytest.mark.parametrize("step", [100, 512, 777, 16_000])
def test_probabilities_do_not_depend_on_how_the_sound_is_cut(
    recording: Float32Array, step: int
) -> None:
    whole = get_vad_model()(recording.copy()).ravel()
    voice = VoiceActivity()
    fed = np.concatenate(
        [voice.feed(recording[i : i + step]) for i in range(0, len(recording), step)]
    )
    # The library blanks the context of the last frame, which is not the last one for us.
    np.testing.assert_allclose(fed[:-1], whole[:-1], atol=1e-5)


@pytest.mark.parametrize("min_silence_s", [0.1, 0.3, 0.6])
def test_regions_are_those_of_the_library(recording: Float32Array, min_silence_s: float) -> None:
    wanted = get_speech_timestamps(
        recording, min_silence_duration_ms=int(min_silence_s * 1000), speech_pad_ms=0
    )
    tracker = RegionTracker(threshold=0.5, min_silence_s=min_silence_s, min_speech_s=0.0)
    found = [tracker.push(float(p)) for p in VoiceActivity().feed(recording)]
    regions = [*(region for region in found if region), tracker.finish()]
    samples = [(a * FRAME_SAMPLES, b * FRAME_SAMPLES) for a, b in filter(None, regions)]
    assert samples == [(region["start"], region["end"]) for region in wanted]
    assert len(samples) >= 2


def test_a_click_is_not_speech() -> None:
    tracker = RegionTracker(threshold=0.5, min_silence_s=0.1, min_speech_s=0.1)
    found = [tracker.push(p) for p in [0.0, 0.9, 0.9, *[0.0] * 10]]
    assert found == [None] * 13
    assert tracker.finish() is None


def test_the_end_of_the_sound_ends_a_region() -> None:
    tracker = RegionTracker(threshold=0.5, min_silence_s=0.3, min_speech_s=0.1)
    for probability in [0.0, *[0.9] * 20, 0.0, 0.0]:
        assert tracker.push(probability) is None
    assert tracker.finish() == (1, 21)


def test_a_voice_is_likely_and_a_tone_is_not() -> None:
    assert VoiceActivity().feed(speech("Hello, how are you?", RATE_HZ)).max() > 0.9
    assert VoiceActivity().feed(tone(3.0, RATE_HZ)).max() < 0.3
