"""Calibration and intervals against scikit-learn, SciPy and the definitions."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats
from sklearn import metrics as sk
from sklearn.calibration import calibration_curve

from engine.training import metrics

_CLOSE = {"rel": 1e-6, "abs": 1e-6}
_KINDS = st.sampled_from([np.float32, np.float64])
_CHANCES = st.sampled_from([each / 10 for each in range(11)]) | st.floats(0, 1, width=32)


@st.composite
def _events(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities, many on the edge of a bin, and whether it happened."""
    count = draw(st.integers(1, 50))
    probability = draw(
        hnp.arrays(
            np.float64,
            count,
            elements=st.sampled_from(np.linspace(0, 1, 11).tolist()) | st.floats(0, 1),
            fill=st.nothing(),
        )
    )
    happened = draw(hnp.arrays(np.bool_, count, elements=st.booleans(), fill=st.nothing()))
    return probability.astype(draw(_KINDS)), happened


def _error_by_definition(confidence: np.ndarray, correct: np.ndarray, bins: int) -> float:
    """|Σ (confidence − correct)| of each bin, summed, over n."""
    edges = np.linspace(0, 1, bins + 1).tolist()[1:-1]
    gaps: dict[int, float] = defaultdict(float)
    for each, right in zip(confidence.tolist(), correct.tolist(), strict=True):
        gaps[bisect_left(edges, each)] += each - right
    return sum(abs(gap) for gap in gaps.values()) / len(correct) if len(correct) else math.nan


@settings(max_examples=75, deadline=None)
@given(events=_events(), bins=st.sampled_from([1, 5, 10, 15]))
def test_the_reliability_diagram_equals_scikit_learn(
    events: tuple[np.ndarray, np.ndarray], bins: int
) -> None:
    confidence, correct = events
    found = metrics.reliability(confidence, correct, bins)
    filled = [each for each in found if each.count]
    accuracy, mean_confidence = calibration_curve(correct.astype(int), confidence, n_bins=bins)
    assert [each.accuracy for each in filled] == pytest.approx(accuracy.tolist(), **_CLOSE)
    assert [each.confidence for each in filled] == pytest.approx(mean_confidence.tolist(), **_CLOSE)
    assert sum(each.count for each in found) == len(correct)
    for each in found:
        inside = (confidence.astype(float) <= each.high) & (
            (confidence.astype(float) > each.low) | (each.low == 0)
        )
        assert each.count == inside.sum()


def test_the_bins_cover_everything_and_the_empty_ones_say_so() -> None:
    found = metrics.reliability(np.array([0.0, 0.1, 0.25, 1.0]), np.array([1, 0, 1, 1], dtype=bool))
    assert len(found) == 10
    assert (found[0].low, found[-1].high) == (0.0, 1.0)
    assert [each.low for each in found[1:]] == [each.high for each in found[:-1]]
    assert [each.count for each in found] == [2, 0, 1, 0, 0, 0, 0, 0, 0, 1]
    assert found[0].confidence == pytest.approx(0.05)
    assert found[0].accuracy == 0.5
    assert math.isnan(found[1].confidence)
    assert math.isnan(found[1].accuracy)


@settings(max_examples=75, deadline=None)
@given(events=_events(), bins=st.sampled_from([1, 10, 15]))
def test_calibration_error_equals_its_definition(
    events: tuple[np.ndarray, np.ndarray], bins: int
) -> None:
    found = metrics.calibration_error(*events, bins=bins)
    assert found == pytest.approx(_error_by_definition(*events, bins), **_CLOSE)


def test_calibration_error_is_the_gap_between_confidence_and_accuracy() -> None:
    confidence = np.full(10, 0.85)
    correct = np.arange(10) < 6
    assert metrics.calibration_error(confidence, correct) == pytest.approx(0.25)
    assert metrics.calibration_error(np.ones(4), np.ones(4, dtype=bool)) == 0.0
    assert metrics.calibration_error(np.ones(1), np.zeros(1, dtype=bool)) == 1.0


def test_gaps_of_opposite_sign_do_not_cancel_between_bins() -> None:
    confidence = np.array([0.9, 0.9, 0.3, 0.3])
    correct = np.array([True, False, True, False])
    assert metrics.calibration_error(confidence, correct) == pytest.approx(0.3)
    assert metrics.calibration_error(confidence, correct, bins=1) == pytest.approx(0.1)


def test_honest_probabilities_have_hardly_any_error() -> None:
    rng = np.random.default_rng(5)
    chance = rng.random(20000)
    assert metrics.calibration_error(chance, rng.random(20000) < chance) < 0.02
    assert metrics.calibration_error(chance, rng.random(20000) < chance**3) > 0.2


def test_nothing_to_calibrate_is_not_a_number() -> None:
    none, never = np.zeros(0), np.zeros(0, dtype=bool)
    assert math.isnan(metrics.calibration_error(none, never))
    assert all(each.count == 0 for each in metrics.reliability(none, never))
    assert math.isnan(metrics.brier_score(none, never))
    assert math.isnan(metrics.multi_class_brier_score(np.zeros((0, 3)), np.zeros(0, dtype=int)))
    assert math.isnan(metrics.interval_coverage(none, none, none))
    assert math.isnan(metrics.mean_interval_width(none, none))


def test_a_probability_that_is_not_a_number_is_not_calibrated() -> None:
    chance, happened = np.array([0.5, math.nan]), np.array([True, False])
    assert math.isnan(metrics.calibration_error(chance, happened))
    assert math.isnan(metrics.brier_score(chance, happened))


# --------------------------------------------------------------------------- classwise


@settings(max_examples=75, deadline=None)
@given(data=st.data(), rows=st.integers(0, 25), classes=st.integers(1, 6), kind=_KINDS)
def test_classwise_error_is_that_of_each_class_without_the_masked(
    data: st.DataObject, rows: int, classes: int, kind: type[np.floating]
) -> None:
    shape = (rows, classes)
    label, mask = (
        data.draw(hnp.arrays(np.bool_, shape, elements=st.booleans(), fill=st.nothing()))
        for _ in range(2)
    )
    chances = data.draw(hnp.arrays(np.float64, shape, elements=_CHANCES)).astype(kind)
    chances[~mask] = math.nan
    bins = data.draw(st.sampled_from([3, 10]))
    found = metrics.classwise_calibration_error(chances, label, mask, bins)
    expected = [
        _error_by_definition(chances[mask[:, k], k], label[mask[:, k], k], bins)
        for k in range(classes)
    ]
    assert found == pytest.approx(tuple(expected), nan_ok=True, **_CLOSE)


def test_a_class_without_known_labels_has_no_calibration() -> None:
    chances = np.array([[0.8, math.nan], [0.8, math.nan]])
    label = np.array([[True, True], [False, True]])
    mask = np.array([[True, False], [True, False]])
    first, second = metrics.classwise_calibration_error(chances, label, mask)
    assert first == pytest.approx(0.3)
    assert math.isnan(second)


# --------------------------------------------------------------------------- squared errors


@settings(max_examples=75, deadline=None)
@given(events=_events())
def test_brier_score_equals_scikit_learn(events: tuple[np.ndarray, np.ndarray]) -> None:
    probability, happened = events
    expected = sk.brier_score_loss(happened, probability, pos_label=True)
    assert metrics.brier_score(probability, happened) == pytest.approx(expected, **_CLOSE)


@settings(max_examples=50, deadline=None)
@given(
    label=hnp.arrays(np.int64, st.integers(1, 30), elements=st.integers(0, 6)),
    seed=st.integers(0, 99),
    kind=_KINDS,
)
def test_brier_score_of_classes_sums_that_of_each(
    label: np.ndarray, seed: int, kind: type[np.floating]
) -> None:
    chances = np.random.default_rng(seed).dirichlet(np.ones(7), len(label)).astype(kind)
    expected = sum(
        sk.brier_score_loss(label == each, chances[:, each], pos_label=True) for each in range(7)
    )
    found = metrics.multi_class_brier_score(chances, label)
    assert found == pytest.approx(expected, **_CLOSE)


def test_brier_score_goes_from_sure_and_right_to_sure_and_wrong() -> None:
    sure = np.array([[1.0, 0.0], [0.0, 1.0]])
    assert metrics.multi_class_brier_score(sure, np.array([0, 1])) == 0.0
    assert metrics.multi_class_brier_score(sure, np.array([1, 0])) == 2.0
    assert metrics.brier_score(np.array([1.0, 0.0]), np.array([False, True])) == 1.0


# --------------------------------------------------------------------------- intervals


def test_intervals_of_a_normal_distribution_cover_what_they_promise() -> None:
    rng = np.random.default_rng(11)
    centre, spread = rng.normal(0, 1, 20000), rng.uniform(0.2, 2, 20000)
    label = centre + spread * rng.normal(0, 1, 20000)
    low, high = stats.norm.interval(0.8, centre, spread)
    assert metrics.interval_coverage(label, low, high) == pytest.approx(0.8, abs=0.01)
    assert metrics.mean_interval_width(low, high) == pytest.approx(
        2 * stats.norm.ppf(0.9) * spread.mean()
    )


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_the_ends_belong_to_the_interval(kind: type[np.floating]) -> None:
    label = np.array([-1.0, 1.0, -1.1, 1.1, 0.0], dtype=kind)
    low, high = np.full(5, -1, dtype=kind), np.full(5, 1, dtype=kind)
    assert metrics.interval_coverage(label, low, high) == pytest.approx(3 / 5)
    assert metrics.mean_interval_width(low, high) == 2.0
    assert metrics.interval_coverage(label, label, label) == 1.0
    assert metrics.mean_interval_width(label, label) == 0.0


def test_a_bound_that_is_not_a_number_covers_nothing() -> None:
    label, broken = np.zeros(2), np.array([math.nan, -1.0])
    assert metrics.interval_coverage(label, broken, np.ones(2)) == 0.5


@pytest.mark.parametrize(
    "score",
    [metrics.calibration_error, metrics.brier_score, metrics.mean_interval_width],
)
def test_arrays_of_two_lengths_are_refused(score: object) -> None:
    with pytest.raises(ValueError, match="one shape"):
        score(np.zeros(3), np.zeros(1))
