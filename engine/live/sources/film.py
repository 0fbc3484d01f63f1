"""A film played in real time: its pictures and its sound come when they would be seen and heard."""

from __future__ import annotations

import heapq
import math
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np

from engine.errors import MediaUnreadableError, MibscopeError, NoUsableStreamError
from engine.live.sources.base import (
    SOUND_RATE_HZ,
    Sink,
    SourceHealth,
    Streams,
)
from engine.live.sources.level import LevelMeter
from engine.live.sources.pace import Pace
from engine.live.sources.workers import Body, Workers
from engine.media.address import Place
from engine.media.audio import read_audio
from engine.media.clock import contiguous, into_blocks
from engine.media.probe import probe
from engine.media.video import read_frames
from engine.runtime.cancel import Cancel
from engine.types import AudioBlock, Float32Array, MediaInfo, VideoFrame

_BLOCK_S = 0.05
_DECODED_S = 1.0
_MISSED_S = 2.0
"""Films say a little too much of how long they are; who is told more has not got all."""
_Item = tuple[float, Callable[[], None]]
"""When it is due, and what hands it on."""


class FilmSource:
    """Implements ``Source`` for a file, or a film in the network.

    ``speed``: how much faster than life; infinity for tests.

    Sound and pictures are decoded on threads of their own, each at most one second ahead of what
    is due; what is late is handed on at once. At infinite speed one thread hands on everything in
    the order of time, which makes a run repeatable.
    """

    def __init__(
        self, place: Place, *, speed: float = 1.0, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._place = place
        self._speed = speed
        self._now = now
        self._begin = 0.0
        self._info: MediaInfo | None = None
        self._tap: Sink | None = None
        self._workers: Workers | None = None
        self._pace = Pace()
        self._meter = LevelMeter(SOUND_RATE_HZ)
        self._samples = 0
        self._seen_to_s = 0.0

    def start(self, sink: Sink) -> None:
        info = probe(self._place)
        if info.video is None and info.audio is None:
            raise NoUsableStreamError(
                f"“{self._place}” holds neither pictures nor sound that can be played.",
                hint="Choose another file.",
            )
        self._info = info
        self._workers = Workers(self._bodies(info, sink), partial(self._end, sink))
        self._begin = self._now()
        self._workers.start()

    def stop(self) -> None:
        if self._workers is not None:
            self._workers.stop()

    def tap(self, sink: Sink | None) -> None:
        self._tap = sink

    @property
    def streams(self) -> Streams:
        if self._info is None:
            raise RuntimeError("the source has not been started")
        video, audio = self._info.video, self._info.audio
        return Streams(
            (video.width, video.height) if video else None,
            audio.sample_rate_hz if audio else None,
        )

    @property
    def health(self) -> SourceHealth:
        return SourceHealth(
            frames_seen=self._pace.seen,
            fps=self._pace.fps,
            samples_heard=self._samples,
            level=self._meter.level,
            clipping=self._meter.clipping,
            silent_s=self._meter.silent_s,
        )

    # ------------------------------------------------------------------ playing

    def _end(self, sink: Sink, error: MibscopeError | None) -> None:
        error = error or self._torn_off()
        if (tap := self._tap) is not None:
            tap.end(error)
        sink.end(error)

    def _torn_off(self) -> MibscopeError | None:
        """A server that does not say how much it sends may stop without a word."""
        reached_s = max(self._seen_to_s, self._samples / SOUND_RATE_HZ)
        if isinstance(self._place, Path) or self._info is None:
            return None
        if reached_s >= self._info.duration_s - _MISSED_S:
            return None
        return MediaUnreadableError(
            f"“{self._place}” ended after {reached_s:.0f} of {self._info.duration_s:.0f} seconds: "
            "its server stopped sending.",
            hint="Check the network and try again; or download the film, then open the file.",
        )

    def _bodies(self, info: MediaInfo, sink: Sink) -> list[Body]:
        def alone(items: Callable[[Cancel], Iterator[_Item]]) -> Body:
            return lambda stopping: self._play(items(stopping), stopping)

        def heard(cancel: Cancel) -> Iterator[_Item]:
            return self._heard(info, sink, cancel)

        def seen(cancel: Cancel) -> Iterator[_Item]:
            return self._seen(info, sink, cancel)

        def tapped(cancel: Cancel) -> Iterator[_Item]:
            return self._tapped(info, cancel)

        every = (heard, tapped, seen)
        if math.isfinite(self._speed):
            return [alone(items) for items in every]
        return [alone(lambda cancel: heapq.merge(*(items(cancel) for items in every), key=_due))]

    def _play(self, items: Iterator[_Item], stopping: threading.Event) -> None:
        for due_s, hand_on in items:
            wait_s = self._begin + due_s / self._speed - self._now()
            if stopping.wait(max(0.0, wait_s)) if wait_s > 0 else stopping.is_set():
                return
            hand_on()

    def _heard(self, info: MediaInfo, sink: Sink, cancel: Cancel) -> Iterator[_Item]:
        def hand_on(block: AudioBlock) -> None:
            self._meter.add(block.samples)
            self._samples += len(block.samples)
            sink.hear(block)

        for block in self._blocks(info, SOUND_RATE_HZ, cancel):
            yield block.end_s, partial(hand_on, block)

    def _tapped(self, info: MediaInfo, cancel: Cancel) -> Iterator[_Item]:
        def hand_on(block: AudioBlock) -> None:
            if (tap := self._tap) is not None:
                tap.hear(block)

        rate_hz = info.audio.sample_rate_hz if info.audio else SOUND_RATE_HZ
        for block in self._blocks(info, rate_hz, cancel):
            yield block.end_s, partial(hand_on, block)

    def _seen(self, info: MediaInfo, sink: Sink, cancel: Cancel) -> Iterator[_Item]:
        def hand_on(frame: VideoFrame) -> None:
            self._pace.add(frame.time_s)
            self._seen_to_s = frame.time_s
            sink.see(frame)
            if (tap := self._tap) is not None:
                tap.see(frame)

        frames = read_frames(info, rate_hz=None, max_side=None, cancel=cancel, place=self._place)
        for frame in frames:
            yield frame.time_s, partial(hand_on, frame)

    def _blocks(self, info: MediaInfo, rate_hz: int, cancel: Cancel) -> Iterator[AudioBlock]:
        """Short blocks from time 0 on; silence until the sound begins."""
        nothing = (0, np.empty(0, np.float32))
        decoded = read_audio(
            info, rate_hz=rate_hz, block_s=_DECODED_S, cancel=cancel, place=self._place
        )

        def pieces() -> Iterator[tuple[int, Float32Array]]:
            for index, block in enumerate(decoded):
                if index == 0:
                    yield nothing
                yield round(block.start_s * rate_hz), block.samples

        return into_blocks(
            contiguous(pieces(), longest_silence=rate_hz),
            block=round(_BLOCK_S * rate_hz),
            rate_hz=rate_hz,
        )


def _due(item: _Item) -> float:
    return item[0]
