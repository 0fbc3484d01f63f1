"""Audio features: prosody and spectrum of the voice, 20 steps a second.

The sound is analysed every 10 ms (``spectrum``, ``pitch``) and five analysis frames make one step
of 50 ms. The utterance's own loudness is divided out first, so the gain of a microphone changes
nothing.
"""

from __future__ import annotations

import librosa
import numpy as np
from scipy.signal import find_peaks

from engine.errors import FeatureError
from engine.features import pitch, spectrum
from engine.features.contract import ExtractorSpec
from engine.types import AudioBlock, BoolArray, FeatureTrack, Float32Array, Float64Array

ANALYSIS_RATE_HZ = 16000
FRAMES_PER_STEP = 5
AUDIO_RATE_HZ = spectrum.FRAME_RATE_HZ / FRAMES_PER_STEP

SILENCE_DBFS = -75.0
"""Sound that never gets louder is digital silence or the dither of a converter."""
ACTIVE_RANGE_DB = 40.0
"""A frame this far below the utterance's loud level is not the speaker."""
VOICE_REACH_S = 0.2
"""Unvoiced sound this close to a voiced frame belongs to speech."""
MIN_VOICED_S = 0.05
"""With less voice than this in a whole utterance nobody spoke."""

_CEPSTRA = 20
_SCALAR_NAMES = (
    *("energy_db", "energy_db_sd", "energy_db_per_s", "energy_above_floor_db"),
    *("low_band_db", "mid_band_db", "high_band_db"),
    *("f0_semitones", "f0_rel_semitones", "f0_rel_semitones_sd", "f0_semitones_per_s"),
    *("f0_local_variation", "energy_local_variation_db"),
    *("voiced_fraction", "voicing", "voicing_sd", "harmonics_to_noise_db"),
    *("centroid_octaves", "centroid_octaves_sd", "spread_octaves", "flatness_log"),
    *("rolloff_octaves", "slope_db_per_octave", "flux", "flux_sd", "zero_crossing_rate"),
    *("alpha_ratio_db", "hammarberg_db"),
)
_UTTERANCE_NAMES = (
    *("utterance_f0_median_semitones", "utterance_f0_range_semitones"),
    *("utterance_energy_range_db", "utterance_voiced_fraction", "utterance_onsets_per_s"),
)
AUDIO_FEATURE_NAMES = (
    *(f"mfcc_{i}" for i in range(1, _CEPSTRA + 1)),
    *(f"mfcc_{i}_per_s" for i in range(1, _CEPSTRA + 1)),
    *_SCALAR_NAMES,
    *_UTTERANCE_NAMES,
)
AUDIO_SPEC = ExtractorSpec(
    "prosody-spectrum", 1, len(AUDIO_FEATURE_NAMES), AUDIO_RATE_HZ, AUDIO_FEATURE_NAMES
)


class AudioExtractor:
    """Prosody and spectrum of one utterance; has no state and is deterministic."""

    spec = AUDIO_SPEC

    def extract(self, block: AudioBlock) -> FeatureTrack:
        """Features [steps, 73] of ``block``, whatever its sample rate (8 kHz and above).

        Step k covers 50 ms from ``block.start_s + k/20``; a last incomplete step is kept. Values
        are means over the step's five frames unless the name says ``_sd`` (standard deviation
        within the step) or ``_per_s`` (slope). A step is valid where somebody is heard: within
        0.2 s of a voiced frame and no more than 40 dB below the utterance's loud level. Digital
        silence and sound without any voice give a track without valid steps.

        Raises:
            FeatureError: samples are not finite.
        """
        samples = resampled(block)
        steps = int(np.ceil(len(samples) / (ANALYSIS_RATE_HZ / AUDIO_RATE_HZ) - 1e-6))
        times = block.start_s + (np.arange(steps, dtype=np.float64) + 0.5) / AUDIO_RATE_HZ
        absent = FeatureTrack(
            np.zeros((steps, self.spec.dimension), np.float32), times, np.zeros(steps, np.bool_)
        )
        if steps == 0:
            return absent
        frames = steps * FRAMES_PER_STEP
        level_db = spectrum.frame_level_db(samples, frames)
        loud_db = _loud_level_db(level_db)
        if loud_db is None:
            return absent
        samples = _louder(samples, -20 - loud_db)
        contour = pitch.track(samples, frames)
        audible = level_db > loud_db - ACTIVE_RANGE_DB
        voiced = contour.voiced & audible
        if voiced.sum() < MIN_VOICED_S * spectrum.FRAME_RATE_HZ:
            return absent
        active = audible & _near(voiced, round(VOICE_REACH_S * spectrum.FRAME_RATE_HZ))
        values = _features(samples, level_db - loud_db, contour, voiced, active)
        valid = active.reshape(steps, FRAMES_PER_STEP).mean(axis=1) >= 0.5
        values[~valid] = 0.0
        return FeatureTrack(values, times, valid)


def at_loud_level(samples: Float32Array) -> Float32Array | None:
    """The sound with its loud level at −20 dBFS, so that the gain of a microphone changes nothing;
    None for digital silence."""
    loud_db = _loud_level_db(spectrum.frame_level_db(samples, -(-len(samples) // spectrum.HOP)))
    return None if loud_db is None else _louder(samples, -20 - loud_db)


def _loud_level_db(level_db: Float64Array) -> float | None:
    """Level that the loudest tenth of the audible frames exceeds."""
    if not len(level_db) or level_db.max() < SILENCE_DBFS:
        return None
    audible = level_db > level_db.max() - ACTIVE_RANGE_DB
    return float(np.percentile(level_db[audible], 90))


def _louder(samples: Float32Array, by_db: float) -> Float32Array:
    return samples * np.float32(10 ** (by_db / 20))


def resampled(block: AudioBlock) -> Float32Array:
    """Samples at 16 kHz.

    Raises:
        FeatureError: they are not finite.
    """
    samples = np.asarray(block.samples, dtype=np.float32)
    if not np.isfinite(samples).all():
        raise FeatureError("The sound holds samples that are not numbers.")
    if block.sample_rate_hz == ANALYSIS_RATE_HZ or not len(samples):
        return samples
    resampled = librosa.resample(
        samples, orig_sr=block.sample_rate_hz, target_sr=ANALYSIS_RATE_HZ, res_type="soxr_hq"
    )
    return np.asarray(resampled, dtype=np.float32)


def _features(
    samples: Float32Array,
    level_db: Float64Array,
    contour: pitch.Contour,
    voiced: BoolArray,
    active: BoolArray,
) -> Float32Array:
    """All columns in the order of AUDIO_FEATURE_NAMES, float32 [steps, dimension]."""
    frames = len(level_db)
    shape = spectrum.analyse(samples, frames, _CEPSTRA)
    level = np.maximum(level_db, -60.0)
    floor = np.percentile(level, 5)
    semitones = pitch.bridged(12 * np.log2(np.maximum(contour.f0_hz, 1.0) / 55.0), voiced)
    median = float(np.median(semitones[voiced]))
    relative = semitones - median
    both = voiced[1:] & voiced[:-1]
    f0_jump = np.append(np.abs(np.diff(semitones)) * both, 0.0)
    level_jump = np.append(np.abs(np.diff(level)) * both, 0.0)
    onsets = _onsets(level, voiced)
    heard = level[active]
    utterance = np.array(
        [
            median,
            np.ptp(np.percentile(semitones[voiced], (10, 90))),
            np.ptp(np.percentile(heard, (5, 95))),
            voiced.sum() / active.sum(),
            onsets * spectrum.FRAME_RATE_HZ / active.sum(),
        ]
    )
    strength = contour.strength
    harmonics = 10 * np.log10(np.clip(strength, 0.01, 0.99) / (1 - np.clip(strength, 0.01, 0.99)))
    columns = [
        _mean(shape.cepstra),
        _mean(_per_s(shape.cepstra)),
        *(_mean(level), _sd(level), _mean(_per_s(level)), _mean(level - floor)),
        _mean(shape.bands_db),
        *(_mean(semitones), _mean(relative), _sd(relative), _mean(_per_s(semitones))),
        *(_mean(f0_jump), _mean(level_jump)),
        *(_mean(voiced.astype(np.float64)), _mean(strength), _sd(strength), _mean(harmonics)),
        *(_mean(shape.centroid), _sd(shape.centroid), _mean(shape.spread), _mean(shape.flatness)),
        *(_mean(shape.rolloff), _mean(shape.slope), _mean(shape.flux), _sd(shape.flux)),
        *(_mean(shape.zero_crossings), _mean(shape.alpha_ratio), _mean(shape.hammarberg)),
        np.tile(utterance, (frames // FRAMES_PER_STEP, 1)),
    ]
    return np.concatenate(columns, axis=1).astype(np.float32)


def _steps(values: Float64Array) -> Float64Array:
    return values.reshape(len(values) // FRAMES_PER_STEP, FRAMES_PER_STEP, -1)


def _mean(values: Float64Array) -> Float64Array:
    return np.asarray(_steps(values).mean(axis=1))


def _sd(values: Float64Array) -> Float64Array:
    return np.asarray(_steps(values).std(axis=1))


def _per_s(values: Float64Array) -> Float64Array:
    """Slope per second: least squares over 90 ms (the usual regression deltas, half width 4)."""
    reach = 4
    padded = np.pad(values, [(reach, reach)] + [(0, 0)] * (values.ndim - 1), mode="edge")
    slope = sum(
        k * (padded[reach + k : reach + k + len(values)] - padded[reach - k :][: len(values)])
        for k in range(1, reach + 1)
    )
    return np.asarray(
        slope * spectrum.FRAME_RATE_HZ / (2 * sum(k * k for k in range(1, reach + 1)))
    )


def _near(marks: BoolArray, reach: int) -> BoolArray:
    """Frames that are within ``reach`` frames of a mark."""
    counts = np.convolve(marks.astype(np.int64), np.ones(2 * reach + 1, np.int64), mode="same")
    return counts[: len(marks)] > 0 if len(marks) > 2 * reach else np.full(len(marks), marks.any())


def _onsets(level: Float64Array, voiced: BoolArray) -> int:
    """Syllable-like rises: peaks of the smoothed level in voiced sound, 2 dB above the dip."""
    smooth = np.convolve(level, np.hanning(9) / np.hanning(9).sum(), mode="same")[: len(level)]
    peaks, _ = find_peaks(smooth, prominence=2.0, distance=8)
    return int(voiced[peaks].sum())
