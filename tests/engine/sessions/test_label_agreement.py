"""Agreement of raters, against published worked examples."""

import numpy as np
import pytest

from engine.sessions.labels.agreement import (
    icc,
    interval_alpha,
    mean_kappa,
    nominal_alpha,
    rater_agreement,
)
from engine.sessions.labels.table import Label
from engine.types import Emotion, Float64Array

_ = np.nan
KRIPPENDORFF = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
        [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
    ]
).T
"""Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, example C: four observers with
gaps; nominal 0.743, interval 0.849."""
SHROUT_FLEISS = np.array(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]],
    dtype=np.float64,
)
"""Shrout & Fleiss (1979), table 2: six targets, four judges; ICC(2,1) 0.29, ICC(3,1) 0.71."""


def counted(both: int, first: int, second: int, none: int) -> Float64Array:
    """Ratings of two raters from a fourfold table."""
    pairs = [(1, 1)] * both + [(1, 0)] * first + [(0, 1)] * second + [(0, 0)] * none
    return np.array(pairs, dtype=np.float64)


def label(rater: str, sentiment: float | None, *emotions: Emotion, none: bool = False) -> Label:
    shown = frozenset(emotions) if emotions or none else None
    return Label(1, 1, 0.0, 1.0, rater, sentiment, shown)


def test_krippendorffs_alpha_is_the_published_one() -> None:
    assert nominal_alpha(KRIPPENDORFF) == pytest.approx(0.743, abs=5e-4)
    assert interval_alpha(KRIPPENDORFF) == pytest.approx(0.849, abs=5e-4)


def test_interval_alpha_does_not_depend_on_unit_and_zero_of_the_scale() -> None:
    assert interval_alpha(KRIPPENDORFF * 0.75 - 3) == pytest.approx(interval_alpha(KRIPPENDORFF))


def test_intraclass_correlations_are_the_published_ones() -> None:
    assert icc(SHROUT_FLEISS, "2,1") == pytest.approx(0.29, abs=5e-3)
    assert icc(SHROUT_FLEISS, "3,1") == pytest.approx(0.71, abs=5e-3)


def test_cohens_kappa_is_that_of_the_fourfold_tables() -> None:
    # Feinstein & Cicchetti (1990), two tables with 85 of 100 in agreement: 0.70 and 0.32.
    assert mean_kappa(counted(40, 9, 6, 45)) == pytest.approx(0.70, abs=5e-3)
    assert mean_kappa(counted(80, 10, 5, 5)) == pytest.approx(0.32, abs=5e-3)


def test_kappa_of_more_raters_is_the_mean_over_pairs() -> None:
    pair = counted(40, 9, 6, 45)
    three = np.column_stack([pair, pair[:, 0]])
    expected = (2 * (mean_kappa(pair) or 0) + 1.0) / 3
    assert mean_kappa(three) == pytest.approx(expected)


@pytest.mark.parametrize(
    "values", [np.empty((0, 0)), np.full((3, 2), _), np.zeros((4, 2)), np.array([[1.0], [2.0]])]
)
def test_what_is_not_defined_has_no_figure(values: Float64Array) -> None:
    assert interval_alpha(values) is None
    assert nominal_alpha(values) is None
    assert mean_kappa(values) is None
    assert icc(values, "2,1") is None


def test_labels_of_raters_are_compared_utterance_by_utterance() -> None:
    happy, sad = Emotion.HAPPY, Emotion.SAD
    units = [
        (label("Ada", 2.0, happy), label("Bo", 2.0, happy)),
        (label("Ada", -1.0, sad), label("Bo", -1.0, sad)),
        (label("Ada", 0.0, none=True), label("Bo", 0.0, happy)),
        (label("Ada", 3.0, happy),),
        (label("Ada", None, sad), label("Bo", 1.0)),
        (),
    ]
    found = rater_agreement(units)
    assert found.raters == ("Ada", "Bo")
    assert found.sentiment.utterances == 3
    assert found.sentiment.alpha == pytest.approx(1.0)
    assert found.sentiment.icc_2_1 == pytest.approx(1.0)
    assert found.emotions[sad].utterances == 3
    assert found.emotions[sad].alpha == pytest.approx(1.0)
    assert found.emotions[sad].kappa == pytest.approx(1.0)
    # Two of three agree: observed 2/3, by chance 1/3·2/3 + 2/3·1/3 = 4/9.
    assert found.emotions[happy].kappa == pytest.approx((2 / 3 - 4 / 9) / (1 - 4 / 9))
    assert found.emotions[Emotion.FEAR].kappa is None


def test_icc_2_1_is_lowered_by_a_rater_who_is_stricter_and_3_1_is_not() -> None:
    units = [(label("Ada", s), label("Bo", s - 1)) for s in (-1.0, 0.0, 1.0, 2.0)]
    found = rater_agreement(units).sentiment
    assert found.icc_3_1 == pytest.approx(1.0)
    assert found.icc_2_1 is not None
    assert found.icc_2_1 < 0.9
