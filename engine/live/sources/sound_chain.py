"""From the blocks of a device to what sinks hear: one clock, two rates, a level."""

from __future__ import annotations

import numpy as np
import soxr

from engine.live.sources.base import SOUND_RATE_HZ
from engine.live.sources.level import LevelMeter
from engine.live.sources.steady import SteadySound
from engine.types import AudioBlock, Float32Array


class SoundChain:
    """Mono blocks at the device's rate in; contiguous blocks from time 0 at two rates out.

    The 16 kHz are made by soxr in its high quality, as one stream, so there is no seam between
    blocks; its filter holds back some 10 ms of sound.
    """

    def __init__(self, rate_hz: int) -> None:
        self.rate_hz = rate_hz
        self.steady = SteadySound(rate_hz)
        self.meter = LevelMeter(rate_hz)
        self.heard = 0
        """Samples at 16 kHz so far."""
        self._resampler = (
            None
            if rate_hz == SOUND_RATE_HZ
            else soxr.ResampleStream(rate_hz, SOUND_RATE_HZ, 1, dtype="float32", quality="HQ")
        )

    def push(
        self, samples: Float32Array, captured_s: float, *, overflowed: bool = False
    ) -> tuple[AudioBlock, AudioBlock]:
        """Blocks at the device's rate and at 16 kHz; either can be empty.

        ``samples``, ``captured_s`` and ``overflowed`` as in ``SteadySound.push``.
        """
        self.meter.add(samples)
        begin = self.steady.given
        given = self.steady.push(samples, captured_s, overflowed=overflowed)
        return self._blocks(begin, given, last=False)

    def flush(self) -> tuple[AudioBlock, AudioBlock]:
        """What is still held back, at the end."""
        begin = self.steady.given
        return self._blocks(begin, self.steady.flush(), last=True)

    def _blocks(
        self, begin: int, given: Float32Array, *, last: bool
    ) -> tuple[AudioBlock, AudioBlock]:
        own = AudioBlock(np.clip(given, -1.0, 1.0), begin / self.rate_hz, self.rate_hz)
        heard = own.samples
        if self._resampler is not None:
            heard = self._resampler.resample_chunk(own.samples, last=last).clip(-1.0, 1.0)
        start_s = self.heard / SOUND_RATE_HZ
        self.heard += len(heard)
        return own, AudioBlock(heard, start_s, SOUND_RATE_HZ)
