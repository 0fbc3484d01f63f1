import json

import pytest

from engine.errors import CheckpointError
from engine.explain.calibration import Calibration, Curve, HeadCalibration, set_name
from engine.types import HeadKind, Modality

TEXT, AUDIO, VISION = Modality
FULL = Calibration(
    {
        "sentiment": HeadCalibration(half_width={"text": 2.5, "text+audio": 3.0}, spread_floor=0.1),
        "emotions": HeadCalibration(
            temperature={"text": 0.5},
            unimodal_temperature={"audio": 1.5},
            curves=(Curve((0.0, 0.5, 1.0), (0.1, 0.1, 0.9)),),
            uncertain_above=0.6,
        ),
    }
)


@pytest.mark.parametrize("calibration", [FULL, Calibration()])
def test_it_goes_through_json_and_back(calibration: Calibration) -> None:
    assert Calibration.from_dict(json.loads(json.dumps(calibration.to_dict()))) == calibration


@pytest.mark.parametrize(
    "damaged",
    [
        {"emotions": {**FULL.to_dict()["emotions"], "unheard_of": 1}},
        {"emotions": {"temperature": {}}},
        {"emotions": {**FULL.to_dict()["emotions"], "curves": [{"at": [0.0], "value": [0.0]}]}},
        {"emotions": None},
    ],
)
def test_what_it_did_not_write_is_refused(damaged) -> None:
    with pytest.raises(CheckpointError, match="calibration cannot be used"):
        Calibration.from_dict(damaged)


@pytest.mark.parametrize(
    ("at", "value", "complaint"),
    [
        ((0.5,), (0.5,), "two points"),
        ((0.5, 0.5), (0.1, 0.2), "rising order"),
        ((0.1, 0.2), (0.1,), "a value for each"),
        ((0.1, 0.2), (0.2, 0.1), "must not fall"),
    ],
)
def test_a_curve_never_falls(
    at: tuple[float, ...], value: tuple[float, ...], complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        Curve(at, value)


def test_sets_are_named_in_the_order_of_modalities() -> None:
    assert set_name([VISION, TEXT]) == "text+vision"
    assert set_name(Modality) == "text+audio+vision"
    assert set_name([]) == "nothing"


def test_the_limit_of_doubt_is_that_of_the_kind_unless_it_was_fitted() -> None:
    assert Calibration().of("anything").limit(HeadKind.REGRESSION) == 1.5
    assert Calibration().of("anything").limit(HeadKind.MULTI_CLASS) == 0.75
    assert FULL.of("emotions").limit(HeadKind.MULTI_CLASS) == 0.6
