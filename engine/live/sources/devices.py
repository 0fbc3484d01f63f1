"""A camera, a microphone, or both, on one monotonic clock."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from engine.errors import MibscopeError
from engine.live.sources.base import Sink, SourceHealth, SourceSettings, Streams
from engine.live.sources.camera import Camera
from engine.live.sources.microphone import Microphone
from engine.live.sources.pace import Pace
from engine.live.sources.sound_chain import SoundChain
from engine.live.sources.workers import Body, Workers
from engine.runtime.cancel import Cancel
from engine.types import AudioBlock, VideoFrame


class DeviceSource:
    """Implements ``Source`` for devices; either one failing ends both."""

    def __init__(
        self, settings: SourceSettings, *, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._settings = settings
        self._now = now
        self._begin = 0.0
        self._camera: Camera | None = None
        self._microphone: Microphone | None = None
        self._chain: SoundChain | None = None
        self._tap: Sink | None = None
        self._workers: Workers | None = None
        self._pace = Pace()

    def start(self, sink: Sink) -> None:
        settings = self._settings
        target = settings.camera if settings.url is None else str(settings.url)
        bodies: list[Body] = []
        if target is not None:
            camera = Camera(
                target,
                width=settings.width,
                height=settings.height,
                fps=settings.fps,
                now=self._now,
            )
            self._camera = camera
            bodies.append(lambda stopping: self._watch(camera, sink, stopping))
        try:
            if settings.microphone is not None:
                microphone = Microphone(settings.microphone, now=self._now)
                self._microphone, self._chain = microphone, SoundChain(microphone.rate_hz)
                chain = self._chain
                bodies.append(lambda stopping: self._listen(microphone, chain, sink, stopping))
            # Opening takes long; from here on everything comes at once.
            self._begin = self._now()
            if self._microphone is not None:
                self._microphone.start()
        except MibscopeError:
            if self._camera is not None:
                self._camera.close()
            raise
        self._workers = Workers(bodies, partial(self._end, sink))
        self._workers.start()

    def stop(self) -> None:
        if self._workers is not None:
            self._workers.stop()

    def tap(self, sink: Sink | None) -> None:
        self._tap = sink

    @property
    def streams(self) -> Streams:
        if self._workers is None:
            raise RuntimeError("the source has not been started")
        return Streams(
            self._camera.size if self._camera else None,
            self._microphone.rate_hz if self._microphone else None,
        )

    @property
    def health(self) -> SourceHealth:
        health = SourceHealth(
            frames_seen=self._pace.seen, frames_dropped=self._pace.dropped, fps=self._pace.fps
        )
        if self._chain is None or self._microphone is None:
            return health
        steady, meter = self._chain.steady, self._chain.meter
        return replace(
            health,
            samples_heard=self._chain.heard,
            overflows=steady.overflows,
            filled_s=steady.filled_s,
            waiting_s=self._microphone.waiting_s,
            drift_ppm=steady.drift_ppm,
            level=meter.level,
            clipping=meter.clipping,
            silent_s=meter.silent_s,
        )

    # ------------------------------------------------------------------ threads

    def _watch(self, camera: Camera, sink: Sink, stopping: Cancel) -> None:
        try:
            for frame in camera.frames(stopping):
                placed = VideoFrame(frame.bgr, frame.time_s - self._begin)
                self._pace.add(placed.time_s)
                sink.see(placed)
                if (tap := self._tap) is not None:
                    tap.see(placed)
        finally:
            camera.close()

    def _listen(
        self, microphone: Microphone, chain: SoundChain, sink: Sink, stopping: Cancel
    ) -> None:
        try:
            for captured in microphone.blocks(stopping):
                mono = captured.samples.mean(axis=1)
                placed_s = captured.captured_s - self._begin
                blocks = chain.push(mono, placed_s, overflowed=captured.overflowed)
                self._hand_on(*blocks, sink)
        finally:
            microphone.close()
            self._hand_on(*chain.flush(), sink)

    def _hand_on(self, own: AudioBlock, heard: AudioBlock, sink: Sink) -> None:
        if len(heard.samples):
            sink.hear(heard)
        if len(own.samples) and (tap := self._tap) is not None:
            tap.hear(own)

    def _end(self, sink: Sink, error: MibscopeError | None) -> None:
        if (tap := self._tap) is not None:
            tap.end(error)
        sink.end(error)
