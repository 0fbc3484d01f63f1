"""The outline of a file's sound: minimum, maximum and mean square in bins of 5 ms, and coarser.

The sound is read once, packet by packet, at its own sample rate; what is kept does not depend on
how dense the samples are (about 35 MB for three hours). Bins lie on the medium's clock. A bin
without any sample is NaN: a gap, which is not the same as silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt
from av.audio.frame import AudioFrame

from engine.media.clock import resolve_start
from engine.media.container import (
    decode_packets,
    open_media,
    origin_s,
    read_packets,
    stamp_s,
    stream_at,
)
from engine.runtime.cancel import NEVER, Cancel
from engine.types import Float32Array, Float64Array, MediaInfo

BIN_S = 0.005
"""Length of the finest bins in seconds."""
_FACTOR = 4
"""A level's bins are this many times as long as those of the level below."""
_BEYOND_END_S = 1.0
_GATHER_S = 0.5
"""Frames are put into bins together once they hold this much: each call costs the same."""


@dataclass(frozen=True, slots=True)
class PeakPart:
    """Consecutive bins from ``first`` on: float32 [n] each, NaN where there is no sound.

    ``low`` and ``high`` are samples in −1..1 over all channels, ``square`` is their mean square.
    """

    first: int
    low: Float32Array
    high: Float32Array
    square: Float32Array


def read_peaks(
    info: MediaInfo, *, part_s: float = 20.0, cancel: Cancel = NEVER
) -> Iterator[PeakPart]:
    """The outline in order of time, in parts of at least ``part_s`` seconds.

    Parts do not overlap. Yields nothing where ``info.audio`` is None. Raises MediaError when the
    file can no longer be opened, CancelledError.
    """
    if info.audio is None:
        return
    with open_media(info.path) as container:
        stream = stream_at(container, info.audio.index)
        frames = decode_packets(read_packets(container, [stream], cancel=cancel))
        pieces = _placed(
            cast("Iterator[AudioFrame]", frames),
            origin=origin_s(container),
            limit_s=info.duration_s + _BEYOND_END_S,
        )
        yield from binned(pieces, part=round(part_s / BIN_S))


# --------------------------------------------------------------------------- samples on the clock


def _placed(
    frames: Iterable[AudioFrame], *, origin: float, limit_s: float
) -> Iterator[tuple[float, int, Float32Array]]:
    """Start in seconds, rate and samples [channels, n] of unbroken stretches."""
    held: list[Float32Array] = []
    start = end = 0.0
    rate = 0
    for frame in frames:
        stamped = None if frame.pts is None else stamp_s(frame.pts, frame.time_base, origin)
        begin = resolve_start(end if rate else stamped or 0.0, stamped, limit_s)
        samples = _samples(frame)
        fits = held and begin == end and rate == frame.sample_rate
        if held and (not fits or len(samples) != len(held[0]) or end - start >= _GATHER_S):
            yield start, rate, np.concatenate(held, axis=1)
            held = []
        if not held:
            start, rate = begin, frame.sample_rate
        held.append(samples)
        end = begin + frame.samples / frame.sample_rate
    if held:
        yield start, rate, np.concatenate(held, axis=1)


def _samples(frame: AudioFrame) -> Float32Array:
    """float32 [channels, n] in −1..1, whatever the format of the frame."""
    raw = frame.to_ndarray()
    if not frame.format.is_planar:
        raw = raw.reshape(-1, frame.layout.nb_channels).T
    if raw.dtype == np.uint8:
        return (raw.astype(np.float32) - 128.0) / 128.0
    if np.issubdtype(raw.dtype, np.integer):
        return raw.astype(np.float32) * np.float32(2.0 ** (1 - 8 * raw.dtype.itemsize))
    return np.clip(np.nan_to_num(raw.astype(np.float32)), -1.0, 1.0)


# --------------------------------------------------------------------------- bins


class _Open:
    """Bins that may still change: the last one of a piece goes on in the next."""

    def __init__(self) -> None:
        self.first = 0
        self.low = np.empty(0, np.float32)
        self.high = np.empty(0, np.float32)
        self.sum = np.empty(0, np.float64)
        self.count = np.empty(0, np.int64)

    def __len__(self) -> int:
        return len(self.low)

    def reach(self, until: int) -> None:
        """Grow with empty bins to end before ``until``."""
        more = until - self.first - len(self)
        if more > 0:
            self.low = np.append(self.low, np.full(more, np.inf, np.float32))
            self.high = np.append(self.high, np.full(more, -np.inf, np.float32))
            self.sum = np.append(self.sum, np.zeros(more))
            self.count = np.append(self.count, np.zeros(more, np.int64))

    def add(self, bins: npt.NDArray[np.int64], samples: Float32Array) -> None:
        """``bins`` [n]: of each column of ``samples`` [channels, n], ascending."""
        starts = np.flatnonzero(np.diff(bins, prepend=bins[0] - 1))
        at = bins[starts] - self.first
        self.low[at] = np.minimum(self.low[at], np.minimum.reduceat(samples.min(axis=0), starts))
        self.high[at] = np.maximum(self.high[at], np.maximum.reduceat(samples.max(axis=0), starts))
        square = np.square(samples).mean(axis=0)
        self.sum[at] += np.add.reduceat(square, starts)
        self.count[at] += np.diff(starts, append=len(bins))

    def take(self, count: int) -> PeakPart:
        """Remove the first ``count`` bins."""
        low, high = self.low[:count], self.high[:count]
        known = self.count[:count] > 0
        square = np.full(count, np.nan, np.float32)
        square[known] = self.sum[:count][known] / self.count[:count][known]
        part = PeakPart(
            self.first,
            np.where(known, low, np.float32(np.nan)),
            np.where(known, high, np.float32(np.nan)),
            square,
        )
        self.first += count
        self.low, self.high = self.low[count:], self.high[count:]
        self.sum, self.count = self.sum[count:], self.count[count:]
        return part


def binned(pieces: Iterable[tuple[float, int, Float32Array]], *, part: int) -> Iterator[PeakPart]:
    """Put ``(start in seconds, rate, samples [channels, n])`` into bins, ``part`` at a time.

    What lies before zero, or before bins that were given already, is left out.
    """
    held = _Open()
    for start, rate, piece in pieces:
        # A nanosecond of grace keeps a sample meant to be on a border from falling short.
        times = start + np.arange(piece.shape[1]) / rate
        placed = np.floor(times / BIN_S + 1e-7).astype(np.int64)
        skipped = int(np.searchsorted(placed, held.first))
        bins, samples = placed[skipped:], piece[:, skipped:]
        if not len(bins):
            continue
        # A long gap is given away in parts, so that it is never held as a whole.
        while bins[0] - held.first > part:
            held.reach(held.first + part)
            yield held.take(part)
        held.reach(int(bins[-1]) + 1)
        held.add(bins, samples)
        if len(held) > part:
            yield held.take(len(held) - 1)
    if len(held):
        yield held.take(len(held))


# --------------------------------------------------------------------------- the pyramid


class PeakPyramid:
    """The outline at every coarseness: level k has bins of ``BIN_S`` · 4^k seconds.

    Parts may be added while it is being looked at. A minimum or maximum is never lost on the way
    up: every bin holds the extremes of all bins below it.
    """

    def __init__(self, duration_s: float) -> None:
        """``duration_s``: the expected length; more is taken in as it comes."""
        self._levels = [_empty(max(1, int(duration_s / BIN_S) + 1))]
        self.reach_s = 0.0
        """How far the sound has been read."""
        self._build_levels()

    @property
    def levels(self) -> int:
        return len(self._levels)

    @property
    def loudest(self) -> float:
        """The largest sample so far, in 0..1."""
        top = self._levels[-1][:2]
        return 0.0 if np.isnan(top).all() else float(np.nanmax(np.abs(top)))

    def add(self, part: PeakPart) -> None:
        """Take in a part."""
        end = part.first + len(part.low)
        if end > self._levels[0].shape[1]:
            grown = _empty(max(end, self._levels[0].shape[1] * 5 // 4))
            grown[:, : self._levels[0].shape[1]] = self._levels[0]
            self._levels = [grown]
            self._build_levels()
            self._summarise(0, grown.shape[1])
        self._levels[0][:, part.first : end] = (part.low, part.high, part.square)
        self._summarise(part.first, end)
        self.reach_s = max(self.reach_s, end * BIN_S)

    def columns(self, edges_s: Float64Array) -> tuple[Float32Array, Float32Array, Float32Array]:
        """Lowest, highest and root mean square between each two of ``edges_s`` [w + 1].

        float32 [w] each, NaN where there is no sound. A column takes in every bin it touches.
        """
        width = len(edges_s) - 1
        out = np.full((3, width), np.nan, np.float32)
        length = (edges_s[-1] - edges_s[0]) / max(1, width)
        level = int(np.clip(np.log(max(length, BIN_S) / BIN_S) / np.log(_FACTOR), 0, None))
        table = self._levels[min(level, len(self._levels) - 1)]
        places = edges_s / (BIN_S * _FACTOR ** min(level, len(self._levels) - 1))
        first = np.floor(places[:-1] + 1e-7).astype(np.int64)
        last = np.maximum(np.ceil(places[1:] - 1e-7).astype(np.int64), first + 1)
        inside = (first < table.shape[1]) & (last > 0)
        if not inside.any():
            return out[0], out[1], out[2]
        first = np.clip(first[inside], 0, table.shape[1] - 1)
        last = np.clip(last[inside], 1, table.shape[1])
        begin, end = int(first[0]), int(last[-1])
        # reduceat wants every index to exist: one empty bin more at the end.
        seen = np.append(table[:, begin:end], np.full((3, 1), np.nan, np.float32), axis=1)
        borders = np.column_stack((first, last)).ravel() - begin
        out[0, inside] = np.fmin.reduceat(seen[0], borders)[::2]
        out[1, inside] = np.fmax.reduceat(seen[1], borders)[::2]
        known = np.add.reduceat((~np.isnan(seen[2])).astype(np.float32), borders)[::2]
        total = np.add.reduceat(np.nan_to_num(seen[2]), borders)[::2]
        with np.errstate(invalid="ignore", divide="ignore"):
            out[2, inside] = np.sqrt(total / known)
        return out[0], out[1], out[2]

    def _build_levels(self) -> None:
        while self._levels[-1].shape[1] > 64:
            self._levels.append(_empty(-(-self._levels[-1].shape[1] // _FACTOR)))

    def _summarise(self, first: int, end: int) -> None:
        """Bring the bins above those from ``first`` to ``end`` up to date."""
        for below, above in zip(self._levels[:-1], self._levels[1:], strict=True):
            first, end = first // _FACTOR, -(-end // _FACTOR)
            part = below[:, first * _FACTOR : end * _FACTOR]
            missing = (end - first) * _FACTOR - part.shape[1]
            if missing:
                part = np.append(part, np.full((3, missing), np.nan, np.float32), axis=1)
            groups = part.reshape(3, -1, _FACTOR)
            above[0, first:end] = np.fmin.reduce(groups[0], axis=1)
            above[1, first:end] = np.fmax.reduce(groups[1], axis=1)
            known = (~np.isnan(groups[2])).sum(axis=1)
            total = np.nan_to_num(groups[2]).sum(axis=1)
            above[2, first:end] = np.where(known > 0, total / np.maximum(known, 1), np.nan)


def _empty(bins: int) -> Float32Array:
    """[3, bins]: lowest, highest, mean square."""
    return np.full((3, bins), np.nan, np.float32)
