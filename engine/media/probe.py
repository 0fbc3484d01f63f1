"""What a file holds and which of it will be used, proved by decoding the beginning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import cast

from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.codec.context import CodecContext
from av.container import InputContainer
from av.stream import Disposition, Stream
from av.video.frame import VideoFrame as CodedFrame
from av.video.stream import VideoStream

from engine.errors import MediaUnreadableError, NoUsableStreamError
from engine.media.address import Place
from engine.media.container import (
    decode_packets,
    not_media,
    open_media,
    origin_s,
    read_packets,
    stamp_s,
)
from engine.media.duration import claimed_duration, measure_duration
from engine.media.picture import display_size, orientation_of
from engine.types import AudioStreamInfo, MediaInfo, VideoStreamInfo

_PACKETS_TRIED = 300
"""A stream that gives nothing within so many packets is taken for undecodable."""

_TEXT_ART = {"tty", "bin", "adf", "idf", "xbin"}
"""Formats under which FFmpeg plays any text file as a terminal's picture."""

_STILL_STREAMS = Disposition.attached_pic | Disposition.timed_thumbnails | Disposition.still_image
_SIDE_STREAMS = Disposition.comment | Disposition.visual_impaired | Disposition.hearing_impaired


def probe(place: Place) -> MediaInfo:
    """Find the streams to use, the clock and the true duration of a file. Of a film in the network
    the duration is what it says itself, and ``path`` its name.

    Of several picture streams the one marked default, then the largest, is taken; of several
    sound streams the one marked default, then the one with the highest sample rate and the most
    channels. Cover pictures are no film. ``notes`` says what was passed over.

    Raises MediaNotFoundError, MediaUnreadableError (folder, empty, no permission, not media,
    index missing, still picture), NoUsableStreamError.
    """
    notes: list[str] = []
    with open_media(place) as container:
        _refuse_other_kinds(place, container)
        origin = origin_s(container)
        films, sounds = _ranked_video(container), _ranked_audio(container)
        first = _first_frames(container, [*films, *sounds])
        video = _best_decodable(films, first, notes)
        audio = _best_decodable(sounds, first, notes)
        used = [stream for stream in (video, audio) if stream is not None]
        if not used:
            raise _nothing_usable(place, notes)
        notes += _passed_over(container, used)
        if isinstance(place, Path):
            duration_s = measure_duration(place, [stream.index for stream in used], notes)
        else:
            duration_s = claimed_duration(container, used) or 0.0
        return MediaInfo(
            path=place if isinstance(place, Path) else Path(place.name),
            container=container.format.name,
            duration_s=duration_s,
            video=_video_info(video, first[video.index], origin) if video else None,
            audio=_audio_info(audio, first[audio.index], origin) if audio else None,
            notes=tuple(notes),
        )


# ------------------------------------------------------------------ which streams


def _ranked_video(container: InputContainer) -> list[Stream]:
    films = [s for s in container.streams.video if not s.disposition & _STILL_STREAMS]
    return [*sorted(films, key=_video_rank, reverse=True)]


def _video_rank(stream: VideoStream) -> tuple[bool, int]:
    area = stream.codec_context.width * stream.codec_context.height if _has_decoder(stream) else 0
    return bool(stream.disposition & Disposition.default), area


def _ranked_audio(container: InputContainer) -> list[Stream]:
    return [*sorted(container.streams.audio, key=_audio_rank, reverse=True)]


def _audio_rank(stream: AudioStream) -> tuple[bool, bool, int, int]:
    usual = not stream.disposition & _SIDE_STREAMS
    default = bool(stream.disposition & Disposition.default)
    if not _has_decoder(stream):
        return usual, default, 0, 0
    context = stream.codec_context
    return usual, default, context.sample_rate or 0, context.layout.nb_channels


def _has_decoder(stream: Stream) -> bool:
    # PyAV's annotation leaves out that an unknown codec has no context.
    context: CodecContext | None = stream.codec_context
    return context is not None


def _first_frames(
    container: InputContainer, streams: Sequence[Stream]
) -> dict[int, AudioFrame | CodedFrame]:
    """The first frame of every stream that can be decoded, by stream index."""
    found: dict[int, AudioFrame | CodedFrame] = {}
    tries = {stream.index: _PACKETS_TRIED for stream in streams if _has_decoder(stream)}
    for packet in read_packets(container, [s for s in streams if s.index in tries]):
        index = packet.stream_index
        if tries[index] and (frame := next(decode_packets(iter([packet])), None)):
            found[index] = frame
        tries[index] = 0 if index in found else max(0, tries[index] - 1)
        if not any(tries.values()):
            break
    return found


def _best_decodable(
    ranked: Sequence[Stream], first: Mapping[int, object], notes: list[str]
) -> Stream | None:
    for stream in ranked:
        if stream.index in first:
            return stream
        notes.append(f"The {_kind(stream)} in {_name(stream)} cannot be decoded and is left out.")
    return None


def _passed_over(container: InputContainer, used: Sequence[Stream]) -> Iterator[str]:
    for stream in used:
        others = [other for other in container.streams if other.type == stream.type]
        if len(others) > 1:
            yield (f"The file has {len(others)} {_kind(stream)} streams; {_name(stream)} is used.")
    if not any(stream.type == "video" for stream in used):
        yield "There is no moving picture to use: the face takes no part."
    if not any(stream.type == "audio" for stream in used):
        yield "There is no sound to use: words and voice take no part."


def _kind(stream: Stream) -> str:
    return "picture" if stream.type == "video" else "sound"


def _name(stream: Stream) -> str:
    codec = stream.codec_context.name if _has_decoder(stream) else "unknown codec"
    return f"stream {stream.index} ({codec})"


def _refuse_other_kinds(place: Place, container: InputContainer) -> None:
    name = container.format.name
    if name in _TEXT_ART:
        raise not_media(place)
    if name == "image2" or name.endswith("_pipe"):
        raise MediaUnreadableError(
            f"“{place}” is a still picture.", hint="Choose a video or a sound recording."
        )


def _nothing_usable(place: Place, notes: Sequence[str]) -> NoUsableStreamError:
    if notes:
        return NoUsableStreamError(
            f"Nothing in “{place}” can be decoded. {' '.join(notes)}",
            hint="Copy or download it again; if it plays in a media player, convert it to MP4.",
        )
    return NoUsableStreamError(
        f"“{place}” holds neither moving pictures nor sound.",
        hint="Choose a video or a sound recording.",
    )


# ------------------------------------------------------------------ what they are like


def _video_info(stream: Stream, frame: AudioFrame | CodedFrame, origin: float) -> VideoStreamInfo:
    stream, frame = cast(VideoStream, stream), cast(CodedFrame, frame)
    orientation = orientation_of(frame)
    width, height = display_size(frame.width, frame.height, stream.sample_aspect_ratio, orientation)
    rate = stream.average_rate or stream.guessed_rate
    return VideoStreamInfo(
        index=stream.index,
        codec=stream.codec_context.name,
        width=width,
        height=height,
        rotation_deg=orientation.clockwise_deg,
        average_fps=float(rate) if rate else None,
        start_s=_start(frame, origin),
    )


def _audio_info(stream: Stream, frame: AudioFrame | CodedFrame, origin: float) -> AudioStreamInfo:
    frame = cast(AudioFrame, frame)
    return AudioStreamInfo(
        index=stream.index,
        codec=stream.codec_context.name,
        sample_rate_hz=frame.sample_rate,
        channels=frame.layout.nb_channels,
        start_s=_start(frame, origin),
    )


def _start(frame: AudioFrame | CodedFrame, origin: float) -> float:
    return 0.0 if frame.pts is None else max(0.0, stamp_s(frame.pts, frame.time_base, origin))
