"""Pairs of predictions and how surely they differ (engine.training.comparison)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from engine.datasets.packed import Int64Array, PackedDataset
from engine.runtime.cancel import Cancel, check
from engine.training.evaluation import true_classes
from engine.training.pools import NO_EMOTION
from engine.types import (
    EMOTIONS,
    SENTIMENT,
    Emotion,
    Float32Array,
    Float64Array,
    HeadKind,
)

COVERED = 0.95
FEWEST = 10
"""Utterances with fewer of which nothing is said."""
_REPEATS = 2000
_AT_ONCE = 100


class Verdict(StrEnum):
    """Of the second model against the first."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "no difference"
    UNCLEAR = "too few utterances to tell"


class Score(StrEnum):
    """What is measured; of all but the error more is better."""

    ERROR = "mean absolute error"
    CORRELATION = "correlation"
    ACCURACY = "accuracy"


MATTERS: Mapping[Score, float] = MappingProxyType(
    {Score.ERROR: 0.05, Score.CORRELATION: 0.05, Score.ACCURACY: 0.05}
)
"""Differences below these are none, as far as anybody would notice. The error's is that of
sentiment; of other numbers it is this share of the labels' spread."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Of one score."""

    about: str
    """``sentiment``, ``emotions``, ``angry`` …"""
    score: Score
    one: float
    other: float
    low: float
    high: float
    """Ends of the interval of ``other`` − ``one``."""
    n: int
    verdict: Verdict
    enough: int | None
    """Utterances that would probably be enough to tell; None where they are."""

    @property
    def change(self) -> float:
        return self.other - self.one

    @property
    def half_width(self) -> float:
        return (self.high - self.low) / 2


class Pair(NamedTuple):
    """Both models on the utterances that have the label. ``one``, ``other``: [n] what is averaged,
    or predictions where ``label`` is there and the correlation is taken."""

    about: str
    score: Score
    matters: float
    one: Float64Array
    other: Float64Array
    at: Int64Array
    """Places among the rows."""
    label: Float64Array | None = None


def pairs_of(
    dataset: PackedDataset,
    rows: Int64Array,
    one: Mapping[str, Float32Array],
    other: Mapping[str, Float32Array],
) -> Iterator[Pair]:
    for name in (each for each in dataset.heads if each in one and each in other):
        kind = dataset.heads[name].kind
        if kind is HeadKind.MULTI_CLASS:
            yield from _of_classes(dataset, name, rows, one[name], other[name])
        elif kind is HeadKind.REGRESSION:
            yield from _of_numbers(dataset, name, rows, one[name], other[name])


def _of_numbers(
    dataset: PackedDataset, name: str, rows: Int64Array, one: Float32Array, other: Float32Array
) -> Iterator[Pair]:
    values, mask = dataset.labels[name].values[rows], dataset.labels[name].mask[rows]
    for entry in range(mask.shape[1]):
        at: Int64Array = np.flatnonzero(mask[:, entry])
        if not len(at):
            continue
        label = values[at, entry].astype(np.float64)
        first, second = (each[at, entry].astype(np.float64) for each in (one, other))
        about = name if mask.shape[1] == 1 else f"{name} {entry}"
        scale = 1.0 if name == SENTIMENT else max(float(label.std()), 1e-9)
        yield Pair(
            about,
            Score.ERROR,
            MATTERS[Score.ERROR] * scale,
            np.abs(first - label),
            np.abs(second - label),
            at,
        )
        yield Pair(about, Score.CORRELATION, MATTERS[Score.CORRELATION], first, second, at, label)


def _of_classes(
    dataset: PackedDataset, name: str, rows: Int64Array, one: Float32Array, other: Float32Array
) -> Iterator[Pair]:
    true = true_classes(dataset, name, rows)
    at: Int64Array = np.flatnonzero(true != NO_EMOTION)
    if not len(at):
        return
    first, second = (each[at].argmax(axis=1) for each in (one, other))
    label = true[at]

    def pair(about: str, a: np.ndarray, b: np.ndarray) -> Pair:
        right = a.astype(np.float64), b.astype(np.float64)
        return Pair(about, Score.ACCURACY, MATTERS[Score.ACCURACY], *right, at)

    yield pair(name, first == label, second == label)
    names = [each.value for each in Emotion] if name == EMOTIONS else None
    for code in np.unique(label).tolist():
        about = names[code] if names else f"{name} {code}"
        is_it = label == code
        yield pair(about, (first == code) == is_it, (second == code) == is_it)


def difference(pair: Pair, rng: np.random.Generator, cancel: Cancel) -> Difference:
    measure = _measure(pair)
    n = len(pair.at)
    everybody = np.arange(n)[None, :]
    one, other = (float(each[0]) for each in measure(everybody))
    drawn = []
    for _ in range(_REPEATS // _AT_ONCE):
        check(cancel)
        a, b = measure(rng.integers(n, size=(_AT_ONCE, n)))
        drawn.append(b - a)
    differences = np.concatenate(drawn)
    differences = differences[np.isfinite(differences)]
    if n < FEWEST or not len(differences):
        low, high = -np.inf, np.inf
    else:
        rest = (1 - COVERED) / 2
        low, high = (float(q) for q in np.quantile(differences, (rest, 1 - rest)))
    verdict = _verdict(low, high, pair)
    return Difference(
        pair.about,
        pair.score,
        one,
        other,
        low,
        high,
        n,
        verdict,
        _enough(verdict, low, high, n, pair),
    )


_Measured = tuple[Float64Array, Float64Array]


def _measure(pair: Pair) -> Callable[[Int64Array], _Measured]:
    """[draws, n] places → the score of both models in each draw."""
    if pair.label is None:
        return lambda drawn: (pair.one[drawn].mean(axis=1), pair.other[drawn].mean(axis=1))
    label = pair.label
    return lambda drawn: (
        _correlations(pair.one[drawn], label[drawn]),
        _correlations(pair.other[drawn], label[drawn]),
    )


def _correlations(x: Float64Array, y: Float64Array) -> Float64Array:
    """Pearson's r row by row; nan where a row does not vary."""
    x = x - x.mean(axis=1, keepdims=True)
    y = y - y.mean(axis=1, keepdims=True)
    scale = np.sqrt((x**2).sum(axis=1) * (y**2).sum(axis=1))
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Float64Array = np.where(scale > 0, (x * y).sum(axis=1) / scale, np.nan)
    return found


def _verdict(low: float, high: float, pair: Pair) -> Verdict:
    if low > 0 or high < 0:
        more = low > 0
        return Verdict.BETTER if more != (pair.score is Score.ERROR) else Verdict.WORSE
    inside = -pair.matters < low and high < pair.matters
    return Verdict.SAME if inside else Verdict.UNCLEAR


def _enough(verdict: Verdict, low: float, high: float, n: int, pair: Pair) -> int | None:
    """The interval shrinks with the root of the number."""
    if verdict is not Verdict.UNCLEAR:
        return None
    if not np.isfinite(high - low):
        return max(FEWEST, n + 1)
    return int(np.ceil(n * max(1.0, (high - low) / 2 / pair.matters) ** 2)) + 1
