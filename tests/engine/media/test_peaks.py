"""The outline of the sound: nothing loud is lost, gaps stay gaps, memory stays small."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import CancelledError, MediaUnreadableError
from engine.media import probe
from engine.media.peaks import BIN_S, PeakPart, PeakPyramid, binned, read_peaks
from engine.types import Float32Array
from tests.helpers.media import SoundTrack, clicks, looped, tone, write_clip, write_tracks


def outline(path: Path, **options: float) -> PeakPyramid:
    info = probe(path)
    pyramid = PeakPyramid(info.duration_s)
    for part in read_peaks(info, **options):  # type: ignore[arg-type]
        pyramid.add(part)
    return pyramid


def bins(pyramid: PeakPyramid, seconds: float) -> tuple[Float32Array, Float32Array, Float32Array]:
    return pyramid.columns(np.arange(round(seconds / BIN_S) + 1) * BIN_S)


@pytest.mark.parametrize(
    ("name", "rate_hz", "channels", "codec"),
    [
        ("a.mp4", 44_100, 1, "aac"),
        ("a.mkv", 48_000, 2, "aac"),
        ("a.wav", 8000, 1, "pcm_s16le"),
        ("b.wav", 22_050, 2, "pcm_u8"),
        ("a.flac", 16_000, 1, "flac"),
    ],
)
def test_a_click_is_where_it_was_put(
    tmp_path: Path, name: str, rate_hz: int, channels: int, codec: str
):
    at_s = [0.25, 1.0, 1.75]
    samples = np.tile(clicks(2.0, rate_hz, at_s), (channels, 1))
    samples = samples if codec == "aac" else samples.astype(np.float32)
    path = write_tracks(tmp_path / name, [SoundTrack(samples, rate_hz, codec=codec)])
    low, high, _ = bins(outline(path), 2.0)
    loud = np.flatnonzero((high > 0.3) & (low < -0.3)) * BIN_S
    onsets = loud[np.diff(loud, prepend=-1.0) > 0.2]
    assert onsets == pytest.approx(at_s, abs=0.011)


def test_the_root_mean_square_of_a_sine(tmp_path: Path):
    path = write_tracks(
        tmp_path / "a.wav", [SoundTrack(tone(1.0, 16_000)[None], 16_000, codec="pcm_s16le")]
    )
    low, high, rms = bins(outline(path), 1.0)
    middle = slice(10, 190)
    assert rms[middle].mean() == pytest.approx(0.5 / np.sqrt(2), rel=0.02)
    assert high[middle].max() == pytest.approx(0.5, abs=0.01)
    assert low[middle].min() == pytest.approx(-0.5, abs=0.01)


def test_what_comes_before_the_sound_is_a_gap_and_not_silence(tmp_path: Path):
    path = write_clip(tmp_path / "late.mkv", seconds=3.0, audio_start_s=1.5)
    low, high, rms = bins(outline(path), 3.0)
    assert np.isnan(low[:295]).all()
    assert np.isnan(rms[:295]).all()
    assert high[310:590].min() > 0.3


def test_without_sound_there_is_nothing(tmp_path: Path):
    path = write_clip(tmp_path / "mute.mp4", audio=None)
    assert list(read_peaks(probe(path))) == []


def test_a_file_that_was_exchanged_is_told(tmp_path: Path):
    before = probe(write_clip(tmp_path / "a.mp4"))
    write_clip(tmp_path / "a.mp4", audio=None)
    with pytest.raises(MediaUnreadableError, match="not the file any more"):
        list(read_peaks(before))


def test_parts_come_while_it_is_read_and_it_can_be_stopped(tmp_path: Path, clip: Path):
    info = probe(looped(clip, tmp_path / "long.mp4", 30))
    cancel = Event()
    seen: list[PeakPart] = []
    with pytest.raises(CancelledError):
        for part in read_peaks(info, part_s=5.0, cancel=cancel):
            seen.append(part)
            if len(seen) == 3:
                cancel.set()
    assert [part.first for part in seen] == sorted(part.first for part in seen)
    for one, other in pairwise(seen):
        assert other.first == one.first + len(one.low)
    assert (seen[-1].first + len(seen[-1].low)) * BIN_S < 25


def test_what_is_kept_for_three_hours_is_small():
    pyramid = PeakPyramid(3 * 3600)
    kept = sum(level.nbytes for level in pyramid._levels)
    assert kept < 40e6


samples = st.integers(1, 4000).flatmap(
    lambda count: st.tuples(st.just(count), st.integers(0, 2**32 - 1))
)


@settings(max_examples=60, deadline=None)
@given(samples, st.integers(1, 700), st.integers(1, 60), st.floats(0, 0.9), st.floats(0.02, 1))
def test_a_peak_never_disappears_at_any_zoom(
    drawn: tuple[int, int], width: int, part: int, start: float, length: float
):
    count, seed = drawn
    rng = np.random.default_rng(seed)
    sound = (rng.standard_normal((2, count)) * 0.1).astype(np.float32)
    pieces = [
        (offset / 1000, 1000, sound[:, offset : offset + 97]) for offset in range(0, count, 97)
    ]
    pyramid = PeakPyramid(count / 1000 / 3)  # longer than was thought
    for one in binned(pieces, part=part):
        pyramid.add(one)
    duration = count / 1000
    begin = start * duration
    edges = np.linspace(begin, begin + length * duration, width + 1)
    low, high, _ = pyramid.columns(edges)
    times = np.arange(count) / 1000 + 1e-9  # one that lies on an edge is of the later column
    seen = (times >= edges[0]) & (times < edges[-1])
    column = np.clip(np.searchsorted(edges, times[seen], side="right") - 1, 0, width - 1)
    assert (high[column] >= sound[:, seen].max(axis=0) - 1e-6).all()
    assert (low[column] <= sound[:, seen].min(axis=0) + 1e-6).all()
    known = ~np.isnan(high)
    assert high[known].max(initial=-np.inf) <= sound.max() + 1e-6


def test_a_gap_in_the_middle_stays_a_gap_at_every_zoom():
    one = np.full((1, 5000), 0.5, np.float32)
    pyramid = PeakPyramid(100.0)
    for part in binned([(0.0, 1000, one), (95.0, 1000, one)], part=400):
        pyramid.add(part)
    for width in (20_000, 1000, 100, 20):
        _, high, _ = pyramid.columns(np.linspace(0.0, 100.0, width + 1))
        # A bin that lies across a border may reach into one column more.
        assert np.isnan(high[round(width * 0.05) + 1 : round(width * 0.95) - 1]).all()
        assert high[0] == high[-1] == 0.5
