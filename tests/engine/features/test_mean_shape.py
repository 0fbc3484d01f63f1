import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from engine.features.vision.geometry import measure, pose_and_front
from engine.features.vision.mean_shape import (
    load_mean_mesh,
    mean_shape,
    mirror_partners,
    similarity,
    upright,
)

ANGLES = st.floats(-40, 40)


def test_the_mean_face_is_symmetric_level_and_one_wide() -> None:
    mean = load_mean_mesh()
    partners = mirror_partners(mean)
    assert np.array_equal(partners[partners], np.arange(len(mean)))
    assert np.allclose(mean[partners] * [-1, 1, 1], mean, atol=1e-5)
    assert mean[263] - mean[33] == pytest.approx([1, 0, 0], abs=1e-6)
    assert mean[10, 1] > 0 > mean[152, 1], "forehead above, chin below"
    assert mean[1, 2] > mean[234, 2], "the nose points at the viewer"


@given(yaw=ANGLES, pitch=ANGLES, roll=ANGLES, scale=st.floats(20, 400))
@settings(deadline=None, max_examples=30)
def test_pose_is_found_and_the_front_restored(
    yaw: float, pitch: float, roll: float, scale: float
) -> None:
    mean = load_mean_mesh()
    # Picture right, up and towards the viewer; positive roll is clockwise, that is, negative.
    turn = Rotation.from_euler("ZYX", [-roll, yaw, -pitch], degrees=True).as_matrix()
    points = upright(scale * mean @ turn.T) + np.array([300.0, 200.0, 10.0])
    pose, front = pose_and_front(points)
    assert [pose.yaw, pose.pitch, pose.roll] == pytest.approx([yaw, pitch, roll], abs=0.05)
    assert np.allclose(front, mean, atol=1e-3)
    straight = measure(upright(mean))
    assert np.allclose(measure(points)[3:], straight[3:], atol=1e-3)


def test_similarity_never_mirrors() -> None:
    mean = load_mean_mesh()
    _, rotation, _ = similarity(mean, mean * [-1, 1, 1])
    assert np.linalg.det(rotation) == pytest.approx(1)


def test_the_mean_of_turned_and_disturbed_copies_is_the_original() -> None:
    rng = np.random.default_rng(3)
    mean = load_mean_mesh()
    copies = [
        50
        * (mean + rng.normal(0, 0.01, mean.shape))
        @ Rotation.from_euler("ZYX", rng.normal(0, 8, 3), degrees=True).as_matrix().T
        + rng.normal(0, 100, 3)
        for _ in range(60)
    ]
    again = mean_shape(copies)
    scale, rotation, shift = similarity(again, mean)
    assert np.abs(scale * again @ rotation.T + shift - mean).max() < 0.02
    assert np.degrees(np.arccos((np.trace(rotation) - 1) / 2)) < 10
