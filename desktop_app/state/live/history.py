"""The last minute of live states, as arrays for plots."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from engine.live.events import LiveState
from engine.types import Emotion, Float64Array, Modality

SPAN_S = 60.0


@dataclass(frozen=True, slots=True)
class Series:
    """n states in the order of time; NaN where there is no evidence.

    times_s [n]; sentiment [n]; interval [n, 2]; emotions [n, 7]; shares [n, 3] of the sentiment
    and rates [n, 3] in nats, in the order of ``Modality``; doubtful [n]: whether the sentiment
    is uncertain.
    """

    times_s: Float64Array
    sentiment: Float64Array
    interval: Float64Array
    emotions: Float64Array
    shares: Float64Array
    rates: Float64Array
    doubtful: Float64Array


class History:
    """Grows with each state; what is older than a minute is forgotten."""

    def __init__(self, span_s: float = SPAN_S) -> None:
        self._span_s = span_s
        self._states: deque[LiveState] = deque()

    def add(self, state: LiveState) -> None:
        self._states.append(state)
        while self._states[0].time_s < state.time_s - self._span_s:
            self._states.popleft()

    def clear(self) -> None:
        self._states.clear()

    @property
    def end_s(self) -> float:
        """Time of the newest state; 0 before the first."""
        return self._states[-1].time_s if self._states else 0.0

    def series(self) -> Series:
        """A copy that no longer changes."""
        rows = [_row(state) for state in self._states]
        table = np.array(rows, dtype=float).reshape(len(rows), _WIDTH)
        cuts = np.cumsum([1, 1, 2, len(Emotion), len(Modality), len(Modality)])
        times, sentiment, interval, emotions, shares, rates, doubt = np.split(table, cuts, axis=1)
        return Series(times[:, 0], sentiment[:, 0], interval, emotions, shares, rates, doubt[:, 0])


_WIDTH = 1 + 1 + 2 + len(Emotion) + 2 * len(Modality) + 1
_NAN = float("nan")


def _row(state: LiveState) -> list[float]:
    said, known = state.prediction, state.contributions
    shares = [known[m].shapley_sentiment if m in known else _NAN for m in Modality]
    rates = [known[m].rate_nats if m in known else None for m in Modality]
    return [
        state.time_s,
        said.sentiment if said else _NAN,
        *(state.sentiment_interval or (_NAN, _NAN)),
        *(said.emotions[emotion] if said else _NAN for emotion in Emotion),
        *shares,
        *(_NAN if rate is None else rate for rate in rates),
        float(state.sentiment_uncertain),
    ]
