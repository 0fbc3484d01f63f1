"""Recordings: what is in them, when, and what is left of one that was killed."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import deque
from pathlib import Path

import numpy as np
import pytest

from engine.errors import DeviceError, ExportError
from engine.live.recording import Recorder
from engine.live.sources import SourceSettings, Streams, open_source
from engine.media import joined, probe, read_audio, read_frames
from tests.helpers import flash_and_beep as flash
from tests.helpers.live import Listener
from tests.helpers.media import write_clip

RATE_HZ = 48_000
SIZE = (64, 48)
BOTH = Streams(SIZE, RATE_HZ)


def feed(
    recorder: Recorder,
    start_s: float,
    end_s: float,
    *,
    fps: float = 30.0,
    rate_hz: int = RATE_HZ,
) -> list[float]:
    """Flashes and beeps between two source times, pictures at an irregular rate; faster than life,
    but no faster than they are encoded. Returns the times of the pictures."""
    steps = np.random.default_rng(0).uniform(0.5, 1.5, round((end_s - start_s) * fps * 2)) / fps
    times = start_s + np.concatenate([[0.0], np.cumsum(steps)])
    fed = [float(time_s) for time_s in times[times < end_s]]
    waiting = deque(fed)
    size = rate_hz // 50
    first, last = round(start_s * rate_hz), round(end_s * rate_hz)
    for at in range(first, last, size):
        block = flash.sound(at / rate_hz, min(size, last - at), rate_hz)
        recorder.hear(block)
        while waiting and waiting[0] < block.end_s:
            recorder.see(flash.picture(waiting.popleft()))
        while recorder.health.pictures_waiting > 10 and recorder.health.running:
            time.sleep(0.001)
    return fed


def recorded(path: Path, streams: Streams = BOTH) -> Recorder:
    recorder = Recorder(path, streams)
    recorder.start()
    return recorder


@pytest.mark.parametrize(
    "seconds", [60, pytest.param(1800, marks=pytest.mark.slow, id="half an hour")]
)
def test_flash_and_beep_stay_together(tmp_path: Path, seconds: int) -> None:
    recorder = recorded(tmp_path / "r.mp4")
    feed(recorder, 3.3, 3.3 + seconds)
    recorder.stop()
    assert recorder.health.frames_dropped == 0
    assert recorder.health.error is None
    offsets = np.array(list(flash.offsets_s(tmp_path / "r.mp4")))
    assert len(offsets) >= seconds // 2 - 1
    # A flash is seen with the first picture that shows it: up to 50 ms after it began.
    assert (offsets[:, 1] < 0.005).all()
    assert (offsets[:, 1] > -0.06).all()
    drift = offsets[-len(offsets) // 4 :, 1].mean() - offsets[: len(offsets) // 4, 1].mean()
    assert abs(drift) < 0.015


def test_times_and_sound_are_those_of_the_source(tmp_path: Path) -> None:
    recorder = recorded(tmp_path / "r.mp4")
    times = [5.0, 5.21, 5.25, 5.9, 6.0, 6.7, 7.95]
    for at in range(5 * 50, 8 * 50):
        recorder.hear(flash.sound(at / 50, RATE_HZ // 50, RATE_HZ))
    for time_s in times:
        recorder.see(flash.picture(time_s))
    recorder.stop()
    info = probe(tmp_path / "r.mp4")
    assert info.audio is not None
    assert info.audio.sample_rate_hz == RATE_HZ
    frames = list(read_frames(info, rate_hz=None, max_side=None))
    sound = joined(list(read_audio(info, rate_hz=RATE_HZ)))
    first = np.flatnonzero(np.abs(sound.samples) > 0.2)[0] / RATE_HZ + sound.start_s
    beep_s = 6.0 - times[0]
    got = np.array([frame.time_s for frame in frames])
    np.testing.assert_allclose(got - got[0], np.array(times) - times[0], atol=1e-4)
    assert first - got[0] == pytest.approx(beep_s, abs=0.005)
    assert recorder.health.recorded_s == pytest.approx(3.0, abs=0.05)


def test_pauses_are_cut_out_and_can_be_mapped(tmp_path: Path) -> None:
    recorder = recorded(tmp_path / "r.mp4")
    feed(recorder, 1.0, 11.0)
    recorder.pause()
    assert recorder.health.paused
    feed(recorder, 11.0, 18.0)
    recorder.resume()
    feed(recorder, 18.0, 28.0)
    recorder.stop()
    spans = recorder.spans
    assert [(s.source_start_s, s.source_end_s, s.file_start_s) for s in spans.all] == [
        (pytest.approx(1.0), pytest.approx(11.0), 0.0),
        (pytest.approx(18.0), pytest.approx(28.0), pytest.approx(10.0)),
    ]
    assert spans.file_time(0.5) is None
    assert spans.file_time(14.0) is None
    assert spans.file_time(20.0) == pytest.approx(12.0)
    info = probe(tmp_path / "r.mp4")
    assert info.duration_s == pytest.approx(20.0, abs=0.1)
    seen = np.array([frame.time_s for frame in read_frames(info, rate_hz=None, max_side=None)])
    assert np.diff(seen).max() < 0.1
    flashes = [at for at, _ in flash.offsets_s(tmp_path / "r.mp4")]
    expected = [spans.file_time(source_s) for source_s in (2, 4, 6, 8, 10, 18, 20, 22, 24, 26)]
    np.testing.assert_allclose(flashes, np.array(expected, float) + 0.02, atol=0.06)


@pytest.mark.parametrize("fps", [5, 60])
@pytest.mark.parametrize("rate_hz", [8000, 11_025, 96_000])
def test_every_rate_stays_together(tmp_path: Path, rate_hz: int, fps: int) -> None:
    recorder = recorded(tmp_path / "r.mp4", Streams(SIZE, rate_hz))
    fed = feed(recorder, 1.0, 15.0, rate_hz=rate_hz, fps=fps)
    recorder.stop()
    assert recorder.health.error is None
    frames = read_frames(probe(tmp_path / "r.mp4"), rate_hz=None, max_side=None)
    times_s = [frame.time_s for frame in frames]
    np.testing.assert_allclose(times_s, np.array(fed) - 1.0, atol=1e-4)
    offsets = np.array(list(flash.offsets_s(tmp_path / "r.mp4")))
    assert len(offsets) >= 6
    assert (offsets[:, 1] < 0.005).all()
    assert (offsets[:, 1] > -1.6 / fps - 0.005).all()


@pytest.mark.parametrize(
    ("streams", "picture", "sound"),
    [(Streams(SIZE, None), True, False), (Streams(None, RATE_HZ), False, True)],
)
def test_either_stream_alone(tmp_path: Path, streams: Streams, picture: bool, sound: bool) -> None:
    recorder = recorded(tmp_path / "r.mp4", streams)
    feed(recorder, 0.0, 3.0)
    recorder.stop()
    info = probe(tmp_path / "r.mp4")
    assert (info.video is not None, info.audio is not None) == (picture, sound)
    assert info.duration_s == pytest.approx(3.0, abs=0.1)


def test_nothing_is_written_before_the_start_and_nothing_is_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "r.mp4"
    recorder = Recorder(path, BOTH)
    feed(recorder, 0.0, 1.0)
    assert not path.exists()
    recorder.stop()
    path.write_text("mine")
    with pytest.raises(ExportError, match="there already"):
        recorder.start()
    assert path.read_text() == "mine"


def test_a_recording_of_nothing_leaves_no_file(tmp_path: Path) -> None:
    recorder = recorded(tmp_path / "r.mp4")
    assert (tmp_path / "r.mp4").exists()
    recorder.stop()
    assert not (tmp_path / "r.mp4").exists()
    assert recorder.health.error is None


def test_a_folder_that_is_not_there_is_said_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="cannot be written"):
        Recorder(tmp_path / "none" / "r.mp4", BOTH).start()


def test_a_full_disk_ends_the_recording_and_leaves_what_was_there(tmp_path: Path) -> None:
    left = [10_000_000_000]
    recorder = Recorder(tmp_path / "r.mp4", BOTH, free_bytes=lambda _: left[0])
    recorder.start()
    feed(recorder, 0.0, 2.0)
    left[0] = 1_000_000
    while recorder.health.running:
        time.sleep(0.01)
    recorder.stop()
    error = recorder.health.error
    assert isinstance(error, ExportError)
    assert "1 MB" in error.message
    assert probe(tmp_path / "r.mp4").duration_s == pytest.approx(2.0, abs=0.1)
    with pytest.raises(ExportError, match="1 MB"):
        Recorder(tmp_path / "s.mp4", BOTH, free_bytes=lambda _: 1_000_000).start()


def test_too_many_pictures_are_dropped_and_counted_but_no_sound(tmp_path: Path) -> None:
    recorder = recorded(tmp_path / "r.mp4", Streams((1280, 720), RATE_HZ))
    for index in range(200):
        recorder.hear(flash.sound(index / 50, RATE_HZ // 50, RATE_HZ))
        recorder.see(flash.picture(index / 50, (1280, 720)))
    recorder.stop()
    health = recorder.health
    assert health.frames + health.frames_dropped == 200
    assert health.frames_dropped > 0
    sound = joined(list(read_audio(probe(tmp_path / "r.mp4"), rate_hz=RATE_HZ)))
    assert len(sound.samples) >= 4 * RATE_HZ


def test_a_source_that_fails_closes_the_file(tmp_path: Path) -> None:
    recorder = recorded(tmp_path / "r.mp4")
    feed(recorder, 0.0, 2.0)
    recorder.end(DeviceError("unplugged"))
    recorder.stop()
    assert not recorder.health.running
    assert probe(tmp_path / "r.mp4").duration_s == pytest.approx(2.0, abs=0.1)


def test_a_film_can_be_recorded_through_its_tap(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mp4", seconds=2, size=SIZE, channels=2)
    source = open_source(SourceSettings(url=clip))
    listener = Listener()
    source.start(listener)
    recorder = Recorder(tmp_path / "r.mp4", source.streams)
    recorder.start()
    source.tap(recorder)
    assert listener.ended.wait(30)
    source.stop()
    recorder.stop()
    info = probe(tmp_path / "r.mp4")
    assert info.audio is not None
    assert info.audio.sample_rate_hz == 44_100
    assert info.duration_s == pytest.approx(2.0, abs=0.3)


_RECORD_FOR_EVER = """
import sys, time
from pathlib import Path
from engine.live.recording import Recorder
from engine.live.sources import Streams
from tests.helpers import flash_and_beep as flash

recorder = Recorder(Path(sys.argv[1]), Streams((320, 240), 48000))
recorder.start()
begin, index = time.monotonic(), 0
while True:
    recorder.hear(flash.sound(index / 25, 1920, 48000))
    recorder.see(flash.picture(index / 25, (320, 240)))
    index += 1
    time.sleep(max(0.0, begin + index / 25 - time.monotonic()))
    print(recorder.health.recorded_s, flush=True)
"""


def test_a_killed_recording_plays_up_to_the_last_second(tmp_path: Path) -> None:
    path = tmp_path / "r.mp4"
    command = [sys.executable, "-c", _RECORD_FOR_EVER, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        recorded_s = next(at for line in child.stdout if (at := float(line)) > 5.0)
        child.kill()
    info = probe(path)
    frames = list(read_frames(info, rate_hz=None, max_side=None))
    blocks = list(read_audio(info))
    assert frames[-1].time_s > recorded_s - 1.0
    assert blocks[-1].end_s > recorded_s - 1.0
    assert np.diff([frame.time_s for frame in frames]).max() < 0.05
