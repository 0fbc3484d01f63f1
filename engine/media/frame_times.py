"""When the pictures of a file are shown, by the container; and a single one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import av
import numpy as np
from av.container import InputContainer
from av.error import FFmpegError
from av.video.frame import VideoFrame as CodedFrame
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream

from engine.media.container import (
    decode_packets,
    open_media,
    origin_s,
    read_packets,
    stamp_s,
    stream_at,
)
from engine.media.picture import upright_bgr
from engine.runtime.cancel import NEVER, Cancel
from engine.types import Float64Array, MediaInfo, VideoFrame

_SHOWN_S = 5e-4
"""Players place themselves to the millisecond; a picture this near is the one that is shown."""
_REORDERED_S = 2.0
"""Packets come in the order of decoding; this much later nothing earlier follows any more."""


@dataclass(frozen=True, slots=True)
class FrameTimes:
    """Times of all pictures between two moments. ``times_s``: float64 [n], ascending."""

    start_s: float
    end_s: float
    times_s: Float64Array

    def step(self, time_s: float, count: int) -> float | None:
        """The time ``count`` pictures after the one shown at ``time_s`` (before it, if negative).

        None where it lies outside of what is known here.
        """
        if not self.start_s <= time_s <= self.end_s:
            return None
        shown = int(np.searchsorted(self.times_s, time_s + _SHOWN_S, side="right")) - 1
        wanted = shown + count
        # Before the first picture nothing is shown; from there a step back leads nowhere.
        if shown < 0 and count < 0:
            return None
        return float(self.times_s[wanted]) if 0 <= wanted < len(self.times_s) else None


def frame_times(
    info: MediaInfo, start_s: float, end_s: float, *, cancel: Cancel = NEVER
) -> FrameTimes:
    """Times of the pictures from ``start_s`` to ``end_s`` seconds.

    Reads from the key frame before ``start_s`` on. Empty where ``info.video`` is None or the
    file gives its pictures no times. Raises MediaError when the file can no longer be opened,
    CancelledError.
    """
    start_s = max(0.0, start_s)
    if info.video is None:
        return FrameTimes(start_s, end_s, np.empty(0))
    found: set[float] = set()
    with open_media(info.path) as container:
        origin = origin_s(container)
        stream = stream_at(container, info.video.index)
        _seek(container, origin + start_s - _REORDERED_S)
        for packet in read_packets(container, [stream], cancel=cancel):
            stamp = packet.pts if packet.pts is not None else packet.dts
            if stamp is None or packet.size == 0:
                continue
            time_s = stamp_s(stamp, packet.time_base, origin)
            if start_s <= time_s <= end_s and not packet.is_discard:
                found.add(time_s)
            if time_s > end_s + _REORDERED_S:
                break
    return FrameTimes(start_s, end_s, np.array(sorted(found)))


def picture_at(
    info: MediaInfo, time_s: float, *, max_side: int | None, cancel: Cancel = NEVER
) -> VideoFrame | None:
    """The upright picture whose own time is ``time_s``, or the first one after it.

    Decodes from the key frame before it on. None where there is no such picture. Raises
    MediaError when the file can no longer be opened, CancelledError.
    """
    if info.video is None:
        return None
    with open_media(info.path) as container:
        origin = origin_s(container)
        stream = cast(VideoStream, stream_at(container, info.video.index))
        stream.thread_type = "AUTO"
        _seek(container, origin + time_s)
        for frame in decode_packets(read_packets(container, [stream], cancel=cancel)):
            stamp = frame.pts if frame.pts is not None else frame.dts
            if stamp is None or stamp_s(stamp, frame.time_base, origin) < time_s - _SHOWN_S:
                continue
            picture = upright_bgr(
                cast(CodedFrame, frame),
                VideoReformatter(),
                pixel_aspect=stream.sample_aspect_ratio,
                max_side=max_side,
            )
            return VideoFrame(picture, stamp_s(stamp, frame.time_base, origin))
    return None


def _seek(container: InputContainer, time_s: float) -> None:
    """To the key frame before a container time; from the start where that cannot be done."""
    if time_s <= 0.0:
        return
    try:
        container.seek(round(time_s * av.time_base))
    except (FFmpegError, OSError):
        return
