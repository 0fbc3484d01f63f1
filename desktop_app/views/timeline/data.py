"""Results as arrays that lanes can draw; kept in step with the analysis, rebuilt when drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from desktop_app.state.analysis import AnalysisState
from engine.types import Emotion, Float64Array, Modality, UtteranceResult

MODALITIES = tuple(Modality)
EMOTIONS = tuple(Emotion)


@dataclass(frozen=True, slots=True)
class Series:
    """n utterances in order of time.

    starts, ends, sentiment: [n]; emotions: [n, 7]; shapley, rates: [n, 3] in the order of
    Modality, NaN where the modality is absent.
    """

    starts: Float64Array
    ends: Float64Array
    sentiment: Float64Array
    emotions: Float64Array
    shapley: Float64Array
    rates: Float64Array

    def between(self, start_s: float, end_s: float) -> Series:
        """The utterances that touch the interval."""
        first = int(np.searchsorted(self.ends, start_s))
        part = slice(first, max(first, int(np.searchsorted(self.starts, end_s))))
        return Series(
            self.starts[part],
            self.ends[part],
            self.sentiment[part],
            self.emotions[part],
            self.shapley[part],
            self.rates[part],
        )

    @property
    def reach_s(self) -> float:
        """How far the results go."""
        return float(self.ends[-1]) if len(self.ends) else 0.0

    @property
    def shapley_extent(self) -> float:
        """The tallest stack on either side of zero."""
        if not len(self.shapley):
            return 0.0
        known = np.nan_to_num(self.shapley)
        up = np.where(known > 0, known, 0.0).sum(axis=1).max()
        down = np.where(known < 0, -known, 0.0).sum(axis=1).max()
        return float(max(up, down))

    @property
    def rate_extent(self) -> float:
        known = np.nan_to_num(self.rates)
        return float(known.max()) if known.size else 0.0


class SeriesCache:
    """Turns results into a Series once per change, however often it is drawn."""

    def __init__(self, state: AnalysisState) -> None:
        self._state = state
        self._rows: list[tuple[float, ...]] = []
        self._series: Series | None = None
        self.version = 0
        """Grows with every change; drawings made for another version are stale."""
        state.begun.connect(self._clear)
        state.result_added.connect(self._insert)
        for index in range(len(state.results)):
            self._insert(index)

    @property
    def series(self) -> Series:
        if self._series is None:
            table = np.array(self._rows, dtype=np.float64).reshape(len(self._rows), 16)
            self._series = Series(
                starts=table[:, 0],
                ends=table[:, 1],
                sentiment=table[:, 2],
                emotions=table[:, 3:10],
                shapley=table[:, 10:13],
                rates=table[:, 13:16],
            )
        return self._series

    def _clear(self) -> None:
        self._rows = []
        self._touch()

    def _insert(self, index: int) -> None:
        self._rows.insert(index, _row(self._state.results[index]))
        self._touch()

    def _touch(self) -> None:
        self._series = None
        self.version += 1


def _row(result: UtteranceResult) -> tuple[float, ...]:
    parts = [result.contributions.get(modality) for modality in MODALITIES]
    return (
        result.utterance.start_s,
        result.utterance.end_s,
        result.prediction.sentiment,
        *(result.prediction.emotions[emotion] for emotion in EMOTIONS),
        *(part.shapley_sentiment if part else np.nan for part in parts),
        *(part.rate_nats if part else np.nan for part in parts),
    )
