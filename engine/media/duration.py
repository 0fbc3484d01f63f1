"""How long a file really is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.stream import Stream
from av.video.stream import VideoStream

from engine.media.container import open_media, origin_s, read_packets, stamp_s

_TAIL_S = 5.0
"""How much of the end is read to find the true end."""

_CUT_OFF_S = 1.0
"""A file that ends this much earlier than it says has been cut off."""


def measure_duration(path: Path, indices: Sequence[int], notes: list[str]) -> float:
    """Seconds from presentation time zero to the end of the last packet of some streams.

    The container's header only says where to look: it is wrong in cut off files and missing in
    live recordings. A sentence is added to ``notes`` when the file ends early.
    """
    with open_media(path) as container:
        streams = [container.streams[index] for index in indices]
        claimed = claimed_duration(container, streams)
        end = _end_from(container, streams, max(0.0, (claimed or 0.0) - _TAIL_S))
    if end is None:
        with open_media(path) as container:
            end = _end_from(container, [container.streams[index] for index in indices], 0.0)
    if end is None:
        return claimed or 0.0
    if claimed is not None and claimed - end > _CUT_OFF_S:
        notes.append(
            f"The file says that it lasts {claimed:.1f} s but ends after {end:.1f} s: "
            "it seems to be cut off."
        )
    return end


def claimed_duration(container: InputContainer, streams: Sequence[Stream]) -> float | None:
    """What the header says, in seconds from presentation time zero; None where it says nothing."""
    origin = origin_s(container)
    ends = [
        stamp_s((stream.start_time or 0) + stream.duration, stream.time_base, origin)
        for stream in streams
        if stream.duration is not None
    ]
    if ends:
        return max(ends)
    return container.duration / av.time_base if container.duration is not None else None


def _end_from(container: InputContainer, streams: Sequence[Stream], start_s: float) -> float | None:
    """Where the last packet after ``start_s`` ends; None where there is none to be seen."""
    origin = origin_s(container)
    if start_s > 0.0:
        try:
            container.seek(round((origin + start_s) * av.time_base))
        except (FFmpegError, OSError):
            return None
    ends: dict[int, float] = {}
    for packet in read_packets(container, streams):
        if packet.size == 0 or packet.is_discard:
            continue
        before = ends.get(packet.stream_index, 0.0)
        stamp = packet.pts if packet.pts is not None else packet.dts
        begin = before if stamp is None else stamp_s(stamp, packet.time_base, origin)
        ends[packet.stream_index] = max(before, begin + _length_s(packet))
    return max(ends.values(), default=None)


def _length_s(packet: Packet[Any]) -> float:
    if packet.duration and packet.time_base:
        return float(packet.duration * packet.time_base)
    rate = packet.stream.average_rate if isinstance(packet.stream, VideoStream) else None
    return float(1 / rate) if rate else 0.0
