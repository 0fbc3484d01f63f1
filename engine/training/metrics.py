"""Scores, each under a protocol that its name states.

Sentiment (labels in −3..3), as tables on CMU-MOSI and CMU-MOSEI report it:

    acc7              both sides clipped to −3..3 and rounded half to even, all samples
    acc2, f1 nonzero  labels ≠ 0 only; positive is > 0 for labels, ≥ 0 for predictions
    acc2, f1 haszero  all samples; negative (< 0) against non-negative (≥ 0)
    mae, pearson r    all samples, and over labels ≠ 0

F1 is weighted by the support of the two classes. Emotions: argmax against one true class.
A score that is not defined (no samples, no spread) is nan, never a number that looks good.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.types import Emotion

Floats = npt.NDArray[np.floating]
Ints = npt.NDArray[np.integer]
Bools = npt.NDArray[np.bool_]


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
class EmotionScores:
    """Scores of the argmax. Classes that never occur in the labels are left out of the means."""

    n: int
    accuracy: float
    balanced_accuracy: float
    """Mean recall of the classes that occur (unweighted average recall)."""
    macro_f1: float
    """Mean F1 of the classes that occur."""
    weighted_f1: float
    """F1 weighted by support."""
    macro_auc: float
    """Mean over the classes that occur of the area under the curve, one class against the rest."""
    recall: tuple[float, ...]
    """Per emotion; nan where it does not occur."""
    negative_log_likelihood: float
    """Mean of −ln p(true class), nats; ln 7 = 1.946 is a uniform guess over seven."""
    calibration_error: float
    """Expected calibration error of the top probability, ten equal bins."""


def sentiment_scores(predicted: Floats, label: Floats) -> SentimentScores:
    """``predicted``, ``label``: [n]."""
    nonzero = label != 0
    return SentimentScores(
        n=len(label),
        n_nonzero=int(nonzero.sum()),
        acc7=_mean(_classes7(predicted) == _classes7(label)),
        acc2_nonzero=_mean((predicted[nonzero] >= 0) == (label[nonzero] > 0)),
        f1_nonzero=weighted_f1(predicted[nonzero] >= 0, label[nonzero] > 0),
        acc2_haszero=_mean((predicted >= 0) == (label >= 0)),
        f1_haszero=weighted_f1(predicted >= 0, label >= 0),
        mae=_mean(np.abs(predicted - label)),
        pearson=pearson(predicted, label),
        mae_nonzero=_mean(np.abs(predicted[nonzero] - label[nonzero])),
        pearson_nonzero=pearson(predicted[nonzero], label[nonzero]),
    )


def emotion_scores(probabilities: Floats, label: Ints) -> EmotionScores:
    """``probabilities``: [n, 7] rows that sum to one; ``label``: [n] indices into Emotion."""
    classes = len(Emotion)
    if len(label) == 0:
        nan = float("nan")
        return EmotionScores(0, nan, nan, nan, nan, nan, (nan,) * classes, nan, nan)
    predicted = probabilities.argmax(axis=1)
    present = np.unique(label)
    recall = [
        _mean(predicted[label == each] == each) if each in present else float("nan")
        for each in range(classes)
    ]
    true_probability = np.clip(probabilities[np.arange(len(label)), label], 1e-12, 1.0)
    return EmotionScores(
        n=len(label),
        accuracy=_mean(predicted == label),
        balanced_accuracy=float(np.nanmean(recall)),
        macro_f1=float(np.mean([_f1(predicted == each, label == each) for each in present])),
        weighted_f1=weighted_f1(predicted, label),
        macro_auc=float(
            np.mean([roc_auc(probabilities[:, each], label == each) for each in present])
        ),
        recall=tuple(recall),
        negative_log_likelihood=float(-np.log(true_probability).mean()),
        calibration_error=calibration_error(probabilities.max(axis=1), predicted == label),
    )


def pearson(a: Floats, b: Floats) -> float:
    """Pearson's r; nan for fewer than two samples or a side without spread."""
    if len(a) < 2 or np.ptp(a) == 0 or np.ptp(b) == 0:
        return float("nan")
    x = a.astype(np.float64) - a.mean(dtype=np.float64)
    y = b.astype(np.float64) - b.mean(dtype=np.float64)
    scale = float(np.linalg.norm(x) * np.linalg.norm(y))
    return float(np.clip(x @ y / scale, -1.0, 1.0)) if scale > 0 else float("nan")


def weighted_f1(predicted: npt.NDArray[np.generic], label: npt.NDArray[np.generic]) -> float:
    """F1 of every class weighted by how often it occurs in ``label``; nan without samples."""
    if len(label) == 0:
        return float("nan")
    classes, support = np.unique(label, return_counts=True)
    scores = [_f1(predicted == each, label == each) for each in classes]
    return float(np.average(scores, weights=support))


def weighted_accuracy(predicted: Bools, label: Bools) -> float:
    """Mean of the recall of both sides (MOSEI's per-emotion measure); nan if one never occurs."""
    if not label.any() or label.all():
        return float("nan")
    return (_mean(predicted[label]) + _mean(~predicted[~label])) / 2


def roc_auc(score: Floats, label: Bools) -> float:
    """Probability that a positive outranks a negative, ties count half; nan with one side only."""
    positives = int(label.sum())
    negatives = len(label) - positives
    if positives == 0 or negatives == 0:
        return float("nan")
    _, inverse, counts = np.unique(score, return_inverse=True, return_counts=True)
    mean_rank = np.cumsum(counts) - (counts - 1) / 2
    rank_sum = float(mean_rank[inverse][label].sum())
    return (rank_sum - positives * (positives + 1) / 2) / (positives * negatives)


def calibration_error(confidence: Floats, correct: Bools, bins: int = 10) -> float:
    """Expected calibration error: gap of confidence and accuracy, weighted over equal bins."""
    place = np.minimum((confidence * bins).astype(np.int64), bins - 1)
    gaps = [
        abs(_mean(confidence[place == each]) - _mean(correct[place == each]))
        * float((place == each).mean())
        for each in np.unique(place)
    ]
    return float(sum(gaps))


def _classes7(values: Floats) -> Floats:
    return np.rint(np.clip(values, -3.0, 3.0))


def _f1(predicted: npt.NDArray[np.bool_], label: npt.NDArray[np.bool_]) -> float:
    hits = int((predicted & label).sum())
    total = int(predicted.sum()) + int(label.sum())
    return 2 * hits / total if total else 0.0


def _mean(values: Floats | Bools) -> float:
    return float(np.mean(values, dtype=np.float64)) if len(values) else float("nan")
