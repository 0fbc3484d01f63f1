"""A film as a live source."""

from __future__ import annotations

import math
import time
from pathlib import Path

import numpy as np
import pytest

from engine.errors import DeviceError, MediaNotFoundError, MediaUnreadableError
from engine.live.sources import Source, SourceSettings, open_source
from engine.media import joined, probe, read_audio, read_frames
from engine.types import AudioBlock, VideoFrame
from tests.helpers.live import Listener
from tests.helpers.media import cut_off, irregular_times, write_clip


def film(path: Path | str, speed: float = math.inf) -> Source:
    return open_source(SourceSettings(url=path, speed=speed))


def played(path: Path | str, speed: float = math.inf, *, tap: Listener | None = None) -> Listener:
    listener = Listener()
    source = film(path, speed)
    source.tap(tap)
    source.start(listener)
    assert listener.ended.wait(60)
    source.stop()
    return listener


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds at a variable rate, stereo at 44.1 kHz, the sound from 0.3 s on."""
    return write_clip(
        tmp_path_factory.mktemp("live") / "clip.mp4",
        seconds=2.0,
        frame_times=irregular_times(2.0, 25.0),
        channels=2,
        audio_start_s=0.3,
        size=(160, 120),
    )


def test_a_film_gives_the_pictures_and_the_sound_that_the_file_analysis_reads(clip: Path) -> None:
    listener = played(clip)
    info = probe(clip)
    assert listener.error is None
    assert listener.ends == 1
    frames = read_frames(info, rate_hz=None, max_side=None)
    assert listener.times_s == [frame.time_s for frame in frames]
    listener.assert_contiguous()
    whole = joined(list(read_audio(info)))
    first = round(whole.start_s * 16_000)
    assert first > 4000
    assert not listener.samples[:first].any()
    np.testing.assert_array_equal(listener.samples[first:], whole.samples)


def test_a_tap_hears_the_same_sound_at_the_rate_of_the_film(clip: Path) -> None:
    tap = Listener()
    listener = played(clip, tap=tap)
    assert {block.sample_rate_hz for block in tap.blocks} == {44_100}
    tap.assert_contiguous()
    assert tap.times_s == listener.times_s
    assert tap.heard_s == pytest.approx(listener.heard_s, abs=0.002)
    assert tap.ends == 1


def test_a_film_is_played_in_real_time(clip: Path) -> None:
    begin = time.monotonic()
    arrivals: list[tuple[float, float]] = []

    class Clocked(Listener):
        def see(self, frame: VideoFrame) -> None:
            arrivals.append((frame.time_s, time.monotonic() - begin))
            super().see(frame)

    listener = Clocked()
    source = film(clip, 1.0)
    source.start(listener)
    assert listener.ended.wait(60)
    source.stop()
    assert all(arrived >= due for due, arrived in arrivals)
    assert time.monotonic() - begin >= listener.heard_s
    assert source.health.frames_seen == len(listener.times_s)
    assert source.health.samples_heard == len(listener.samples)


def test_a_film_that_stops_being_readable_ends_there(clip: Path, tmp_path: Path) -> None:
    faststart = write_clip(
        tmp_path / "f.mp4", seconds=4, size=(160, 120), container_options={"movflags": "faststart"}
    )
    listener = played(cut_off(faststart, tmp_path / "cut.mp4", 0.6))
    assert 0.5 < listener.heard_s < 3.9
    assert listener.ends == 1


def test_stopping_ends_the_threads_without_an_end(clip: Path) -> None:
    listener = Listener()
    source = film(clip, 0.01)
    source.start(listener)
    listener.wait_for_pictures(1)
    source.stop()
    source.stop()
    assert listener.ends == 0
    assert len(listener.times_s) < 10


def test_a_stalled_listener_loses_nothing(clip: Path) -> None:
    class Stalling(Listener):
        def see(self, frame: VideoFrame) -> None:
            if not self.times_s:
                self.wait_for_sound(1.5)
            super().see(frame)

    listener = Stalling()
    source = film(clip, 1.0)
    source.start(listener)
    assert listener.ended.wait(60)
    source.stop()
    listener.assert_contiguous()
    assert len(listener.times_s) == probe_frames(clip)


def probe_frames(path: Path) -> int:
    return sum(1 for _ in read_frames(probe(path), rate_hz=None, max_side=None))


def test_pictures_alone_and_sound_alone_are_films_too(tmp_path: Path) -> None:
    silent = played(write_clip(tmp_path / "p.mp4", audio=None, size=(160, 120)))
    assert silent.times_s
    assert not silent.blocks
    dark = played(write_clip(tmp_path / "s.mp4", picture=False))
    assert dark.blocks
    assert not dark.times_s


def test_what_cannot_be_opened_is_said_at_the_start(tmp_path: Path) -> None:
    letter = tmp_path / "letter.mp4"
    letter.write_text("Dear film")
    with pytest.raises(MediaUnreadableError):
        film(letter).start(Listener())
    with pytest.raises(MediaNotFoundError):
        film((tmp_path / "none.mp4").as_uri()).start(Listener())
    with pytest.raises(DeviceError, match="ftp"):
        film("ftp://here/clip.mp4")
    with pytest.raises(DeviceError, match="nothing to watch"):
        open_source(SourceSettings())


def test_an_address_of_a_file_is_that_file(clip: Path) -> None:
    assert played(clip.as_uri()).times_s


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_listener_that_fails_ends_the_source(clip: Path) -> None:
    class Failing(Listener):
        def hear(self, block: AudioBlock) -> None:
            raise ZeroDivisionError

    listener = Failing()
    source = film(clip, 0.01)
    source.start(listener)
    assert listener.ended.wait(30)
    source.stop()
    assert listener.error is not None
    assert "ZeroDivisionError" in listener.error.message
