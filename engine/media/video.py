"""The pictures of a file: upright, sampled in time by container timestamps, streamed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from av.video.frame import VideoFrame as CodedFrame
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream

from engine.media.address import Place
from engine.media.clock import grid_cell
from engine.media.container import decode_packets, open_media, origin_s, read_packets, stamp_s
from engine.media.picture import upright_bgr
from engine.runtime.cancel import NEVER, Cancel
from engine.types import MediaInfo, VideoFrame

_USUAL_FPS = 25.0
"""Spacing of pictures in a file that gives neither timestamps nor a frame rate."""


def read_frames(
    info: MediaInfo,
    *,
    rate_hz: float | None,
    max_side: int | None,
    cancel: Cancel = NEVER,
    place: Place | None = None,
) -> Iterator[VideoFrame]:
    """Pictures in order of time, at most ``rate_hz`` a second (None: every one).

    Sampling lays a grid of 1 / ``rate_hz`` seconds over the medium and takes the first picture
    that falls into each cell; a picture keeps its own time, an empty cell stays empty. Pictures
    are upright, with square pixels, and shrunk so that no side exceeds ``max_side``.
    ``place``: where it is read from, if not from ``info.path``. Yields nothing where ``info.video``
    is None. Raises MediaError when the file can no longer be opened,
    CancelledError.
    """
    if info.video is None:
        return
    with open_media(place or info.path) as container:
        stream = cast(VideoStream, container.streams[info.video.index])
        stream.thread_type = "AUTO"
        frames = decode_packets(read_packets(container, [stream], cancel=cancel))
        timed = _timed(
            cast("Iterator[CodedFrame]", frames),
            origin=origin_s(container),
            period_s=1.0 / (info.video.average_fps or _USUAL_FPS),
        )
        reformatter = VideoReformatter()
        aspect = stream.sample_aspect_ratio
        for time_s, frame in _sampled(timed, rate_hz):
            bgr = upright_bgr(frame, reformatter, pixel_aspect=aspect, max_side=max_side)
            yield VideoFrame(bgr, time_s)


def _timed(
    frames: Iterable[CodedFrame], *, origin: float, period_s: float
) -> Iterator[tuple[float, CodedFrame]]:
    """Each frame with its time; what lies before zero or does not move forward is left out."""
    last_s = -period_s
    for frame in frames:
        stamp = frame.pts if frame.pts is not None else frame.dts
        time_s = last_s + period_s
        if stamp is not None:
            time_s = stamp_s(stamp, frame.time_base, origin)
        if time_s > last_s and time_s >= 0.0:
            last_s = time_s
            yield time_s, frame


def _sampled(
    timed: Iterable[tuple[float, CodedFrame]], rate_hz: float | None
) -> Iterator[tuple[float, CodedFrame]]:
    last_cell = -1
    for time_s, frame in timed:
        cell = last_cell + 1 if rate_hz is None else grid_cell(time_s, rate_hz)
        if cell > last_cell:
            last_cell = cell
            yield time_s, frame
