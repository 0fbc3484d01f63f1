"""Placing decoded pieces on the medium's clock. Pure functions, no media library."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import numpy as np

from engine.types import AudioBlock, Float32Array

TIMESTAMP_JITTER_S = 0.015
"""Containers round timestamps; anything closer than this continues what came before. Below the
shortest common audio packet (20 ms), so that one lost packet is still noticed."""

CLOCK_RESET_S = 1.0
"""A timestamp this far back is no overlap but a clock that was restarted (joined recordings)."""


def resolve_start(expected_s: float, stamped_s: float | None, limit_s: float) -> float:
    """When a piece begins, given where the one before it ended and its own timestamp.

    ``expected_s`` itself comes back when the timestamp is missing, within jitter, beyond
    ``limit_s`` (no medium is longer than that) or set back by a restarted clock.
    """
    if stamped_s is None or stamped_s > limit_s or stamped_s < expected_s - CLOCK_RESET_S:
        return expected_s
    return expected_s if abs(stamped_s - expected_s) <= TIMESTAMP_JITTER_S else stamped_s


def contiguous(
    pieces: Iterable[tuple[int, Float32Array]], *, longest_silence: int
) -> Iterator[tuple[int, Float32Array]]:
    """Make ``(first sample index, samples [n])`` pieces follow each other without a seam.

    Gaps become silence in pieces of at most ``longest_silence`` samples, samples that lie before
    the end of what was given already (or before index 0) are trimmed. Starts where the first
    piece starts.
    """
    end: int | None = None
    for first, samples in pieces:
        if end is None:
            end = max(0, first)
        while end < first:
            silence = np.zeros(min(first - end, longest_silence), np.float32)
            yield end, silence
            end += len(silence)
        rest = samples[end - first :]
        if len(rest):
            yield end, rest
            end += len(rest)


def into_blocks(
    pieces: Iterable[tuple[int, Float32Array]], *, block: int, rate_hz: int
) -> Iterator[AudioBlock]:
    """Cut contiguous pieces into blocks of ``block`` samples; the last one may be shorter."""
    start = 0
    held = 0
    waiting: list[Float32Array] = []
    for first, samples in pieces:
        if not waiting:
            start = first
        waiting.append(samples)
        held += len(samples)
        if held < block:
            continue
        joined = np.concatenate(waiting)
        whole = held - held % block
        for offset in range(0, whole, block):
            yield AudioBlock(joined[offset : offset + block], (start + offset) / rate_hz, rate_hz)
        start += whole
        held -= whole
        waiting = [joined[whole:]] if held else []
    if held:
        yield AudioBlock(np.concatenate(waiting), start / rate_hz, rate_hz)


def grid_cell(time_s: float, rate_hz: float) -> int:
    """Which cell of a grid of 1 / ``rate_hz`` seconds ``time_s`` lies in.

    A microsecond of grace keeps a time that was meant to be on the border from falling short.
    """
    return math.floor((time_s + 1e-6) * rate_hz)
