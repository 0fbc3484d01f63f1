"""Level of detail: what falls into each column of pixels, however many utterances that are.

Numbers only, no Qt. All functions take one pass over what is in view, so that three hours cost
as little as three seconds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.types import BoolArray, Float64Array

IndexArray = npt.NDArray[np.int64]
_APART_FROM = 4
"""Neighbours at least this many columns wide are kept apart by an empty column."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """n values in order of size: ``order`` [n] are their indices, ``rank`` [n] their places."""

    order: IndexArray
    rank: Float64Array

    @classmethod
    def of(cls, values: Float64Array) -> Ranked:
        """Of values none of which is NaN."""
        order = np.argsort(values, kind="stable")
        rank = np.empty(len(values))
        rank[order] = np.arange(len(values))
        return cls(order, rank)


@dataclass(frozen=True, slots=True)
class Columns:
    """Which of n intervals (in order of time, not overlapping) touch each of w columns.

    first, last: [w], interval ``first`` up to, not including, ``last``; filled: [w], whether
    there is any; apart: [w], the first column of an interval that follows another at once.
    """

    first: IndexArray
    last: IndexArray
    filled: BoolArray
    apart: BoolArray

    @classmethod
    def of(cls, starts: Float64Array, ends: Float64Array, edges: Float64Array) -> Columns:
        """``edges``: [w + 1] in seconds, ascending."""
        first = np.searchsorted(ends, edges[:-1], side="right")
        last = np.searchsorted(starts, edges[1:], side="left")
        filled = last > first
        apart = np.zeros(len(filled), bool)
        if filled.any():
            owner = np.where(filled, first, -1)
            shown = np.clip(owner, 0, len(starts) - 1)
            width = (edges[-1] - edges[0]) / len(filled)
            wide = (ends - starts)[shown] >= _APART_FROM * width
            new = owner[1:] != owner[:-1]
            apart[1:] = new & filled[1:] & filled[:-1] & wide[1:]
        return cls(first, last, filled, apart)

    @property
    def shown(self) -> BoolArray:
        """Columns to draw in: filled, and not the gap between two wide neighbours."""
        return self.filled & ~self.apart

    def highest(self, values: Float64Array) -> Float64Array:
        """Largest of ``values`` [n] in each column; NaN where there is none."""
        return self._reduced(np.fmax, values)

    def lowest(self, values: Float64Array) -> Float64Array:
        """Smallest of ``values`` [n] in each column; NaN where there is none."""
        return self._reduced(np.fmin, values)

    def any(self, flags: BoolArray) -> BoolArray:
        """Whether one of the intervals in a column has the flag."""
        return self.highest(flags.astype(np.float64)) > 0

    def mean(self, values: Float64Array) -> Float64Array:
        """Mean of ``values`` [n], none of them NaN, in each column; NaN where there is none."""
        before = np.concatenate(([0.0], np.cumsum(values)))
        last, first = np.minimum(self.last, len(values)), np.minimum(self.first, len(values))
        total = np.where(self.filled, self.last - self.first, np.nan)
        return np.asarray((before[last] - before[first]) / total)

    def share(self, flags: BoolArray) -> Float64Array:
        """How many of the intervals in a column have the flag: 0..1, NaN where there is none."""
        return self.mean(flags.astype(np.float64))

    def leader(self, ranked: Ranked) -> IndexArray:
        """Index of the interval with the largest value in each column; −1 where there is none."""
        best = self.highest(ranked.rank)
        found = np.full(len(best), -1, np.int64)
        known = ~np.isnan(best)
        found[known] = ranked.order[best[known].astype(np.int64)]
        return found

    def _reduced(self, function: np.ufunc, values: Float64Array) -> Float64Array:
        out = np.full(len(self.filled), np.nan)
        if not self.filled.any():
            return out
        first, last = self.first[self.filled], self.last[self.filled]
        begin, end = int(first[0]), int(last[-1])
        # reduceat needs every index to exist, also the one behind the last interval.
        seen = np.append(values[begin:end], np.nan)
        borders = np.column_stack((first, last)).ravel() - begin
        out[self.filled] = function.reduceat(seen, borders)[::2]
        return out


def coverage(starts: Float64Array, ends: Float64Array, edges: Float64Array) -> Float64Array:
    """Which part of each column n intervals (in order, not overlapping) cover: 0..1, [w]."""
    if not len(starts):
        return np.zeros(len(edges) - 1)
    places = np.column_stack((starts, ends)).ravel()
    covered = np.cumsum(ends - starts)
    sums = np.column_stack((np.append(0.0, covered[:-1]), covered)).ravel()
    return np.asarray(np.diff(np.interp(edges, places, sums)) / np.diff(edges))
