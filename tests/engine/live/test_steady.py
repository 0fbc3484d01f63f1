"""Sound of devices whose clock drifts, whose callbacks come late, and that lose samples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest

from engine.live.events import SoundLevel
from engine.live.meters import LoudnessMeter
from engine.live.sources import SourceHealth
from engine.live.sources.level import LevelMeter
from engine.live.sources.sound_chain import SoundChain
from engine.live.sources.steady import SteadySound
from engine.live.sources.stretching import Stretcher
from engine.types import AudioBlock, Float32Array
from tests.helpers.media import silence, tone

RATE_HZ = 2000
BLOCK = 200


@dataclass(frozen=True, slots=True)
class Block:
    samples: Float32Array
    captured_s: float
    overflowed: bool = False


def clicking_device(
    seconds: float,
    *,
    drift_ppm: float,
    late_s: float = 0.004,
    start_s: float = 0.12,
    lost: tuple[int, int] = (0, 0),
    reported: bool = True,
    block: int = BLOCK,
) -> Iterator[Block]:
    """A device that hears a click at each whole second of our clock.

    ``drift_ppm``: how much too fast it runs; ``late_s``: mean of how late callbacks come
    (exponential, and once in a while 0.3 s); ``lost``: from which block on how many are lost.
    """
    random = np.random.default_rng(0)
    true_hz = RATE_HZ * (1 + drift_ppm * 1e-6)
    for index in range(round((seconds - start_s) * true_hz) // block):
        if lost[0] <= index < sum(lost):
            continue
        first_s = start_s + index * block / true_hz
        times_s = first_s + np.arange(block + 1) / true_hz
        samples = np.diff(np.floor(times_s + 0.5 / true_hz)).astype(np.float32) * 0.9
        late = random.exponential(late_s) + (0.3 if random.random() < 1e-3 else 0.0)
        overflowed = reported and lost[1] > 0 and index == sum(lost)
        yield Block(samples, times_s[-1] + late, overflowed)


def heard(steady: SteadySound, blocks: Iterator[Block]) -> Float32Array:
    given = [
        steady.push(block.samples, block.captured_s, overflowed=block.overflowed)
        for block in blocks
    ]
    return np.concatenate([*given, steady.flush()])


def click_times_s(samples: Float32Array) -> np.ndarray:
    """Of the loudest sample around each click."""
    loud = np.flatnonzero(samples > 0.3)
    groups = np.split(loud, np.flatnonzero(np.diff(loud) > 10) + 1)
    return np.array([group[np.argmax(samples[group])] for group in groups]) / RATE_HZ


@pytest.mark.parametrize(
    ("drift_ppm", "seconds"),
    [(200.0, 600), (-200.0, 600), pytest.param(200.0, 7200, marks=pytest.mark.slow)],
)
def test_a_drifting_device_stays_within_five_milliseconds(drift_ppm: float, seconds: int) -> None:
    steady = SteadySound(RATE_HZ)
    device = clicking_device(seconds, drift_ppm=drift_ppm, block=500)
    times_s = click_times_s(heard(steady, device))
    off_s = times_s - np.round(times_s)
    assert len(times_s) == pytest.approx(seconds, abs=1)
    assert np.abs(off_s).max() < 0.005
    assert np.abs(off_s[-60:]).max() < 0.003
    assert steady.drift_ppm == pytest.approx(drift_ppm, abs=10)
    assert steady.filled_s == 0.0


def test_drift_is_not_told_before_it_is_known() -> None:
    steady = SteadySound(RATE_HZ)
    heard(steady, clicking_device(9, drift_ppm=200))
    assert steady.drift_ppm is None


@pytest.mark.parametrize("reported", [True, False])
def test_what_a_device_loses_becomes_silence_of_the_same_length(reported: bool) -> None:
    steady = SteadySound(RATE_HZ)
    # 0.7 s; callbacks 4 ms late on average.
    device = clicking_device(120, drift_ppm=50, lost=(405, 7), reported=reported)
    times_s = click_times_s(heard(steady, device))
    off_s = np.abs(times_s - np.round(times_s))
    assert steady.overflows == (1 if reported else 0)
    assert steady.filled_s == pytest.approx(0.7, abs=0.01)
    assert off_s[times_s < 40].max() < 0.005
    # A loss that is not reported takes two seconds to be noticed.
    assert off_s[times_s > (41.5 if reported else 60)].max() < 0.01


def test_sound_begins_at_time_zero_with_silence() -> None:
    steady = SteadySound(RATE_HZ)
    samples = heard(steady, clicking_device(5, drift_ppm=0, start_s=0.7, late_s=0.0))
    np.testing.assert_allclose(click_times_s(samples), [1, 2, 3, 4, 5], atol=0.001)


@pytest.mark.parametrize(
    ("frequency_hz", "at_most_db"), [(100, -90), (1000, -90), (12_000, -90), (20_000, -80)]
)
def test_stretching_changes_nothing_but_the_speed(frequency_hz: float, at_most_db: float) -> None:
    rate_hz, step = 48_000, 1.0002
    sine = tone(1.0, rate_hz, frequency_hz)
    stretcher = Stretcher()
    blocks = [stretcher.push(sine[at : at + 480], step) for at in range(0, rate_hz, 480)]
    given = np.concatenate(blocks)
    ideal = 0.5 * np.sin(2 * np.pi * frequency_hz * step * np.arange(len(given)) / rate_hz)
    error = (given - ideal)[100:-100]
    assert 10 * np.log10(np.mean(error**2) / np.mean(ideal**2)) < at_most_db
    assert len(given) == pytest.approx(rate_hz / step, abs=30)


@pytest.mark.parametrize("rate_hz", [8000, 16_000, 44_100, 48_000])
def test_both_rates_share_the_clock_and_have_no_seams(rate_hz: int) -> None:
    chain = SoundChain(rate_hz)
    sine = tone(3.0, rate_hz, 440.0)
    size = rate_hz // 50
    pushed = [
        chain.push(sine[at : at + size], (at + size) / rate_hz) for at in range(0, len(sine), size)
    ]
    pushed.append(chain.flush())
    for blocks, hz in zip(zip(*pushed, strict=True), (rate_hz, 16_000), strict=True):
        position = 0
        for block in blocks:
            assert block.sample_rate_hz == hz
            assert round(block.start_s * hz) == position
            position += len(block.samples)
        whole = np.concatenate([block.samples for block in blocks])
        assert len(whole) == pytest.approx(3 * hz, abs=2)
        off = whole - tone(3.0, hz, 440.0)[: len(whole)]
        assert np.abs(off[hz // 20 : -hz // 20]).max() < 1e-3


@pytest.mark.parametrize("block_s", [0.01, 0.05, 0.07])
def test_how_loud_it_is_is_told_ten_times_a_second_and_more(block_s: float) -> None:
    told: list[SoundLevel] = []
    meter = LoudnessMeter(told.append)
    sound = np.concatenate([tone(2.0, 16_000), silence(1.0, 16_000)])
    size = round(block_s * 16_000)
    for start in range(0, len(sound), size):
        meter.hear(AudioBlock(sound[start : start + size], start / 16_000, 16_000))
    times = [0.0, *(each.time_s for each in told)]
    assert np.diff(times).max() <= 0.1
    assert len(told) <= 20 * 3, "no more than anyone sees"
    loud = [each.level for each in told if each.time_s <= 2.0]
    assert all(level.peak_dbfs == pytest.approx(-6.0, abs=0.1) for level in loud)
    assert all(level.rms_dbfs == pytest.approx(-9.0, abs=0.1) for level in loud)
    assert told[-1].level.peak_dbfs == -120.0


def test_the_meter_tells_level_clipping_and_silence() -> None:
    meter = LevelMeter(16_000)
    assert meter.level is None
    meter.add(tone(1.0, 16_000))
    assert meter.level is not None
    assert meter.level.peak_dbfs == pytest.approx(-6.02, abs=0.01)
    assert meter.level.rms_dbfs == pytest.approx(-9.03, abs=0.01)
    assert not meter.clipping
    meter.add(np.clip(3 * tone(0.1, 16_000), -1, 1))
    assert meter.clipping
    meter.add(silence(1.5, 16_000))
    assert meter.clipping
    assert meter.silent_s == pytest.approx(1.5, abs=0.01)
    meter.add(silence(1.0, 16_000) + 1e-4)
    assert not meter.clipping
    assert meter.silent_s == pytest.approx(2.5, abs=0.01)
    meter.add(tone(0.1, 16_000) * 0.01)
    assert meter.silent_s < 0.01


def test_warnings_are_sentences_with_a_way_out() -> None:
    assert SourceHealth(silent_s=3.0).warnings == ()
    health = SourceHealth(clipping=True, silent_s=12.0, filled_s=0.7)
    loud, silent, lost = health.warnings
    assert "turn the microphone down" in loud
    assert "12 s" in silent
    assert "0.7 s" in lost
