"""Every score against scikit-learn or SciPy, on ordinary and on degenerate inputs."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats
from sklearn import metrics as sk

from engine.training import metrics
from engine.types import Emotion

_LABELS = hnp.arrays(
    np.float64,
    st.integers(2, 40),
    elements=st.sampled_from([-3.0, -1.4, -0.5, 0.0, 0.2, 1.0, 2.5, 3.0]),
)


def _noisy(label: np.ndarray, seed: int) -> np.ndarray:
    return label + np.random.default_rng(seed).normal(0, 1.5, len(label))


@settings(max_examples=30, deadline=None)
@given(label=_LABELS, seed=st.integers(0, 99))
def test_sentiment_scores_equal_the_reference_libraries(label: np.ndarray, seed: int) -> None:
    predicted = _noisy(label, seed)
    scores = metrics.sentiment_scores(predicted, label)
    some = label != 0

    clipped = [np.round(np.clip(side, -3, 3)).astype(int) for side in (label, predicted)]
    assert scores.acc7 == pytest.approx(sk.accuracy_score(*clipped))
    assert scores.acc2_haszero == pytest.approx(sk.accuracy_score(label >= 0, predicted >= 0))
    assert scores.f1_haszero == pytest.approx(
        sk.f1_score(label >= 0, predicted >= 0, average="weighted", zero_division=0)
    )
    assert scores.mae == pytest.approx(sk.mean_absolute_error(label, predicted))
    assert scores.n_nonzero == some.sum()
    if some.any():
        positive, said = label[some] > 0, predicted[some] >= 0
        assert scores.acc2_nonzero == pytest.approx(sk.accuracy_score(positive, said))
        assert scores.f1_nonzero == pytest.approx(
            sk.f1_score(positive, said, average="weighted", zero_division=0)
        )
        assert scores.mae_nonzero == pytest.approx(
            sk.mean_absolute_error(label[some], predicted[some])
        )
    else:
        assert math.isnan(scores.acc2_nonzero)
    if np.ptp(label) > 0:
        assert scores.pearson == pytest.approx(stats.pearsonr(label, predicted).statistic)
    else:
        assert math.isnan(scores.pearson)


def test_zero_counts_as_positive_only_where_the_protocol_says_so() -> None:
    label = np.array([0.0, 0.0, -1.0, 1.0])
    predicted = np.array([-0.1, 0.0, 0.0, 0.0])
    scores = metrics.sentiment_scores(predicted, label)
    assert scores.acc2_nonzero == 0.5  # the two zeros are out; 0.0 reads as positive
    assert scores.acc2_haszero == 0.5  # −0.1 and the missed −1 are wrong
    assert scores.n_nonzero == 2


@settings(max_examples=30, deadline=None)
@given(
    label=hnp.arrays(np.int64, st.integers(1, 40), elements=st.integers(0, 6)),
    seed=st.integers(0, 99),
)
def test_emotion_scores_equal_scikit_learn(label: np.ndarray, seed: int) -> None:
    probabilities = np.random.default_rng(seed).dirichlet(np.ones(7), len(label))
    predicted = probabilities.argmax(axis=1)
    scores = metrics.emotion_scores(probabilities, label)
    present = np.unique(label)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # scikit-learn remarks on classes that never occur
        assert scores.accuracy == pytest.approx(sk.accuracy_score(label, predicted))
        assert scores.balanced_accuracy == pytest.approx(
            sk.balanced_accuracy_score(label, predicted)
        )
        assert scores.macro_f1 == pytest.approx(
            sk.f1_score(label, predicted, labels=present, average="macro", zero_division=0)
        )
        assert scores.weighted_f1 == pytest.approx(
            sk.f1_score(label, predicted, average="weighted", zero_division=0)
        )
    assert scores.negative_log_likelihood == pytest.approx(
        sk.log_loss(label, probabilities, labels=range(7)), rel=1e-6
    )
    if len(present) > 1:
        areas = [sk.roc_auc_score(label == each, probabilities[:, each]) for each in present]
        assert scores.macro_auc == pytest.approx(np.mean(areas))
    else:
        assert math.isnan(scores.macro_auc)
    for each in range(len(Emotion)):
        assert math.isnan(scores.recall[each]) == (each not in present)


@settings(max_examples=30, deadline=None)
@given(
    score=hnp.arrays(
        np.float64, st.integers(2, 40), elements=st.sampled_from([0.0, 0.1, 0.5, 0.9])
    ),
    seed=st.integers(0, 99),
)
def test_auc_and_weighted_accuracy_equal_scikit_learn(score: np.ndarray, seed: int) -> None:
    label = np.random.default_rng(seed).random(len(score)) < 0.4
    if label.any() and not label.all():
        assert metrics.roc_auc(score, label) == pytest.approx(sk.roc_auc_score(label, score))
        assert metrics.weighted_accuracy(score > 0.3, label) == pytest.approx(
            sk.balanced_accuracy_score(label, score > 0.3)
        )
    else:
        assert math.isnan(metrics.roc_auc(score, label))
        assert math.isnan(metrics.weighted_accuracy(score > 0.3, label))


def test_nothing_to_score_is_not_a_number() -> None:
    empty = metrics.sentiment_scores(np.zeros(0), np.zeros(0))
    assert empty.n == 0
    assert math.isnan(empty.acc7)
    assert math.isnan(empty.mae)
    emotions = metrics.emotion_scores(np.zeros((0, 7)), np.zeros(0, dtype=np.int64))
    assert math.isnan(emotions.accuracy)


def test_a_constant_prediction_has_no_correlation() -> None:
    assert math.isnan(metrics.pearson(np.ones(5), np.arange(5.0)))


def test_calibration_error_is_the_gap_between_confidence_and_accuracy() -> None:
    confidence = np.full(10, 0.85)
    correct = np.arange(10) < 6
    assert metrics.calibration_error(confidence, correct) == pytest.approx(0.25)
    assert metrics.calibration_error(np.ones(4), np.ones(4, dtype=bool)) == 0.0
