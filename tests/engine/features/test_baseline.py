from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import FeatureError, MediaError
from engine.features.audio import AUDIO_SPEC, AudioExtractor
from engine.features.baseline import LEAST_SPEECH_S, against_own, voice_offset
from engine.types import AudioBlock, FeatureTrack
from tests.helpers.media import speech

USUAL = np.zeros(AUDIO_SPEC.dimension, np.float32)
SAID = (
    "There is a good deal to say about the weather of the last few days, and none of it is new. "
    * 2
)


def recorded(path: Path, text: str) -> Path:
    soundfile.write(path, speech(text, 16000), 16000, subtype="FLOAT")
    return path


def test_a_persons_own_speech_has_the_usual_mean_afterwards(tmp_path: Path) -> None:
    recording = recorded(tmp_path / "me.wav", SAID)
    extractor = AudioExtractor()
    usual = np.linspace(-1, 1, AUDIO_SPEC.dimension).astype(np.float32)
    offset = voice_offset(recording, extractor, usual)
    track = extractor.extract(AudioBlock(speech(SAID, 16000), 0.0, 16000))
    shifted = against_own(track, offset)
    assert np.allclose(shifted.values[shifted.valid].mean(axis=0), usual, atol=1e-3)
    assert np.array_equal(shifted.valid, track.valid)
    assert not shifted.values[~shifted.valid].any(), "what is masked stays empty"


@given(steps=st.integers(0, 6), shift=st.floats(-5, 5, width=32))
def test_differences_between_moments_of_one_person_stay(steps: int, shift: float) -> None:
    rng = np.random.default_rng(steps)
    track = FeatureTrack(
        rng.normal(size=(steps, 3)).astype(np.float32),
        np.arange(steps, dtype=np.float64),
        np.ones(steps, np.bool_),
    )
    moved = against_own(track, np.full(3, shift, np.float32))
    assert np.allclose(np.diff(moved.values, axis=0), np.diff(track.values, axis=0), atol=1e-4)
    assert np.array_equal(moved.times_s, track.times_s)


def test_too_little_speech_is_refused_with_how_much_is_needed(tmp_path: Path) -> None:
    recording = recorded(tmp_path / "short.wav", "No.")
    with pytest.raises(FeatureError, match=rf"too little .* at least {LEAST_SPEECH_S:.0f} s"):
        voice_offset(recording, AudioExtractor(), USUAL)


def test_what_is_no_recording_is_named(tmp_path: Path) -> None:
    path = tmp_path / "notes.wav"
    path.write_text("no sound")
    with pytest.raises(MediaError, match=r"notes\.wav"):
        voice_offset(path, AudioExtractor(), USUAL)
