"""The sound of a file: mono, resampled, contiguous on the medium's clock, streamed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import cast

import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler

from engine.media.address import Place
from engine.media.clock import contiguous, into_blocks, resolve_start
from engine.media.container import decode_packets, open_media, origin_s, read_packets, stamp_s
from engine.runtime.cancel import NEVER, Cancel
from engine.types import AudioBlock, Float32Array, MediaInfo

_BEYOND_END_S = 1.0
"""How far past the probed duration a timestamp is still believed."""


def read_audio(
    info: MediaInfo,
    *,
    rate_hz: int = 16_000,
    block_s: float = 1.0,
    cancel: Cancel = NEVER,
    place: Place | None = None,
) -> Iterator[AudioBlock]:
    """Blocks of ``block_s`` seconds that follow each other sample by sample.

    The first begins where the stream begins; gaps in the timestamps (lost or broken packets) are
    silence, overlaps are trimmed. Channels are averaged. ``place``: where it is read from, if not
    from ``info.path``. Yields nothing where ``info.audio`` is None. Raises MediaError when the file
    can no longer be opened, CancelledError.
    """
    if info.audio is None:
        return
    block = round(block_s * rate_hz)
    with open_media(place or info.path) as container:
        stream = container.streams[info.audio.index]
        frames = decode_packets(read_packets(container, [stream], cancel=cancel))
        pieces = _resampled(
            cast("Iterator[AudioFrame]", frames),
            rate_hz=rate_hz,
            origin=origin_s(container),
            limit_s=info.duration_s + _BEYOND_END_S,
        )
        yield from into_blocks(
            contiguous(pieces, longest_silence=block), block=block, rate_hz=rate_hz
        )


def joined(blocks: Sequence[AudioBlock]) -> AudioBlock:
    """One block of those that follow each other sample by sample, at least one."""
    samples = np.concatenate([block.samples for block in blocks])
    return AudioBlock(samples, blocks[0].start_s, blocks[0].sample_rate_hz)


def _resampled(
    frames: Iterable[AudioFrame], *, rate_hz: int, origin: float, limit_s: float
) -> Iterator[tuple[int, Float32Array]]:
    """Sample index and samples of each converted piece; one resampler per unbroken run."""
    run: _Run | None = None
    for frame in frames:
        stamped = None if frame.pts is None else stamp_s(frame.pts, frame.time_base, origin)
        expected = run.end_s if run else stamped or 0.0
        start = resolve_start(expected, stamped, limit_s)
        if run is None or start != expected or not run.accepts(frame):
            if run:
                yield from run.finish()
            run = _Run(frame, start, rate_hz)
        yield from run.convert(frame)
    if run:
        yield from run.finish()


class _Run:
    """Frames of one format that follow each other without a gap, through one resampler."""

    def __init__(self, first: AudioFrame, start_s: float, rate_hz: int) -> None:
        self._format = _format(first)
        self._source_rate = first.sample_rate
        self._start_s = start_s
        self._frames_samples = 0
        self._next = round(start_s * rate_hz)
        # The same weight for every channel and no overshoot: stereo becomes its average.
        self._resampler = AudioResampler(
            format="flt", layout="mono", rate=rate_hz, options={"rematrix_maxval": "1.0"}
        )

    @property
    def end_s(self) -> float:
        return self._start_s + self._frames_samples / self._source_rate

    def accepts(self, frame: AudioFrame) -> bool:
        return _format(frame) == self._format

    def convert(self, frame: AudioFrame) -> Iterator[tuple[int, Float32Array]]:
        self._frames_samples += frame.samples
        yield from self._emit(self._resampler.resample(frame))

    def finish(self) -> Iterator[tuple[int, Float32Array]]:
        yield from self._emit(self._resampler.resample(None))

    def _emit(self, frames: Iterable[AudioFrame | None]) -> Iterator[tuple[int, Float32Array]]:
        for frame in frames:
            if frame is None or frame.samples == 0:
                continue
            samples = np.nan_to_num(frame.to_ndarray()[0].astype(np.float32), copy=False)
            yield self._next, np.clip(samples, -1.0, 1.0)
            self._next += len(samples)


def _format(frame: AudioFrame) -> tuple[int, str, str]:
    return frame.sample_rate, frame.layout.name, frame.format.name
