"""Two models on the same labelled utterances: is one of them better, or can nobody tell?

Paired bootstrap (Efron & Tibshirani 1993): utterances are drawn anew with replacement, both models
are scored on the same draw, and the middle 95 % of the differences are the interval. A difference
is called none only where the whole interval is smaller than what would matter; where it is not,
there are too few utterances to tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from engine.datasets.packed import Int64Array, PackedDataset
from engine.errors import DatasetError
from engine.runtime.cancel import NEVER, Cancel, check
from engine.training.checkpoints import Checkpoint
from engine.training.claims import claims
from engine.training.evaluation import examine, true_classes
from engine.training.fitting import fitted
from engine.training.metrics import calibration_error, interval_coverage
from engine.training.pools import NO_EMOTION
from engine.training.tensor_data import TensorData
from engine.types import EMOTIONS, Emotion, Float32Array, Float64Array, HeadKind, Modality

COVERED = 0.95
FEWEST = 10
"""Utterances with fewer of which nothing is said."""
FEW_GROUPS = 5
"""People or videos with fewer of which little is said of others."""
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
    {Score.ERROR: 0.1, Score.CORRELATION: 0.05, Score.ACCURACY: 0.05}
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


@dataclass(frozen=True, slots=True)
class GroupDifference:
    """Of one person or video: how much the mean absolute error or the accuracy changed."""

    group: str
    about: str
    score: Score
    one: float
    other: float
    n: int


@dataclass(frozen=True, slots=True)
class Trusted:
    """How far what one model says can be believed: calibration error of the best class, share of
    labels in the 80 % intervals."""

    about: str
    measure: str
    one: float
    other: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that two models differ in. ``rates``: mean nats that each lets through, by modality."""

    n: int
    groups: int
    differences: tuple[Difference, ...]
    by_group: tuple[GroupDifference, ...]
    trust: tuple[Trusted, ...]
    rates: Mapping[Modality, tuple[float, float]]
    warnings: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """``better on sentiment by 0.07 ± 0.03; no difference on anger``."""
        return "; ".join(_in_words(self.differences)) or "nothing could be compared"


def compare(
    one: Checkpoint,
    other: Checkpoint,
    dataset: PackedDataset,
    rows: Int64Array,
    *,
    seed: int = 0,
    cancel: Cancel = NEVER,
) -> Comparison:
    """Score both on the same utterances, through all modalities that each has.

    Args:
        rows: of the data set.
        seed: of the bootstrap.

    Raises:
        ContractMismatchError: one of them was trained on other features.
        DatasetError: there are no utterances, or they do not fit the models.
        CancelledError: ``cancel`` was set.
    """
    if not len(rows):
        raise DatasetError("There are no utterances to compare the models on.")
    seen = [_seen(each, dataset, rows, cancel) for each in (one, other)]
    rng = np.random.default_rng(seed)
    pairs = list(_pairs(dataset, rows, *(each.said for each in seen)))
    differences = tuple(_difference(pair, rng, cancel) for pair in pairs)
    groups = dataset.group[rows]
    count = len(np.unique(groups))
    trust = tuple(
        Trusted(name, measure, value, seen[1].trust[name, measure])
        for (name, measure), value in seen[0].trust.items()
        if (name, measure) in seen[1].trust
    )
    rates = {
        m: (seen[0].rates[m], seen[1].rates[m])
        for m in Modality
        if m in seen[0].rates and m in seen[1].rates
    }
    by_group = tuple(_by_group(dataset, groups, pairs))
    warnings = tuple(_warnings(len(rows), count, differences))
    return Comparison(len(rows), count, differences, by_group, trust, rates, warnings)


# ------------------------------------------------------------------ what the models say


class _Seen(NamedTuple):
    said: Mapping[str, Float32Array]
    """By head [n, k]: numbers, or probabilities after calibration."""
    trust: Mapping[tuple[str, str], float]
    rates: Mapping[Modality, float]


def _seen(
    checkpoint: Checkpoint, dataset: PackedDataset, rows: Int64Array, cancel: Cancel
) -> _Seen:
    checkpoint.contract.require({m: (each,) for m, each in dataset.contract.extractors.items()})
    usable = fitted(dataset, checkpoint.config)
    data, model = TensorData(usable), checkpoint.model
    everything = frozenset(model.modalities)
    by_head = claims(model, data, rows, [everything], checkpoint.calibration, cancel=cancel)
    said, trust = {}, {}
    for name, claimed in by_head[everything].items():
        labels, kind = usable.labels[name], usable.heads[name].kind
        mask = labels.mask[rows]
        if not mask.any():
            continue
        said[name] = claimed.shown
        if kind is HeadKind.REGRESSION:
            ends = claimed.interval[:, 0][mask], claimed.interval[:, 1][mask]
            covered = interval_coverage(labels.values[rows][mask], *ends)
            trust[name, "share in 80 % intervals"] = covered
        elif kind is HeadKind.MULTI_CLASS:
            true = true_classes(usable, name, rows)
            known = true != NO_EMOTION
            if known.any():
                best = claimed.shown[known]
                right = best.argmax(axis=1) == true[known]
                trust[name, "calibration error"] = calibration_error(best.max(axis=1), right)
    rates = examine(model, data, rows, [everything], cancel).rates
    mean = {
        m: float(each[usable.has(m)[rows]].mean())
        for m, each in rates.items()
        if usable.has(m)[rows].any()
    }
    return _Seen(said, trust, mean)


class _Pair(NamedTuple):
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


def _pairs(
    dataset: PackedDataset,
    rows: Int64Array,
    one: Mapping[str, Float32Array],
    other: Mapping[str, Float32Array],
) -> Iterator[_Pair]:
    for name in (each for each in dataset.heads if each in one and each in other):
        kind = dataset.heads[name].kind
        if kind is HeadKind.MULTI_CLASS:
            yield from _of_classes(dataset, name, rows, one[name], other[name])
        elif kind is HeadKind.REGRESSION:
            yield from _of_numbers(dataset, name, rows, one[name], other[name])


def _of_numbers(
    dataset: PackedDataset, name: str, rows: Int64Array, one: Float32Array, other: Float32Array
) -> Iterator[_Pair]:
    values, mask = dataset.labels[name].values[rows], dataset.labels[name].mask[rows]
    for entry in range(mask.shape[1]):
        at: Int64Array = np.flatnonzero(mask[:, entry])
        if not len(at):
            continue
        label = values[at, entry].astype(np.float64)
        first, second = (each[at, entry].astype(np.float64) for each in (one, other))
        about = name if mask.shape[1] == 1 else f"{name} {entry}"
        scale = 1.0 if name == "sentiment" else max(float(label.std()), 1e-9)
        yield _Pair(
            about,
            Score.ERROR,
            MATTERS[Score.ERROR] * scale,
            np.abs(first - label),
            np.abs(second - label),
            at,
        )
        yield _Pair(about, Score.CORRELATION, MATTERS[Score.CORRELATION], first, second, at, label)


def _of_classes(
    dataset: PackedDataset, name: str, rows: Int64Array, one: Float32Array, other: Float32Array
) -> Iterator[_Pair]:
    true = true_classes(dataset, name, rows)
    at: Int64Array = np.flatnonzero(true != NO_EMOTION)
    if not len(at):
        return
    first, second = (each[at].argmax(axis=1) for each in (one, other))
    label = true[at]

    def pair(about: str, a: np.ndarray, b: np.ndarray) -> _Pair:
        right = a.astype(np.float64), b.astype(np.float64)
        return _Pair(about, Score.ACCURACY, MATTERS[Score.ACCURACY], *right, at)

    yield pair(name, first == label, second == label)
    names = [each.value for each in Emotion] if name == EMOTIONS else None
    for code in np.unique(label).tolist():
        about = names[code] if names else f"{name} {code}"
        is_it = label == code
        yield pair(about, (first == code) == is_it, (second == code) == is_it)


# ------------------------------------------------------------------ the bootstrap


def _difference(pair: _Pair, rng: np.random.Generator, cancel: Cancel) -> Difference:
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


def _measure(pair: _Pair) -> Callable[[Int64Array], _Measured]:
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


def _verdict(low: float, high: float, pair: _Pair) -> Verdict:
    if low > 0 or high < 0:
        more = low > 0
        return Verdict.BETTER if more != (pair.score is Score.ERROR) else Verdict.WORSE
    inside = -pair.matters < low and high < pair.matters
    return Verdict.SAME if inside else Verdict.UNCLEAR


def _enough(verdict: Verdict, low: float, high: float, n: int, pair: _Pair) -> int | None:
    """The interval shrinks with the root of the number."""
    if verdict is not Verdict.UNCLEAR:
        return None
    if not np.isfinite(high - low):
        return max(FEWEST, n + 1)
    return int(np.ceil(n * max(1.0, (high - low) / 2 / pair.matters) ** 2)) + 1


def _by_group(
    dataset: PackedDataset,
    groups: np.ndarray,
    pairs: Sequence[_Pair],
) -> Iterator[GroupDifference]:
    for pair in pairs:
        if pair.label is not None or pair.about not in dataset.heads:
            continue
        for code in np.unique(groups[pair.at]).tolist():
            here = groups[pair.at] == code
            yield GroupDifference(
                dataset.group_names[code],
                pair.about,
                pair.score,
                float(pair.one[here].mean()),
                float(pair.other[here].mean()),
                int(here.sum()),
            )


# ------------------------------------------------------------------ in words


def _warnings(n: int, groups: int, differences: Sequence[Difference]) -> Iterator[str]:
    if groups < FEW_GROUPS:
        people = "one person or video" if groups == 1 else f"{groups} people or videos"
        yield f"These are {n} utterances of {people}: with others it may be otherwise."
    unclear = [each for each in differences if each.enough is not None and each.score in _PLAIN]
    if unclear:
        most = max(each.enough or 0 for each in unclear)
        names = ", ".join(dict.fromkeys(each.about for each in unclear))
        yield f"Too few utterances to tell of {names}: about {most} would be needed."


_PLAIN = (Score.ERROR, Score.ACCURACY)


def _in_words(differences: Sequence[Difference]) -> Iterator[str]:
    plain = [each for each in differences if each.score in _PLAIN]
    for verdict in (Verdict.BETTER, Verdict.WORSE):
        for each in plain:
            if each.verdict is verdict:
                size = f"{abs(each.change):.2f} ± {each.half_width:.2f}"
                yield f"{verdict.value} on {each.about} by {size}"
    for verdict in (Verdict.SAME, Verdict.UNCLEAR):
        names = [each.about for each in plain if each.verdict is verdict]
        if names:
            yield f"{verdict.value} on {', '.join(names)}"
