"""Results as arrays that lanes can draw; kept in step with the analysis as results come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np

from desktop_app.state.analysis import AnalysisState
from desktop_app.views.timeline.columns import Ranked
from engine.types import Agreement, BoolArray, Emotion, Float64Array, Modality, UtteranceResult

MODALITIES = tuple(Modality)
EMOTIONS = tuple(Emotion)
_WIDTH = 22
_FACE_GAP_S = 0.5
"""Two observations of a face farther apart than this are not one appearance."""
_LOOK_S = 0.2
"""Longest time between two looks at the picture."""
_WORD_GAP_S = 0.3
"""Words closer than this are one run of speech."""


Run = tuple[float, float, int]
"""Start and end in seconds, and a name as a number."""


@dataclass(frozen=True, slots=True)
class Spans:
    """n stretches of time in order: starts, ends [n] in seconds; names [n], a number for each."""

    starts: Float64Array
    ends: Float64Array
    names: Float64Array


@dataclass(frozen=True, slots=True)
class Series:
    """n utterances in order of time.

    starts, ends, sentiment: [n]; low, high: [n], the 80 % interval (the sentiment itself where it
    is not known); emotions: [n, 7]; shapley, rates: [n, 3] in the order of Modality, NaN where
    the modality is absent; conflict, sentiment_uncertain, emotion_uncertain: [n].
    Utterances whose prediction is hidden are not among them.
    spoken: all utterances, named 1 where somebody speaks; words: runs of words; faces: appearances
    of the chosen person, named by track id.
    """

    starts: Float64Array
    ends: Float64Array
    sentiment: Float64Array
    low: Float64Array
    high: Float64Array
    emotions: Float64Array
    shapley: Float64Array
    rates: Float64Array
    conflict: BoolArray
    sentiment_uncertain: BoolArray
    emotion_uncertain: BoolArray
    spoken: Spans
    words: Spans
    faces: Spans
    shares: Float64Array
    """[n, 3]: shapley with zero where a modality is absent, for stacking."""
    up: Ranked
    down: Ranked
    """Utterances by the height of their positive and of their negative stack of shares."""
    shapley_extent: float
    """The tallest stack on either side of zero."""
    rate_extent: float
    """The highest rate of any modality in nats."""

    @property
    def reach_s(self) -> float:
        """How far the results go."""
        return float(self.spoken.ends[-1]) if len(self.spoken.ends) else 0.0


Hides = Callable[[UtteranceResult], bool]


def _nothing(_: UtteranceResult) -> bool:
    return False


class SeriesCache:
    """Turns results into a Series once per change, however often it is drawn."""

    def __init__(self, state: AnalysisState, hides: Hides = _nothing) -> None:
        self._state, self._hides = state, hides
        self._table = np.empty((64, _WIDTH))
        self._words: list[list[Run]] = []
        self._faces: list[list[Run]] = []
        self._series: Series | None = None
        self.version = 0
        """Grows with every change; drawings made for another version are stale."""
        state.begun.connect(self._read_all)
        state.results_reset.connect(self._read_all)
        state.result_added.connect(self._insert)
        self._read_all()

    @property
    def series(self) -> Series:
        if self._series is None:
            table = self._table[: len(self._words)]
            seen = np.array([not self._hides(result) for result in self._state.results], bool)
            self._series = _series(table, seen, _joined(self._words), _joined(self._faces))
        return self._series

    def forget(self) -> None:
        """Other predictions are hidden: what was drawn is stale."""
        self._series = None
        self.version += 1

    def _read_all(self) -> None:
        self._words, self._faces = [], []
        for index in range(len(self._state.results)):
            self._insert(index)
        self.forget()

    def _insert(self, index: int) -> None:
        result, count = self._state.results[index], len(self._words)
        if count == len(self._table):
            self._table = np.concatenate((self._table, np.empty_like(self._table)))
        self._table[index + 1 : count + 1] = self._table[index:count]
        self._table[index] = _row(result)
        self._words.insert(index, word_runs(result))
        self._faces.insert(index, appearances(result))
        self.forget()


def _series(whole: Float64Array, seen: BoolArray, words: Spans, faces: Spans) -> Series:
    """``seen``: [n], whether what was predicted may be."""
    ends, table = np.maximum.accumulate(whole[:, 1]), whole[seen]
    shares = np.nan_to_num(table[:, 12:15])
    up, down = np.maximum(shares, 0.0).sum(axis=1), np.maximum(-shares, 0.0).sum(axis=1)
    return Series(
        starts=np.ascontiguousarray(table[:, 0]),
        ends=ends[seen],
        sentiment=np.ascontiguousarray(table[:, 2]),
        low=np.ascontiguousarray(table[:, 3]),
        high=np.ascontiguousarray(table[:, 4]),
        emotions=table[:, 5:12],
        shapley=table[:, 12:15],
        rates=table[:, 15:18],
        conflict=table[:, 18] > 0,
        sentiment_uncertain=table[:, 19] > 0,
        emotion_uncertain=table[:, 20] > 0,
        spoken=Spans(whole[:, 0].copy(), ends, whole[:, 21].copy()),
        words=words,
        faces=faces,
        shares=shares,
        up=Ranked.of(up),
        down=Ranked.of(down),
        shapley_extent=float(max(up.max(initial=0.0), down.max(initial=0.0))),
        rate_extent=float(np.nan_to_num(table[:, 15:18]).max(initial=0.0)),
    )


def word_runs(result: UtteranceResult) -> list[Run]:
    """Runs of words."""
    words = result.utterance.words
    return _runs([(word.start_s, word.end_s, 0) for word in words], _WORD_GAP_S)


def appearances(result: UtteranceResult) -> list[Run]:
    """Appearances of the chosen face, named by track id.

    A face that is observed is taken to be there half the time to the looks before and after.
    """
    faces = result.faces
    apart = (later.time_s - earlier.time_s for earlier, later in pairwise(faces))
    look = min((step for step in apart if step > 0), default=_LOOK_S)
    half = min(look, _LOOK_S) / 2
    return _runs([(f.time_s - half, f.time_s + half, f.track_id) for f in faces], _FACE_GAP_S)


def _runs(pieces: list[Run], gap_s: float) -> list[Run]:
    """Join what follows within ``gap_s`` under the same name. Plain Python: pieces are few."""
    runs: list[Run] = []
    for start, end, name in pieces:
        if runs and name == runs[-1][2] and start - runs[-1][1] <= gap_s:
            runs[-1] = (runs[-1][0], max(end, runs[-1][1]), name)
        else:
            runs.append((start, end, name))
    return runs


def _joined(parts: list[list[Run]]) -> Spans:
    table = np.array(list(chain.from_iterable(parts)), dtype=np.float64).reshape(-1, 3)
    return Spans(table[:, 0].copy(), np.maximum.accumulate(table[:, 1]), table[:, 2].copy())


def _row(result: UtteranceResult) -> tuple[float, ...]:
    parts = [result.contributions.get(modality) for modality in MODALITIES]
    sentiment, doubt = result.prediction.sentiment, result.uncertainty
    agreement = result.agreement
    return (
        result.utterance.start_s,
        result.utterance.end_s,
        sentiment,
        *(doubt.sentiment_interval if doubt else (sentiment, sentiment)),
        *(result.prediction.emotions[emotion] for emotion in EMOTIONS),
        *(part.shapley_sentiment if part else np.nan for part in parts),
        *(part.rate_nats if part else np.nan for part in parts),
        agreement is not None and agreement.overall is Agreement.CONFLICT,
        result.sentiment_uncertain,
        result.emotion_uncertain,
        result.utterance.has_speech,
    )
