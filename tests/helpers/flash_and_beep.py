"""Pictures that flash while sound beeps, and how far apart a file has the two."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from engine.media import probe, read_audio, read_frames
from engine.types import AudioBlock, Float32Array, Float64Array, VideoFrame

PERIOD_S = 2.0
"""From each even second on it flashes and beeps for ``LIT_S``."""
LIT_S = 0.5


def is_lit(time_s: float) -> bool:
    return time_s % PERIOD_S < LIT_S


def picture(time_s: float, size: tuple[int, int] = (64, 48)) -> VideoFrame:
    """White while it flashes, else black."""
    width, height = size
    return VideoFrame(np.full((height, width, 3), 255 if is_lit(time_s) else 0, np.uint8), time_s)


def sound(start_s: float, count: int, rate_hz: int) -> AudioBlock:
    """``count`` samples from ``start_s`` on: 1 kHz while it beeps."""
    return AudioBlock(beeps(start_s + np.arange(count) / rate_hz), start_s, rate_hz)


def beeps(times_s: Float64Array) -> Float32Array:
    """float32 [n]: what is heard at each of ``times_s`` [n]."""
    wave = 0.5 * np.sin(2 * np.pi * 1000 * times_s)
    return np.where(times_s % PERIOD_S < LIT_S, wave, 0.0).astype(np.float32)


def offsets_s(path: Path) -> Iterator[tuple[float, float]]:
    """Per moment in a file: when the flash is seen, and by how much later the beep is heard."""
    info = probe(path)
    frames = read_frames(info, rate_hz=None, max_side=64)
    lit = np.array(list(_rises((frame.time_s, bool(frame.bgr.mean() > 127)) for frame in frames)))
    for beep_s in _rises(_heard(path)):
        flash_s = float(lit[np.argmin(np.abs(lit - beep_s))])
        yield flash_s, float(beep_s - flash_s)


def _heard(path: Path) -> Iterator[tuple[float, bool]]:
    """Per millisecond whether something is heard."""
    for block in read_audio(probe(path), rate_hz=16_000):
        whole = block.samples[: len(block.samples) // 16 * 16].reshape(-1, 16)
        for index, peak in enumerate(np.abs(whole).max(axis=1)):
            yield block.start_s + index / 1000, bool(peak > 0.2)


def _rises(states: Iterator[tuple[float, bool]]) -> Iterator[float]:
    """Times at which False becomes True after at least half a second without it."""
    last_s = -np.inf
    for time_s, on in states:
        if on:
            if time_s - last_s > LIT_S:
                yield time_s
            last_s = time_s
