"""A live source that says what a test tells it to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

import numpy as np

from engine.errors import DeviceError
from engine.live.sources import Sink, SourceHealth, Streams
from engine.types import Float32Array, UInt8Array, VideoFrame
from tests.helpers.media import moving_face, plain, regular_times
from tests.helpers.speech import blocks


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
