"""A sink that remembers what it heard and saw."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np

from engine.errors import MibscopeError
from engine.types import AudioBlock, Float32Array, VideoFrame


class Listener:
    """Implements ``Sink``. Keeps sound and times of pictures; pictures only where asked."""

    def __init__(self, *, keep_pictures: bool = False) -> None:
        self.blocks: list[AudioBlock] = []
        self.times_s: list[float] = []
        self.frames: list[VideoFrame] = []
        self.error: MibscopeError | None = None
        self.ends = 0
        self.ended = threading.Event()
        self._keep = keep_pictures
        self._changed = threading.Condition()

    def hear(self, block: AudioBlock) -> None:
        with self._changed:
            self.blocks.append(block)
            self._changed.notify_all()

    def see(self, frame: VideoFrame) -> None:
        with self._changed:
            self.times_s.append(frame.time_s)
            if self._keep:
                self.frames.append(frame)
            self._changed.notify_all()

    def end(self, error: MibscopeError | None) -> None:
        self.error = error
        self.ends += 1
        self.ended.set()

    @property
    def heard_s(self) -> float:
        return self.blocks[-1].end_s if self.blocks else 0.0

    @property
    def samples(self) -> Float32Array:
        return np.concatenate([block.samples for block in self.blocks])

    def wait_until(self, true: Callable[[], bool], timeout_s: float = 30.0) -> None:
        """Until a condition on what was heard and seen holds."""
        with self._changed:
            assert self._changed.wait_for(true, timeout_s)

    def wait_for_sound(self, until_s: float) -> None:
        """Until sound up to ``until_s`` has been heard."""
        self.wait_until(lambda: self.heard_s >= until_s)

    def wait_for_loud(self, seconds: float) -> None:
        """Until so much sound louder than a tenth of full scale has been heard."""
        self.wait_until(lambda: sum(map(_loud_s, self.blocks)) >= seconds)

    def wait_for_pictures(self, count: int) -> None:
        self.wait_until(lambda: len(self.times_s) >= count)

    def assert_contiguous(self) -> None:
        """Blocks follow each other sample by sample from time 0 on."""
        position = 0
        for block in self.blocks:
            assert round(block.start_s * block.sample_rate_hz) == position
            position += len(block.samples)


def _loud_s(block: AudioBlock) -> float:
    return float(np.count_nonzero(np.abs(block.samples) > 0.1)) / block.sample_rate_hz
