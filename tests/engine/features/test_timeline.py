import numpy as np
import pytest

from engine.features.vision.faces import READING_NAMES, FaceReading, FrameReading
from engine.features.vision.timeline import (
    VISION_FEATURE_NAMES,
    VISION_SPEC,
    FaceTimeline,
    still_track,
)
from engine.types import FaceObservation
from tests.helpers.features import vision_column

YAW = READING_NAMES.index("yaw_deg")


def reading(
    time_s: float, track_id: int, *, size: float = 0.3, yaw: float = 0.0, measured: bool = True
) -> FaceReading:
    features = np.full(len(READING_NAMES), 0.5, np.float32)
    features[YAW] = yaw
    box = (0.4, 0.4, size, size)
    return FaceReading(
        FaceObservation(time_s, track_id, box, 0.9), size, features if measured else None
    )


def timeline(*frames: tuple[float, list[FaceReading]]) -> FaceTimeline:
    built = FaceTimeline()
    for time_s, faces in frames:
        built.add(FrameReading(time_s, tuple(faces)))
    return built


def test_dimensions_are_named_once_and_match() -> None:
    assert len(set(VISION_FEATURE_NAMES)) == len(VISION_FEATURE_NAMES) == VISION_SPEC.dimension


def test_frames_without_the_face_are_masked_steps() -> None:
    times = [0.0, 0.1, 0.2, 0.3]
    faces = timeline(
        (times[0], [reading(times[0], 7)]),
        (times[1], []),
        (times[2], [reading(times[2], 7, measured=False)]),
        (times[3], [reading(times[3], 7)]),
    )
    evidence = faces.evidence(0.0, 1.0)
    assert evidence.track is not None
    assert evidence.track.valid.tolist() == [True, False, False, True]
    assert evidence.track.times_s.tolist() == times
    assert not evidence.track.values[1:3].any()
    assert [face.time_s for face in evidence.faces] == [0.0, 0.2, 0.3]
    assert evidence.reason_absent is None


def test_the_person_most_in_view_is_chosen_and_the_other_counted() -> None:
    near = [reading(t / 10, 3, size=0.3) for t in range(10)]
    far = [reading(t / 10, 1, size=0.1) for t in range(10)]
    glimpse = reading(0.5, 9, size=0.5)
    frames = [(t / 10, [near[t], far[t]] + ([glimpse] if t == 5 else [])) for t in range(10)]
    evidence = timeline(*frames).evidence(0.0, 1.0)
    assert evidence.track_id == 3
    assert evidence.faces_seen == 2, "one frame is no person"
    assert {face.track_id for face in evidence.faces} == {3}


def test_presence_can_outweigh_size() -> None:
    frames = [(t / 10, [reading(t / 10, 1, size=0.2)]) for t in range(10)]
    frames[4][1].append(reading(0.4, 2, size=0.6))
    assert timeline(*frames).evidence(0.0, 1.0).track_id == 1


def test_only_the_stretch_asked_for_counts() -> None:
    faces = timeline(*((t / 10, [reading(t / 10, t // 5)]) for t in range(10)))
    evidence = faces.evidence(0.5, 0.8)
    assert evidence.track_id == 1
    assert evidence.track is not None
    assert evidence.track.times_s == pytest.approx([0.5, 0.6, 0.7])


def test_absence_has_its_reason() -> None:
    assert "no pictures" in str(timeline().evidence(0, 1).reason_absent)
    empty = timeline((0.0, []), (0.1, [])).evidence(0, 1)
    assert empty.track is None
    assert empty.faces_seen == 0
    assert empty.reason_absent == "No face was in view."
    small = timeline((0.0, [reading(0.0, 0, measured=False)])).evidence(0, 1)
    assert small.track is None
    assert "too small" in str(small.reason_absent)
    assert small.faces_seen == len(small.faces) == 1


def test_forgetting_drops_what_lies_before() -> None:
    faces = timeline(*((t / 10, [reading(t / 10, 0)]) for t in range(10)))
    faces.forget(0.5)
    evidence = faces.evidence(0.0, 1.0)
    assert evidence.track is not None
    assert evidence.track.times_s[0] == pytest.approx(0.5)


@pytest.mark.parametrize("rate_hz", [5.0, 10.0, 14.0])
def test_speeds_are_per_second_whatever_the_rate(rate_hz: float) -> None:
    times = np.arange(8) / rate_hz
    faces = timeline(*((t, [reading(t, 0, yaw=30 * t)]) for t in times))
    track = faces.evidence(0.0, 10.0).track
    assert track is not None
    assert vision_column(track, "yaw_deg_per_s") == pytest.approx(30, rel=1e-3)


def test_no_speed_is_taken_across_a_gap() -> None:
    frames = [(0.0, 0.0), (0.1, 0.0), (1.0, 40.0), (1.1, 40.0)]
    track = timeline(*((t, [reading(t, 0, yaw=y)]) for t, y in frames)).evidence(0, 2).track
    assert track is not None
    assert not vision_column(track, "yaw_deg_per_s").any()


def test_a_still_picture_is_one_step_that_does_not_move() -> None:
    features = reading(0.0, 0, yaw=12).features
    assert features is not None
    track = still_track(features)
    assert track.values.shape == (1, VISION_SPEC.dimension)
    assert track.valid.tolist() == [True]
    assert vision_column(track, "yaw_deg") == pytest.approx([12])
    assert not vision_column(track, "yaw_deg_per_s").any()
