"""Computational sequences of the CMU-MultimodalSDK, made with h5py as the SDK makes them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from engine.datasets import csd_file
from engine.datasets.csd import CsdFiles, read_csd, read_splits
from engine.datasets.imported import ImportOptions
from engine.datasets.schema import LabelledSample, Split
from engine.datasets.splits import Shares
from engine.datasets.store import open_store, write_store
from engine.errors import DatasetError
from engine.features.contract import ExtractorSpec
from engine.types import SENTIMENT, STANDARD_HEADS, Head, HeadKind, Modality
from tests.helpers.foreign_data import LETTERS, regular_intervals, spelt, write_csd

SPLITS = {"vidéo": Split.TRAIN, "w": Split.VALID, "x": Split.TEST}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two labelled segments of one video and one of each other one; features of whole videos."""
    write_csd(
        tmp_path / "labels.csd",
        "Opinion Segment Labels",
        {
            "vidéo": (np.array([[1.5], [-2.0]]), [[1.0, 2.0], [4.0, 5.5]]),
            "w": (np.array([[0.0]]), [[0.0, 3.0]]),
            "x[7]": (np.array([[3.0]]), [[0.5, 1.0]]),
        },
        version="1.0",
    )
    random = np.random.default_rng(0)
    write_csd(
        tmp_path / "covarep.csd",
        "COVAREP",
        {
            "vidéo": (random.normal(size=(60, 4)), regular_intervals(60, 0.1)),
            "w": (random.normal(size=(5, 4)), regular_intervals(5, 0.1)),
            "x[7]": (random.normal(size=(3, 4)), regular_intervals(3, 0.1, 0.5)),
        },
    )
    write_csd(
        tmp_path / "facet.csd",
        "FACET_4.2",
        {"vidéo": (random.normal(size=(12, 3)), regular_intervals(12, 0.5))},
    )
    words = np.array([[b"sp"], [b"it"], [b"was"], [b"sp"], [b"good"], [b"caf\xc3\xa9"]])
    write_csd(
        tmp_path / "words.csd",
        "words",
        {
            "vidéo": (words, [[0, 1], [1, 1.4], [1.4, 1.9], [1.9, 4], [4, 4.5], [4.5, 5]]),
            "w": (words[:1], [[0, 3]]),
            "x[7]": (np.array([["well"]], dtype=object), [[0.5, 1]]),
        },
    )
    return tmp_path


def _files(folder: Path, **others: Path) -> CsdFiles:
    features = {Modality.AUDIO: folder / "covarep.csd", Modality.VISION: folder / "facet.csd"}
    return CsdFiles(folder / "labels.csd", features, **others)


def _samples(folder: Path, **options: Any) -> dict[str, LabelledSample]:
    imported = read_csd(_files(folder), ImportOptions(name="mosi", **options), SPLITS)
    return {sample.id: sample for sample in imported.samples()}


def test_the_interval_of_a_label_cuts_the_video_on_its_own_clock(folder: Path) -> None:
    samples = _samples(folder)
    assert list(samples) == ["vidéo[0]", "vidéo[1]", "w[0]", "x[7]"]
    first, second = (samples[f"vidéo[{k}]"].tracks[Modality.AUDIO] for k in (0, 1))
    np.testing.assert_allclose(first.times_s, np.arange(1.05, 2.0, 0.1))
    np.testing.assert_allclose(second.times_s, np.arange(4.05, 5.5, 0.1))
    with h5py.File(folder / "covarep.csd") as file:
        stored = file["COVAREP/data/vidéo/features"][:]
    np.testing.assert_array_equal(first.values, stored[10:20].astype(np.float32))
    vision = samples["vidéo[0]"].tracks[Modality.VISION]
    np.testing.assert_allclose(vision.times_s, [1.25, 1.75])


def test_features_of_a_segment_of_its_own_are_taken_whole(folder: Path) -> None:
    track = _samples(folder)["x[7]"].tracks[Modality.AUDIO]
    np.testing.assert_allclose(track.times_s, [0.55, 0.65, 0.75])


def test_a_step_on_the_border_belongs_to_one_segment(folder: Path) -> None:
    write_csd(
        folder / "labels.csd", "L", {"vidéo": (np.array([[1.0], [2.0]]), [[0, 1.25], [1.25, 2]])}
    )
    samples = _samples(folder)
    times = [samples[f"vidéo[{k}]"].tracks[Modality.VISION].times_s.tolist() for k in (0, 1)]
    assert times == [[0.25, 0.75], [1.25, 1.75]]


def test_splits_groups_labels_and_contract(folder: Path) -> None:
    imported = read_csd(_files(folder), ImportOptions(name="mosi", group_prefix="yt"), SPLITS)
    samples = list(imported.samples())
    assert [s.split for s in samples] == [Split.TRAIN, Split.TRAIN, Split.VALID, Split.TEST]
    assert [s.group for s in samples] == ["yt/vidéo", "yt/vidéo", "yt/w", "yt/x"]
    assert [s.labels.sentiment for s in samples] == [1.5, -2.0, 0.0, 3.0]
    assert imported.contract.extractors == {
        Modality.AUDIO: ExtractorSpec("csd/COVAREP", 1, 4, None, exact=True),
        Modality.VISION: ExtractorSpec("csd/FACET_4.2", 1, 3, None, exact=True),
    }
    assert imported.heads == {SENTIMENT: STANDARD_HEADS[SENTIMENT]}
    halved = read_csd(_files(folder), ImportOptions(name="m", sentiment_factor=0.5), SPLITS)
    assert [s.labels.sentiment for s in halved.samples()] == [0.75, -1.0, 0.0, 1.5]
    assert set(imported.provenance["mosi"]["sha256"]) == {
        "labels.csd",
        "covarep.csd",
        "facet.csd",
    }


def test_a_modality_without_the_video_is_absent(folder: Path) -> None:
    samples = _samples(folder)
    assert Modality.VISION not in samples["w[0]"].tracks
    assert Modality.AUDIO in samples["w[0]"].tracks


def test_words_lose_their_pauses_and_become_text(folder: Path) -> None:
    files = _files(folder, words=folder / "words.csd")
    imported = read_csd(files, ImportOptions(name="m", text=LETTERS), SPLITS)
    found = {s.id: s.tracks.get(Modality.TEXT) for s in imported.samples()}
    assert {id_: spelt(track) for id_, track in found.items() if track is not None} == {
        "vidéo[0]": "it was",
        "vidéo[1]": "good café",
        "x[7]": "well",  # and in w there is nothing but a pause
    }
    assert imported.contract.extractors[Modality.TEXT] == LETTERS.spec
    assert list(imported.contract.extractors) == list(Modality)
    unread = read_csd(files, ImportOptions(name="m"), SPLITS)
    assert "text is absent" in unread.notes[0]
    assert Modality.TEXT not in unread.contract.extractors
    unsaid = read_csd(_files(folder), ImportOptions(name="m", text=LETTERS), SPLITS)
    assert Modality.TEXT not in unsaid.contract.extractors


def test_stored_and_opened_again_times_and_values_are_the_same(folder: Path) -> None:
    imported = read_csd(_files(folder), ImportOptions(name="mosi"), SPLITS)
    target = folder / "mosi.safetensors"
    write_store(target, imported.samples(), imported.contract, imported.heads, imported.provenance)
    stored = open_store(target)
    for row, sample in enumerate(imported.samples()):
        assert stored.ids[row] == sample.id
        for modality, track in sample.tracks.items():
            found = stored.tracks[modality].track(row)
            np.testing.assert_array_equal(found.values, track.values)
            np.testing.assert_array_equal(found.times_s, track.times_s)


def test_infinite_steps_are_masked_and_steps_come_in_order(folder: Path) -> None:
    values = np.arange(12.0).reshape(3, 4) + 1
    values[0, 2] = -np.inf
    write_csd(
        folder / "covarep.csd", "COVAREP", {"w": (values, [[0.2, 0.3], [0, 0.1], [0.1, 0.2]])}
    )
    track = _samples(folder)["w[0]"].tracks[Modality.AUDIO]
    np.testing.assert_allclose(track.times_s, [0.05, 0.15, 0.25])
    assert track.valid.tolist() == [True, True, False]
    assert track.values[:, 0].tolist() == [5.0, 9.0, 0.0]


def test_segments_of_videos_that_the_split_does_not_name_are_left_out(folder: Path) -> None:
    imported = read_csd(_files(folder), ImportOptions(name="m"), {"w": Split.TEST})
    assert [sample.id for sample in imported.samples()] == ["w[0]"]
    assert imported.notes == ("3 segments of videos that the split does not name are left out.",)
    with pytest.raises(DatasetError, match="names none of the videos, such as vidéo"):
        read_csd(_files(folder), ImportOptions(name="m"), {"w[0]": Split.TEST})


def test_without_a_split_videos_are_split_whole(folder: Path) -> None:
    options = ImportOptions(name="m", shares=Shares(0.3, 0.3, 1))
    imported = read_csd(_files(folder), options)
    samples = list(imported.samples())
    assert {sample.split for sample in samples} == set(Split)
    assert samples[0].split is samples[1].split
    assert imported.provenance["m"]["split_by"] == "by group: valid 0.3, test 0.3, seed 1"


def test_seven_labels_are_sentiment_and_emotions_others_a_head_of_their_own(folder: Path) -> None:
    row = np.array([[1.0, 0.0, 3.0, 0.0, 0.0, 0.0, 0.0]])
    write_csd(folder / "labels.csd", "All Labels", {"w": (row, [[0, 3]])})
    imported = read_csd(_files(folder), ImportOptions(name="m"), SPLITS)
    (sample,) = imported.samples()
    assert imported.heads == STANDARD_HEADS
    assert sample.labels.emotions == (0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0)
    write_csd(folder / "labels.csd", "Persuasion", {"w": (row[:, :3], [[0, 3]])})
    imported = read_csd(_files(folder), ImportOptions(name="m"), SPLITS)
    (sample,) = imported.samples()
    assert imported.heads == {"Persuasion": Head(HeadKind.REGRESSION, 3)}
    assert sample.labels.of("Persuasion") == (1.0, 0.0, 3.0)


# --------------------------------------------------------------------------- bad files


def _refused(folder: Path, message: str) -> None:
    with pytest.raises(DatasetError, match=message):
        _samples(folder)


def test_missing_damaged_and_foreign_files_are_named(folder: Path) -> None:
    path = folder / "covarep.csd"
    whole = path.read_bytes()
    for content in (b"", b"no HDF5 at all", whole[: len(whole) // 2]):
        path.write_bytes(content)
        _refused(folder, r"covarep\.csd is damaged or no \.csd file")
    path.unlink()
    _refused(folder, r"There is no file .*covarep\.csd")


def test_files_without_the_layout_are_refused(folder: Path) -> None:
    with h5py.File(folder / "covarep.csd", "w") as file:
        file["x"] = np.zeros(3)
    _refused(folder, "0 groups at its top; one was expected")
    with h5py.File(folder / "covarep.csd", "w") as file:
        file.create_group("a/b")
    _refused(folder, r"covarep\.csd: there is no 'data'")
    with h5py.File(folder / "covarep.csd", "w") as file:
        file["a/data"] = np.zeros(3)
    _refused(folder, "data is no group of segments")
    with h5py.File(folder / "covarep.csd", "w") as file:
        file.create_group("a/data")
    _refused(folder, "has no segments")
    with h5py.File(folder / "covarep.csd", "w") as file:
        file.create_group("a/data/w/features")
    _refused(folder, "covarep.csd, w: features is no array")


@pytest.mark.parametrize(
    ("features", "intervals", "message"),
    [
        (np.zeros((3, 4)), regular_intervals(2, 0.1), "3 steps and intervals of shape"),
        (np.zeros((3, 4)), np.full((3, 2), np.nan), "3 steps and intervals of shape"),
        (np.zeros(3), regular_intervals(3, 0.1), "2 axes of numbers was expected"),
        (np.array([[b"x"]]), [[0, 1]], "2 axes of numbers was expected"),
    ],
)
def test_features_that_do_not_fit_are_refused_with_the_segment(
    folder: Path, features: Any, intervals: Any, message: str
) -> None:
    write_csd(folder / "covarep.csd", "COVAREP", {"w": (features, intervals)})
    _refused(folder, f"covarep.csd, w.*{message}")


def test_labels_that_do_not_fit_are_refused(folder: Path) -> None:
    path = folder / "labels.csd"
    write_csd(path, "L", {"w[1]": (np.zeros((2, 1)), [[0, 1], [1, 2]])})
    _refused(folder, r"labels\.csd, w\[1\]: 2 labels of one segment")
    write_csd(path, "L", {"w": (np.zeros((1, 1)), [[0, 1]]), "x": (np.zeros((1, 2)), [[0, 1]])})
    _refused(folder, r"x\[0\] has 2 labels, others 1")
    write_csd(path, "L", {"w": (np.full((1, 1), 9.0), [[0, 1]])})
    _refused(folder, r"w\[0\]: a sentiment of 9 lies beyond")
    write_csd(path, "L", {})
    _refused(folder, "has no labels")


def test_links_out_of_the_file_are_refused(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.h5"
    with h5py.File(secret, "w") as file:
        file["features"] = np.ones((1, 4))
    for link in (h5py.ExternalLink(str(secret), "features"), h5py.SoftLink("/COVAREP/data/x")):
        with h5py.File(folder / "covarep.csd", "w") as file:
            file["COVAREP/data/w/intervals"] = np.array([[0.0, 1.0]])
            file["COVAREP/data/w/features"] = link
        _refused(folder, "'features' leads to another place and is refused")
    with h5py.File(folder / "covarep.csd", "w") as file:
        file["COVAREP/data/w/intervals"] = np.array([[0.0, 1.0]])
        file["COVAREP/data/w"].create_dataset(
            "features", (1, 4), "f8", external=[(str(secret), 0, 32)]
        )
    _refused(folder, "'features' leads to another place and is refused")
    layout = h5py.VirtualLayout((1, 4), "f8")
    layout[:] = h5py.VirtualSource(str(secret), "features", (1, 4))
    with h5py.File(folder / "covarep.csd", "w") as file:
        file["COVAREP/data/w/intervals"] = np.array([[0.0, 1.0]])
        file["COVAREP/data/w"].create_virtual_dataset("features", layout)
    _refused(folder, "'features' leads to another place and is refused")


def test_a_size_beyond_the_limit_is_refused_unread(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with h5py.File(folder / "covarep.csd", "w") as file:
        file["COVAREP/data/w/intervals"] = np.array([[0.0, 1.0]])
        file["COVAREP/data/w"].create_dataset("features", (1, 10), "f8", chunks=(1, 2))
    monkeypatch.setattr(csd_file, "LARGEST", 79)
    _refused(folder, r"covarep\.csd, w: features claims 80 bytes")


def test_features_and_words_of_the_text_cannot_both_be_taken(folder: Path) -> None:
    files = CsdFiles(
        folder / "labels.csd", {Modality.TEXT: folder / "facet.csd"}, folder / "words.csd"
    )
    with pytest.raises(DatasetError, match="not both"):
        read_csd(files, ImportOptions(name="m"))
    with pytest.raises(DatasetError, match="has no features"):
        read_csd(CsdFiles(folder / "labels.csd", {}), ImportOptions(name="m"), SPLITS)


def test_words_that_are_numbers_are_refused(folder: Path) -> None:
    files = _files(folder, words=folder / "facet.csd")
    imported = read_csd(files, ImportOptions(name="m", text=LETTERS), SPLITS)
    with pytest.raises(DatasetError, match=r"facet\.csd, vidéo: text was expected"):
        list(imported.samples())


def test_a_split_is_read_from_json(tmp_path: Path) -> None:
    path = tmp_path / "folds.json"
    path.write_text(json.dumps({"train": ["vidéo", "b"], "dev": ["c"]}), encoding="utf-8")
    assert read_splits(path) == {"vidéo": Split.TRAIN, "b": Split.TRAIN, "c": Split.VALID}
    for content, message in {
        "no JSON": "Cannot read the split",
        "[]": "lists of videos",
        "{}": "lists of videos",
        '{"all": []}': "lists of videos",
        '{"train": "a"}': "a list was expected",
        '{"train": [1]}': "text was expected",
        '{"train": ["a"], "test": ["a"]}': "a is in two parts",
    }.items():
        path.write_text(content, encoding="utf-8")
        with pytest.raises(DatasetError, match=message):
            read_splits(path)
    with pytest.raises(DatasetError, match="Cannot read"):
        read_splits(tmp_path / "missing.json")
