"""Scores, each under a protocol that its name states.

Sentiment (labels in −3..3), as tables on CMU-MOSI and CMU-MOSEI report it:

    acc7              both sides clipped to −3..3 and rounded half to even, all samples
    acc2, f1 nonzero  labels ≠ 0 only; positive is > 0 for labels, ≥ 0 for predictions
    acc2, f1 haszero  all samples; negative (< 0) against non-negative (≥ 0)
    mae, pearson r    all samples, and over labels ≠ 0

F1 is weighted by the support of the two classes. Other numbers: ``regression_scores``. Classes and
emotions are in ``classification_metrics``, probabilities and intervals in ``calibration_metrics``;
all of it can be had from here. A score that is not defined (no samples, no spread, a prediction
that is not finite) is nan, never a number that looks good.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.training.calibration_metrics import (
    ReliabilityBin,
    brier_score,
    calibration_error,
    classwise_calibration_error,
    interval_coverage,
    mean_interval_width,
    multi_class_brier_score,
    reliability,
)
from engine.training.classification_metrics import (
    EmotionScores,
    MultiLabelScores,
    emotion_scores,
    f1,
    multi_label_scores,
    roc_auc,
    weighted_accuracy,
    weighted_f1,
)
from engine.training.metric_basics import NAN, Floats, all_finite, defined_mean, mean, same_shape

__all__ = [
    "EmotionScores",
    "MultiLabelScores",
    "RegressionScores",
    "ReliabilityBin",
    "SentimentScores",
    "brier_score",
    "calibration_error",
    "classwise_calibration_error",
    "concordance",
    "defined_mean",
    "emotion_scores",
    "f1",
    "interval_coverage",
    "mean_interval_width",
    "multi_class_brier_score",
    "multi_label_scores",
    "pearson",
    "regression_scores",
    "reliability",
    "roc_auc",
    "sentiment_scores",
    "weighted_accuracy",
    "weighted_f1",
]


@dataclass(frozen=True, slots=True)
class SentimentScores:
    """All scores over one set; ``n`` and ``n_nonzero`` samples stand behind them."""

    n: int
    n_nonzero: int
    acc7: float
    acc2_nonzero: float
    f1_nonzero: float
    acc2_haszero: float
    f1_haszero: float
    mae: float
    pearson: float
    mae_nonzero: float
    pearson_nonzero: float


@dataclass(frozen=True, slots=True)
class RegressionScores:
    """Scores of one number per sample, errors in units of the label."""

    n: int
    mae: float
    rmse: float
    pearson: float
    concordance: float
    """Lin's coefficient: 1 only where prediction and label are equal, not merely on a line."""


def sentiment_scores(predicted: Floats, label: Floats) -> SentimentScores:
    """``predicted``, ``label``: [n]."""
    same_shape(predicted, label)
    nonzero = label != 0
    n, n_nonzero = len(label), int(nonzero.sum())
    if not all_finite(predicted, label):
        return SentimentScores(n, n_nonzero, *(NAN,) * 9)
    error = _absolute_error(predicted, label)
    return SentimentScores(
        n=n,
        n_nonzero=n_nonzero,
        acc7=mean(_classes7(predicted) == _classes7(label)),
        acc2_nonzero=mean((predicted[nonzero] >= 0) == (label[nonzero] > 0)),
        f1_nonzero=weighted_f1(predicted[nonzero] >= 0, label[nonzero] > 0),
        acc2_haszero=mean((predicted >= 0) == (label >= 0)),
        f1_haszero=weighted_f1(predicted >= 0, label >= 0),
        mae=mean(error),
        pearson=pearson(predicted, label),
        mae_nonzero=mean(error[nonzero]),
        pearson_nonzero=pearson(predicted[nonzero], label[nonzero]),
    )


def regression_scores(predicted: Floats, label: Floats) -> RegressionScores:
    """``predicted``, ``label``: [n]; a head of several numbers is scored number by number."""
    same_shape(predicted, label)
    if not all_finite(predicted, label):
        return RegressionScores(len(label), NAN, NAN, NAN, NAN)
    error = _absolute_error(predicted, label)
    return RegressionScores(
        n=len(label),
        mae=mean(error),
        rmse=float(np.sqrt(mean(error**2))),
        pearson=pearson(predicted, label),
        concordance=concordance(predicted, label),
    )


def pearson(a: Floats, b: Floats) -> float:
    """Pearson's r of [n] and [n]; nan for fewer than two samples or a side without spread."""
    if len(a) < 2 or not all_finite(a, b) or np.ptp(a) == 0 or np.ptp(b) == 0:
        return NAN
    x, y = _centred(a), _centred(b)
    scale = float(np.linalg.norm(x) * np.linalg.norm(y))
    return float(np.clip(x @ y / scale, -1.0, 1.0)) if scale > 0 else NAN


def concordance(a: Floats, b: Floats) -> float:
    """Lin's concordance correlation coefficient of [n] and [n] (Lin 1989, Biometrics 45:255).

    2 s_ab / (s_a² + s_b² + (mean a − mean b)²), moments over n. 0 where one side has no spread; nan
    for fewer than two samples or where neither side has any.
    """
    if len(a) < 2 or not all_finite(a, b) or np.ptp(a) == np.ptp(b) == 0:
        return NAN
    x, y = _centred(a), _centred(b)
    offset = mean(a) - mean(b)
    scale = mean(x**2) + mean(y**2) + offset**2
    return 2 * mean(x * y) / scale if scale > 0 else NAN


def _centred(values: Floats) -> Floats:
    return values.astype(np.float64) - mean(values)


def _absolute_error(predicted: Floats, label: Floats) -> Floats:
    return np.abs(predicted.astype(np.float64) - label)


def _classes7(values: Floats) -> Floats:
    return np.rint(np.clip(values, -3.0, 3.0))
