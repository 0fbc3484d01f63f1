"""How a sound device's own clock runs against ours, seen through jittery callbacks."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

_BIN_S = 1.0
_BINS = 180
"""Three minutes: long enough to average, short enough to follow a device that warms up."""
_ENOUGH_BINS = 10


@dataclass(frozen=True, slots=True)
class _Bin:
    """The callback of one second that came the least late."""

    sample: float
    late_s: float
    """When the sample was captured, minus where the device's nominal rate puts it."""


class DeviceClock:
    """When each sample of a device was captured, by a robust line through what was observed.

    Callbacks come late by a random amount, never early: the least late of each second is taken,
    and a line (Theil–Sen) put through the last three minutes of these.
    """

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._bins: deque[_Bin] = deque(maxlen=_BINS)
        self._open: _Bin | None = None
        self._bin_ends_s = 0.0
        self._slope = 0.0
        self._late_s: float | None = None

    def observe(self, sample: int, captured_s: float) -> None:
        """``sample`` samples had been captured by ``captured_s``, or a little before."""
        late_s = captured_s - sample / self._rate_hz
        if self._open is not None and captured_s >= self._bin_ends_s:
            self._bins.append(self._open)
            self._open = None
            self._fit()
        if self._open is None:
            self._bin_ends_s = captured_s + _BIN_S
            self._open = _Bin(sample, late_s)
        elif late_s < self._open.late_s:
            self._open = _Bin(sample, late_s)

    def captured_s(self, sample: float) -> float:
        """When a sample was captured; before anything was observed, by the nominal rate."""
        return sample / self._rate_hz * (1 + self._slope) + (self._late_s or 0.0)

    @property
    def drift_ppm(self) -> float | None:
        """How much faster than ours the device's clock runs; None before ten seconds."""
        return -1e6 * self._slope if len(self._bins) >= _ENOUGH_BINS else None

    @property
    def gap_s(self) -> float:
        """By how much even the least late callbacks of the last two seconds came too late."""
        if len(self._bins) < 3:
            return 0.0
        return min(self._beyond(bin_) for bin_ in (self._bins[-1], self._bins[-2]))

    def forget_newest(self) -> None:
        """Forget the last two seconds: what was observed then belongs to samples counted anew."""
        self._open = None
        for _ in range(min(2, len(self._bins))):
            self._bins.pop()
        self._fit()

    def _beyond(self, bin_: _Bin) -> float:
        return bin_.late_s + bin_.sample / self._rate_hz - self.captured_s(bin_.sample)

    def _fit(self) -> None:
        if not self._bins:
            return
        at_s = np.array([bin_.sample / self._rate_hz for bin_ in self._bins])
        late_s = np.array([bin_.late_s for bin_ in self._bins])
        if len(self._bins) >= _ENOUGH_BINS:
            first, second = np.triu_indices(len(at_s), 1)
            steps = at_s[second] - at_s[first]
            # Seconds in which the device gave nothing hold no slope.
            some = steps > 0
            if some.any():
                slopes = (late_s[second] - late_s[first])[some] / steps[some]
                self._slope = float(np.median(slopes))
        self._late_s = float(np.median(late_s - self._slope * at_s))
