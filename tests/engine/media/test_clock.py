"""The clock's arithmetic: whatever timestamps a file has, sound comes out without a seam."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.media.clock import (
    CLOCK_RESET_S,
    TIMESTAMP_JITTER_S,
    contiguous,
    grid_cell,
    into_blocks,
    resolve_start,
)
from engine.types import Float32Array

Piece = tuple[int, Float32Array]


@st.composite
def runs(draw: st.DrawFn, *, earliest: int = -30) -> list[Piece]:
    """Pieces with gaps and overlaps between them; samples count up so that each is known."""
    position = draw(st.integers(earliest, 50))
    pieces = []
    for length in draw(st.lists(st.integers(0, 40), min_size=1, max_size=8)):
        samples = np.arange(position, position + length, dtype=np.float32) + 1000
        pieces.append((position, samples))
        position += length + draw(st.integers(-15, 60))
    return pieces


def sample_by_sample(pieces: list[Piece]) -> dict[int, float]:
    """What a tape would hold: recorded once, never wound back."""
    tape: dict[int, float] = {}
    head = max(0, pieces[0][0])
    for first, samples in pieces:
        while head < first:
            tape[head] = 0.0
            head += 1
        for index, value in enumerate(samples.tolist(), start=first):
            if index == head:
                tape[head] = value
                head += 1
    return tape


@given(runs(), st.integers(1, 20))
def test_every_sample_lands_on_its_index_and_gaps_are_silent(
    pieces: list[Piece], longest_silence: int
) -> None:
    given_back: dict[int, float] = {}
    end = max(0, pieces[0][0])
    for first, samples in contiguous(pieces, longest_silence=longest_silence):
        assert first == end
        assert len(samples) > 0
        given_back |= dict(enumerate(samples.tolist(), start=first))
        end = first + len(samples)
    assert given_back == sample_by_sample(pieces)


@given(runs())
def test_a_gap_never_becomes_one_large_array(pieces: list[Piece]) -> None:
    for _, samples in contiguous(pieces, longest_silence=7):
        assert len(samples) <= max(7, *(len(piece) for _, piece in pieces))


@given(runs(earliest=0), st.integers(1, 25))
def test_blocks_hold_the_same_samples_in_equal_lengths(pieces: list[Piece], block: int) -> None:
    whole = list(contiguous(pieces, longest_silence=10))
    blocks = list(into_blocks(iter(whole), block=block, rate_hz=100))
    joined = [b.samples for b in blocks]
    expected = [samples for _, samples in whole]
    empty = np.empty(0, np.float32)
    np.testing.assert_array_equal(
        np.concatenate([empty, *joined]), np.concatenate([empty, *expected])
    )
    assert all(len(b.samples) == block for b in blocks[:-1])
    assert all(0 < len(b.samples) <= block for b in blocks)
    for index, one in enumerate(blocks):
        assert one.start_s == pytest.approx((whole[0][0] + index * block) / 100)


seconds = st.floats(0, 1000)


@given(seconds, st.none() | st.floats(-10, 2000), seconds)
def test_a_piece_starts_where_it_is_stamped_or_where_the_last_one_ended(
    expected: float, stamped: float | None, limit: float
) -> None:
    start = resolve_start(expected, stamped, limit)
    assert start in (expected, stamped)
    believable = (
        stamped is not None
        and stamped <= limit
        and stamped >= expected - CLOCK_RESET_S
        and abs(stamped - expected) > TIMESTAMP_JITTER_S
    )
    assert start == (stamped if believable else expected)


def test_rounded_timestamps_make_no_seams() -> None:
    # AAC at 44.1 kHz in a container that counts milliseconds.
    end = 0.0
    for index in range(1000):
        assert resolve_start(end, round(index * 1024 / 44100, 3), 1e9) == end
        end += 1024 / 44100


def test_a_lost_packet_makes_a_gap() -> None:
    assert resolve_start(1.0, 1.0 + 1024 / 48000, 10.0) > 1.0


@given(st.integers(0, 100_000), st.sampled_from([1.0, 5.0, 10.0, 12.5, 30.0]))
def test_a_time_on_the_grid_lies_in_its_own_cell(cell: int, rate: float) -> None:
    assert grid_cell(cell / rate, rate) == cell
    assert grid_cell((cell + 0.99) / rate, rate) == cell
