"""Generated media for tests: real faces, real codecs, known times. Nothing is downloaded.

``write_clip`` is what most tests want. Underneath, ``write_tracks`` muxes any number of
``PictureTrack`` and ``SoundTrack`` values, and the ``moving_face``, ``tone``, ``silence`` and
``speech`` functions make what goes into them.
"""

from __future__ import annotations

import heapq
import io
import shutil
import subprocess
import wave
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

import av
import numpy as np
import numpy.typing as npt
import pytest
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.stream import VideoStream

Rgb = npt.NDArray[np.uint8]
Samples = npt.NDArray[np.float32]
Sound = Literal["tone", "speech", "silence"]

_FINE = Fraction(1, 90_000)
SENTENCE = "The quick brown fox jumps over the lazy dog."


@dataclass(frozen=True, slots=True)
class PictureTrack:
    """``frames``: (time in seconds, uint8 RGB [height, width, 3]) in order of time."""

    frames: Iterable[tuple[float, Rgb]]
    size: tuple[int, int]
    rotation: int = 0
    """Clockwise turn that a player has to apply to what is stored: 0, 90, 180, 270."""
    codec: str = "libx264"
    options: Mapping[str, str] = field(default_factory=lambda: {"preset": "ultrafast", "bf": "0"})
    pixel_aspect: Fraction | None = None
    display_matrix: Sequence[int] | None = None
    """Overrides ``rotation``: nine numbers as in ISO/IEC 14496-12."""


@dataclass(frozen=True, slots=True)
class SoundTrack:
    """``samples``: float32 [channels, n] in −1..1."""

    samples: Samples
    rate_hz: int = 44_100
    start_s: float = 0.0
    codec: str = "aac"


# --------------------------------------------------------------------------- writing


def write_clip(
    path: Path,
    *,
    seconds: float = 2.0,
    fps: float = 25.0,
    size: tuple[int, int] = (320, 240),
    face: bool = True,
    picture: bool = True,
    audio: Sound | None = "tone",
    text: str = SENTENCE,
    audio_rate_hz: int = 44_100,
    channels: int = 1,
    audio_start_s: float = 0.0,
    rotation: int = 0,
    frame_times: Sequence[float] | None = None,
    container_options: Mapping[str, str] | None = None,
) -> Path:
    """A clip of a moving real face with sound, H.264 and AAC; the suffix names the container.

    ``size`` is that of the upright picture. ``rotation`` stores it turned, with the metadata that
    undoes it, as phones do. ``frame_times`` gives a variable frame rate. ``audio="speech"`` says
    ``text`` with espeak-ng, at least ``seconds`` long (padded, never cut), and skips the test
    where espeak-ng is not installed.
    """
    tracks: list[PictureTrack | SoundTrack] = []
    sound = None
    if audio is not None:
        sound = _sound(audio, seconds - audio_start_s, audio_rate_hz, text)
        seconds = max(seconds, audio_start_s + len(sound) / audio_rate_hz)
    if picture:
        times = frame_times if frame_times is not None else regular_times(seconds, fps)
        upright = moving_face(times, size) if face else plain(times, size)
        tracks.append(turned(upright, size, rotation))
    if sound is not None:
        samples = np.tile(sound, (channels, 1))
        tracks.append(SoundTrack(samples, audio_rate_hz, audio_start_s))
    return write_tracks(path, tracks, container_options=container_options)


def write_tracks(
    path: Path,
    tracks: Sequence[PictureTrack | SoundTrack],
    *,
    container_options: Mapping[str, str] | None = None,
) -> Path:
    """Encode and interleave the tracks into ``path``, one packet at a time."""
    with av.open(str(path), "w", options=dict(container_options or {})) as container:
        sources = [
            _picture_packets(container, track)
            if isinstance(track, PictureTrack)
            else _sound_packets(container, track)
            for track in tracks
        ]
        for _, packet in heapq.merge(*sources, key=lambda timed: timed[0]):
            container.mux(packet)
    return path


def _picture_packets(
    container: OutputContainer, track: PictureTrack
) -> Iterator[tuple[float, Any]]:
    stream = cast(VideoStream, container.add_stream(track.codec, options=dict(track.options)))
    stream.width, stream.height = track.size
    stream.pix_fmt = "yuv420p" if track.codec != "mjpeg" else "yuvj420p"
    stream.codec_context.time_base = _FINE
    if track.pixel_aspect is not None:
        stream.codec_context.sample_aspect_ratio = track.pixel_aspect
    if track.display_matrix is not None:
        stream.set_display_matrix(list(track.display_matrix))
    elif track.rotation:
        stream.set_display_rotation(-track.rotation)

    def packets() -> Iterator[tuple[float, Any]]:
        for time_s, rgb in track.frames:
            frame = av.VideoFrame.from_ndarray(rgb, format="rgb24")
            frame.pts, frame.time_base = round(time_s / _FINE), _FINE
            yield from _timed(stream.encode(frame))
        yield from _timed(stream.encode(None))

    return packets()


def _sound_packets(container: OutputContainer, track: SoundTrack) -> Iterator[tuple[float, Any]]:
    layout = {1: "mono", 2: "stereo", 6: "5.1"}[len(track.samples)]
    added = container.add_stream(track.codec, rate=track.rate_hz, layout=layout)
    stream = cast(AudioStream, added)

    def packets() -> Iterator[tuple[float, Any]]:
        size, base = 1024, Fraction(1, track.rate_hz)
        first = round(track.start_s * track.rate_hz)
        for offset in range(0, track.samples.shape[1], size):
            piece = np.ascontiguousarray(track.samples[:, offset : offset + size])
            frame = av.AudioFrame.from_ndarray(piece, format="fltp", layout=layout)
            frame.sample_rate, frame.time_base, frame.pts = track.rate_hz, base, first + offset
            yield from _timed(stream.encode(frame))
        yield from _timed(stream.encode(None))

    return packets()


def _timed(packets: Iterable[Any]) -> Iterator[tuple[float, Any]]:
    for packet in packets:
        yield float(packet.dts * packet.time_base), packet


# --------------------------------------------------------------------------- pictures


def regular_times(seconds: float, fps: float) -> list[float]:
    return [index / fps for index in range(round(seconds * fps))]


def irregular_times(seconds: float, fps: float, seed: int = 0) -> list[float]:
    """A variable frame rate: steps between a half and three times the usual one."""
    random = np.random.default_rng(seed)
    steps = random.uniform(0.5, 3.0, size=round(seconds * fps * 2)) / fps
    times = np.concatenate([[0.0], np.cumsum(steps)])
    return [float(time) for time in times[times < seconds]]


@cache
def astronaut_face() -> Rgb:
    """A real face (Eileen Collins, NASA, public domain): uint8 RGB [240, 240, 3]."""
    from skimage import data  # noqa: PLC0415 - slow to import, and only faces need it

    face: Rgb = np.ascontiguousarray(cast(Callable[[], Rgb], data.astronaut)()[0:240, 100:340])
    return face


def moving_face(times: Iterable[float], size: tuple[int, int]) -> Iterator[tuple[float, Rgb]]:
    """The face wandering over a grey gradient once every four seconds, fully in view."""
    width, height = size
    face = astronaut_face()
    step = max(1, -(-240 * 4 // (3 * min(size))))
    face = face[::step, ::step]
    room_x, room_y = width - face.shape[1], height - face.shape[0]
    for time_s, picture in plain(times, size):
        phase = 2 * np.pi * time_s / 4
        left = round(room_x * (0.5 + 0.5 * np.sin(phase)))
        top = round(room_y * (0.5 + 0.5 * np.cos(phase)))
        picture[top : top + face.shape[0], left : left + face.shape[1]] = face
        yield time_s, picture


def plain(times: Iterable[float], size: tuple[int, int]) -> Iterator[tuple[float, Rgb]]:
    """A grey gradient without anybody in it."""
    width, height = size
    row = np.linspace(60, 180, width, dtype=np.uint8)
    ground = np.repeat(np.tile(row, (height, 1))[..., None], 3, axis=2)
    for time_s in times:
        yield time_s, ground.copy()


def colour_corners(times: Iterable[float], size: tuple[int, int]) -> Iterator[tuple[float, Rgb]]:
    """Red upper left, green upper right, blue lower left, white lower right."""
    width, height = size
    picture = np.empty((height, width, 3), np.uint8)
    picture[: height // 2, : width // 2] = (255, 0, 0)
    picture[: height // 2, width // 2 :] = (0, 255, 0)
    picture[height // 2 :, : width // 2] = (0, 0, 255)
    picture[height // 2 :, width // 2 :] = (255, 255, 255)
    for time_s in times:
        yield time_s, picture


def flashes(
    times: Iterable[float], size: tuple[int, int], at_s: Sequence[float], length_s: float = 0.1
) -> Iterator[tuple[float, Rgb]]:
    """Black, and white during ``length_s`` from each of ``at_s``."""
    width, height = size
    for time_s in times:
        lit = any(start - 1e-6 <= time_s < start + length_s for start in at_s)
        yield time_s, np.full((height, width, 3), 255 if lit else 0, np.uint8)


def turned(
    upright: Iterable[tuple[float, Rgb]], size: tuple[int, int], rotation: int
) -> PictureTrack:
    """Upright pictures stored as a phone held sideways stores them."""
    quarters = rotation // 90
    stored = ((time_s, np.ascontiguousarray(np.rot90(rgb, quarters))) for time_s, rgb in upright)
    width, height = size
    return PictureTrack(stored, (height, width) if quarters % 2 else (width, height), rotation)


# --------------------------------------------------------------------------- sounds


def tone(seconds: float, rate_hz: int, frequency_hz: float = 440.0) -> Samples:
    """A sine at half scale: float32 [n]."""
    times = np.arange(round(seconds * rate_hz)) / rate_hz
    return (0.5 * np.sin(2 * np.pi * frequency_hz * times)).astype(np.float32)


def silence(seconds: float, rate_hz: int) -> Samples:
    """Digital silence: float32 [n]."""
    return np.zeros(round(seconds * rate_hz), np.float32)


def clicks(seconds: float, rate_hz: int, at_s: Sequence[float], length_s: float = 0.1) -> Samples:
    """Silence with a 2 kHz burst of ``length_s`` that begins at each of ``at_s``."""
    sound = silence(seconds, rate_hz)
    burst = tone(length_s, rate_hz, 2000.0)
    for start in at_s:
        first = round(start * rate_hz)
        sound[first : first + len(burst)] = burst
    return sound


def speech(text: str, rate_hz: int, *, voice: str = "en-us") -> Samples:
    """``text`` spoken by espeak-ng: float32 [n]. Skips the test where it is not installed."""
    program = shutil.which("espeak-ng")
    if program is None:
        pytest.skip("espeak-ng is not installed")
    return _spoken(program, text, rate_hz, voice).copy()


@cache
def _spoken(program: str, text: str, rate_hz: int, voice: str) -> Samples:
    command = [program, "-v", voice, "-s", "140", "--stdout", text]
    spoken = subprocess.run(command, check=True, capture_output=True).stdout
    with wave.open(io.BytesIO(spoken)) as file:
        source_hz = file.getframerate()
        # espeak-ng streams, so the length in its header is not the true one.
        pcm = np.frombuffer(spoken[44:], np.int16).astype(np.float32) / 32768
    times = np.arange(round(len(pcm) * rate_hz / source_hz)) / rate_hz
    return np.interp(times, np.arange(len(pcm)) / source_hz, pcm).astype(np.float32)


def _sound(kind: Sound, seconds: float, rate_hz: int, text: str) -> Samples:
    if kind == "tone":
        return tone(seconds, rate_hz)
    if kind == "silence":
        return silence(seconds, rate_hz)
    spoken = speech(text, rate_hz)
    return np.pad(spoken, (0, max(0, round(seconds * rate_hz) - len(spoken))))


# --------------------------------------------------------------------------- damage


def text_file(path: Path) -> Path:
    """A letter with the name of a film."""
    path.write_text("Dear film,\nI am not one.\n" * 200, encoding="utf-8")
    return path


def cut_off(source: Path, path: Path, keep: float) -> Path:
    """The first part ``keep`` (0..1) of a file, as an interrupted copy leaves it."""
    content = source.read_bytes()
    path.write_bytes(content[: round(len(content) * keep)])
    return path


def with_unknown_codec(source: Path, path: Path, *codecs: bytes) -> Path:
    """An MP4 in which sample entries such as ``b"avc1"`` are renamed to one nobody knows."""
    content = source.read_bytes()
    for codec in codecs:
        assert codec in content
        content = content.replace(codec, b"zzzz")
    path.write_bytes(content)
    return path


def looped(source: Path, path: Path, times: int) -> Path:
    """``source`` ``times`` times in a row without encoding again: a long film at little cost."""
    with av.open(str(source)) as inside, av.open(str(path), "w") as outside:
        copies = {
            stream.index: outside.add_stream_from_template(stream) for stream in inside.streams
        }
        length = Fraction(inside.duration or 0, av.time_base)
        for round_ in range(times):
            inside.seek(0)
            for packet in inside.demux():
                if packet.dts is None or packet.pts is None:
                    continue
                shift = round(round_ * length / packet.time_base)
                packet.pts += shift
                packet.dts += shift
                packet.stream = copies[packet.stream.index]
                outside.mux(packet)
    return path
