"""Pictures at their true time, upright, and no more of them than asked for."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from engine.errors import CancelledError
from engine.media import probe, read_audio, read_frames
from engine.types import UInt8Array, VideoFrame
from tests.helpers.media import (
    PictureTrack,
    SoundTrack,
    clicks,
    colour_corners,
    cut_off,
    flashes,
    irregular_times,
    plain,
    regular_times,
    turned,
    write_clip,
    write_tracks,
)

SMALL = (160, 120)
FLASHES = [0.4, 1.0, 1.6]
WITH_B_FRAMES = {"preset": "veryfast", "bf": "3", "g": "12"}


def frames(
    path: Path, rate_hz: float | None = None, max_side: int | None = None
) -> list[VideoFrame]:
    return list(read_frames(probe(path), rate_hz=rate_hz, max_side=max_side))


def times(path: Path, rate_hz: float | None = None) -> list[float]:
    return [frame.time_s for frame in frames(path, rate_hz)]


def flash_times(path: Path) -> list[float]:
    lit = [(frame.time_s, frame.bgr.mean() > 128) for frame in frames(path)]
    return [now[0] for before, now in pairwise(lit) if now[1] and not before[1]]


def corner_colours(bgr: UInt8Array) -> list[str]:
    """Colour names of upper left, upper right, lower left, lower right."""
    high, wide = bgr.shape[0] // 4, bgr.shape[1] // 4
    names: dict[tuple[int, ...], str] = {
        (0, 0, 1): "red",
        (0, 1, 0): "green",
        (1, 0, 0): "blue",
        (1, 1, 1): "white",
    }
    points = [(high, wide), (high, -wide), (-high, wide), (-high, -wide)]
    return [names[tuple(int(value > 128) for value in bgr[y, x])] for y, x in points]


@pytest.mark.parametrize("name", ["flash.mp4", "flash.mkv", "flash.mov"])
@pytest.mark.parametrize("offset_s", [0.0, 0.3])
def test_flash_and_click_meet(tmp_path: Path, name: str, offset_s: float) -> None:
    pictures = PictureTrack(
        flashes(regular_times(2, 25), SMALL, FLASHES), SMALL, options=WITH_B_FRAMES
    )
    clicked = clicks(2.0 - offset_s, 48_000, [flash - offset_s for flash in FLASHES])
    track = SoundTrack(clicked[None], 48_000, start_s=offset_s)
    path = write_tracks(tmp_path / name, [pictures, track])
    assert flash_times(path) == pytest.approx(FLASHES, abs=0.001)
    assert click_times(path) == pytest.approx(FLASHES, abs=0.005)


def test_a_transport_stream_keeps_picture_and_sound_together(tmp_path: Path) -> None:
    # Its clock starts at 1.4 s, with the priming of the sound: zero moves, both move alike.
    pictures = PictureTrack(flashes(regular_times(2, 25), SMALL, FLASHES), SMALL)
    track = SoundTrack(clicks(2.0, 48_000, FLASHES)[None], 48_000)
    path = write_tracks(tmp_path / "flash.ts", [pictures, track])
    assert flash_times(path) == pytest.approx(FLASHES, abs=0.025)
    assert click_times(path) == pytest.approx(flash_times(path), abs=0.005)


def click_times(path: Path) -> list[float]:
    found: list[float] = []
    for block in read_audio(probe(path), block_s=0.05):
        loud = np.flatnonzero(np.abs(block.samples) > 0.2)
        if len(loud):
            time_s = block.start_s + float(loud[0]) / block.sample_rate_hz
            if not found or time_s - found[-1] > 0.2:
                found.append(time_s)
    return found


def test_variable_frame_rate_keeps_each_picture_at_its_own_time(tmp_path: Path) -> None:
    expected = irregular_times(3.0, 25)
    lit = [expected[10], expected[30]]
    pictures = PictureTrack(flashes(expected, SMALL, lit, 0.01), SMALL, options=WITH_B_FRAMES)
    path = write_tracks(tmp_path / "variable.mp4", [pictures])
    assert times(path) == pytest.approx(expected, abs=1e-4)
    assert flash_times(path) == pytest.approx(lit, abs=1e-4)


@pytest.mark.parametrize("rate_hz", [1.0, 4.0, 10.0, 12.5, 100.0])
def test_a_sample_is_the_first_picture_of_its_cell(tmp_path: Path, rate_hz: float) -> None:
    expected = irregular_times(3.0, 25, seed=3)
    path = write_clip(
        tmp_path / "variable.mp4", size=SMALL, face=False, audio=None, frame_times=expected
    )
    every = times(path)
    sampled = times(path, rate_hz)
    first_of_cell: dict[int, float] = {}
    for time_s in every:
        first_of_cell.setdefault(int((time_s + 1e-6) * rate_hz), time_s)
    assert sampled == list(first_of_cell.values())
    assert len(sampled) <= 3.0 * rate_hz


def test_sampling_a_regular_film_is_regular(clip: Path) -> None:
    assert times(clip, 5.0) == pytest.approx([index / 5 for index in range(10)], abs=1e-4)
    assert len(times(clip)) == 50


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("max_side", [None, 80])
def test_turned_pictures_are_upright_once(
    tmp_path: Path, rotation: int, max_side: int | None
) -> None:
    track = turned(colour_corners(regular_times(0.2, 25), SMALL), SMALL, rotation)
    frame = frames(write_tracks(tmp_path / "turned.mp4", [track]), max_side=max_side)[0]
    assert corner_colours(frame.bgr) == ["red", "green", "blue", "white"]
    assert frame.bgr.shape == ((120, 160, 3) if max_side is None else (60, 80, 3))
    assert frame.bgr.flags.c_contiguous


UNIT, LAST = 1 << 16, 1 << 30


@pytest.mark.parametrize(
    ("turn", "stored_as"),
    [
        ((-1, 0, 0, 1), np.fliplr),
        ((1, 0, 0, -1), np.flipud),
        ((0, 1, 1, 0), lambda upright: upright.transpose(1, 0, 2)),
    ],
    ids=["left-right", "upside-down", "diagonal"],
)
def test_mirrored_pictures_are_mirrored_back(
    tmp_path: Path,
    turn: tuple[int, int, int, int],
    stored_as: Callable[[UInt8Array], UInt8Array],
) -> None:
    upright = list(colour_corners(regular_times(0.2, 25), SMALL))
    stored = [(time_s, np.ascontiguousarray(stored_as(rgb))) for time_s, rgb in upright]
    high, wide = stored[0][1].shape[:2]
    a, b, c, d = turn
    matrix = [a * UNIT, b * UNIT, 0, c * UNIT, d * UNIT, 0, 0, 0, LAST]
    track = PictureTrack(stored, (wide, high), display_matrix=matrix)
    path = write_tracks(tmp_path / "mirrored.mp4", [track])
    assert corner_colours(frames(path)[0].bgr) == ["red", "green", "blue", "white"]


def test_size_agrees_with_the_probe(tmp_path: Path) -> None:
    track = PictureTrack(
        plain(regular_times(0.2, 25), SMALL), SMALL, rotation=90, pixel_aspect=Fraction(4, 3)
    )
    path = write_tracks(tmp_path / "both.mp4", [track])
    video = probe(path).video
    assert video is not None
    assert frames(path)[0].bgr.shape == (video.height, video.width, 3) == (213, 120, 3)


def test_shrinking_keeps_proportions_and_never_enlarges(clip: Path) -> None:
    assert frames(clip, 1.0, max_side=100)[0].bgr.shape == (75, 100, 3)
    assert frames(clip, 1.0, max_side=4000)[0].bgr.shape == (240, 320, 3)


def test_pictures_without_timestamps_are_spaced_by_the_frame_rate(tmp_path: Path) -> None:
    pictures = PictureTrack(plain(regular_times(1, 25), SMALL), SMALL)
    path = write_tracks(tmp_path / "raw.h264", [pictures])
    found = times(path)
    assert len(found) == 25
    assert np.diff(found) == pytest.approx(np.full(24, 0.04), abs=1e-6)
    assert probe(path).duration_s == pytest.approx(1.0, abs=0.05)


def test_a_cut_off_film_gives_what_there_is(long_clip: Path, tmp_path: Path) -> None:
    path = cut_off(long_clip, tmp_path / "cut.mp4", 0.5)
    found = times(path)
    assert 50 < len(found) < 150
    assert found[-1] == pytest.approx(probe(path).duration_s, abs=0.1)


def test_no_picture_gives_no_frames(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "sound.m4a", seconds=0.2, picture=False)
    assert frames(path) == []


def test_cancel_stops_between_pictures(clip: Path) -> None:
    cancel = Event()
    pictures = read_frames(probe(clip), rate_hz=None, max_side=None, cancel=cancel)
    next(pictures)
    cancel.set()
    with pytest.raises(CancelledError):
        list(pictures)
