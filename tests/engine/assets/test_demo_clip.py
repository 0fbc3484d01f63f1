"""The demo clip keeps pictures and sound of every take in step and separates the takes."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from engine.assets import locate
from engine.assets.demo_clip import (
    DEMO_CLIP_FILE,
    GAP_S,
    Take,
    check_demo_clip,
    make_demo_clip,
    read_takes,
)
from engine.errors import AssetCorruptError
from engine.types import Emotion

FLASH_S = 0.5
RATE_HZ = 44100


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clip made of six generated takes: one white picture and one click, both at 0.5 s."""
    sources, target = tmp_path_factory.mktemp("takes"), tmp_path_factory.mktemp("clip")
    for number, code in enumerate(("ANG", "DIS", "FEA", "HAP", "NEU", "SAD")):
        _write_take(sources / f"1001_DFA_{code}_XX.flv", frames=30 + number)
    make_demo_clip(sources, target)
    return target


def test_takes_follow_each_other_with_a_gap(clip: Path) -> None:
    takes = read_takes(clip)
    assert [take.emotion for take in takes] == [
        Emotion.ANGRY,
        Emotion.DISGUST,
        Emotion.FEAR,
        Emotion.HAPPY,
        Emotion.NEUTRAL,
        Emotion.SAD,
    ]
    for before, after in pairwise(takes):
        assert after.start_s - before.end_s == pytest.approx(GAP_S, abs=0.002)
    check_demo_clip(clip)


def test_pictures_and_sound_stay_in_step(clip: Path) -> None:
    flashes, samples = _flashes(clip), _samples(clip)
    takes = read_takes(clip)
    assert len(flashes) == len(takes)
    for take, flash_s in zip(takes, flashes, strict=True):
        assert flash_s - take.start_s == pytest.approx(FLASH_S, abs=0.04)
        first, last = int(take.start_s * RATE_HZ), int(take.end_s * RATE_HZ)
        click_s = (first + int(np.abs(samples[first:last]).argmax())) / RATE_HZ
        # MP3 decoding alone delays sound by up to two of its 26 ms frames.
        assert click_s - flash_s == pytest.approx(0.0, abs=0.06)


def test_gaps_are_silent_and_hold_a_picture(clip: Path) -> None:
    takes, samples = read_takes(clip), _samples(clip)
    with av.open(clip / DEMO_CLIP_FILE) as media:
        times = np.array([frame.time for frame in media.decode(video=0)])
    assert np.diff(times).max() < 0.1
    for take in takes:
        middle = int((take.end_s + 0.1) * RATE_HZ), int((take.end_s + GAP_S - 0.1) * RATE_HZ)
        assert np.abs(samples[slice(*middle)]).max() < 1e-3


def test_a_clip_cut_short_is_found(clip: Path, tmp_path: Path) -> None:
    (tmp_path / "takes.json").write_bytes((clip / "takes.json").read_bytes())
    (tmp_path / DEMO_CLIP_FILE).write_bytes((clip / DEMO_CLIP_FILE).read_bytes()[:2000])
    with pytest.raises(AssetCorruptError, match="demo clip"):
        check_demo_clip(tmp_path)


@pytest.mark.models
def test_the_fetched_clip_is_whole() -> None:
    folder = locate("demo-clip")
    check_demo_clip(folder)
    takes = read_takes(folder)
    assert takes[0] == Take(Emotion.ANGRY, 0.0, 2.273, "1001_DFA_ANG_XX.flv")
    assert takes[-1].end_s == pytest.approx(15.378)


def _write_take(path: Path, frames: int) -> None:
    with av.open(path, "w") as take:
        video = take.add_stream("flv", rate=30)
        video.width, video.height, video.pix_fmt = 480, 360, "yuv420p"
        video.bit_rate = 500_000
        sound = take.add_stream("libmp3lame", rate=RATE_HZ, layout="mono")
        for number in range(frames):
            white = number == round(FLASH_S * 30)
            picture = np.full((360, 480, 3), 255 if white else 60, np.uint8)
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
            frame.pts = number
            take.mux(video.encode(frame))
        samples = np.zeros((1, frames * RATE_HZ // 30), np.float32)
        start = int(FLASH_S * RATE_HZ)
        samples[0, start : start + 400] = 0.9 * np.sin(np.arange(400) * 0.3)
        block = av.AudioFrame.from_ndarray(samples, format="fltp", layout="mono")
        block.sample_rate, block.pts = RATE_HZ, 0
        for packet in (*sound.encode(block), *sound.encode(), *video.encode()):
            take.mux(packet)


def _flashes(folder: Path) -> list[float]:
    with av.open(folder / DEMO_CLIP_FILE) as media:
        return [
            frame.time
            for frame in media.decode(video=0)
            if frame.time is not None and frame.to_ndarray(format="gray").mean() > 180
        ]


def _samples(folder: Path) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    with av.open(folder / DEMO_CLIP_FILE) as media:
        return np.concatenate([frame.to_ndarray()[0] for frame in media.decode(audio=0)])
