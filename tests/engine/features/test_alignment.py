"""A face comes out the same however it lies in the picture."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.features.vision.alignment import ALIGNED_SIDE, align
from engine.types import Float64Array, UInt8Array

EYES_NOSE_MOUTH = np.array([[110.0, 108], [160, 112], [134, 142], [114, 166], [154, 169]])


def cloudy(side: int = 280) -> UInt8Array:
    """Smooth patches, so that resampling changes next to nothing."""
    noise = np.random.default_rng(3).normal(0, 1, (side, side))
    smooth = cv2.GaussianBlur(noise, (0, 0), 9)
    return (128 + 40 * smooth / smooth.std()).clip(0, 255).astype(np.uint8)


def moved(
    picture: UInt8Array, turn_deg: float, scale: float, shift: tuple[float, float]
) -> tuple[UInt8Array, Float64Array]:
    """The picture and the five points after the same turn, scale and shift."""
    to = cv2.getRotationMatrix2D((140, 140), turn_deg, scale)
    to[:, 2] += np.array([210.0, 210.0]) - 140 + np.array(shift)
    other = cv2.warpAffine(picture, to, (420, 420), flags=cv2.INTER_CUBIC)
    return np.asarray(other, dtype=np.uint8), EYES_NOSE_MOUTH @ to[:, :2].T + to[:, 2]


@settings(max_examples=40, deadline=None)
@given(
    turn_deg=st.floats(-50, 50),
    scale=st.floats(0.5, 1.5),
    shift=st.tuples(st.floats(-25, 25), st.floats(-25, 25)),
)
def test_turned_scaled_and_moved_pictures_give_the_same_face(
    turn_deg: float, scale: float, shift: tuple[float, float]
) -> None:
    picture = cloudy()
    expected = align(picture, EYES_NOSE_MOUTH).astype(float)
    found = align(*moved(picture, turn_deg, scale, shift)).astype(float)
    assert expected.std() > 15
    assert np.abs(found - expected).mean() < 1.5


def test_points_that_moved_alone_give_another_face() -> None:
    picture = cloudy()
    expected = align(picture, EYES_NOSE_MOUTH).astype(float)
    assert np.abs(align(picture, EYES_NOSE_MOUTH + 20).astype(float) - expected).mean() > 10


def test_eyes_are_level_above_the_mouth() -> None:
    picture = np.zeros((280, 280), np.uint8)
    for x, y in EYES_NOSE_MOUTH:
        cv2.circle(picture, (round(x), round(y)), 3, 255, -1)
    turned, points = moved(picture, 35, 1.2, (5, -9))
    rows, columns = np.nonzero(align(turned, points) > 100)
    eyes, mouth = rows < 0.4 * ALIGNED_SIDE, rows > 0.6 * ALIGNED_SIDE
    assert np.ptp(rows[eyes]) <= 4
    assert np.ptp(rows[mouth]) <= 4
    assert columns[eyes].mean() == pytest.approx(ALIGNED_SIDE / 2, abs=1.5)
    assert rows[mouth].mean() - rows[eyes].mean() == pytest.approx(0.437 * ALIGNED_SIDE, abs=2)


@settings(max_examples=10, deadline=None)
@given(rim=st.integers(1, 20))
def test_a_rim_only_adds_surroundings(rim: int) -> None:
    wide = align(cloudy(), EYES_NOSE_MOUTH, rim)
    assert wide.shape == (ALIGNED_SIDE + 2 * rim,) * 2
    inner = wide[rim:-rim, rim:-rim].astype(int)
    assert np.abs(inner - align(cloudy(), EYES_NOSE_MOUTH)).max() <= 1


def test_colour_and_grey_pictures_give_the_same_face() -> None:
    grey = cloudy()
    colour = cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR)
    assert np.array_equal(align(np.asarray(colour), EYES_NOSE_MOUTH), align(grey, EYES_NOSE_MOUTH))


def test_the_fine_noise_of_a_large_face_is_averaged_and_not_sampled() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (1200, 1200)).astype(np.uint8)
    assert align(noise, EYES_NOSE_MOUTH * 4).std() < 0.3 * noise.std()


def test_a_face_at_the_edge_repeats_the_edge() -> None:
    flat = np.full((60, 60), 77, np.uint8)
    assert (align(flat, EYES_NOSE_MOUTH - 100) == 77).all()


def test_points_in_one_place_are_refused() -> None:
    with pytest.raises(ValueError, match="one place"):
        align(cloudy(), np.full((5, 2), 9.0))
