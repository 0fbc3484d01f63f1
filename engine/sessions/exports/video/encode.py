"""Pictures through a drawing function into H.264, sound beside them as it was.

Both keep the times of the container they come from: a variable frame rate stays one, and sound
that begins late still does. Nothing is held but the frames that the encoder is working on.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter
from av.video.stream import VideoStream

from engine.errors import ExportError
from engine.media import read_frames
from engine.media.container import decode_packets, open_media, origin_s, read_packets
from engine.runtime.cancel import Cancel, check
from engine.sessions.exports.base import Report
from engine.types import MediaInfo, UInt8Array, VideoFrame

Draw = Callable[[UInt8Array, float], None]
"""Draws on a picture, uint8 BGR [height, width, 3], that is shown at a time in seconds."""

_KEPT_AS_THEY_ARE = {"aac", "mp3", "ac3", "eac3", "alac"}
"""Sound that MP4 players know; anything else becomes AAC."""
_USUAL_TICK = Fraction(1, 90_000)
_FINE_START = {"movie_timescale": "90000"}
"""MP4 says in these units when a stream begins; milliseconds, the default, are too coarse."""
_CODER = "libx264"
_QUALITY = {"preset": "veryfast", "crf": "20"}
_BT709 = 1
"""Colour matrix, primaries and transfer of high definition, in the numbers of ITU-T H.273."""

_Timed = tuple[float, "Packet[Any]"]


def encode(info: MediaInfo, draw: Draw, path: Path, progress: Report, cancel: Cancel) -> None:
    """Write ``path`` as MP4. ``progress`` hears the share of the recording that is done.

    Raises: ExportError without an encoder of H.264, MediaError, CancelledError, OSError.
    """
    try:
        with (
            open_media(info.path) as source,
            av.open(str(path), "w", format="mp4", options=dict(_FINE_START)) as target,
        ):
            frames = read_frames(info, rate_hz=None, max_side=None, cancel=cancel)
            drawn = _drawn(frames, draw, info.duration_s, progress, cancel)
            streams = [_pictures(info, drawn, source, target)]
            if info.audio is not None:
                streams.append(_sound(info, source, target, cancel))
            for _, packet in heapq.merge(*streams, key=lambda timed: timed[0]):
                target.mux(packet)
    except FFmpegError as error:  # of the encoder or of writing: reading has errors of its own
        raise OSError(error.errno, error.strerror) from error


def _drawn(
    frames: Iterator[VideoFrame], draw: Draw, duration_s: float, progress: Report, cancel: Cancel
) -> Iterator[VideoFrame]:
    for frame in frames:
        check(cancel)
        draw(frame.bgr, frame.time_s)
        yield frame
        progress(min(1.0, frame.time_s / max(duration_s, 1e-6)))


def _pictures(
    info: MediaInfo, frames: Iterator[VideoFrame], source: InputContainer, target: OutputContainer
) -> Iterator[_Timed]:
    assert info.video is not None
    tick = source.streams[info.video.index].time_base or _USUAL_TICK
    stream = _picture_stream(target, info.video.width, info.video.height, tick)

    reformatter = VideoReformatter()  # one for all, or its tables would be made for each picture

    def packets() -> Iterator[_Timed]:
        last = -1
        for frame in frames:
            even = np.ascontiguousarray(frame.bgr[: stream.height, : stream.width])
            coded = reformatter.reformat(
                av.VideoFrame.from_ndarray(even, format="bgr24"),
                format="yuv420p",
                dst_colorspace=Colorspace.ITU709,
                dst_color_range=ColorRange.MPEG,
            )
            # Times that a tick cannot tell apart would be refused.
            last = max(last + 1, round(frame.time_s / tick))
            coded.pts, coded.time_base = last, tick
            yield from _timed(stream.encode(coded))
        yield from _timed(stream.encode(None))

    return packets()


def _picture_stream(
    target: OutputContainer, width: int, height: int, tick: Fraction
) -> VideoStream:
    """H.264 halves the colour's resolution, so that sides have to be even."""
    if _CODER not in av.codecs_available:
        raise ExportError(
            "This build of PyAV cannot write H.264.", hint="Install PyAV from PyPI: pip install av."
        )
    stream = cast(VideoStream, target.add_stream(_CODER, options=dict(_QUALITY)))
    stream.width, stream.height = width - width % 2, height - height % 2
    stream.pix_fmt = "yuv420p"
    context = stream.codec_context
    context.time_base = tick
    context.colorspace = context.color_primaries = context.color_trc = _BT709
    context.color_range = ColorRange.MPEG
    return stream


def _sound(
    info: MediaInfo, source: InputContainer, target: OutputContainer, cancel: Cancel
) -> Iterator[_Timed]:
    assert info.audio is not None
    stream = cast(AudioStream, source.streams[info.audio.index])
    origin = origin_s(source)
    if info.audio.codec in _KEPT_AS_THEY_ARE:
        return _copied(source, stream, target, origin, cancel)
    return _encoded(source, stream, target, origin, cancel)


def _copied(
    source: InputContainer,
    stream: AudioStream,
    target: OutputContainer,
    origin: float,
    cancel: Cancel,
) -> Iterator[_Timed]:
    copy = target.add_stream_from_template(stream)

    def packets() -> Iterator[_Timed]:
        for packet in read_packets(source, [stream], cancel=cancel):
            if packet.size == 0 or packet.pts is None or packet.dts is None:
                continue
            shift = round(origin / packet.time_base)
            packet.pts, packet.dts = packet.pts - shift, packet.dts - shift
            packet.stream = copy
            yield from _timed([packet])

    return packets()


def _encoded(
    source: InputContainer,
    stream: AudioStream,
    target: OutputContainer,
    origin: float,
    cancel: Cancel,
) -> Iterator[_Timed]:
    rate = stream.codec_context.sample_rate
    layout = "mono" if stream.codec_context.layout.nb_channels == 1 else "stereo"
    coder = target.add_stream("aac", rate=min(rate, 48_000), layout=layout)

    def packets() -> Iterator[_Timed]:
        for frame in decode_packets(read_packets(source, [stream], cancel=cancel)):
            frame = cast(AudioFrame, frame)
            if frame.pts is not None and frame.time_base is not None:
                frame.pts -= round(origin / frame.time_base)
            yield from _timed(coder.encode(frame))
        yield from _timed(coder.encode(None))

    return packets()


def _timed(packets: list[Packet[Any]]) -> Iterator[_Timed]:
    for packet in packets:
        yield float((packet.dts or 0) * packet.time_base), packet
