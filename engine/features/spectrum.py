"""Short-time spectrum of 16 kHz sound every 10 ms and the measures taken from it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import librosa.filters
import numpy as np
import scipy.fft

from engine.types import Float32Array, Float64Array

SAMPLE_RATE_HZ = 16000
HOP = 160
WINDOW = 400
FFT_SIZE = 512
FRAME_RATE_HZ = SAMPLE_RATE_HZ // HOP
MEL_BANDS = 40
MEL_RANGE_HZ = (60.0, 7600.0)

FLOOR = 1e-9
"""Added to powers: 70 dB below the loud level that the utterance has been brought to."""


@dataclass(frozen=True, slots=True)
class Spectrum:
    """Measures per frame; float64 [frames] or [frames, n]."""

    cepstra: Float64Array
    """Mel cepstra 1..n; the zeroth, the level, is left out."""
    bands_db: Float64Array
    """Level below 500 Hz, 500–2000 Hz and above 2000 Hz relative to the whole, [frames, 3]."""
    centroid: Float64Array
    """Octaves above 100 Hz, like the roll-off (85 % of the power)."""
    spread: Float64Array
    flatness: Float64Array
    rolloff: Float64Array
    slope: Float64Array
    """Decibels per octave between 200 Hz and 5 kHz, least squares over mel bands."""
    flux: Float64Array
    """Cosine distance to the spectrum of the frame before, 0..1."""
    zero_crossings: Float64Array
    """Share of neighbouring samples that differ in sign."""
    alpha_ratio: Float64Array
    """Level 50–1000 Hz over 1–5 kHz, dB (eGeMAPS)."""
    hammarberg: Float64Array
    """Peak of 0–2 kHz over peak of 2–5 kHz, dB (eGeMAPS)."""


def framed(samples: Float32Array, frames: int, length: int) -> Float32Array:
    """Windows [frames, length] centred on (i + ½)·10 ms, zeros outside the sound. A view."""
    before = (length - HOP) // 2
    after = max(0, frames * HOP + length - before - len(samples))
    padded = np.pad(samples, (before, after))
    return np.lib.stride_tricks.sliding_window_view(padded, length)[::HOP][:frames]


def frame_level_db(samples: Float32Array, frames: int) -> Float64Array:
    """Level of each 25 ms frame in dB full scale, mean removed; −200 for digital silence."""
    power = framed(samples, frames, WINDOW).var(axis=1, dtype=np.float64)
    return np.asarray(10 * np.log10(power + 1e-20))


def analyse(samples: Float32Array, frames: int, cepstra: int) -> Spectrum:
    """Measure ``frames`` frames of level-normalised sound (float32 [n], 16 kHz)."""
    windows = framed(samples, frames, WINDOW)
    hann = np.hanning(WINDOW).astype(np.float32)
    centred = windows - windows.mean(axis=1, keepdims=True)
    power = np.abs(scipy.fft.rfft(centred * hann, FFT_SIZE, axis=1)) ** 2
    power = power.astype(np.float64) / float((hann**2).sum() * FFT_SIZE)
    mel = np.log10(power @ _mel_filters().T + FLOOR)
    hertz = np.fft.rfftfreq(FFT_SIZE, 1 / SAMPLE_RATE_HZ).astype(np.float64)
    octaves = np.log2(np.maximum(hertz, 50.0) / 100.0)
    audible = power + FLOOR / FFT_SIZE
    total = audible.sum(axis=1)
    share = audible / total[:, None]
    centroid = share @ octaves
    spread = np.sqrt(np.maximum(share @ octaves**2 - centroid**2, 0.0))
    cumulated = np.cumsum(share, axis=1)
    return Spectrum(
        cepstra=scipy.fft.dct(10 * mel, axis=1, norm="ortho")[:, 1 : cepstra + 1],
        bands_db=np.stack(
            [_band_db(audible, hertz, *band) - _db(total) for band in _BANDS_HZ], axis=1
        ),
        centroid=centroid,
        spread=spread,
        flatness=np.log(audible[:, 2:]).mean(axis=1) - np.log(audible[:, 2:].mean(axis=1)),
        rolloff=octaves[np.argmax(cumulated >= 0.85, axis=1)],
        slope=_slope(10 * mel),
        flux=_flux(np.sqrt(audible)),
        zero_crossings=(np.signbit(centred[:, 1:]) != np.signbit(centred[:, :-1])).mean(axis=1),
        alpha_ratio=_band_db(audible, hertz, 50, 1000) - _band_db(audible, hertz, 1000, 5000),
        hammarberg=_peak_db(audible, hertz, 0, 2000) - _peak_db(audible, hertz, 2000, 5000),
    )


_BANDS_HZ = ((0.0, 500.0), (500.0, 2000.0), (2000.0, 8001.0))


@lru_cache(maxsize=1)
def _mel_filters() -> Float64Array:
    filters = librosa.filters.mel(
        sr=SAMPLE_RATE_HZ, n_fft=FFT_SIZE, n_mels=MEL_BANDS, fmin=MEL_RANGE_HZ[0],
        fmax=MEL_RANGE_HZ[1], norm=None, dtype=np.float64,
    )  # fmt: skip
    return np.asarray(filters / filters.sum(axis=1, keepdims=True))


def _db(power: Float64Array) -> Float64Array:
    return np.asarray(10 * np.log10(power))


def _band_db(power: Float64Array, hertz: Float64Array, low: float, high: float) -> Float64Array:
    return _db(power[:, (hertz >= low) & (hertz < high)].sum(axis=1))


def _peak_db(power: Float64Array, hertz: Float64Array, low: float, high: float) -> Float64Array:
    return _db(power[:, (hertz >= low) & (hertz < high)].max(axis=1))


def _slope(mel_db: Float64Array) -> Float64Array:
    centres = librosa.mel_frequencies(
        n_mels=MEL_BANDS + 2, fmin=MEL_RANGE_HZ[0], fmax=MEL_RANGE_HZ[1]
    )[1:-1]
    used = (centres >= 200) & (centres <= 5000)
    octaves = np.log2(centres[used])
    octaves -= octaves.mean()
    return np.asarray(mel_db[:, used] @ octaves / (octaves @ octaves))


def _flux(amplitude: Float64Array) -> Float64Array:
    unit = amplitude / np.linalg.norm(amplitude, axis=1, keepdims=True)
    return np.append(0.0, 1.0 - (unit[1:] * unit[:-1]).sum(axis=1))
