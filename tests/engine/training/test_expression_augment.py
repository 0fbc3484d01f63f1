"""What is done to faces in training: never more than was asked for, and the same every time."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.features.vision.alignment import ALIGNED_SIDE
from engine.training.expression.augment import Augmentation, augmented, centred, jitter
from engine.training.expression.data import RIM
from engine.types import UInt8Array

SIDE = ALIGNED_SIDE + 2 * RIM
NOTHING = Augmentation(
    **dict.fromkeys(("turn_deg", "stretch", "shift", "gamma", "exposure", "side_light"), 0.0),
    **dict.fromkeys(("blur", "low_resolution", "compression", "noise", "erasing"), 0.0),
)
ALWAYS = Augmentation(
    **dict.fromkeys(("blur", "low_resolution", "compression", "noise", "erasing"), 1.0)
)


def faces(count: int = 40, seed: int = 0) -> UInt8Array:
    """Smooth patches with a bright left half."""
    random = np.random.default_rng(seed)
    slope = np.linspace(200, 60, SIDE)[None, None] + random.normal(0, 8, (count, SIDE, SIDE))
    return np.asarray(slope, dtype=np.uint8)


@pytest.mark.parametrize("augmentation", [Augmentation(), ALWAYS, NOTHING])
def test_the_same_random_numbers_give_the_same_faces(augmentation: Augmentation) -> None:
    one = augmented(faces(), augmentation, np.random.default_rng(5))
    other = augmented(faces(), augmentation, np.random.default_rng(5))
    assert one.shape == (40, ALIGNED_SIDE, ALIGNED_SIDE)
    assert one.dtype == np.uint8
    np.testing.assert_array_equal(one, other)


def test_other_random_numbers_give_other_faces() -> None:
    one = augmented(faces(), Augmentation(), np.random.default_rng(5))
    other = augmented(faces(), Augmentation(), np.random.default_rng(6))
    assert all((a != b).any() for a, b in zip(one, other, strict=True))


def test_the_faces_given_are_left_alone() -> None:
    given_faces = faces()
    augmented(given_faces, ALWAYS, np.random.default_rng(0))
    np.testing.assert_array_equal(given_faces, faces())


def test_without_any_change_half_of_the_faces_are_flipped() -> None:
    original = centred(faces())
    found = augmented(faces(), NOTHING, np.random.default_rng(1)).astype(int)
    same = np.abs(found - original).max(axis=(1, 2)) <= 1
    flipped = np.abs(found - original[:, :, ::-1]).max(axis=(1, 2)) <= 1
    assert (same ^ flipped).all()
    assert 8 <= flipped.sum() <= 32


@settings(max_examples=30, deadline=None)
@given(
    turn_deg=st.floats(0, 40),
    stretch=st.floats(0, 0.4),
    shift=st.floats(0, 0.2),
    seed=st.integers(0, 1000),
)
def test_faces_move_no_further_than_asked(
    turn_deg: float, stretch: float, shift: float, seed: int
) -> None:
    asked = Augmentation(turn_deg=turn_deg, stretch=stretch, shift=shift)
    maps = jitter(50, SIDE, asked, np.random.default_rng(seed))
    turns, moves = maps[:, :, :2], maps[:, :, 2]
    scale = np.sqrt(np.abs(np.linalg.det(turns)))
    assert np.abs(np.log(scale)).max() <= stretch + 1e-9
    mirror = np.sign(np.linalg.det(turns))
    angle = np.arctan2(turns[:, 1, 0] * mirror, turns[:, 0, 0] * mirror)
    assert np.abs(np.degrees(angle)).max() <= turn_deg + 1e-6
    middle = turns @ np.full(2, (SIDE - 1) / 2) + moves
    assert np.abs(middle - (ALIGNED_SIDE - 1) / 2).max() <= shift * ALIGNED_SIDE + 1e-9


@pytest.mark.parametrize("name", ["blur", "low_resolution", "compression", "noise", "erasing"])
def test_each_damage_happens_as_often_as_asked(name: str) -> None:
    noisy = np.random.default_rng(2).integers(60, 190, (400, SIDE, SIDE)).astype(np.uint8)
    plain = {field: getattr(NOTHING, field) for field in NOTHING.__dataclass_fields__}
    asked = Augmentation(**{**plain, name: 0.3})
    clean = augmented(noisy, NOTHING, np.random.default_rng(7))
    found = augmented(noisy, asked, np.random.default_rng(7))
    # The first face's damage draws random numbers, the maps of all were drawn before.
    changed = (found != clean).any(axis=(1, 2))
    assert 0.2 <= changed.mean() <= 0.4


def test_light_keeps_the_order_of_grey_levels() -> None:
    plain = {field: getattr(NOTHING, field) for field in NOTHING.__dataclass_fields__}
    lit = Augmentation(**{**plain, "gamma": 0.5, "exposure": 0.3})
    ramp = np.tile(np.linspace(0, 255, SIDE).astype(np.uint8), (60, SIDE, 1))
    steps = np.diff(augmented(ramp, lit, np.random.default_rng(0)).astype(int), axis=2)
    # Flipped faces fall instead of rising.
    assert ((steps >= 0).all(axis=(1, 2)) | (steps <= 0).all(axis=(1, 2))).all()
    assert len(np.unique(augmented(ramp, lit, np.random.default_rng(0)).mean(axis=(1, 2)))) > 30
