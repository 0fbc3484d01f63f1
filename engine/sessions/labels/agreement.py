"""How far raters agree beyond chance.

Krippendorff's alpha takes any number of raters and gaps (interval for sentiment, nominal for
whether an expression is shown); ICC(2,1) and ICC(3,1) are of Shrout & Fleiss (1979), of what all
have rated; Cohen's kappa is of two raters, its mean over all pairs where there are more (Light
1971). A figure is None where it is not defined: too few utterances, or nothing that varies.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations

import numpy as np

from engine.sessions.labels.table import Label
from engine.types import Emotion, Float64Array

_STEPS = 100
"""Sentiments are compared to a hundredth."""


@dataclass(frozen=True, slots=True)
class SentimentAgreement:
    """``utterances``: rated by two or more."""

    utterances: int
    alpha: float | None
    icc_2_1: float | None
    """Absolute agreement: raters who are stricter than others lower it."""
    icc_3_1: float | None
    """Consistency: whether they put the utterances in the same order."""


@dataclass(frozen=True, slots=True)
class EmotionAgreement:
    """Of one expression, shown or not. ``utterances``: rated by two or more."""

    utterances: int
    alpha: float | None
    kappa: float | None


@dataclass(frozen=True, slots=True)
class RaterAgreement:
    raters: tuple[str, ...]
    sentiment: SentimentAgreement
    emotions: Mapping[Emotion, EmotionAgreement]


def rater_agreement(units: Sequence[Sequence[Label]]) -> RaterAgreement:
    """``units``: of each utterance the labels that count, at most one of each rater."""
    raters = tuple(sorted({label.rater for labels in units for label in labels}))
    sentiment = _table(units, raters, lambda label: label.sentiment)
    return RaterAgreement(
        raters,
        SentimentAgreement(
            _shared(sentiment),
            interval_alpha(sentiment),
            icc(sentiment, "2,1"),
            icc(sentiment, "3,1"),
        ),
        {each: _of_emotion(_table(units, raters, _shows(each))) for each in Emotion},
    )


def interval_alpha(values: Float64Array) -> float | None:
    """Krippendorff's alpha of numbers [units, raters]; nan: not rated."""
    known = values[np.isfinite(values)]
    if not known.size:
        return None
    steps = np.round(values * _STEPS)
    low, high = int(np.nanmin(steps)), int(np.nanmax(steps))
    return _alpha(steps, "interval", range(low, high + 1))


def nominal_alpha(values: Float64Array) -> float | None:
    """Krippendorff's alpha of classes as whole numbers [units, raters]; nan: not rated."""
    return _alpha(values, "nominal", None)


def mean_kappa(values: Float64Array) -> float | None:
    """Cohen's kappa of classes as whole numbers [units, raters]; nan: not rated. The mean over
    all pairs of raters for which it is defined.
    """
    from raters import cohen_kappa  # noqa: PLC0415 - nobody needs it before two have rated

    classes = sorted({int(each) for each in values[np.isfinite(values)]})
    found = []
    for one, other in combinations(range(values.shape[1]), 2):
        both = np.isfinite(values[:, [one, other]]).all(axis=1)
        pair = values[both].astype(int)
        kappa = _defined(partial(cohen_kappa, pair[:, one], pair[:, other], classes))
        found += [] if kappa is None else [kappa]
    return float(np.mean(found)) if found else None


def icc(values: Float64Array, form: str) -> float | None:
    """Intraclass correlation, form "2,1" or "3,1", of the rows of [units, raters] without nan."""
    from raters import icc as library_icc  # noqa: PLC0415

    whole = values[np.isfinite(values).all(axis=1)]
    return _defined(lambda: library_icc(whole, form))


def _alpha(values: Float64Array, level: str, classes: Sequence[int] | None) -> float | None:
    from raters import krippendorff_alpha  # noqa: PLC0415

    rows = [[int(v) if np.isfinite(v) else None for v in rated] for rated in values.T]
    return _defined(lambda: krippendorff_alpha(rows, level, classes)) if rows else None


def _defined(statistic: Callable[[], float]) -> float | None:
    """The library raises ValueError where there is too little, or nothing that varies."""
    try:
        return float(statistic())
    except ValueError:
        return None


def _of_emotion(shown: Float64Array) -> EmotionAgreement:
    return EmotionAgreement(_shared(shown), nominal_alpha(shown), mean_kappa(shown))


def _table(
    units: Sequence[Sequence[Label]],
    raters: Sequence[str],
    of: Callable[[Label], float | None],
) -> Float64Array:
    """float64 [units, raters], nan where nothing was said."""
    table = np.full((len(units), len(raters)), np.nan)
    for row, labels in zip(table, units, strict=True):
        for label in labels:
            value = of(label)
            row[raters.index(label.rater)] = np.nan if value is None else value
    return table


def _shows(emotion: Emotion) -> Callable[[Label], float | None]:
    return lambda label: None if label.emotions is None else float(emotion in label.emotions)


def _shared(values: Float64Array) -> int:
    """How many units have two or more ratings."""
    return int((np.isfinite(values).sum(axis=1) > 1).sum())
