"""Stepping by the container's own timestamps."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.media import probe, read_frames
from engine.media.frame_times import FrameTimes, frame_times, picture_at
from tests.helpers.media import PictureTrack, irregular_times, plain, write_clip, write_tracks


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.mov"])
def test_they_are_those_of_the_decoded_pictures_at_a_variable_rate(tmp_path: Path, name: str):
    path = write_clip(
        tmp_path / name, size=(96, 64), face=False, frame_times=irregular_times(4.0, 20.0)
    )
    info = probe(path)
    decoded = [frame.time_s for frame in read_frames(info, rate_hz=None, max_side=None)]
    assert frame_times(info, 0.0, 10.0).times_s == pytest.approx(decoded, abs=1e-6)


def test_pictures_that_are_stored_out_of_order_come_in_order(tmp_path: Path):
    times = [index / 25 for index in range(100)]
    track = PictureTrack(plain(times, (96, 64)), (96, 64), options={"bf": "3", "g": "50"})
    info = probe(write_tracks(tmp_path / "b.mp4", [track]))
    decoded = [frame.time_s for frame in read_frames(info, rate_hz=None, max_side=None)]
    found = frame_times(info, 1.0, 2.0).times_s
    assert (np.diff(found) > 0).all()
    assert found == pytest.approx([t for t in decoded if 1.0 <= t <= 2.0], abs=1e-6)


def test_a_picture_is_the_one_of_its_time(tmp_path: Path):
    """Stored out of order at a variable rate; each is brighter than the one before."""
    times = irregular_times(3.0, 10.0)
    frames = [(t, rgb * 0 + 10 * i) for i, (t, rgb) in enumerate(plain(times, (64, 48)))][:24]
    options = {"bf": "2", "g": "10"}
    info = probe(
        write_tracks(tmp_path / "c.mp4", [PictureTrack(frames, (64, 48), options=options)])
    )
    known = frame_times(info, 0.0, 5.0).times_s
    for index, time_s in enumerate(known):
        picture = picture_at(info, time_s, max_side=None)
        assert picture is not None
        assert picture.time_s == time_s
        assert picture.bgr.mean() == pytest.approx(10 * index, abs=4)
    assert picture_at(info, 100.0, max_side=None) is None


def test_sound_alone_has_no_pictures(tmp_path: Path):
    path = write_clip(tmp_path / "a.wav", picture=False)
    assert len(frame_times(probe(path), 0.0, 2.0).times_s) == 0


@given(
    st.lists(st.floats(0.005, 0.5), min_size=2, max_size=40),
    st.integers(0, 39),
    st.integers(1, 3),
)
def test_stepping_there_and_back_leads_to_the_same_picture(
    gaps: list[float], index: int, count: int
):
    times = np.cumsum(gaps)
    known = FrameTimes(0.0, float(times[-1]), times)
    index %= len(times)
    there = known.step(float(times[index]), count)
    if index + count >= len(times):
        assert there is None
    else:
        assert there == times[index + count]
        assert known.step(there, -count) == times[index]


def test_a_step_from_between_two_pictures_starts_at_the_one_shown():
    known = FrameTimes(0.0, 1.0, np.array([0.1, 0.2, 0.5]))
    assert known.step(0.3, 1) == 0.5
    assert known.step(0.3, -1) == 0.1
    assert known.step(0.05, 1) == 0.1
    assert known.step(0.05, -1) is None
    assert known.step(0.1999, -1) == 0.1, "players round to the millisecond: 0.2 is shown"
    assert known.step(2.0, 1) is None
