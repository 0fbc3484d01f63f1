"""What to label next."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from engine.sessions.labels.suggest import (
    Reason,
    conflict,
    farthest,
    mean_points,
    suggest,
    uncertainty,
)
from engine.types import (
    Agreement,
    AgreementReport,
    Emotion,
    FeatureTrack,
    Modality,
    Prediction,
    UtteranceResult,
)
from tests.helpers import analysis_results as made

RESULTS = made.results(30)


def track(*values: Sequence[float], valid: Sequence[bool] | None = None) -> FeatureTrack:
    steps = len(values)
    return FeatureTrack(
        np.array(values, np.float32),
        np.arange(steps, dtype=np.float64),
        np.array([True] * steps if valid is None else valid),
    )


def predicting(result: UtteranceResult, share: float) -> UtteranceResult:
    """Happy by this share, the rest even; nothing else known."""
    rest = (1 - share) / 6
    shares = {e: share if e is Emotion.HAPPY else rest for e in Emotion}
    return replace(result, prediction=Prediction(0.0, shares), uncertainty=None)


def test_the_same_results_give_the_same_order_and_no_utterance_twice() -> None:
    found = suggest(RESULTS)
    assert found == suggest(RESULTS)
    assert len({each.place for each in found}) == len(found) == 20
    assert [each.reason for each in found[:4]] == [*Reason, Reason.UNCERTAIN]


def test_what_is_labelled_is_not_suggested_and_no_more_than_there_are() -> None:
    labelled = set(range(0, 30, 2))
    found = suggest(RESULTS, labelled)
    assert {each.place for each in found} == set(range(1, 30, 2))
    assert suggest(RESULTS, range(30)) == ()
    assert suggest(()) == ()


@pytest.mark.parametrize("reason", list(Reason))
def test_one_reason_alone_can_be_asked_for(reason: Reason) -> None:
    found = suggest(RESULTS, count=5, reasons=(reason,))
    assert [each.reason for each in found] == [reason] * 5


def test_the_most_uncertain_comes_first() -> None:
    doubt = uncertainty(RESULTS)
    found = [each.place for each in suggest(RESULTS, count=30, reasons=(Reason.UNCERTAIN,))]
    assert found == sorted(range(30), key=lambda place: -doubt[place])
    sure, vague = predicting(RESULTS[0], 1.0), predicting(RESULTS[0], 1 / 7)
    assert uncertainty([sure, vague]) == pytest.approx([0.0, 1.0])


def test_a_wider_interval_is_more_uncertain() -> None:
    known = RESULTS[0].uncertainty
    assert known is not None
    wide = replace(RESULTS[0], uncertainty=replace(known, sentiment_interval=(-3.0, 3.0)))
    narrow = replace(RESULTS[0], uncertainty=replace(known, sentiment_interval=(0.0, 0.0)))
    assert np.diff(uncertainty([narrow, wide])) == pytest.approx([0.5])


def test_contradictions_come_before_mere_distance() -> None:
    found = suggest(RESULTS, count=30, reasons=(Reason.CONFLICTING,))
    verdicts = [RESULTS[each.place].agreement for each in found]
    conflicts = [each is not None and each.overall is Agreement.CONFLICT for each in verdicts]
    assert conflicts == sorted(conflicts, reverse=True)
    assert sum(conflicts) > 1
    agreeing = AgreementReport(Agreement.AGREE, Agreement.AGREE)
    alone = {m: c for m, c in RESULTS[0].contributions.items() if m is Modality.TEXT}
    assert conflict([replace(RESULTS[0], contributions=alone, agreement=agreeing)]) == [0.0]


def test_the_diverse_ones_lie_far_from_what_is_known_and_from_each_other() -> None:
    at = [0.0, 0.1, 10.0, 10.5, 5.0]
    points = mean_points([{Modality.AUDIO: track([x], [x])} for x in at])
    assert farthest(points, [0], 3) == [3, 4, 2]
    assert farthest(points, [], 5)[0] == 4
    assert sorted(farthest(points, [], 9)) == [0, 1, 2, 3, 4]


def test_a_mean_counts_evidence_alone_and_absence_is_no_distance() -> None:
    there = {Modality.AUDIO: track([1.0], [99.0], valid=[True, False])}
    nothing = {Modality.AUDIO: track([7.0], valid=[False])}
    other = {Modality.VISION: track([3.0, 4.0])}
    points = mean_points([there, nothing, other, {}])
    np.testing.assert_array_equal(points[Modality.AUDIO][:, 0], [1.0, np.nan, np.nan, np.nan])
    np.testing.assert_array_equal(points[Modality.VISION][2], [3.0, 4.0])
    assert sorted(farthest(points, [], 4)) == [0, 1, 2, 3]


def test_features_decide_what_is_diverse_where_they_are_given() -> None:
    tracks = [{Modality.TEXT: track([float(place == 17)])} for place in range(30)]
    found = suggest(RESULTS, [0], 1, reasons=(Reason.DIVERSE,), tracks=tracks)
    assert [each.place for each in found] == [17]


def apart(one: dict[Modality, np.ndarray], other: dict[Modality, np.ndarray]) -> float:
    """Mean over shared modalities of the mean squared difference."""
    shared = [m for m in one if np.isfinite(one[m]).all() and np.isfinite(other[m]).all()]
    return float(np.mean([((one[m] - other[m]) ** 2).mean() for m in shared]))


def test_the_farthest_is_the_one_that_plain_loops_find() -> None:
    rng = np.random.default_rng(4)
    points = {
        m: rng.standard_normal((40, width)) for m, width in zip(Modality, (2, 5, 3), strict=True)
    }
    for modality in (Modality.AUDIO, Modality.VISION):
        points[modality][rng.random(40) < 0.4] = np.nan
    scaled = {m: (v - np.nanmean(v, axis=0)) / np.nanstd(v, axis=0) for m, v in points.items()}
    rows = [{m: values[place] for m, values in scaled.items()} for place in range(40)]
    known = [3, 7, 20]
    found = farthest(points, known, 6)
    reached = list(known)
    for place in found:
        far = np.array([[apart(row, rows[each]) for each in reached] for row in rows])
        nearest = far.min(axis=1)
        assert nearest[place] == pytest.approx(nearest.max())
        reached.append(place)
