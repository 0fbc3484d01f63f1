"""How far probabilities and intervals can be believed. nan where there is nothing to score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.training.metric_basics import NAN, Bools, Floats, Ints, mean, same_shape


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """The samples whose confidence lies in ``low`` < c ≤ ``high``; the first bin has 0 as well."""

    low: float
    high: float
    count: int
    confidence: float
    """Mean; nan in an empty bin."""
    accuracy: float
    """Share that is correct, 0..1; nan in an empty bin."""


def reliability(confidence: Floats, correct: Bools, bins: int = 10) -> tuple[ReliabilityBin, ...]:
    """The points of a reliability diagram (Guo et al. 2017, arXiv 1706.04599).

    Args:
        confidence: [n], 0..1; the top probability, or the probability of one event.
        correct: [n]; whether the top class was true, or whether the event happened.
        bins: how many, equally wide.

    Returns:
        Every bin from 0 to 1, the empty ones too.
    """
    same_shape(confidence, correct)
    edges, place = np.linspace(0.0, 1.0, bins + 1), bin_of(confidence, bins)
    return tuple(
        ReliabilityBin(
            low=float(edges[each]),
            high=float(edges[each + 1]),
            count=int((place == each).sum()),
            confidence=mean(confidence[place == each]),
            accuracy=mean(correct[place == each]),
        )
        for each in range(bins)
    )


def bin_of(confidence: Floats, bins: int) -> Ints:
    """Which bin of ``reliability`` each of [n] confidences lies in, 0 … ``bins`` − 1."""
    return np.searchsorted(np.linspace(0.0, 1.0, bins + 1)[1:-1], confidence, side="left")


def calibration_error(
    confidence: Floats, correct: Bools, bins: int = 10, weight: Floats | None = None
) -> float:
    """Expected calibration error: gap of confidence and accuracy, weighted by the bins' counts.

    ``confidence``, ``correct``: [n], as in ``reliability``. ``weight``: [n], how much each sample
    counts; all alike where it is not given.
    """
    same_shape(confidence, correct)
    weights = np.ones(len(correct)) if weight is None else weight.astype(np.float64)
    if not len(correct):
        return NAN
    surplus = weights * (confidence.astype(np.float64) - correct)
    gaps = np.bincount(bin_of(confidence, bins), surplus, minlength=bins)
    return float(np.abs(gaps).sum() / weights.sum())


def classwise_calibration_error(
    probabilities: Floats, label: Bools, mask: Bools, bins: int = 10
) -> tuple[float, ...]:
    """Expected calibration error of each class as an event of its own, by the class's probability.

    Of a multi-label head, or of one true class as rows with one True; the mean over its classes is
    the classwise error of Kull et al. 2019 (arXiv 1910.12656).

    Args:
        probabilities: [n, k], 0..1.
        label: [n, k].
        mask: [n, k], True where the label is known; the rest takes no part.
        bins: how many, equally wide.

    Returns:
        k numbers; nan for a class without known labels.
    """
    same_shape(probabilities, label, mask)
    return tuple(
        calibration_error(probability[known], true[known], bins)
        for probability, true, known in zip(probabilities.T, label.T, mask.T, strict=True)
    )


def brier_score(probability: Floats, happened: Bools) -> float:
    """Mean squared error of the probability of one event, 0 (best) .. 1. Both [n]."""
    same_shape(probability, happened)
    return mean((probability.astype(np.float64) - happened) ** 2)


def multi_class_brier_score(probabilities: Floats, label: Ints) -> float:
    """Squared errors summed over the classes (Brier 1950), 0 (best) .. 2.

    ``probabilities``: [n, k] rows that sum to one; ``label``: [n], the index of the true class.
    """
    same_shape(probabilities[:, 0], label)
    true = label[:, None] == np.arange(probabilities.shape[1])
    return mean(((probabilities.astype(np.float64) - true) ** 2).sum(axis=1))


def interval_coverage(label: Floats, low: Floats, high: Floats) -> float:
    """Share of labels inside their interval, ends included. All [n], ``low`` ≤ ``high``.

    To be read next to ``mean_interval_width``: an interval that is wide enough covers everything.
    A bound that is nan covers nothing.
    """
    same_shape(label, low, high)
    return mean((low <= label) & (label <= high))


def mean_interval_width(low: Floats, high: Floats) -> float:
    """In units of the label; both [n], ``low`` ≤ ``high``."""
    same_shape(low, high)
    return mean(high.astype(np.float64) - low)
