from collections.abc import Sequence

import numpy as np
import pytest

from engine.features.vision.tracker import FaceTracker, Sighting
from engine.types import Float32Array

SCENE = np.zeros((9, 16, 3), np.float32)
OTHER_SCENE = SCENE + 100


def person(seed: int) -> Float32Array:
    """What somebody looks like, as FaceMesh.appearance."""
    look = np.random.default_rng(seed).normal(size=256).astype(np.float32)
    look -= look.mean()
    return look / np.linalg.norm(look)


ANN, BOB = person(1), person(2)


def face(
    x: float, look: Float32Array | None = ANN, size: float = 100.0, y: float = 100
) -> Sighting:
    return Sighting(np.array([x, y, size, size]), look)


def follow(
    tracker: FaceTracker, frames: Sequence[tuple[float, Sequence[Sighting]]]
) -> list[list[int]]:
    return [tracker.follow(time, faces, SCENE) for time, faces in frames]


def test_a_moving_face_stays_one_person() -> None:
    frames = [(i / 10, [face(20.0 * i)]) for i in range(30)]
    assert follow(FaceTracker(), frames) == [[0]] * 30


def test_a_walk_faster_than_its_own_width_is_followed_once_its_speed_is_known() -> None:
    starts = np.cumsum([0, 40, 60, 80, 100, 110, 110, 110, 110])
    frames = [(i / 10, [face(float(x))]) for i, x in enumerate(starts)]
    assert follow(FaceTracker(), frames) == [[0]] * len(starts)


@pytest.mark.parametrize(("gap_s", "same"), [(0.9, True), (1.2, False)])
def test_a_short_loss_keeps_the_identity_and_a_long_one_does_not(gap_s: float, same: bool) -> None:
    tracker = FaceTracker()
    ids = follow(tracker, [(0.0, [face(100)]), (0.1, []), (gap_s, [face(105)])])
    assert (ids[2] == ids[0]) is same


def test_two_people_keep_their_numbers_whatever_the_order_of_detection() -> None:
    tracker = FaceTracker()
    ann, bob = face(100, ANN), face(300, BOB)
    assert follow(tracker, [(0.0, [ann, bob]), (0.1, [bob, ann])]) == [[0, 1], [1, 0]]


def test_people_who_cross_are_told_apart_by_their_looks() -> None:
    tracker = FaceTracker()
    ids = [
        tracker.follow(i / 10, [face(100 + 20 * i, ANN), face(300 - 20 * i, BOB)], SCENE)
        for i in range(11)
    ]
    assert ids == [[0, 1]] * 11


def test_somebody_else_in_the_same_place_is_somebody_else() -> None:
    tracker = FaceTracker()
    assert follow(tracker, [(0.0, [face(100, ANN)]), (0.1, [face(100, BOB)])]) == [[0], [1]]


def test_an_unmeasured_face_is_never_carried_over_a_cut() -> None:
    tracker = FaceTracker()
    assert tracker.follow(0.0, [face(100, None)], SCENE) == [0]
    assert tracker.follow(0.1, [face(102, None)], SCENE) == [0]
    assert tracker.follow(0.2, [face(102, None)], OTHER_SCENE) == [1]


def test_the_same_person_is_found_again_after_a_cut_to_a_closer_view() -> None:
    tracker = FaceTracker()
    assert tracker.follow(0.0, [face(100, ANN)], SCENE) == [0]
    assert tracker.follow(0.1, [face(400, ANN, size=300)], OTHER_SCENE) == [0]


def test_without_a_cut_a_jump_is_another_face() -> None:
    tracker = FaceTracker()
    assert follow(tracker, [(0.0, [face(100)]), (0.1, [face(600)])]) == [[0], [1]]
    assert follow(FaceTracker(), [(0.0, [face(100)]), (0.1, [face(60, size=220)])]) == [[0], [1]]
