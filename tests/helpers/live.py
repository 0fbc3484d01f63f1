"""A sink that remembers what it heard and saw, and a source that says what it is told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

import numpy as np

from engine.errors import DeviceError, MibscopeError
from engine.live.sources import Sink, SourceHealth, Streams
from engine.types import AudioBlock, Float32Array, UInt8Array, VideoFrame
from tests.helpers.media import moving_face, plain, regular_times
from tests.helpers.speech import blocks


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


class PushSource:
    """Implements ``Source``: the test says what is heard and seen, at once, from its own thread."""

    def __init__(self, *, sound: bool, picture: bool) -> None:
        self._streams = Streams((320, 240) if picture else None, 16_000 if sound else None)
        self._sink: Sink | None = None
        self._heard_s = 0.0
        self._stopped = False

    def start(self, sink: Sink) -> None:
        self._sink = sink

    def stop(self) -> None:
        self._stopped = True

    def tap(self, sink: Sink | None) -> None:
        raise NotImplementedError

    @property
    def streams(self) -> Streams:
        return self._streams

    @property
    def health(self) -> SourceHealth:
        return SourceHealth()

    def say(self, samples: Float32Array, block: int = 1600) -> None:
        """Sound, float32 [n] at 16 kHz, behind what was said before."""
        assert self._sink is not None
        for each in blocks(samples, start_s=self._heard_s, block=block):
            self._sink.hear(each)
        self._heard_s += len(samples) / 16_000

    def show_grey(self, pictures: int) -> None:
        """So many pictures without anybody, ten a second."""
        self._show(plain([index / 10 for index in range(pictures)], (320, 240)))

    def show_face(self, seconds: float) -> None:
        """A moving face, ten pictures a second."""
        self._show(moving_face(regular_times(seconds, 10.0), (320, 240)))

    def _show(self, pictures: Iterable[tuple[float, UInt8Array]]) -> None:
        assert self._sink is not None
        for time_s, rgb in pictures:
            self._sink.see(VideoFrame(np.ascontiguousarray(rgb[..., ::-1]), time_s))

    def unplug(self, message: str) -> None:
        """End with an error."""
        assert self._sink is not None
        self._sink.end(DeviceError(message))

    def hours(self, halves: int, half_minute: Float32Array) -> None:
        """``half_minute`` of sound again and again, a picture a second, a face in every tenth."""
        assert self._sink is not None
        grey = next(iter(plain([0.0], (320, 240))))[1][..., ::-1].copy()
        face = next(iter(moving_face([0.0], (320, 240))))[1][..., ::-1].copy()
        for half in range(halves):
            for second in range(30):
                time_s = float(half * 30 + second)
                self.say(half_minute[second * 16_000 : (second + 1) * 16_000], block=16_000)
                self._sink.see(VideoFrame(face if second < 3 else grey, time_s))

    def pushing(self, push: Callable[[], None], then: Callable[[], None]) -> threading.Thread:
        """Do ``push``, ``then`` something, on a thread of its own."""

        def work() -> None:
            push()
            then()

        thread = threading.Thread(target=work)
        thread.start()
        return thread
