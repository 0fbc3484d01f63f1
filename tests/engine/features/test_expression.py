"""The expression network and its file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from engine.assets import locate
from engine.errors import AssetCorruptError, AssetMissingError
from engine.features.networks import shipped
from engine.features.vision.alignment import align
from engine.features.vision.expression import (
    EXPRESSION_NAMES,
    FORMAT,
    ExpressionReader,
    save_expression,
)
from engine.features.vision.expression_network import EXPRESSION_CLASSES, ExpressionNetwork
from engine.features.vision.faces import READING_NAMES, FaceExtractor
from engine.runtime.hashing import sha256_of
from engine.types import VideoFrame
from tests.helpers.features import astronaut

POINTS = np.array([[202.0, 105], [244, 105], [222, 132], [203, 140], [244, 141]])
DOCUMENT: dict[str, Any] = {"temperature": 1.3, "trained_on": {"data": "nothing"}}


pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture
def network() -> ExpressionNetwork:
    torch.manual_seed(0)
    return ExpressionNetwork((8, 16), (1, 1)).eval()


@pytest.fixture
def path(tmp_path: Path, network: ExpressionNetwork) -> Path:
    file = tmp_path / "größe" / "expression.safetensors"
    save_expression(file, network, DOCUMENT)
    return file


def test_the_default_network_is_small() -> None:
    assert sum(p.numel() for p in ExpressionNetwork().parameters()) < 1_000_000


def test_a_network_reads_the_same_from_its_file(path: Path, network: ExpressionNetwork) -> None:
    reading = ExpressionReader(path).read(astronaut(), POINTS)
    grey = torch.from_numpy(align(astronaut(), POINTS)).float()[None, None]
    with torch.inference_mode():
        embedding, logits = network(grey)
    assert reading.embedding.dtype == reading.probabilities.dtype == np.float32
    # Weights are kept in float16: three digits.
    np.testing.assert_allclose(reading.embedding, embedding[0], rtol=0.01, atol=0.005)
    probabilities = torch.softmax(logits[0] / DOCUMENT["temperature"], dim=0)
    np.testing.assert_allclose(reading.probabilities, probabilities, atol=0.005)
    assert reading.probabilities.sum() == pytest.approx(1.0, abs=1e-5)


def test_the_reader_knows_what_its_file_is(path: Path) -> None:
    reader = ExpressionReader(path)
    assert reader.sha256 == sha256_of(path)
    assert reader.document["trained_on"] == DOCUMENT["trained_on"]
    assert tuple(reader.document["classes"]) == EXPRESSION_CLASSES


def test_the_same_network_gives_the_same_bytes(
    path: Path, tmp_path: Path, network: ExpressionNetwork
) -> None:
    save_expression(tmp_path / "again.safetensors", network, DOCUMENT)
    assert (tmp_path / "again.safetensors").read_bytes() == path.read_bytes()
    assert [file.name for file in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(("contrast", "brightness"), [(0.5, 0), (0.5, 100), (0.8, 40)])
def test_light_hardly_changes_a_reading(path: Path, contrast: float, brightness: float) -> None:
    reader = ExpressionReader(path)
    other = np.rint(astronaut() * contrast + brightness).astype(np.uint8)
    before, after = reader.read(astronaut(), POINTS), reader.read(other, POINTS)
    np.testing.assert_allclose(after.probabilities, before.probabilities, atol=0.01)
    np.testing.assert_allclose(after.embedding, before.embedding, atol=0.05)


def test_a_blank_picture_has_a_finite_reading(path: Path) -> None:
    reading = ExpressionReader(path).read(np.full((512, 512), 9, np.uint8), POINTS)
    assert np.isfinite(reading.embedding).all()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(AssetMissingError, match=r"none\.safetensors.*reinstall"):
        ExpressionReader(tmp_path / "none.safetensors")


@pytest.mark.parametrize("kept", [0, 5, 200, 0.5, -1])
def test_a_cut_file_is_refused(path: Path, kept: float) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[: int(kept * len(whole)) if kept == 0.5 else int(kept)])
    with pytest.raises(AssetCorruptError, match=path.name):
        ExpressionReader(path)


def test_foreign_weights_are_refused(tmp_path: Path) -> None:
    save_file({"weight": torch.ones(3)}, tmp_path / "foreign.safetensors")
    with pytest.raises(AssetCorruptError, match=r"foreign.*reinstall"):
        ExpressionReader(tmp_path / "foreign.safetensors")


@pytest.mark.parametrize(
    "change",
    [
        {"version": 99},
        {"side": 64},
        {"classes": ["happy"]},
        {"temperature": 0.0},
        {"temperature": None},
        {"widths": [8, 32]},
    ],
)
def test_files_that_do_not_fit_are_refused(
    tmp_path: Path, network: ExpressionNetwork, change: dict[str, Any]
) -> None:
    save_expression(tmp_path / "other.safetensors", network, {**DOCUMENT, **change})
    with pytest.raises(AssetCorruptError, match="other"):
        ExpressionReader(tmp_path / "other.safetensors")


def test_metadata_that_is_no_json_is_refused(tmp_path: Path) -> None:
    save_file({"weight": torch.ones(3)}, tmp_path / "bad.safetensors", metadata={FORMAT: "{"})
    with pytest.raises(AssetCorruptError, match="bad"):
        ExpressionReader(tmp_path / "bad.safetensors")


class TestShipped:
    """The network that comes with MIBScope."""

    @pytest.fixture
    def reader(self) -> ExpressionReader:
        return ExpressionReader(shipped().expression)

    def test_it_was_measured_on_faces_it_had_not_seen(self, reader: ExpressionReader) -> None:
        test = reader.document["measured"]["test"]
        assert test["n"] > 3000
        assert test["accuracy"] > 0.78
        assert shipped().expression.stat().st_size < 2_500_000

    @pytest.mark.parametrize("side", [60, 140, 512])
    def test_it_sees_a_smile_large_or_small(self, reader: ExpressionReader, side: int) -> None:
        picture = cv2.resize(astronaut(), (side, side), interpolation=cv2.INTER_AREA)
        reading = reader.read(np.asarray(picture), (POINTS + 0.5) * side / 512 - 0.5)
        assert EXPRESSION_CLASSES[int(reading.probabilities.argmax())] == "happiness"


@pytest.mark.models
class TestHook:
    @pytest.fixture
    def both(self, path: Path) -> Iterator[tuple[FaceExtractor, FaceExtractor]]:
        threads = cv2.getNumThreads()
        cv2.setNumThreads(1)
        folders = locate("yunet"), locate("face-mesh")
        yield FaceExtractor(*folders), FaceExtractor(*folders, expression=ExpressionReader(path))
        cv2.setNumThreads(threads)

    def test_readings_go_on_with_the_expression(
        self, both: tuple[FaceExtractor, FaceExtractor]
    ) -> None:
        plain, more = both
        assert plain.names == READING_NAMES
        assert more.names == (*READING_NAMES, *EXPRESSION_NAMES)
        frame = VideoFrame(astronaut(), 0.0)
        (before,), (after,) = plain.observe(frame).faces, more.observe(frame).faces
        assert before.features is not None
        assert after.features is not None
        assert len(before.features) == len(plain.names)
        assert len(after.features) == len(more.names)
        assert after.features.dtype == np.float32
        np.testing.assert_array_equal(after.features[: len(READING_NAMES)], before.features)

    def test_stills_are_read_where_they_are_located(
        self, both: tuple[FaceExtractor, FaceExtractor], path: Path
    ) -> None:
        head = np.ascontiguousarray(astronaut()[0:220, 120:330])
        reading, points = both[1].read_still(head), both[1].locate_still(head)
        assert reading is not None
        assert points is not None
        shown = ExpressionReader(path).read(head, points)
        expected = np.concatenate([shown.embedding, shown.probabilities])
        np.testing.assert_array_equal(reading[len(READING_NAMES) :], expected)

    def test_points_of_a_still_are_pixels_of_the_picture_given(
        self, both: tuple[FaceExtractor, FaceExtractor]
    ) -> None:
        head = np.ascontiguousarray(astronaut()[0:240, 100:340])
        small = cv2.resize(head, (80, 80), interpolation=cv2.INTER_AREA)
        large, reduced = both[0].locate_still(head), both[0].locate_still(np.asarray(small))
        assert large is not None
        assert reduced is not None
        np.testing.assert_allclose(large, POINTS - [100, 0], atol=12)
        np.testing.assert_allclose(3 * reduced + 1, large, atol=4)

    def test_a_picture_without_a_face_has_no_place(
        self, both: tuple[FaceExtractor, FaceExtractor]
    ) -> None:
        assert both[0].locate_still(np.full((100, 100), 128, np.uint8)) is None
