"""The rolling sound buffer against the plain array it stands for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.media import AudioBuffer
from engine.types import AudioBlock

RATE = 100


def block(first: int, samples: np.ndarray) -> AudioBlock:
    return AudioBlock(samples.astype(np.float32), first / RATE, RATE)


@given(
    st.integers(0, 50),
    st.lists(st.integers(1, 30), min_size=1, max_size=8),
    st.integers(-20, 300),
    st.integers(-20, 300),
    st.integers(0, 200),
)
def test_it_gives_back_what_was_put_in(
    first: int, lengths: list[int], start: int, end: int, forgotten: int
) -> None:
    whole = np.arange(first, first + sum(lengths), dtype=np.float32)
    buffer = AudioBuffer(RATE)
    position = first
    for length in lengths:
        piece = whole[position - first : position - first + length]
        buffer.append(block(position, piece))
        position += length
    buffer.forget(forgotten / RATE)

    held_from = round(buffer.start_s * RATE)
    assert held_from <= max(first, min(forgotten, position))  # nothing later was forgotten
    assert held_from > forgotten - max(lengths) or held_from in (position, first)
    assert round(buffer.end_s * RATE) == position

    cut = buffer.slice(start / RATE, end / RATE)
    low, high = max(start, held_from), min(end, position)
    np.testing.assert_array_equal(cut.samples, np.arange(low, max(low, high), dtype=np.float32))
    if len(cut.samples):
        assert cut.start_s == pytest.approx(low / RATE)


def test_a_gap_is_silence_and_an_overlap_is_trimmed() -> None:
    buffer = AudioBuffer(RATE)
    buffer.append(block(0, np.ones(10)))
    buffer.append(block(15, np.full(10, 2.0)))
    buffer.append(block(20, np.full(10, 3.0)))
    expected = [1.0] * 10 + [0.0] * 5 + [2.0] * 10 + [3.0] * 5
    assert buffer.slice(0.0, 1.0).samples.tolist() == expected


def test_sound_goes_on_after_everything_was_forgotten() -> None:
    buffer = AudioBuffer(RATE)
    buffer.append(block(0, np.ones(10)))
    buffer.forget(5.0)
    assert buffer.start_s == buffer.end_s == 0.1
    buffer.append(block(5, np.full(10, 2.0)))
    assert buffer.slice(0.0, 1.0).samples.tolist() == [2.0] * 5
    assert buffer.slice(0.0, 1.0).start_s == 0.1


def test_a_slice_is_a_copy() -> None:
    buffer = AudioBuffer(RATE)
    buffer.append(block(0, np.ones(10)))
    buffer.slice(0.0, 0.1).samples[:] = 9
    assert buffer.slice(0.0, 0.1).samples.tolist() == [1.0] * 10


def test_forgetting_keeps_an_hour_small() -> None:
    buffer = AudioBuffer(RATE)
    most = 0.0
    for second in range(3600):
        buffer.append(block(second * RATE, np.ones(RATE)))
        buffer.forget(second - 30)
        most = max(most, buffer.end_s - buffer.start_s)
    assert most <= 32


def test_another_sample_rate_is_refused() -> None:
    with pytest.raises(ValueError, match="100 Hz"):
        AudioBuffer(RATE).append(AudioBlock(np.ones(3, np.float32), 0.0, 8000))
