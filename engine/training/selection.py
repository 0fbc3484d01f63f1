"""The one number by which the best epoch is chosen, from validation scores alone."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.errors import DatasetError
from engine.training import metrics
from engine.training.config import Selection
from engine.training.evaluation import Scores, SetScores


def selection_score(by: Selection, validation: Mapping[str, SetScores]) -> float:
    """More is better; the mean over all heads of all sets.

    What is undefined counts as no skill, and as the largest of errors: predictions that are not
    finite must never be chosen.

    Raises:
        DatasetError: the validation split has no labels that this can be measured on.
    """
    measure = {Selection.SKILL: skill, Selection.MAE: closeness, Selection.LOSS: likelihood}[by]
    values = [measure(each) for heads in validation.values() for each in heads.values()]
    found = np.array([value for value in values if value is not None])
    if not len(found):
        raise DatasetError(
            f"The validation split has no labels by whose {by} an epoch could be chosen.",
            hint="Choose another select_by in the recipe.",
        )
    worst = 0.0 if by is Selection.SKILL else -np.inf
    return float(np.mean(np.where(np.isnan(found), worst, found)))


def skill(scores: Scores) -> float | None:
    """Pearson's r, balanced accuracy or the mean area under the curve."""
    match scores:
        case metrics.SentimentScores() | metrics.RegressionScores():
            return scores.pearson
        case metrics.EmotionScores():
            return scores.balanced_accuracy
        case metrics.MultiLabelScores():
            return scores.macro_auc


def closeness(scores: Scores) -> float | None:
    """Minus the mean absolute error; None for classes."""
    match scores:
        case metrics.SentimentScores() | metrics.RegressionScores():
            return -scores.mae
        case _:
            return None


def likelihood(scores: Scores) -> float | None:
    """Minus what the task terms of the objective are: absolute error, cross-entropy."""
    match scores:
        case metrics.EmotionScores():
            return -scores.negative_log_likelihood if scores.n else None
        case metrics.MultiLabelScores():
            return None
        case _:
            return closeness(scores)
