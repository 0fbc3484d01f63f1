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
from av.error import ExitError, FFmpegError
from av.packet import Packet
from av.stream import Discard, Stream
from av.video.frame import VideoFrame

from engine.errors import MediaNotFoundError, MediaUnreadableError
from engine.media.address import Address, Place
from engine.runtime.cancel import NEVER, Cancel, check

_BROKEN_READS_IN_A_ROW = 100
"""How many unreadable stretches in a row are stepped over before the rest is given up."""

_NETWORK_OPENING_S = 15.0
_NETWORK_SILENCE_S = 5.0
"""A server that sends nothing for so long is given up."""

_ROUNDING_S = 2e-6
_MICROSECONDS = Fraction(1, av.time_base)


@contextmanager
def open_media(place: Place) -> Iterator[InputContainer]:
    """Open a file, or a film in the network, for reading.

    Raises MediaNotFoundError, or MediaUnreadableError with the reason and the way out.
    """
    with _opened_address(place) if isinstance(place, Address) else _opened_file(place) as container:
        yield container


def _opened_address(address: Address) -> InputContainer:
    try:
        return av.open(
            address.url,
            options={
                "protocol_whitelist": "http,https,tls,tcp,crypto",
                "rw_timeout": str(round(_NETWORK_SILENCE_S * 1e6)),
            },
            timeout=(_NETWORK_OPENING_S, None),
            metadata_errors="replace",
        )
    except (ExitError, OSError) as error:
        raise _connection_broke(address) from error
    except (FFmpegError, ValueError) as error:
        raise not_media(address) from error


def _opened_file(path: Path) -> InputContainer:
    _check_file(path)
    try:
        # Absolute, so that a name such as "12:30.mp4" is not taken for a protocol; local files
        # only, so that a playlist cannot make us go to the network.
        return av.open(
            str(path.absolute()),
            options={"protocol_whitelist": "file"},
            metadata_errors="replace",
        )
    except PermissionError as error:
        raise _no_permission(path) from error
    except (FFmpegError, OSError, ValueError) as error:
        raise not_media(path) from error


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
    MediaUnreadableError when the disk or the network fails, CancelledError. A server that does not
    say how much it sends may also stop without an error.
    """
    if not streams:  # PyAV would take that for "all of them"
        return
    address = Address(container.name) if "://" in container.name else None  # files: absolute paths
    wanted = {stream.index for stream in streams}
    for stream in container.streams:
        # From a server all is read in its order: each thing left out would be a jump, another
        # question, and not every server can jump.
        keep = address is not None or stream.index in wanted
        stream.discard = Discard.default if keep else Discard.all
    broken = 0
    while broken < _BROKEN_READS_IN_A_ROW:
        try:
            for packet in container.demux(*streams):
                check(cancel)
                broken = 0
                yield packet
        except OSError as error:
            if address is not None and container.size > 0:
                raise _connection_broke(address) from error
            if address is not None:  # where the server does not say how much there is, the end
                yield from (_flushing(stream) for stream in streams)
                return
            raise MediaUnreadableError(
                f"Reading “{container.name}” failed: {error.strerror}.",
                hint="Check the disk or the connection, or copy the file to this computer.",
            ) from error
        except FFmpegError:
            broken += 1
        else:
            return


def _flushing(stream: Stream) -> Packet[Any]:
    packet: Packet[Any] = Packet()
    packet.stream = stream
    if stream.time_base is not None:  # the frames that are left take it from here
        packet.time_base = stream.time_base
    return packet


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


def _connection_broke(address: Address) -> MediaUnreadableError:
    """Or the index stands at the end, and the server always begins at the start."""
    return MediaUnreadableError(
        f"“{address}” does not come through: its server stopped sending, or cannot begin where the "
        "film goes on.",
        hint="Check the network and try again; or download the film, then open the file.",
    )


def not_media(place: Place) -> MediaUnreadableError:
    """The error for something else altogether."""
    if isinstance(place, Path) and _has_mp4_signature(place):
        return MediaUnreadableError(
            f"“{place}” seems to be cut off: the index of the film is missing.",
            hint="Copy or download it again, or let the camera or recorder repair it.",
        )
    return MediaUnreadableError(
        f"“{place}” is not a video or sound file that can be read.",
        hint="Check that it plays in a media player; if it does, convert it to MP4.",
    )


def _has_mp4_signature(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(8)[4:] == b"ftyp"
