import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import resample_poly

from engine.errors import FeatureError
from engine.features.audio import AUDIO_FEATURE_NAMES, AUDIO_RATE_HZ, AudioExtractor
from engine.types import AudioBlock, FeatureTrack, Float32Array
from tests.helpers.features import audio_column, voice
from tests.helpers.shared_data import requires_shared_data, shared_data

EXTRACTOR = AudioExtractor()
RELAXED = settings(max_examples=15, deadline=None)


def extract(samples: Float32Array, rate_hz: int = 16000, start_s: float = 0.0) -> FeatureTrack:
    return EXTRACTOR.extract(AudioBlock(samples, start_s, rate_hz))


def quiet(seconds: float) -> Float32Array:
    return np.zeros(round(16000 * seconds), np.float32)


def noise(seconds: float) -> Float32Array:
    return np.random.default_rng(0).normal(0, 0.1, round(16000 * seconds)).astype(np.float32)


def syllables(f0_hz: float, seconds: float) -> Float32Array:
    """A voice that swells four times a second, over a little noise."""
    time = np.arange(round(16000 * seconds)) / 16000
    swell = 0.55 - 0.45 * np.cos(2 * np.pi * 4 * time)
    return (voice(f0_hz, seconds) * swell + 0.002 * noise(seconds)).astype(np.float32)


def test_syllables_are_counted() -> None:
    track = extract(syllables(150, 3.0))
    assert audio_column(track, "utterance_onsets_per_s")[0] == pytest.approx(4, abs=0.7)


def test_dimensions_are_named_once_and_match() -> None:
    assert len(set(AUDIO_FEATURE_NAMES)) == len(AUDIO_FEATURE_NAMES) == EXTRACTOR.spec.dimension
    assert extract(voice(150)).values.shape == (20, EXTRACTOR.spec.dimension)


@given(
    f0_hz=st.floats(75, 450),
    rate_hz=st.sampled_from([8000, 16000, 22050, 44100, 48000]),
)
@RELAXED
def test_pitch_is_right_at_every_sample_rate(f0_hz: float, rate_hz: int) -> None:
    track = extract(voice(f0_hz, 0.6, rate_hz), rate_hz)
    expected = 12 * np.log2(f0_hz / 55)
    assert track.valid.mean() > 0.8
    assert np.median(audio_column(track, "f0_semitones")) == pytest.approx(expected, abs=0.1)
    assert np.median(audio_column(track, "voicing")) > 0.95


def test_pitch_follows_a_glide_and_its_slope() -> None:
    octave_a_second = voice(lambda time: 120 * 2**time, 1.0)
    track = extract(octave_a_second)
    semitones = audio_column(track, "f0_semitones")[2:-2]
    expected = 12 * np.log2(120 * 2 ** track.times_s[track.valid][2:-2] / 55)
    assert np.abs(semitones - expected).max() < 0.3
    assert audio_column(track, "f0_semitones_per_s")[3:-3] == pytest.approx(12, abs=1)
    assert np.median(audio_column(track, "f0_rel_semitones")) == pytest.approx(0, abs=0.3)


@given(gain=st.floats(0.01, 3.0))
@RELAXED
def test_gain_of_the_microphone_changes_nothing(gain: float) -> None:
    sound = np.concatenate([syllables(140, 0.8), quiet(0.3), 0.4 * syllables(200, 0.8)])
    plain, amplified = extract(sound), extract(sound * np.float32(gain))
    assert np.array_equal(plain.valid, amplified.valid)
    assert np.abs(plain.values - amplified.values).max() < 0.02


def test_sample_rate_changes_little() -> None:
    sound = np.concatenate([voice(140, 0.5), voice(lambda t: 180 + 60 * t, 0.8)])
    plain = extract(sound)
    faster = extract(resample_poly(sound, 3, 1).astype(np.float32), 48000)
    both = plain.valid & faster.valid
    assert both.mean() > 0.9
    for name in ("f0_semitones", "energy_db", "centroid_octaves", "mfcc_1", "alpha_ratio_db"):
        column = AUDIO_FEATURE_NAMES.index(name)
        apart = np.abs(plain.values[both, column] - faster.values[both, column])
        assert np.median(apart) < 0.5, name


@pytest.mark.parametrize(
    "sound",
    [quiet(1.0), noise(1.0), 1e-5 * voice(150), np.full(16000, 0.5, np.float32)],
    ids=["digital silence", "noise", "below a converter's dither", "constant"],
)
def test_where_nobody_is_heard_there_is_no_evidence(sound: Float32Array) -> None:
    track = extract(sound.astype(np.float32))
    assert len(track.valid) == 20
    assert not track.has_evidence
    assert not track.values.any()


def test_a_pause_is_masked_and_speech_is_not() -> None:
    track = extract(np.concatenate([voice(150, 1.0), quiet(1.0), voice(150, 1.0)]), start_s=5.0)
    inside = (track.times_s > 6.3) & (track.times_s < 6.7)
    outside = (track.times_s < 5.9) | (track.times_s > 7.1)
    assert not track.valid[inside].any()
    assert track.valid[outside].all()


def test_a_fricative_next_to_a_vowel_belongs_to_speech() -> None:
    track = extract(np.concatenate([voice(150, 0.5), 0.3 * noise(0.15), voice(150, 0.5)]))
    assert track.valid.all()
    assert audio_column(track, "voiced_fraction").min() == 0


def test_steps_are_on_the_clock_of_the_medium() -> None:
    track = extract(voice(150, 1.02), start_s=12.5)
    assert track.times_s[0] == pytest.approx(12.525)
    assert np.diff(track.times_s) == pytest.approx(1 / AUDIO_RATE_HZ)
    assert len(track.times_s) == 21, "the last incomplete step is kept"


@pytest.mark.parametrize("samples", [0, 1, 10, 159, 801])
def test_scraps_of_sound_are_no_trouble(samples: int) -> None:
    track = extract(voice(150)[:samples])
    assert (
        len(track.values) == len(track.times_s) == len(track.valid) == int(np.ceil(samples / 800))
    )
    assert np.isfinite(track.values).all()


def test_measures_point_the_right_way() -> None:
    dull, bright = extract(voice(150, tilt=2.0)), extract(voice(150, tilt=0.5))
    for name in ("centroid_octaves", "rolloff_octaves", "slope_db_per_octave", "high_band_db"):
        assert audio_column(bright, name).mean() > audio_column(dull, name).mean(), name
    assert (
        audio_column(bright, "alpha_ratio_db").mean() < audio_column(dull, "alpha_ratio_db").mean()
    )
    breathy = extract(voice(150) + 0.5 * noise(1.0))
    clean = extract(voice(150))
    for name in ("voicing", "harmonics_to_noise_db"):
        assert audio_column(breathy, name).mean() < audio_column(clean, name).mean(), name
    assert audio_column(breathy, "flatness_log").mean() > audio_column(clean, "flatness_log").mean()


def test_level_is_relative_to_the_loud_parts() -> None:
    track = extract(np.concatenate([voice(150, 1.0), 0.1 * voice(150, 1.0)]))
    level = track.values[:, AUDIO_FEATURE_NAMES.index("energy_db")]
    assert level[5:15].mean() == pytest.approx(0, abs=1)
    assert level[25:35].mean() == pytest.approx(-20, abs=1)


def test_two_runs_are_identical_and_travel_between_processes() -> None:
    sound = np.concatenate([voice(150, 0.5), 0.1 * noise(0.5)])
    one, other = extract(sound), pickle.loads(pickle.dumps(extract(sound)))
    assert np.array_equal(one.values, other.values)
    assert np.array_equal(one.valid, other.valid)


def test_broken_samples_are_refused() -> None:
    with pytest.raises(FeatureError, match="not numbers"):
        extract(np.array([0.0, np.nan, 0.1], np.float32))


@requires_shared_data
def test_sex_of_ravdess_actors_shows_in_the_median_pitch() -> None:
    av = pytest.importorskip("av")
    folder = shared_data()
    assert folder is not None
    medians = []
    for actor in (1, 2, 3, 4):
        path = folder / "speech" / "ravdess" / f"03-01-01-01-01-01-{actor:02d}.opus"
        with av.open(str(path)) as container:
            resampler = av.AudioResampler("flt", "mono", 16000)
            frames = [f for raw in container.decode(audio=0) for f in resampler.resample(raw)]
        sound = np.concatenate([frame.to_ndarray()[0] for frame in frames])
        medians.append(audio_column(extract(sound), "utterance_f0_median_semitones")[0])
    # Odd actors are men, even ones women.
    assert max(medians[0], medians[2]) < min(medians[1], medians[3])
