"""The sound of a device on our clock: sample n of the output was captured n / rate after the start.

What the device lost becomes silence of the same length; its drift is taken out by resampling.
"""

from __future__ import annotations

import numpy as np

from engine.live.sources.drift import DeviceClock
from engine.live.sources.stretching import Stretcher
from engine.types import Float32Array

_PLACED_S = 0.25
"""So much sound is gathered before it is placed anew, as a single callback may come late."""
_GAP_S = 0.005
"""A reported loss shorter than this is left to the resampling."""
_UNREPORTED_GAP_S = 0.03
_CATCH_UP_S = 5.0
"""Time constant with which what is left of an error is taken out."""
_CATCH_UP = 1e-3
"""At most so much faster or slower meanwhile: 1.7 cents, which nobody hears."""
_FASTEST = 1e-2
"""A device beyond this is broken."""


class SteadySound:
    """Takes blocks as a device gives them, gives samples at the same nominal rate."""

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._clock = DeviceClock(rate_hz)
        self._stretcher = Stretcher()
        self._pushed = 0
        self._given = 0
        self._held: list[Float32Array] | None = []
        """Blocks that wait for their place; None while everything is in its place."""
        self._held_samples = 0
        self._least_late_s = np.inf
        self.overflows = 0
        self.filled_s = 0.0

    @property
    def drift_ppm(self) -> float | None:
        """How much faster than our clock the device runs; None until it is known."""
        return self._clock.drift_ppm

    @property
    def given(self) -> int:
        """Samples given so far: where the output ends."""
        return self._given

    def push(
        self, samples: Float32Array, captured_s: float, *, overflowed: bool = False
    ) -> Float32Array:
        """The next samples of the output, any number.

        ``samples``: float32 [n], the last of which was captured by ``captured_s``;
        ``overflowed``: the device lost an unknown number of samples before these.
        """
        if overflowed:
            self.overflows += 1
            if self._held is None:
                self._held, self._held_samples, self._least_late_s = [], 0, np.inf
        if self._held is not None:
            return self._hold(samples, captured_s)
        self._clock.observe(self._pushed + len(samples), captured_s)
        gap_s = self._clock.gap_s
        if gap_s > _UNREPORTED_GAP_S:
            silence = self._fill(gap_s)
            self._clock.forget_newest()
            return np.concatenate([silence, self._stretch(samples)])
        return self._stretch(samples)

    def flush(self) -> Float32Array:
        """What is still held back, at the end."""
        placed = self._place() if self._held else np.empty(0, np.float32)
        tail = self._stretch(np.zeros(self._stretcher.held_back, np.float32))
        return np.concatenate([placed, tail])

    # ------------------------------------------------------------------ placing

    def _hold(self, samples: Float32Array, captured_s: float) -> Float32Array:
        assert self._held is not None
        self._held.append(samples)
        self._held_samples += len(samples)
        expected_s = self._clock.captured_s(self._pushed + self._held_samples)
        self._least_late_s = min(self._least_late_s, captured_s - expected_s)
        if self._held_samples < _PLACED_S * self._rate_hz:
            return np.empty(0, np.float32)
        return self._place()

    def _place(self) -> Float32Array:
        """Put what was held where the least late of its callbacks says it belongs."""
        waiting = np.concatenate(self._held or [np.empty(0, np.float32)])
        self._held = None
        first = self._pushed == 0
        late_s = float(self._least_late_s)
        if first and late_s < 0:  # captured before the start
            waiting = waiting[round(-late_s * self._rate_hz) :]
        silence = np.empty(0, np.float32)
        if first:
            silence = self._stretch(np.zeros(max(0, round(late_s * self._rate_hz)), np.float32))
        elif late_s > _GAP_S:
            silence = self._fill(late_s)
        return np.concatenate([silence, self._stretch(waiting)])

    def _fill(self, seconds: float) -> Float32Array:
        self.filled_s += seconds
        return self._stretch(np.zeros(round(seconds * self._rate_hz), np.float32))

    def _stretch(self, samples: Float32Array) -> Float32Array:
        self._pushed += len(samples)
        given = self._stretcher.push(samples, self._step())
        self._given += len(given)
        return given

    def _step(self) -> float:
        """Input samples per output sample: the device's drift, and what is left of an error."""
        drift = (self._clock.drift_ppm or 0.0) * 1e-6
        due_s = self._clock.captured_s(self._stretcher.position)
        behind_s = due_s - self._given / self._rate_hz
        catch_up = np.clip(behind_s / _CATCH_UP_S, -_CATCH_UP, _CATCH_UP)
        return 1 + float(np.clip(drift - catch_up, -_FASTEST, _FASTEST))
