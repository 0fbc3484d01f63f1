"""The stretch of sound that is still needed."""

from __future__ import annotations

from collections import deque

import numpy as np

from engine.media.clock import contiguous
from engine.types import AudioBlock, Float32Array


class AudioBuffer:
    """Holds what was appended and not yet forgotten; times in seconds of the medium's clock."""

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._pieces: deque[tuple[int, Float32Array]] = deque()
        self._end = 0

    @property
    def start_s(self) -> float:
        """Where the held sound begins; equal to ``end_s`` when nothing is held."""
        return (self._pieces[0][0] if self._pieces else self._end) / self._rate_hz

    @property
    def end_s(self) -> float:
        """Where the appended sound ends so far."""
        return self._end / self._rate_hz

    def append(self, block: AudioBlock) -> None:
        """Add a block; a gap after what is held becomes silence, an overlap is trimmed.

        Raises ValueError for a block of another sample rate.
        """
        if block.sample_rate_hz != self._rate_hz:
            raise ValueError(f"expected {self._rate_hz} Hz, got {block.sample_rate_hz} Hz")
        first = round(block.start_s * self._rate_hz)
        joined = [(self._end, np.empty(0, np.float32))] if self._end else []
        for start, samples in contiguous(
            [*joined, (first, block.samples)], longest_silence=self._rate_hz
        ):
            self._pieces.append((start, samples))
            self._end = start + len(samples)

    def slice(self, start_s: float, end_s: float) -> AudioBlock:
        """A copy of what is held between two times.

        The result's own ``start_s`` and length say what there was: it is shorter than asked for
        where the sound has not begun, has ended, or was forgotten.
        """
        held_from = self._pieces[0][0] if self._pieces else self._end
        start = min(max(round(start_s * self._rate_hz), held_from), self._end)
        end = min(max(round(end_s * self._rate_hz), start), self._end)
        parts = [
            samples[max(0, start - first) : max(0, end - first)]
            for first, samples in self._pieces
            if first < end and first + len(samples) > start
        ]
        samples = np.concatenate(parts) if parts else np.empty(0, np.float32)
        return AudioBlock(samples, start / self._rate_hz, self._rate_hz)

    def forget(self, before_s: float) -> None:
        """Let go of the sound before a time (of whole appended blocks; the rest stays)."""
        before = round(before_s * self._rate_hz)
        while self._pieces and self._pieces[0][0] + len(self._pieces[0][1]) <= before:
            self._pieces.popleft()
