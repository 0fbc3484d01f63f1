"""Exponential smoothing on the source's clock."""

from __future__ import annotations

import numpy as np

from engine.types import Float64Array

SMOOTHING_S = 0.25
"""Time constant of what is shown; see docs/adr/0012-live.md for the table behind it."""
_FORGOTTEN_S = 3.0
"""After a longer gap the past says nothing about now."""


class ExponentialAverage:
    """Of an array over time. Numbers that are nan are absent and begin anew when they come back."""

    def __init__(self, constant_s: float = SMOOTHING_S) -> None:
        """``constant_s``: after it the past counts for 1/e; 0: no smoothing."""
        self._constant_s = constant_s
        self._value: Float64Array | None = None
        self._time_s = 0.0

    def update(self, time_s: float, value: Float64Array) -> Float64Array:
        """Take the value at a time, later than the last; the smoothed one."""
        before, elapsed = self._value, time_s - self._time_s
        if before is None or elapsed > _FORGOTTEN_S or self._constant_s <= 0:
            smoothed = value.copy()
        else:
            share = np.exp(-elapsed / self._constant_s)
            smoothed = np.where(np.isnan(before), value, share * before + (1 - share) * value)
        self._value, self._time_s = smoothed, time_s
        return smoothed

    def reset(self) -> None:
        """Forget the past."""
        self._value = None
