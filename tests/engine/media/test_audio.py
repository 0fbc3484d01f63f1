"""Sound at its true time: a click must be found where it was put, in whatever container."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from threading import Event

import av
import numpy as np
import pytest

from engine.errors import CancelledError
from engine.media import probe, read_audio
from engine.types import AudioBlock
from tests.helpers.media import (
    PictureTrack,
    SoundTrack,
    clicks,
    plain,
    regular_times,
    silence,
    tone,
    write_clip,
    write_tracks,
)

CLICKS = [0.25, 1.0, 1.75]
RATE = 16_000


def whole(path: Path, **options: float) -> AudioBlock:
    blocks = list(read_audio(probe(path), **options))  # type: ignore[arg-type]
    for one, other in pairwise(blocks):
        assert one.end_s == pytest.approx(other.start_s, abs=1e-9)
    samples = np.concatenate([block.samples for block in blocks])
    assert samples.dtype == np.float32
    assert np.abs(samples).max() <= 1.0
    return AudioBlock(samples, blocks[0].start_s, blocks[0].sample_rate_hz)


def onsets(sound: AudioBlock, quiet_s: float = 0.2) -> list[float]:
    """Where something loud follows a stretch of quiet."""
    loud = np.flatnonzero(np.abs(sound.samples) > 0.2)
    first = loud[np.diff(loud, prepend=-(10**9)) > quiet_s * sound.sample_rate_hz]
    return [float(sound.start_s + index / sound.sample_rate_hz) for index in first]


def clicking(rate_hz: int = 44_100, channels: int = 1, codec: str = "aac") -> SoundTrack:
    return SoundTrack(np.tile(clicks(2.0, rate_hz, CLICKS), (channels, 1)), rate_hz, codec=codec)


@pytest.mark.parametrize(
    ("name", "track"),
    [
        ("aac.mp4", clicking()),
        ("aac.mkv", clicking(48_000, 2)),
        ("aac.mov", clicking(22_050)),
        ("telephone.wav", clicking(8000, codec="pcm_s16le")),
        ("same_rate.wav", clicking(16_000, codec="pcm_s16le")),
        ("stereo.flac", clicking(44_100, 2, codec="flac")),
        ("surround.mkv", clicking(48_000, 6, codec="flac")),
        ("opus.webm", clicking(48_000, codec="libopus")),
        ("mp3.mp3", clicking(codec="libmp3lame")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_clicks_are_where_they_were_put(tmp_path: Path, name: str, track: SoundTrack) -> None:
    sound = whole(write_tracks(tmp_path / name, [track]))
    assert sound.sample_rate_hz == RATE
    assert sound.end_s == pytest.approx(2.0, abs=0.05)
    assert onsets(sound) == pytest.approx(CLICKS, abs=0.005)


def test_lossless_sound_is_exact_to_the_sample(tmp_path: Path) -> None:
    track = SoundTrack(tone(1.0, RATE)[None], RATE, codec="pcm_s16le")
    sound = whole(write_tracks(tmp_path / "tone.wav", [track]))
    np.testing.assert_allclose(sound.samples, tone(1.0, RATE), atol=1e-4)


def test_resampling_keeps_the_wave(tmp_path: Path) -> None:
    track = SoundTrack(np.tile(tone(1.0, 48_000), (2, 1)), 48_000, codec="flac")
    sound = whole(write_tracks(tmp_path / "tone.flac", [track]))
    assert len(sound.samples) == RATE
    middle = slice(1000, -1000)
    np.testing.assert_allclose(sound.samples[middle], tone(1.0, RATE)[middle], atol=2e-3)


def test_stereo_becomes_its_average_and_never_overshoots(tmp_path: Path) -> None:
    left, right = np.ones(8000, np.float32), np.full(8000, 0.5, np.float32)
    track = SoundTrack(np.stack([left, right]), RATE, codec="pcm_s16le")
    sound = whole(write_tracks(tmp_path / "stereo.wav", [track]))
    np.testing.assert_allclose(sound.samples, 0.75, atol=1e-3)


@pytest.mark.parametrize("codec", ["flac", "aac"])
def test_a_late_start_is_kept(tmp_path: Path, codec: str) -> None:
    track = SoundTrack(clicks(1.5, 48_000, [0.5])[None], 48_000, 0.5, codec)
    pictures = PictureTrack(plain(regular_times(2, 25), (160, 120)), (160, 120))
    path = write_tracks(tmp_path / "late.mkv", [pictures, track])
    sound = whole(path)
    audio = probe(path).audio
    assert audio is not None
    assert sound.start_s == pytest.approx(audio.start_s, abs=1e-3)
    assert sound.start_s == pytest.approx(0.5, abs=1e-3)
    assert onsets(sound) == pytest.approx([1.0], abs=0.005)


def test_a_late_start_in_mp4_keeps_the_clock(tmp_path: Path) -> None:
    # The encoder's priming (one AAC frame) is presented here, so it starts up to 24 ms earlier.
    path = write_clip(tmp_path / "late.mp4", size=(160, 120), audio_start_s=0.5)
    sound = whole(path)
    assert sound.start_s == pytest.approx(0.5, abs=0.025)
    assert onsets(sound) == pytest.approx([0.5], abs=0.005)


def test_a_hole_in_the_timestamps_is_silence(tmp_path: Path) -> None:
    sound = whole(_stamped(tmp_path / "hole.mkv", [0.0, 1.7]))
    assert sound.end_s == pytest.approx(2.7, abs=0.002)
    assert onsets(sound) == pytest.approx([0.5, 2.2], abs=0.005)
    assert not sound.samples[round(1.02 * RATE) : round(1.68 * RATE)].any()


def test_an_overlap_is_trimmed(tmp_path: Path) -> None:
    sound = whole(_stamped(tmp_path / "overlap.mkv", [0.0, 0.8]))
    assert sound.end_s == pytest.approx(1.8, abs=0.002)
    assert onsets(sound) == pytest.approx([0.5, 1.3], abs=0.005)


def test_broken_packets_are_stepped_over_and_the_clock_is_kept(tmp_path: Path) -> None:
    path = write_tracks(tmp_path / "broken.mp4", [clicking()])
    intact = whole(path)
    with av.open(str(path)) as container:
        packets = [packet for packet in container.demux() if packet.size]
    content = bytearray(path.read_bytes())
    for packet in packets[25:32]:  # between the first click and the second
        begin = packet.pos or 0
        content[begin : begin + packet.size] = b"\xff" * packet.size
    path.write_bytes(content)
    broken = whole(path)
    assert onsets(broken) == pytest.approx(CLICKS, abs=0.005)
    assert broken.end_s == pytest.approx(intact.end_s, abs=0.03)


def test_digital_silence_is_exactly_zero(tmp_path: Path) -> None:
    track = SoundTrack(silence(0.5, 44_100)[None], codec="aac")
    assert not whole(write_tracks(tmp_path / "silent.mp4", [track])).samples.any()


def test_block_length_and_rate_are_the_callers(clip: Path) -> None:
    blocks = list(read_audio(probe(clip), rate_hz=8000, block_s=0.25))
    assert {len(block.samples) for block in blocks[:-1]} == {2000}
    assert {block.sample_rate_hz for block in blocks} == {8000}


def test_no_sound_gives_no_blocks(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "mute.mp4", seconds=0.2, size=(160, 120), audio=None)
    assert list(read_audio(probe(path))) == []


def test_cancel_stops_between_blocks(long_clip: Path) -> None:
    cancel = Event()
    blocks = read_audio(probe(long_clip), cancel=cancel)
    next(blocks)
    cancel.set()
    with pytest.raises(CancelledError):
        list(blocks)


def _stamped(path: Path, starts_s: list[float]) -> Path:
    """One-second packets with a click half way, at the given times whether they fit or not."""
    rate, clock = 48_000, Fraction(1, 1000)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=rate, layout="mono")
        for start_s in starts_s:
            pcm = (clicks(1.0, rate, [0.5]) * 32767).astype(np.int16)
            packet = av.Packet(pcm.tobytes())
            packet.stream, packet.time_base = stream, clock
            packet.pts = packet.dts = round(start_s / clock)
            container.mux(packet)
    return path
