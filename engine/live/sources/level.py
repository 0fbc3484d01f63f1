"""How loud the sound is, and whether something is wrong with it."""

from __future__ import annotations

import math

import numpy as np

from engine.live.sources.base import Level
from engine.types import BoolArray, Float32Array

_WINDOW_S = 0.1
_FULL_SCALE = 0.999
"""16-bit converters stop here or a little above."""
_CLIPPING_SHOWN_S = 2.0
_SILENCE = 10 ** (-65 / 20)
"""Peak. Muted inputs give exact zeros, unplugged ones the noise of the converter; a quiet room
through a working microphone lies 10 dB and more above this."""
_FLOOR_DBFS = -120.0


class LevelMeter:
    """Fed with every sample at its own rate; not for several threads at once."""

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._window: Float32Array = np.empty(0, np.float32)
        self._unclipped_s = math.inf
        self.silent_s = 0.0
        """For how long nothing has been louder than silence."""

    def add(self, samples: Float32Array) -> None:
        """``samples``: float32 [n] in −1..1."""
        if not len(samples):
            return
        keep = round(_WINDOW_S * self._rate_hz)
        self._window = np.concatenate([self._window, samples])[-keep:]
        loud = np.abs(samples)
        self.silent_s = self._since(loud > _SILENCE, self.silent_s)
        self._unclipped_s = self._since(loud >= _FULL_SCALE, self._unclipped_s)

    @property
    def level(self) -> Level | None:
        """None before the first sample."""
        return level_of(self._window) if len(self._window) else None

    @property
    def clipping(self) -> bool:
        """Whether full scale was touched within the last two seconds."""
        return self._unclipped_s < _CLIPPING_SHOWN_S

    def _since(self, happened: BoolArray, before_s: float) -> float:
        """Seconds since the last True, given how long it has been before these samples."""
        where = np.flatnonzero(happened)
        length = len(happened)
        if len(where):
            return float(length - 1 - where[-1]) / self._rate_hz
        return before_s + length / self._rate_hz


def level_of(samples: Float32Array) -> Level:
    """``samples``: float32 [n] in −1..1, at least one."""
    rms = float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))
    return Level(_dbfs(rms), _dbfs(float(np.abs(samples).max())))


def _dbfs(amplitude: float) -> float:
    return max(_FLOOR_DBFS, 20 * math.log10(amplitude)) if amplitude > 0 else _FLOOR_DBFS
