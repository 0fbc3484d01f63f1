"""Scores of numbers against scikit-learn and SciPy, on ordinary and on degenerate inputs."""

from __future__ import annotations

import math
from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats
from sklearn import metrics as sk

from engine.training import metrics

_CLOSE = {"rel": 1e-6, "abs": 1e-6}
_EDGES = [0.0, -0.0, 0.5, -0.5, 1.5, -1.5, 2.5, -2.5, 3.0, -3.0, 3.5, -3.5, 1.0, -1.0]
_NUMBERS = st.sampled_from(_EDGES) | st.floats(-5, 5, width=32, allow_subnormal=False)


@st.composite
def _pairs(draw: st.DrawFn, least: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Predictions and labels with many ties, zeros and numbers half way between two classes."""
    count = draw(st.integers(least, 40))
    kinds = st.sampled_from([np.float32, np.float64])
    predicted, label = (
        draw(hnp.arrays(draw(kinds), count, elements=_NUMBERS, fill=st.nothing())) for _ in range(2)
    )
    if draw(st.booleans()):  # related sides, as those of a model that has learned
        predicted = (label + 0.3 * predicted).astype(predicted.dtype)
    return predicted, label


def _correlation(predicted: np.ndarray, label: np.ndarray) -> float:
    if len(label) < 2 or np.ptp(predicted) == 0 or np.ptp(label) == 0:
        return math.nan
    return float(stats.pearsonr(label.astype(float), predicted.astype(float)).statistic)


def _same(found: float, expected: float) -> bool:
    return found == pytest.approx(expected, nan_ok=True, **_CLOSE)


def _scores_of(found: object) -> dict[str, float]:
    return {name: value for name, value in asdict(found).items() if not name.startswith("n")}


# --------------------------------------------------------------------------- sentiment


@settings(max_examples=75, deadline=None)
@given(pair=_pairs())
def test_sentiment_over_all_samples_equals_the_reference_libraries(
    pair: tuple[np.ndarray, np.ndarray],
) -> None:
    predicted, label = pair
    scores = metrics.sentiment_scores(predicted, label)

    seven = [np.round(np.clip(side, -3, 3)).astype(int) for side in (label, predicted)]
    assert scores.n == len(label)
    assert _same(scores.acc7, sk.accuracy_score(*seven))
    assert _same(scores.acc2_haszero, sk.accuracy_score(label < 0, predicted < 0))
    weighted = sk.f1_score(label >= 0, predicted >= 0, average="weighted", zero_division=0)
    assert _same(scores.f1_haszero, weighted)
    assert _same(scores.mae, sk.mean_absolute_error(label, predicted))
    assert _same(scores.pearson, _correlation(predicted, label))


@settings(max_examples=75, deadline=None)
@given(pair=_pairs())
def test_sentiment_over_labels_that_are_not_zero_equals_the_reference_libraries(
    pair: tuple[np.ndarray, np.ndarray],
) -> None:
    predicted, label = pair
    scores = metrics.sentiment_scores(predicted, label)

    some = [index for index, each in enumerate(label) if each != 0]  # as in the published code
    assert scores.n_nonzero == len(some)
    if not some:
        assert math.isnan(scores.acc2_nonzero)
        assert math.isnan(scores.f1_nonzero)
        assert math.isnan(scores.mae_nonzero)
        assert math.isnan(scores.pearson_nonzero)
        return
    predicted, label = predicted[some], label[some]
    assert _same(scores.acc2_nonzero, sk.accuracy_score(label > 0, predicted >= 0))
    weighted = sk.f1_score(label > 0, predicted >= 0, average="weighted", zero_division=0)
    assert _same(scores.f1_nonzero, weighted)
    assert _same(scores.mae_nonzero, sk.mean_absolute_error(label, predicted))
    assert _same(scores.pearson_nonzero, _correlation(predicted, label))


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_seven_classes_are_clipped_and_rounded_half_to_even(kind: type[np.floating]) -> None:
    predicted = np.array([0.5, -0.5, 1.5, -1.5, 2.5, -2.5, 3.0, -3.0, 3.7, -9.0], dtype=kind)
    classes = np.array([0, 0, 2, -2, 2, -2, 3, -3, 3, -3], dtype=kind)
    assert metrics.sentiment_scores(predicted, classes).acc7 == 1.0
    assert metrics.sentiment_scores(classes, predicted).acc7 == 1.0


def test_zero_counts_as_positive_only_where_the_protocol_says_so() -> None:
    label = np.array([0.0, -0.0, -1.0, 1.0, 1.0])
    predicted = np.array([-0.1, -0.0, 0.0, 0.0, -0.0])
    scores = metrics.sentiment_scores(predicted, label)
    assert scores.n_nonzero == 3
    assert scores.acc2_nonzero == pytest.approx(2 / 3)  # the zeros are out; ±0.0 reads as positive
    assert scores.acc2_haszero == pytest.approx(3 / 5)  # −0.1 and the missed −1 are wrong


def test_always_positive_gets_the_share_of_positives_and_no_correlation() -> None:
    label = np.array([1.0, 2.0, 3.0, -1.0])
    scores = metrics.sentiment_scores(np.full(4, 0.7), label)
    assert scores.acc2_nonzero == 0.75
    assert scores.f1_nonzero == pytest.approx(0.75 * 2 * 3 / (4 + 3))
    assert math.isnan(scores.pearson)


def test_one_sample_has_errors_but_no_correlation() -> None:
    scores = metrics.sentiment_scores(np.array([0.4]), np.array([1.0]))
    assert (scores.acc7, scores.acc2_nonzero, scores.f1_haszero) == (0.0, 1.0, 1.0)
    assert scores.mae == pytest.approx(0.6)
    assert math.isnan(scores.pearson)


def test_nothing_to_score_is_not_a_number() -> None:
    empty = np.zeros(0)
    for found in (metrics.sentiment_scores(empty, empty), metrics.regression_scores(empty, empty)):
        assert found.n == 0
        assert all(math.isnan(each) for each in _scores_of(found).values())


@pytest.mark.parametrize("broken", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("score", [metrics.sentiment_scores, metrics.regression_scores])
def test_a_prediction_that_is_not_finite_never_looks_good(score: object, broken: float) -> None:
    label = np.array([-1.0, 2.0, 0.0])
    found = score(np.array([broken, 2.0, 0.0]), label)
    assert found.n == 3
    assert all(math.isnan(each) for each in _scores_of(found).values())


@pytest.mark.parametrize("score", [metrics.sentiment_scores, metrics.regression_scores])
def test_a_column_is_not_stretched_over_a_row(score: object) -> None:
    with pytest.raises(ValueError, match="one shape"):
        score(np.zeros((3, 1)), np.zeros(3))


# --------------------------------------------------------------------------- other numbers


@settings(max_examples=75, deadline=None)
@given(pair=_pairs())
def test_regression_scores_equal_the_reference_libraries(
    pair: tuple[np.ndarray, np.ndarray],
) -> None:
    predicted, label = pair
    scores = metrics.regression_scores(predicted, label)
    assert scores.n == len(label)
    assert _same(scores.mae, sk.mean_absolute_error(label, predicted))
    assert _same(scores.rmse, math.sqrt(sk.mean_squared_error(label, predicted.astype(float))))
    assert _same(scores.pearson, _correlation(predicted, label))


@settings(max_examples=75, deadline=None)
@given(pair=_pairs(least=2))
def test_concordance_is_one_minus_the_error_over_the_error_of_a_shuffled_prediction(
    pair: tuple[np.ndarray, np.ndarray],
) -> None:
    predicted, label = (side.astype(np.float64) for side in pair)
    found = metrics.concordance(*pair)
    if np.ptp(predicted) == 0 and np.ptp(label) == 0:
        assert math.isnan(found)
        return
    shuffled = np.mean((predicted[:, None] - label[None, :]) ** 2)
    assert _same(found, 1 - np.mean((predicted - label) ** 2) / shuffled)
    assert _same(found, metrics.concordance(*reversed(pair)))


def test_concordance_is_the_correlation_times_lins_bias_correction() -> None:
    rng = np.random.default_rng(3)
    label = rng.normal(0, 1, 500)
    predicted = 0.5 * label + 0.4 + rng.normal(0, 0.3, 500)
    scale, shift = predicted.std() / label.std(), predicted.mean() - label.mean()
    location = shift / math.sqrt(predicted.std() * label.std())
    correction = 2 / (scale + 1 / scale + location**2)
    expected = stats.pearsonr(predicted, label).statistic * correction
    assert metrics.concordance(predicted, label) == pytest.approx(expected)


def test_concordance_wants_the_same_numbers_and_not_merely_a_line() -> None:
    label = np.arange(5.0)
    assert metrics.concordance(label, label) == pytest.approx(1.0)
    assert metrics.concordance(-label + 4, label) == pytest.approx(-1.0)
    assert metrics.pearson(label + 2, label) == pytest.approx(1.0)
    assert metrics.concordance(label + 2, label) == pytest.approx(0.5)  # 2·2 / (2 + 2 + 4)


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize("constant", [0.0, 0.1, 1.0, -3.0])
def test_a_constant_prediction_has_no_correlation(constant: float, kind: type[np.floating]) -> None:
    flat, label = np.full(7, constant, dtype=kind), np.arange(7, dtype=kind)
    assert math.isnan(metrics.pearson(flat, label))
    assert math.isnan(metrics.pearson(label, flat))
    assert metrics.concordance(flat, label) == pytest.approx(0.0)
    assert math.isnan(metrics.concordance(flat, flat))  # not 1 from what rounding leaves over


def test_one_sample_has_no_concordance() -> None:
    assert math.isnan(metrics.concordance(np.ones(1), np.ones(1)))
    assert metrics.regression_scores(np.array([2.0]), np.array([5.0])).rmse == 3.0


def test_spread_too_small_to_square_has_no_correlation() -> None:
    tiny = np.array([0.0, 1e-200, 2e-200])
    assert math.isnan(metrics.pearson(tiny, tiny))
    assert math.isnan(metrics.concordance(tiny, tiny))
