"""Scores of classes against scikit-learn and SciPy, on ordinary and on degenerate inputs."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats
from sklearn import metrics as sk

from engine.training import metrics
from engine.types import Emotion

_CLOSE = {"rel": 1e-6, "abs": 1e-6}
_KINDS = st.sampled_from([np.float32, np.float64])
_PER_CLASS = ("weighted_accuracy", "f1", "weighted_f1", "auc")


class _Case(NamedTuple):
    probabilities: np.ndarray
    label: np.ndarray
    mask: np.ndarray
    threshold: float


@st.composite
def _multi_label(draw: st.DrawFn) -> _Case:
    """Heads of up to six classes with ties and probabilities on the threshold; rubbish in masks."""
    shape = (draw(st.integers(0, 25)), draw(st.integers(1, 6)))
    threshold = draw(st.sampled_from([0.3, 0.5, 0.7]))
    numbers = st.sampled_from([0.0, 0.3, 0.5, 0.7, 1.0]) | st.floats(0, 1, width=32)
    probabilities = draw(hnp.arrays(draw(_KINDS), shape, elements=numbers, fill=st.nothing()))
    label, mask = (
        draw(hnp.arrays(np.bool_, shape, elements=st.booleans(), fill=st.nothing()))
        for _ in range(2)
    )
    if draw(st.booleans()):
        mask = np.ones_like(mask)
    if draw(st.booleans()):
        label = np.zeros_like(label)
        label[: draw(st.integers(0, 2))] = True
    rubbish = draw(st.sampled_from([math.nan, math.inf, 7.0]))
    return _Case(np.where(mask, probabilities, rubbish), label, mask, threshold)


def _scored(case: _Case) -> metrics.MultiLabelScores:
    assert case.probabilities.dtype in (np.float32, np.float64)
    return metrics.multi_label_scores(case.probabilities, case.label, case.mask, case.threshold)


def _expected(probability: np.ndarray, label: np.ndarray, threshold: float) -> list[float]:
    """Of one class, in the order of _PER_CLASS."""
    if len(label) == 0:
        return [math.nan] * 4
    said = probability >= probability.dtype.type(threshold)
    both = label.any() and not label.all()
    return [
        sk.balanced_accuracy_score(label, said) if both else math.nan,
        sk.f1_score(label, said, zero_division=0) if label.any() else math.nan,
        sk.f1_score(label, said, average="weighted", zero_division=0),
        sk.roc_auc_score(label, probability) if both else math.nan,
    ]


# --------------------------------------------------------------------------- any number of classes


@settings(max_examples=75, deadline=None)
@given(case=_multi_label())
def test_multi_label_scores_equal_scikit_learn(case: _Case) -> None:
    scores = _scored(case)
    classes = case.label.shape[1]
    expected = np.full((classes, 4), math.nan)
    for each in range(classes):
        known = case.mask[:, each]
        label = case.label[known, each]
        assert scores.n_known[each] == known.sum()
        assert scores.n_positive[each] == label.sum()
        expected[each] = _expected(case.probabilities[known, each], label, case.threshold)

    assert scores.n == sum(row.any() for row in case.mask)
    for name, column in zip(_PER_CLASS, expected.T, strict=True):
        assert getattr(scores, name) == pytest.approx(tuple(column), nan_ok=True, **_CLOSE)
        macro = getattr(scores, f"macro_{name}")
        if np.isnan(column).all():
            assert math.isnan(macro)
        else:
            assert macro == pytest.approx(np.nanmean(column), **_CLOSE)


@settings(max_examples=50, deadline=None)
@given(case=_multi_label())
def test_what_stands_in_masked_places_changes_nothing(case: _Case) -> None:
    other = case._replace(
        probabilities=np.where(case.mask, case.probabilities, 0.9).astype(case.probabilities.dtype),
        label=np.where(case.mask, case.label, ~case.label),
    )
    np.testing.assert_equal(asdict(_scored(other)), asdict(_scored(case)))


def test_multi_label_scores_of_a_head_with_four_kinds_of_classes() -> None:
    probabilities = np.array(
        [[0.9, 0.1, 0.6, math.nan], [0.5, 0.2, 0.4, math.nan], [0.4, 0.3, 0.9, math.nan]]
    )
    label = np.array([[True, False, True, True], [True, False, True, False], [False] * 4])
    label[2, 2] = True
    mask = np.array([[True, True, True, False]] * 3)
    scores = metrics.multi_label_scores(probabilities, label, mask)

    assert scores.n == 3
    assert scores.n_known == (3, 3, 3, 0)
    assert scores.n_positive == (2, 0, 3, 0)
    nan = pytest.approx(math.nan, nan_ok=True)
    assert scores.weighted_accuracy == (1.0, nan, nan, nan)  # 0.5 is predicted
    assert scores.f1 == (1.0, nan, pytest.approx(0.8), nan)
    assert scores.weighted_f1 == (1.0, 1.0, pytest.approx(0.8), nan)
    assert scores.auc == (1.0, nan, nan, nan)
    assert scores.macro_weighted_accuracy == 1.0
    assert scores.macro_f1 == pytest.approx(0.9)
    assert scores.macro_weighted_f1 == pytest.approx(2.8 / 3)
    assert scores.macro_auc == 1.0


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize("threshold", [0.3, 0.5, 0.7])
def test_a_class_is_predicted_from_the_threshold_on(
    kind: type[np.floating], threshold: float
) -> None:
    there = np.array([[threshold], [threshold - 1e-3]], dtype=kind)
    label = np.array([[True], [False]])
    scores = metrics.multi_label_scores(there, label, np.ones_like(label), threshold)
    assert scores.f1 == (1.0,)
    assert scores.weighted_accuracy == (1.0,)


def test_never_predicting_a_rare_class_has_no_f1_and_half_the_weighted_accuracy() -> None:
    label = np.zeros((10, 1), dtype=bool)
    label[0] = True
    scores = metrics.multi_label_scores(np.full((10, 1), 0.2), label, np.ones_like(label))
    assert scores.f1 == (0.0,)
    assert scores.weighted_accuracy == (0.5,)
    assert scores.auc == (0.5,)
    assert scores.weighted_f1 == pytest.approx((0.9 * 18 / 19,))


@pytest.mark.parametrize("shape", [(0, 6), (4, 6)])
def test_without_known_labels_no_class_has_a_score(shape: tuple[int, int]) -> None:
    nothing = np.zeros(shape, dtype=bool)
    scores = metrics.multi_label_scores(np.full(shape, math.nan), nothing, nothing)
    assert scores.n == 0
    assert scores.n_known == (0,) * 6
    for name in _PER_CLASS:
        assert all(math.isnan(each) for each in getattr(scores, name))
        assert math.isnan(getattr(scores, f"macro_{name}"))


@pytest.mark.parametrize("broken", [math.nan, math.inf])
def test_a_class_with_a_prediction_that_is_not_finite_has_no_score(broken: float) -> None:
    probabilities = np.array([[0.9, broken], [0.1, 0.2]])
    label = np.array([[True, True], [False, False]])
    scores = metrics.multi_label_scores(probabilities, label, np.ones_like(label))
    for name in _PER_CLASS:
        assert getattr(scores, name) == (1.0, pytest.approx(math.nan, nan_ok=True))


def test_a_column_is_not_stretched_over_a_head() -> None:
    label = np.zeros((3, 2), dtype=bool)
    with pytest.raises(ValueError, match="one shape"):
        metrics.multi_label_scores(np.zeros((3, 1)), label, label)
    with pytest.raises(ValueError, match="one shape"):
        metrics.multi_label_scores(np.zeros((3, 2)), label, label[:, :1])
    with pytest.raises(ValueError, match="one shape"):
        metrics.emotion_scores(np.zeros((3, 7)), np.zeros((3, 1), dtype=np.int64))


# --------------------------------------------------------------------------- one true class


@st.composite
def _one_class(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities of two to seven classes, some rows with ties, and the true class."""
    classes = draw(st.integers(2, len(Emotion)))
    label = draw(hnp.arrays(np.int64, st.integers(1, 40), elements=st.integers(0, classes - 1)))
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    odds = rng.integers(1, 5, (len(label), classes)).astype(draw(_KINDS))
    return odds / odds.sum(axis=1, keepdims=True), label


@settings(max_examples=75, deadline=None)
@given(case=_one_class())
def test_emotion_scores_equal_scikit_learn(case: tuple[np.ndarray, np.ndarray]) -> None:
    probabilities, label = case
    classes = probabilities.shape[1]
    predicted = probabilities.argmax(axis=1)
    scores = metrics.emotion_scores(probabilities, label)
    present = np.unique(label)
    options = {"labels": present, "zero_division": 0}

    assert scores.n == len(label)
    assert scores.accuracy == pytest.approx(sk.accuracy_score(label, predicted))
    recall = sk.recall_score(label, predicted, average="macro", **options)
    assert scores.balanced_accuracy == pytest.approx(recall)
    macro = sk.f1_score(label, predicted, average="macro", **options)
    assert scores.macro_f1 == pytest.approx(macro)
    weighted = sk.f1_score(label, predicted, average="weighted", **options)
    assert scores.weighted_f1 == pytest.approx(weighted)
    loss = sk.log_loss(label, probabilities, labels=range(classes))
    assert scores.negative_log_likelihood == pytest.approx(loss, **_CLOSE)
    for each in range(classes):
        of_class = predicted[label == each] == each
        expected = of_class.mean() if len(of_class) else math.nan
        assert scores.recall[each] == pytest.approx(expected, nan_ok=True)
    if len(present) > 1:
        areas = [sk.roc_auc_score(label == each, probabilities[:, each]) for each in present]
        assert scores.macro_auc == pytest.approx(np.mean(areas))
    else:
        assert math.isnan(scores.macro_auc)


def test_the_calibration_error_of_emotions_is_that_of_the_top_probability() -> None:
    probabilities = np.array([[0.85, 0.15], [0.25, 0.75], [0.6, 0.4]])
    scores = metrics.emotion_scores(probabilities, np.array([0, 0, 0]))
    assert scores.calibration_error == pytest.approx((0.15 + 0.75 + 0.4) / 3)


def test_a_true_class_that_was_ruled_out_costs_much_but_not_everything() -> None:
    scores = metrics.emotion_scores(np.array([[0.0, 1.0]], dtype=np.float32), np.array([0]))
    assert scores.negative_log_likelihood == pytest.approx(-math.log(1e-12))


def test_a_uniform_guess_has_the_nats_of_a_uniform_guess() -> None:
    uniform = np.full((9, 7), 1 / 7, dtype=np.float32)
    scores = metrics.emotion_scores(uniform, np.arange(9) % 7)
    assert scores.negative_log_likelihood == pytest.approx(math.log(7), rel=1e-6)
    assert scores.macro_auc == 0.5
    assert scores.balanced_accuracy == pytest.approx(1 / 7)  # ties go to the first class


@pytest.mark.parametrize(
    "probabilities", [np.zeros((0, 7)), np.full((3, 7), math.nan)], ids=["none", "not finite"]
)
def test_nothing_to_score_is_not_a_number(probabilities: np.ndarray) -> None:
    scores = metrics.emotion_scores(probabilities, np.zeros(len(probabilities), dtype=np.int64))
    assert scores.n == len(probabilities)
    assert len(scores.recall) == 7
    numbers = asdict(scores)
    assert all(math.isnan(each) for each in numbers.pop("recall"))
    del numbers["n"]
    assert all(math.isnan(each) for each in numbers.values())


# --------------------------------------------------------------------------- the parts


@settings(max_examples=75, deadline=None)
@given(
    score=hnp.arrays(_KINDS, st.integers(1, 40), elements=st.sampled_from([0.0, 0.25, 0.5, 1.0])),
    seed=st.integers(0, 99),
)
def test_auc_is_the_statistic_of_mann_and_whitney(score: np.ndarray, seed: int) -> None:
    label = np.random.default_rng(seed).random(len(score)) < 0.4
    found = metrics.roc_auc(score, label)
    if label.any() and not label.all():
        pairs = label.sum() * (~label).sum()
        expected = stats.mannwhitneyu(score[label], score[~label], method="asymptotic").statistic
        assert found == pytest.approx(expected / pairs)
        assert found == pytest.approx(sk.roc_auc_score(label, score))
    else:
        assert math.isnan(found)


def test_auc_of_a_score_that_is_not_a_number_is_none() -> None:
    assert math.isnan(metrics.roc_auc(np.array([0.1, math.nan]), np.array([False, True])))


@settings(max_examples=75, deadline=None)
@given(
    sides=hnp.arrays(np.bool_, st.tuples(st.just(2), st.integers(1, 40)), elements=st.booleans())
)
def test_weighted_accuracy_is_the_formula_of_the_tables(sides: np.ndarray) -> None:
    predicted, label = sides
    found = metrics.weighted_accuracy(predicted, label)
    positives, negatives = label.sum(), (~label).sum()
    if positives and negatives:
        right_positives, right_negatives = (predicted & label).sum(), (~predicted & ~label).sum()
        expected = (right_positives * negatives / positives + right_negatives) / (2 * negatives)
        assert found == pytest.approx(expected)
    else:
        assert math.isnan(found)
