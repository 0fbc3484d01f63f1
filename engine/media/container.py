"""Opening a file and reading its packets, with every failure turned into one clear sentence.

The clock. Presentation time zero is the container's own start time, so that picture and sound
keep their distance and a recording whose timestamps begin at some arbitrary value (MPEG-TS,
camera files) begins at 0.0. A negative start is priming that players do not show; it stays
before zero.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.audio.frame import AudioFrame
from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.stream import Discard, Stream
from av.video.frame import VideoFrame

from engine.errors import MediaNotFoundError, MediaUnreadableError
from engine.runtime.cancel import NEVER, Cancel, check

_BROKEN_READS_IN_A_ROW = 100
"""How many unreadable stretches in a row are stepped over before the rest is given up."""

_ROUNDING_S = 2e-6
_MICROSECONDS = Fraction(1, av.time_base)


@contextmanager
def open_media(path: Path) -> Iterator[InputContainer]:
    """Open ``path`` for reading.

    Raises MediaNotFoundError, or MediaUnreadableError with the reason and the way out.
    """
    _check_file(path)
    try:
        # Absolute, so that a name such as "12:30.mp4" is not taken for a protocol; local files
        # only, so that a playlist cannot make us go to the network.
        container = av.open(
            str(path.absolute()),
            options={"protocol_whitelist": "file"},
            metadata_errors="replace",
        )
    except PermissionError as error:
        raise _no_permission(path) from error
    except (FFmpegError, OSError, ValueError) as error:
        raise not_media(path) from error
    with container:
        yield container


def stream_at(container: InputContainer, index: int) -> Stream:
    """The stream with an index that was probed before.

    Raises MediaUnreadableError when the file has been exchanged since.
    """
    if index >= len(container.streams):
        raise MediaUnreadableError(
            f"“{container.name}” is not the file any more that was opened.",
            hint="Open it again.",
        )
    return container.streams[index]


def origin_s(container: InputContainer) -> float:
    """Container time of presentation time zero, in seconds."""
    start: int | None = container.start_time
    return max(0, start) / av.time_base if start is not None else 0.0


def stamp_s(stamp: int, time_base: Fraction | None, origin: float) -> float:
    """A timestamp in seconds since presentation time zero.

    The container's start is rounded to microseconds; that much must not turn the first picture
    into one before the start.
    """
    time_s = float(stamp * (time_base or _MICROSECONDS)) - origin
    return 0.0 if abs(time_s) < _ROUNDING_S else time_s


def read_packets(
    container: InputContainer, streams: Sequence[Stream], *, cancel: Cancel = NEVER
) -> Iterator[Packet[Any]]:
    """Packets of ``streams`` from the current position to the end, stepping over broken places.

    At the end comes an empty packet for each stream, which flushes its decoder. Raises
    MediaUnreadableError when the disk fails, CancelledError.
    """
    if not streams:  # PyAV would take that for "all of them"
        return
    wanted = {stream.index for stream in streams}
    for stream in container.streams:
        stream.discard = Discard.default if stream.index in wanted else Discard.all
    broken = 0
    while broken < _BROKEN_READS_IN_A_ROW:
        try:
            for packet in container.demux(*streams):
                check(cancel)
                broken = 0
                yield packet
        except OSError as error:
            raise MediaUnreadableError(
                f"Reading “{container.name}” failed: {error.strerror}.",
                hint="Check the disk or the connection, or copy the file to this computer.",
            ) from error
        except FFmpegError:
            broken += 1
        else:
            return


def decode_packets(packets: Iterator[Packet[Any]]) -> Iterator[AudioFrame | VideoFrame]:
    """Frames of ``packets``; a packet that cannot be decoded is left out."""
    for packet in packets:
        try:
            yield from packet.decode()
        except FFmpegError:
            continue


def _check_file(path: Path) -> None:
    try:
        status = path.stat()
    except PermissionError as error:
        raise _no_permission(path) from error
    except (OSError, ValueError) as error:
        raise MediaNotFoundError(
            f"There is no file “{path}”.", hint="Check the spelling, or choose the file again."
        ) from error
    if stat.S_ISDIR(status.st_mode):
        raise MediaUnreadableError(
            f"“{path}” is a folder.", hint="Choose a video or sound file inside it."
        )
    if not stat.S_ISREG(status.st_mode):
        raise MediaUnreadableError(
            f"“{path}” is not an ordinary file.", hint="Save the recording to a file first."
        )
    if status.st_size == 0:
        raise MediaUnreadableError(
            f"“{path}” is empty (0 bytes).", hint="Copy or download it again."
        )


def _no_permission(path: Path) -> MediaUnreadableError:
    return MediaUnreadableError(
        f"“{path}” may not be read by you.",
        hint="Give yourself permission to read it, or copy it to a folder of your own.",
    )


def not_media(path: Path) -> MediaUnreadableError:
    """The error for a file that is something else altogether."""
    if _has_mp4_signature(path):
        return MediaUnreadableError(
            f"“{path}” seems to be cut off: the index of the film is missing.",
            hint="Copy or download it again, or let the camera or recorder repair it.",
        )
    return MediaUnreadableError(
        f"“{path}” is not a video or sound file that can be read.",
        hint="Check that it plays in a media player; if it does, convert it to MP4.",
    )


def _has_mp4_signature(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(8)[4:] == b"ftyp"
