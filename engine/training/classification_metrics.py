"""Scores of classes: one true class of several, or any number of classes at once.

F1 "weighted" is the F1 of every side or class weighted by its support, as published tables have it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.training.calibration_metrics import calibration_error
from engine.training.metric_basics import (
    NAN,
    Bools,
    Floats,
    Ints,
    all_finite,
    defined_mean,
    mean,
    same_shape,
)


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


@dataclass(frozen=True, slots=True)
class MultiLabelScores:
    """Each class against its absence, over the samples whose label of it is known.

    Tuples have one number per class in the order of the head. The macro means are over the classes
    for which the score is defined.
    """

    n: int
    """Samples with at least one known label."""
    n_known: tuple[int, ...]
    """Samples behind the scores of the class."""
    n_positive: tuple[int, ...]
    """Of these, how many have it."""
    weighted_accuracy: tuple[float, ...]
    """Mean recall of both sides; nan where one never occurs. MOSEI's measure."""
    f1: tuple[float, ...]
    """F1 of the positive side; nan where no label is positive."""
    weighted_f1: tuple[float, ...]
    """F1 of both sides, weighted by support. High for rare classes even if never predicted."""
    auc: tuple[float, ...]
    """Area under the ROC curve; nan where one side never occurs."""
    macro_weighted_accuracy: float
    macro_f1: float
    macro_weighted_f1: float
    macro_auc: float


def confusion(label: Ints, predicted: Ints, classes: int) -> tuple[tuple[int, ...], ...]:
    """How often; rows: the true class of [n], columns: the predicted one."""
    cells = np.bincount(label * classes + predicted, minlength=classes**2)
    return tuple(tuple(row) for row in cells.reshape(classes, classes).tolist())


def emotion_scores(probabilities: Floats, label: Ints) -> EmotionScores:
    """``probabilities``: [n, k] rows that sum to one; ``label``: [n] indices of the true class."""
    same_shape(probabilities[:, 0], label)
    classes = probabilities.shape[1]
    if len(label) == 0 or not all_finite(probabilities):
        return EmotionScores(len(label), NAN, NAN, NAN, NAN, NAN, (NAN,) * classes, NAN, NAN)
    predicted = probabilities.argmax(axis=1)
    recall = tuple(mean(predicted[label == each] == each) for each in range(classes))
    true_probability = probabilities[np.arange(len(label)), label].astype(np.float64)
    return EmotionScores(
        n=len(label),
        accuracy=mean(predicted == label),
        balanced_accuracy=defined_mean(recall),
        macro_f1=defined_mean([f1(predicted == each, label == each) for each in range(classes)]),
        weighted_f1=weighted_f1(predicted, label),
        macro_auc=defined_mean(
            [roc_auc(probabilities[:, each], label == each) for each in range(classes)]
        ),
        recall=recall,
        negative_log_likelihood=mean(-np.log(np.clip(true_probability, 1e-12, 1.0))),
        calibration_error=calibration_error(probabilities.max(axis=1), predicted == label),
    )


def multi_label_scores(
    probabilities: Floats, label: Bools, mask: Bools, threshold: float = 0.5
) -> MultiLabelScores:
    """Scores of a multi-label head, as tables on CMU-MOSEI's and IEMOCAP's emotions report them.

    Args:
        probabilities: [n, k], 0..1; not softmax, each class for itself.
        label: [n, k].
        mask: [n, k], True where the label is known. The rest takes no part and may hold anything.
        threshold: a class is predicted from this probability on.

    Returns:
        A class with a prediction that is not finite has no score.
    """
    same_shape(probabilities, label, mask)
    columns = [
        (probability[known], true[known])
        for probability, true, known in zip(probabilities.T, label.T, mask.T, strict=True)
    ]

    def each(measure: Callable[[Floats, Bools], float]) -> tuple[float, ...]:
        return tuple(measure(p, true) if all_finite(p) else NAN for p, true in columns)

    accuracies = each(lambda p, true: weighted_accuracy(p >= threshold, true))
    positive_f1 = each(lambda p, true: f1(p >= threshold, true))
    both_f1 = each(lambda p, true: weighted_f1(p >= threshold, true))
    areas = each(roc_auc)
    return MultiLabelScores(
        n=int(mask.any(axis=1).sum()),
        n_known=tuple(len(true) for _, true in columns),
        n_positive=tuple(int(true.sum()) for _, true in columns),
        weighted_accuracy=accuracies,
        f1=positive_f1,
        weighted_f1=both_f1,
        auc=areas,
        macro_weighted_accuracy=defined_mean(accuracies),
        macro_f1=defined_mean(positive_f1),
        macro_weighted_f1=defined_mean(both_f1),
        macro_auc=defined_mean(areas),
    )


def f1(predicted: Bools, label: Bools) -> float:
    """F1 of the positive side, [n] each; nan where no label is positive."""
    if not label.any():
        return NAN
    hits = int((predicted & label).sum())
    return 2 * hits / (int(predicted.sum()) + int(label.sum()))


def weighted_f1(predicted: npt.NDArray[np.generic], label: npt.NDArray[np.generic]) -> float:
    """F1 of every class weighted by how often it occurs in ``label``; nan without samples."""
    if len(label) == 0:
        return NAN
    classes, support = np.unique(label, return_counts=True)
    scores = [f1(predicted == each, label == each) for each in classes]
    return float(np.average(scores, weights=support))


def weighted_accuracy(predicted: Bools, label: Bools) -> float:
    """Mean of the recall of both sides (MOSEI's per-emotion measure); nan if one never occurs.

    [n] each. The same as (TP · N/P + TN) / 2N for P positives and N negatives (Tong et al. 2017).
    """
    return (mean(predicted[label]) + mean(~predicted[~label])) / 2


def roc_auc(score: Floats, label: Bools) -> float:
    """Probability that a positive outranks a negative, ties count half, [n] each.

    nan with one side only, or where a score is nan.
    """
    positives = int(label.sum())
    negatives = len(label) - positives
    if positives == 0 or negatives == 0 or np.isnan(score).any():
        return NAN
    _, inverse, counts = np.unique(score, return_inverse=True, return_counts=True)
    mean_rank = np.cumsum(counts) - (counts - 1) / 2
    rank_sum = float(mean_rank[inverse][label].sum())
    return (rank_sum - positives * (positives + 1) / 2) / (positives * negatives)
