"""Where each row stands: measured where somebody has looked, estimated elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.types import BoolArray, Float64Array


class Heights:
    """Heights of n rows in pixels; hidden rows have none. ``tops`` follow lazily."""

    def __init__(self) -> None:
        self._heights: Float64Array = np.zeros(0)
        self._measured: BoolArray = np.zeros(0, dtype=np.bool_)
        self._shown: BoolArray | None = None
        self._tops: Float64Array | None = None

    def __len__(self) -> int:
        return len(self._heights)

    @property
    def tops(self) -> Float64Array:
        """[n + 1]: the top of each row, and the end of the last."""
        if self._tops is None:
            heights = self._heights
            if self._shown is not None:
                heights = np.where(self._shown, heights, 0.0)
            self._tops = np.concatenate(([0.0], np.cumsum(heights)))
        return self._tops

    @property
    def total(self) -> float:
        return float(self.tops[-1])

    def reset(self, estimates: Sequence[float] | Float64Array) -> None:
        """Other rows, or another width: nothing is measured; all are shown."""
        self._heights = np.array(estimates, dtype=np.float64)
        self._measured = np.zeros(len(estimates), dtype=np.bool_)
        self._shown = self._tops = None

    def insert(self, row: int, estimates: Sequence[float] | Float64Array) -> None:
        """More rows before ``row``; they are shown."""
        self._heights = np.insert(self._heights, row, estimates)
        self._measured = np.insert(self._measured, row, [False] * len(estimates))
        if self._shown is not None:
            self._shown = np.insert(self._shown, row, [True] * len(estimates))
        self._tops = None

    def remove(self, first: int, last: int) -> None:
        """Rows from ``first`` to ``last``."""
        gone = slice(first, last + 1)
        self._heights = np.delete(self._heights, gone)
        self._measured = np.delete(self._measured, gone)
        if self._shown is not None:
            self._shown = np.delete(self._shown, gone)
        self._tops = None

    @property
    def shown(self) -> BoolArray | None:
        """Which rows are there to be seen ([n]); None: all."""
        return self._shown

    def show(self, shown: BoolArray | None) -> None:
        """Which rows are there to be seen ([n]); None: all."""
        self._shown, self._tops = shown, None

    def shown_between(self, first: int, last: int) -> list[int]:
        """Shown rows from ``first`` to ``last``."""
        if self._shown is None:
            return list(range(first, last + 1))
        found = np.flatnonzero(self._shown[first : last + 1]) + first
        return [int(row) for row in found]

    def is_shown(self, row: int) -> bool:
        return self._shown is None or bool(self._shown[row])

    def is_measured(self, row: int) -> bool:
        return bool(self._measured[row])

    def measured(self, row: int, height: float) -> None:
        """The true height of a row."""
        self._measured[row] = True
        if self._heights[row] != height:
            self._heights[row] = height
            self._tops = None

    def forget(self, row: int) -> None:
        """It has to be measured again."""
        self._measured[row] = False

    def unmeasured(self) -> int | None:
        """The first row whose height is not known."""
        if self._measured.all():
            return None
        return int(self._measured.argmin())

    def row_at(self, y: float) -> int:
        """The shown row at a height, −1 where there is none."""
        if not 0 <= y < self.total:
            return -1
        return int(np.searchsorted(self.tops, y, side="right")) - 1

    def step(self, row: int, steps: int) -> int:
        """``steps`` shown rows on (or back), stopping at the ends; −1 where none is shown."""
        rows = np.arange(len(self)) if self._shown is None else np.flatnonzero(self._shown)
        if not len(rows):
            return -1
        at = int(np.searchsorted(rows, row))
        if steps > 0 and (at == len(rows) or rows[at] != row):
            at -= 1  # the next shown one is one step away
        return int(rows[min(max(at + steps, 0), len(rows) - 1)])
