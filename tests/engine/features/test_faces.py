import pickle
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from engine.assets import locate
from engine.assets.demo_clip import read_takes
from engine.errors import AssetCorruptError
from engine.features.vision.faces import READING_NAMES, FaceExtractor, FaceReading
from engine.features.vision.geometry import MEASURE_NAMES
from engine.features.vision.timeline import FaceTimeline, VisionEvidence
from engine.media import probe, read_frames
from engine.types import Emotion, Float32Array, UInt8Array, VideoFrame
from tests.helpers.features import astronaut, placed, vision_column
from tests.helpers.shared_data import requires_shared_data, shared_data

MIDDLE = (320.0, 240.0)


def test_folders_without_networks_are_named(tmp_path: Path) -> None:
    with pytest.raises(AssetCorruptError, match=tmp_path.name):
        FaceExtractor(tmp_path, tmp_path)


@pytest.fixture(scope="module")
def shared_extractor() -> Iterator[FaceExtractor]:
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    yield FaceExtractor(locate("yunet"), locate("face-mesh"))
    cv2.setNumThreads(threads)


@pytest.fixture
def extractor(shared_extractor: FaceExtractor) -> FaceExtractor:
    shared_extractor.reset()
    return shared_extractor


def only_face(extractor: FaceExtractor, picture: UInt8Array, time_s: float = 0.0) -> FaceReading:
    (face,) = extractor.observe(VideoFrame(picture, time_s)).faces
    return face


def measures(extractor: FaceExtractor, picture: UInt8Array) -> dict[str, float]:
    features = only_face(extractor, picture).features
    assert features is not None
    return dict(zip(READING_NAMES, features.tolist(), strict=True))


def watch(extractor: FaceExtractor, path: Path, rate_hz: float = 10.0) -> FaceTimeline:
    """Readings of a whole clip."""
    timeline = FaceTimeline()
    for frame in read_frames(probe(path), rate_hz=rate_hz, max_side=None):
        timeline.add(extractor.observe(frame))
    return timeline


def whole(timeline: FaceTimeline) -> VisionEvidence:
    return timeline.evidence(0.0, 1e9)


@pytest.mark.models
class TestOnePicture:
    @pytest.mark.parametrize("centre", [(150.0, 150.0), (400.0, 300.0), (500.0, 200.0)])
    @pytest.mark.parametrize("scale", [0.6, 1.0])
    def test_the_box_follows_the_face(
        self, extractor: FaceExtractor, centre: tuple[float, float], scale: float
    ) -> None:
        left, top, width, height = only_face(extractor, placed(centre, scale=scale)).observation.box
        assert (left + width / 2) * 640 == pytest.approx(centre[0], abs=12 * scale)
        assert (top + height / 2) * 480 == pytest.approx(centre[1], abs=12 * scale)
        assert height * 480 == pytest.approx(113 * scale, rel=0.12)

    def test_the_mesh_lies_on_the_face(self, extractor: FaceExtractor) -> None:
        face = only_face(extractor, placed((400.0, 300.0)))
        assert face.mesh is not None
        left, top, width, height = face.observation.box
        middle = face.mesh.mean(axis=0)
        assert middle == pytest.approx((left + width / 2, top + height / 2), abs=0.03)
        assert np.ptp(face.mesh[:, 1]) == pytest.approx(height, rel=0.2)

    def test_a_face_that_is_too_small_has_no_mesh(self, extractor: FaceExtractor) -> None:
        faces = extractor.observe(VideoFrame(placed(MIDDLE, scale=0.2), 0.0)).faces
        assert all(face.mesh is None for face in faces)

    @pytest.mark.parametrize("turn_deg", [-30, -15, 10, 30])
    def test_roll_is_the_turn_of_the_picture_and_nothing_else_changes(
        self, extractor: FaceExtractor, turn_deg: float
    ) -> None:
        level = measures(extractor, placed(MIDDLE))
        turned = measures(extractor, placed(MIDDLE, turn_deg=turn_deg))
        assert turned["roll_deg"] - level["roll_deg"] == pytest.approx(turn_deg, abs=2)
        assert turned["yaw_deg"] == pytest.approx(level["yaw_deg"], abs=2)
        assert turned["pitch_deg"] == pytest.approx(level["pitch_deg"], abs=2.5)
        self.assert_same_shape(level, turned)

    @pytest.mark.parametrize("turn_deg", [40, 45, 60])
    def test_a_face_turned_too_far_is_measured_rightly_or_not_at_all(
        self, extractor: FaceExtractor, turn_deg: float
    ) -> None:
        for face in extractor.observe(VideoFrame(placed(MIDDLE, turn_deg=turn_deg), 0.0)).faces:
            if face.features is not None:
                roll = face.features[READING_NAMES.index("roll_deg")]
                assert roll == pytest.approx(turn_deg + 3, abs=6)

    @pytest.mark.parametrize("scale", [0.5, 0.7, 1.4, 2.0])
    def test_measures_do_not_depend_on_size(self, extractor: FaceExtractor, scale: float) -> None:
        usual = measures(extractor, placed(MIDDLE))
        other = measures(extractor, placed(MIDDLE, scale=scale))
        self.assert_same_shape(usual, other)
        size_change = other["face_size_log2_px"] - usual["face_size_log2_px"]
        assert size_change == pytest.approx(np.log2(scale), abs=0.15)

    @staticmethod
    def assert_same_shape(one: dict[str, float], other: dict[str, float]) -> None:
        apart = {name: abs(one[name] - other[name]) for name in MEASURE_NAMES[3:]}
        assert max(apart.values()) < 0.06, apart
        assert np.mean(list(apart.values())) < 0.012

    def test_a_mirrored_face_has_mirrored_measures(self, extractor: FaceExtractor) -> None:
        face = measures(extractor, placed(MIDDLE))
        mirror = measures(extractor, placed(MIDDLE, mirrored=True))
        assert mirror["yaw_deg"] == pytest.approx(-face["yaw_deg"], abs=2)
        assert mirror["roll_deg"] == pytest.approx(-face["roll_deg"], abs=2)
        for name in ("brow_inner_height", "lip_corner_height", "eye_openness"):
            assert mirror[f"{name}_left"] == pytest.approx(face[f"{name}_right"], abs=0.03)

    def test_a_blurred_face_is_less_sharp(self, extractor: FaceExtractor) -> None:
        sharp = placed(MIDDLE)
        blurred = cv2.GaussianBlur(sharp, (0, 0), 3)
        change = (
            measures(extractor, blurred)["sharpness_log"]
            - measures(extractor, sharp)["sharpness_log"]
        )
        assert change < -1

    def test_no_face_is_an_answer(self, extractor: FaceExtractor) -> None:
        grey = np.full((240, 320, 3), 120, np.uint8)
        assert extractor.observe(VideoFrame(grey, 0.5)).faces == ()
        assert extractor.read_still(grey) is None

    def test_a_tiny_face_is_seen_but_not_measured(self, extractor: FaceExtractor) -> None:
        face = only_face(extractor, placed((120, 90), scale=0.23, size=(240, 180)))
        assert face.features is None

    def test_a_small_grey_still_gives_the_measures_of_the_video(
        self, extractor: FaceExtractor
    ) -> None:
        grey = cv2.cvtColor(astronaut(), cv2.COLOR_BGR2GRAY)[55:190, 155:290]
        small = cv2.resize(grey, (48, 48), interpolation=cv2.INTER_AREA)
        still = extractor.read_still(small)
        assert still is not None
        found = dict(zip(READING_NAMES, still.tolist(), strict=True))
        usual = measures(extractor, placed(MIDDLE))
        assert found["mouth_width"] == pytest.approx(usual["mouth_width"], abs=0.08)
        assert found["lip_corners_height"] == pytest.approx(usual["lip_corners_height"], abs=0.05)
        assert found["face_size_log2_px"] == pytest.approx(np.log2(36), abs=0.4)


@pytest.mark.models
class TestOverTime:
    def test_a_face_that_wanders_is_one_person(self, extractor: FaceExtractor) -> None:
        faces = [
            only_face(extractor, placed((150 + 25.0 * i, 240), turn_deg=2 * i), i / 10)
            for i in range(12)
        ]
        assert {face.observation.track_id for face in faces} == {0}

    def test_two_faces_keep_their_numbers(self, extractor: FaceExtractor) -> None:
        for i in range(6):
            picture = placed((180 + 8.0 * i, 150), scale=0.9)
            picture = placed((440 - 8.0 * i, 330), scale=0.7, onto=picture, mirrored=True)
            faces = extractor.observe(VideoFrame(picture, i / 10)).faces
            assert [face.observation.track_id for face in faces] == [0, 1]
            assert faces[0].size > faces[1].size

    def test_reset_starts_again(self, extractor: FaceExtractor) -> None:
        only_face(extractor, placed((150, 150)), 0.0)
        assert only_face(extractor, placed((480, 330)), 0.1).observation.track_id == 1
        extractor.reset()
        assert only_face(extractor, placed((480, 330)), 0.2).observation.track_id == 0

    def test_two_runs_are_identical_and_travel_between_processes(
        self, extractor: FaceExtractor
    ) -> None:
        def run() -> list[Float32Array | None]:
            extractor.reset()
            readings = [
                only_face(extractor, placed((200 + 9.0 * i, 240)), i / 10) for i in range(4)
            ]
            return [reading.features for reading in pickle.loads(pickle.dumps(readings))]

        for one, other in zip(run(), run(), strict=True):
            assert one is not None
            assert other is not None
            assert np.array_equal(one, other)

    def test_the_mesh_of_one_picture_is_that_of_the_film(self, extractor: FaceExtractor) -> None:
        picture = placed((300.0, 240.0))
        watched = only_face(extractor, picture)
        (face,) = extractor.mesh_still(picture)
        assert face.box == watched.observation.box
        assert watched.mesh is not None
        assert np.array_equal(face.mesh, watched.mesh)
        assert only_face(extractor, picture, 0.1).observation.track_id == 0, "nobody is followed"
        assert extractor.mesh_still(np.full((240, 320, 3), 90, dtype=np.uint8)) == ()

    def test_a_smile_raises_the_corners_of_the_mouth(self, extractor: FaceExtractor) -> None:
        demo = locate("demo-clip")
        takes = {take.emotion: take for take in read_takes(demo)}
        timeline = watch(extractor, demo / "demo.mp4", 5)
        happy, sad = (
            timeline.evidence(takes[shown].start_s, takes[shown].end_s).track
            for shown in (Emotion.HAPPY, Emotion.SAD)
        )
        assert happy is not None
        assert sad is not None
        assert happy.valid.mean() > 0.9
        for name, margin in (("lip_corners_height", 0.02), ("mouth_width", 0.03)):
            difference = vision_column(happy, name).mean() - vision_column(sad, name).mean()
            assert difference > margin, name


@pytest.mark.models
@requires_shared_data
class TestRealClips:
    @staticmethod
    def media(name: str) -> Path:
        folder = shared_data()
        assert folder is not None
        return folder / "media" / name

    def test_two_people_in_view_are_two_tracks(self, extractor: FaceExtractor) -> None:
        evidence = whole(watch(extractor, self.media("obama_speech.mp4"), 4))
        assert evidence.faces_seen == 2
        assert evidence.track is not None
        assert evidence.track.valid.mean() > 0.9

    def test_a_face_that_appears_half_way_is_masked_before(self, extractor: FaceExtractor) -> None:
        track = whole(watch(extractor, self.media("noface_face.mov"))).track
        assert track is not None
        assert 0.2 < track.valid.mean() < 0.8

    def test_no_face_says_so(self, extractor: FaceExtractor) -> None:
        evidence = whole(watch(extractor, self.media("no_face.mp4"), 4))
        assert evidence.track is None
        assert evidence.reason_absent == "No face was in view."

    def test_the_mouth_opens_and_the_eyes_blink(self, extractor: FaceExtractor) -> None:
        track = whole(watch(extractor, self.media("jwpIntro.mp4"))).track
        assert track is not None
        mouth = vision_column(track, "mouth_openness")
        assert np.ptp(np.percentile(mouth, (5, 95))) > 0.03
        both_eyes = np.corrcoef(
            vision_column(track, "eye_openness_left"), vision_column(track, "eye_openness_right")
        )
        assert both_eyes[0, 1] > 0.5
