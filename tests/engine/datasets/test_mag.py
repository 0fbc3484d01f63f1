"""MAG-BERT's pickles, which the published MIB is trained from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.datasets.foreign import segment_of
from engine.datasets.imported import ImportOptions
from engine.datasets.mag import read_mag
from engine.datasets.schema import Split
from engine.datasets.splits import Shares
from engine.datasets.store import open_store, write_store
from engine.errors import DatasetError
from engine.types import EMOTIONS, SENTIMENT, STANDARD_HEADS, Emotion, Modality
from tests.helpers.foreign_data import LETTERS, mag, mag_item, spelt, write_pickle


@pytest.mark.parametrize("protocol", [2, 4])
def test_values_ids_groups_and_splits_come_back(tmp_path: Path, protocol: int) -> None:
    content = mag()
    imported = read_mag(write_pickle(tmp_path / "mosi.pkl", content, protocol))
    samples = list(imported.samples())
    assert [(s.id, s.group, s.split) for s in samples] == [
        ("03bSnISJMiM[3]", "mosi/03bSnISJMiM", Split.TRAIN),
        ("03bSnISJMiM[11]", "mosi/03bSnISJMiM", Split.TRAIN),
        ("_dI--eQ6qVU[1]", "mosi/_dI--eQ6qVU", Split.TRAIN),
        ("0h-zjBukYpk_5", "mosi/0h-zjBukYpk", Split.VALID),
        ("tmZoasNr4rU_7", "mosi/tmZoasNr4rU", Split.TEST),
    ]
    assert [s.labels.sentiment for s in samples] == [2.4, -0.6, 0.0, -1.5, 3.0]
    (_, visual, acoustic), _, _ = content["train"][0]
    tracks = samples[0].tracks
    np.testing.assert_array_equal(tracks[Modality.VISION].values, visual.astype(np.float32))
    np.testing.assert_array_equal(tracks[Modality.AUDIO].values, acoustic.astype(np.float32))
    assert tracks[Modality.AUDIO].times_s.tolist() == [0.0, 1.0, 2.0]
    assert imported.heads == {SENTIMENT: STANDARD_HEADS[SENTIMENT]}
    halved = read_mag(tmp_path / "mosi.pkl", ImportOptions(sentiment_factor=0.5)).samples()
    assert [s.labels.sentiment for s in halved] == [1.2, -0.3, 0.0, -0.75, 1.5]


def test_without_an_extractor_words_are_no_text_track_and_a_note_says_so(tmp_path: Path) -> None:
    imported = read_mag(write_pickle(tmp_path / "mosi.pkl", mag()))
    assert {m: spec.name for m, spec in imported.contract.extractors.items()} == {
        Modality.AUDIO: "mag/mosi/acoustic",
        Modality.VISION: "mag/mosi/visual",
    }
    assert all(Modality.TEXT not in sample.tracks for sample in imported.samples())
    assert "text is absent" in imported.notes[0]


def test_words_become_tracks_by_an_extractor(tmp_path: Path) -> None:
    path = write_pickle(tmp_path / "mosi.pkl", mag())
    imported = read_mag(path, ImportOptions(text=LETTERS))
    assert list(imported.contract.extractors) == list(Modality)
    texts = [spelt(sample.tracks[Modality.TEXT]) for sample in imported.samples()]
    assert texts == ["it was good", "so", "it is", "bad", "don’t"]
    target = tmp_path / "mosi.safetensors"
    write_store(target, imported.samples(), imported.contract, imported.heads)
    assert spelt(open_store(target).tracks[Modality.TEXT].track(4)) == "don’t"


def test_ids_are_text_tracks_as_they_are(tmp_path: Path) -> None:
    content = {"train": [mag_item("a_1", [101, 30521, 0], 1.0), mag_item("b_1", np.array([7]), 0)]}
    imported = read_mag(write_pickle(tmp_path / "x.pkl", content), ImportOptions(text=LETTERS))
    assert imported.contract.extractors[Modality.TEXT].name == "mag/x/ids"
    assert imported.contract.extractors[Modality.TEXT].exact
    first, second = imported.samples()
    assert first.tracks[Modality.TEXT].values.tolist() == [[101.0], [30521.0], [0.0]]
    assert first.tracks[Modality.TEXT].valid.all()
    assert second.tracks[Modality.TEXT].values.tolist() == [[7.0]]


def test_labels_with_emotions_are_sentiment_and_a_distribution(tmp_path: Path) -> None:
    row = np.array([[1.5, 2.0, 0.0, 0.0, 2.0, 0.0, 0.0]])  # happy and surprise
    content = {
        "train": [mag_item("a[1]", ["x"], row), mag_item("a[2]", ["x"], np.full((1, 7), np.nan))]
    }
    imported = read_mag(write_pickle(tmp_path / "mosei.pkl", content))
    assert imported.heads == STANDARD_HEADS
    first, second = imported.samples()
    assert first.labels.sentiment == 1.5
    assert first.labels.emotions == tuple(
        0.5 if emotion in (Emotion.HAPPY, Emotion.SURPRISE) else 0.0 for emotion in Emotion
    )
    assert (second.labels.sentiment, second.labels.of(EMOTIONS)) == (None, None)


def test_unseen_steps_are_masked(tmp_path: Path) -> None:
    item = mag_item("a[1]", ["x", "y", "z"], 0.5)
    (_, visual, acoustic), _, _ = item
    visual[:2] = 0.0
    acoustic[0, 5] = -np.inf
    (sample,) = read_mag(write_pickle(tmp_path / "x.pkl", {"train": [item]})).samples()
    assert sample.tracks[Modality.VISION].valid.tolist() == [False, False, True]
    assert sample.tracks[Modality.AUDIO].valid.tolist() == [False, True, True]
    assert np.isfinite(sample.tracks[Modality.AUDIO].values).all()


def test_nothing_said_is_no_text(tmp_path: Path) -> None:
    content = {"train": [mag_item("a[1]", ["x"], 1), mag_item("a[2]", [], 1)]}
    path = write_pickle(tmp_path / "x.pkl", content)
    first, second = read_mag(path, ImportOptions(text=LETTERS)).samples()
    assert Modality.TEXT in first.tracks
    assert second.tracks == {}


def test_a_split_of_ones_own(tmp_path: Path) -> None:
    content = {"train": [item for part in mag().values() for item in part]}
    path = write_pickle(tmp_path / "mosi.pkl", content)
    options = ImportOptions(shares=Shares(0.2, 0.2, 0), resplit=True)
    samples = list(read_mag(path, options).samples())
    assert {sample.split for sample in samples} == set(Split)
    assert samples[0].split is samples[1].split


@pytest.mark.parametrize(
    ("segment", "id_", "video"),
    [
        ("_dI--eQ6qVU_5", "_dI--eQ6qVU_5", "_dI--eQ6qVU"),
        ("a_b_5", "a_b_5", "a_b"),
        ("_dI-[e]Q6q_VU[12]", "_dI-[e]Q6q_VU[12]", "_dI-[e]Q6q_VU"),
        ("video_0001$_$0003", "video_0001$_$0003", "video_0001"),
        (("vidéo", 3), "vidéo_3", "vidéo"),
        (["a", 1.5, 2.5], "a_1.5_2.5", "a"),
        (np.str_("a[1]"), "a[1]", "a"),
        ("größe[1]".encode(), "größe[1]", "größe"),
    ],
)
def test_a_segment_says_of_which_video_it_is(segment: object, id_: str, video: str) -> None:
    assert segment_of(segment, "here") == (id_, video)


@pytest.mark.parametrize(
    "segment", ["abc", "abc_", "abc_d", "[3]", "a\ud800[1]", b"\xff[1]", None, 3, ()]
)
def test_a_segment_that_names_no_video_is_refused(segment: object) -> None:
    with pytest.raises(DatasetError, match=r"^here: "):
        segment_of(segment, "here")


BAD: dict[str, tuple[Any, str]] = {
    "a list": ([], "no dictionary"),
    "nothing": ({}, "no samples under train"),
    "a number": ({"train": 4}, "train: a list was expected, not int"),
    "a short item": ({"train": [(1, 2)]}, r"train\[0\]: \(\(words, visual, acoustic\), label"),
    "words that are none": ({"train": [(("abc", 1, 2), 0.0, "a[1]")]}, "a list was expected"),
    "no video": ({"dev": [mag_item("abc", ["x"], 1)]}, r"dev\[0\]: 'abc' does not say"),
    "a segment that is none": ({"dev": [mag_item(3, ["x"], 1)]}, "text was expected, not int"),
    "two labels": ({"train": [mag_item("a[1]", ["x"], [1, 2])]}, "2 labels; one"),
    "a word as label": ({"train": [mag_item("a[1]", ["x"], "good")]}, "axes of numbers"),
    "beyond the scale": ({"test": [mag_item("a[1]", ["x"], 4.0)]}, r"test\[0\]: a sentiment of 4"),
    "negative emotions": (
        {"train": [mag_item("a[1]", ["x"], np.full(7, -1.0))]},
        "intensity is -1",
    ),
    "flat features": ({"train": [((["x"], np.zeros(4), np.zeros(4)), 1.0, "a[1]")]}, r"\[4\]"),
    "words and ids": (
        {"train": [mag_item("a[1]", ["x"], 1), mag_item("a[2]", [3], 1)]},
        r"train\[1\]: text was expected, not int",
    ),
}


@pytest.mark.parametrize("kind", BAD)
def test_what_is_not_of_that_form_is_refused_with_the_place(tmp_path: Path, kind: str) -> None:
    content, message = BAD[kind]
    path = write_pickle(tmp_path / "mosi.pkl", content)
    with pytest.raises(DatasetError, match=message) as error:
        list(read_mag(path).samples())
    assert "mosi.pkl" in str(error.value)
