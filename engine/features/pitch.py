"""Fundamental frequency and voicing by autocorrelation, every 10 ms.

P. Boersma, "Accurate short-term analysis of the fundamental frequency and the harmonics-to-noise
ratio of a sampled sound", 1993: the autocorrelation of the windowed sound is divided by that of
the window; candidates are its peaks; the cheapest path through the candidates is taken. Own code
because librosa's estimators compile for seconds at their first call and are slower.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.fft

from engine.features import spectrum
from engine.types import BoolArray, Float32Array, Float64Array

LOWEST_HZ = 65.0
HIGHEST_HZ = 600.0
VOICED_STRENGTH = 0.5
"""Normalised autocorrelation from which a frame counts as voiced (0.5: as much noise as voice)."""

_WINDOW = 3 * int(spectrum.SAMPLE_RATE_HZ / LOWEST_HZ)  # three periods of the lowest voice
_SHORTEST = int(spectrum.SAMPLE_RATE_HZ / HIGHEST_HZ)
_FFT_SIZE = 2048
_CANDIDATES = 5
_OCTAVE_COST = 0.02
_JUMP_COST = 0.35
_VOICING_COST = 0.14


@dataclass(frozen=True, slots=True)
class Contour:
    """f0_hz, strength: float64 [frames]; f0 is 0 where unvoiced. voiced: bool [frames]."""

    f0_hz: Float64Array
    strength: Float64Array
    voiced: BoolArray


def track(samples: Float32Array, frames: int) -> Contour:
    """Follow the voice through ``frames`` frames of level-normalised 16 kHz sound."""
    lags, strengths = _candidates(_autocorrelation(samples, frames))
    best = strengths.max(axis=1)
    path = _cheapest_path(lags, strengths)
    rows = np.arange(frames)
    voiced = path < _CANDIDATES
    chosen = np.minimum(path, _CANDIDATES - 1)
    f0 = np.where(voiced, spectrum.SAMPLE_RATE_HZ / lags[rows, chosen], 0.0)
    strength = np.where(voiced, strengths[rows, chosen], best)
    return Contour(f0, np.clip(strength, 0.0, 1.0), voiced)


def bridged(values: Float64Array, known: BoolArray) -> Float64Array:
    """Fill what is not known by straight lines between, and by the nearest at the ends."""
    at = np.flatnonzero(known)
    return np.interp(np.arange(len(values)), at, values[at])


def _autocorrelation(samples: Float32Array, frames: int) -> Float64Array:
    """Normalised autocorrelation [frames, lags up to one period of LOWEST_HZ, inclusive of it]."""
    windows = spectrum.framed(samples, frames, _WINDOW)
    hann = np.hanning(_WINDOW).astype(np.float32)
    windows = (windows - windows.mean(axis=1, keepdims=True)) * hann
    longest = _WINDOW // 3 + 2
    power = np.abs(scipy.fft.rfft(windows, _FFT_SIZE, axis=1)) ** 2
    correlation = scipy.fft.irfft(power, _FFT_SIZE, axis=1)[:, :longest].astype(np.float64)
    of_window = np.fft.irfft(np.abs(np.fft.rfft(hann, _FFT_SIZE)) ** 2)[:longest]
    # The constant keeps frames far below the loud level from looking periodic by rounding.
    energy = correlation[:, :1] + 1e-7 * float(hann @ hann)
    return np.asarray(correlation / energy / (of_window / of_window[0]))


def _candidates(correlation: Float64Array) -> tuple[Float64Array, Float64Array]:
    """Lags in samples and strengths of the highest peaks, both [frames, _CANDIDATES]."""
    before, here, after = (
        correlation[:, _SHORTEST - 1 : -2],
        correlation[:, _SHORTEST:-1],
        correlation[:, _SHORTEST + 1 :],
    )
    octaves = np.log2((_SHORTEST + np.arange(here.shape[1])) / _SHORTEST)
    is_peak = (here > before) & (here >= after)
    score = np.where(is_peak, here - _OCTAVE_COST * octaves, -1.0)
    picked = np.argsort(-score, axis=1, kind="stable")[:, :_CANDIDATES]
    rows = np.arange(len(score))[:, None]
    left, middle, right = before[rows, picked], here[rows, picked], after[rows, picked]
    bend = left - 2 * middle + right
    shift = np.where(bend < -1e-12, 0.5 * (left - right) / np.minimum(bend, -1e-12), 0.0)
    shift = np.clip(shift, -0.5, 0.5)
    strengths = middle - 0.25 * (left - right) * shift
    usable = score[rows, picked] > -1.0
    lags = (_SHORTEST + picked + shift).astype(np.float64)
    return lags, np.where(usable, np.minimum(strengths, 1.0), 0.0)


def _cheapest_path(lags: Float64Array, strengths: Float64Array) -> npt.NDArray[np.int64]:
    """Index of the candidate of each frame, _CANDIDATES for unvoiced, int [frames] (Viterbi)."""
    frames = len(lags)
    octaves = np.log2(lags)
    voiced_cost = _OCTAVE_COST * (octaves - np.log2(_SHORTEST)) - strengths
    local = np.concatenate([voiced_cost, np.full((frames, 1), -VOICED_STRENGTH)], axis=1)
    states = _CANDIDATES + 1
    step = np.zeros((frames - 1, states, states))
    step[:, :-1, :-1] = _JUMP_COST * np.abs(octaves[:-1, :, None] - octaves[1:, None, :])
    step[:, -1, :-1] = _VOICING_COST
    step[:, :-1, -1] = _VOICING_COST
    cost = local[0]
    came_from = np.zeros((frames, states), dtype=np.int64)
    for frame in range(1, frames):
        through = cost[:, None] + step[frame - 1]
        came_from[frame] = through.argmin(axis=0)
        cost = through.min(axis=0) + local[frame]
    path = np.zeros(frames, dtype=np.int64)
    path[-1] = int(cost.argmin())
    for frame in range(frames - 1, 0, -1):
        path[frame - 1] = came_from[frame, path[frame]]
    return path
