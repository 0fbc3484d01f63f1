"""The number by which the best epoch is chosen."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import DatasetError
from engine.training.config import Selection
from engine.training.evaluation import Scores, SetScores
from engine.training.metrics import (
    emotion_scores,
    multi_label_scores,
    regression_scores,
    sentiment_scores,
)
from engine.training.selection import selection_score

LABELS = np.array([-2.0, -1.0, 0.5, 2.0], dtype=np.float32)
OFF = LABELS + np.array([0.5, -0.5, 0.5, -0.5], dtype=np.float32)
CLASSES = np.array([0, 1, 1, 0])


def sentiment(predicted: np.ndarray = OFF) -> Scores:
    return sentiment_scores(predicted, LABELS)


def emotions(right: float, classes: np.ndarray = CLASSES) -> Scores:
    """Every sample's own class has the probability ``right``."""
    chance = np.full((len(classes), 2), 1 - right)
    chance[np.arange(len(classes)), classes] = right
    return emotion_scores(chance, classes)


def score(by: Selection, *sets: SetScores) -> float:
    return selection_score(by, {f"set {i}": each for i, each in enumerate(sets)})


def test_skill_is_the_mean_over_all_heads_of_all_sets() -> None:
    r = np.corrcoef(OFF, LABELS)[0, 1]
    topics = multi_label_scores(
        np.array([[0.9], [0.1]]), np.array([[True], [False]]), np.ones((2, 1), dtype=np.bool_)
    )
    found = score(
        Selection.SKILL,
        {"sentiment": sentiment(), "emotions": emotions(0.9)},
        {"topics": topics},
        {"valence": regression_scores(-LABELS, LABELS)},
    )
    assert found == pytest.approx((r + 1.0 + 1.0 - 1.0) / 4)


def test_error_is_of_the_numbers_only() -> None:
    sets = {"sentiment": sentiment(), "emotions": emotions(0.9)}
    assert score(Selection.MAE, sets) == pytest.approx(-0.5)
    assert score(Selection.MAE, sets, {"sentiment": sentiment(LABELS)}) == pytest.approx(-0.25)


def test_loss_is_absolute_error_and_cross_entropy() -> None:
    sets = {"sentiment": sentiment(), "emotions": emotions(0.8)}
    assert score(Selection.LOSS, sets) == pytest.approx((-0.5 + np.log(0.8)) / 2)


def test_without_skill_nothing_is_added() -> None:
    assert score(Selection.SKILL, {"sentiment": sentiment(np.ones_like(OFF))}) == 0.0


@pytest.mark.parametrize("by", Selection)
def test_predictions_that_are_not_finite_are_never_better(by: Selection) -> None:
    broken = {"sentiment": sentiment(np.full_like(OFF, np.nan))}
    terrible = {"sentiment": sentiment(100 * (OFF + 1))}
    assert score(by, broken) < score(by, terrible)


def test_a_set_whose_emotions_are_all_torn_has_no_say_in_the_loss() -> None:
    nobody = emotions(0.9, np.array([], dtype=np.int64))
    sets = {"sentiment": sentiment(), "emotions": nobody}
    assert score(Selection.LOSS, sets) == pytest.approx(-0.5)


@pytest.mark.parametrize("by", [Selection.MAE, Selection.LOSS])
def test_what_cannot_be_measured_is_refused_rather_than_taken_as_equal(by: Selection) -> None:
    nobody = emotions(0.9, np.array([], dtype=np.int64))
    with pytest.raises(DatasetError, match=f"{by}.*select_by"):
        score(by, {"emotions": nobody})
