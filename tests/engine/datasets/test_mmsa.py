"""MMSA's pickles: values, masks in place of padding, labels, splits, and what is no such file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.datasets.imported import ImportOptions
from engine.datasets.mmsa import read_mmsa
from engine.datasets.mmsa_file import CLASSES
from engine.datasets.packed import pack
from engine.datasets.schema import LabelledSample, Split
from engine.datasets.splits import Shares
from engine.datasets.store import open_store, write_store
from engine.errors import DatasetError
from engine.features.contract import ExtractorSpec
from engine.types import SENTIMENT, Head, HeadKind, Modality
from tests.helpers.foreign_data import LETTERS, MMSA_STEPS, mmsa, mmsa_split, spelt, write_pickle


def _read(path: Path, content: object, **options: Any) -> list[LabelledSample]:
    imported = read_mmsa(write_pickle(path / "aligned_50.pkl", content), **options)
    return list(imported.samples())


@pytest.mark.parametrize("aligned", [True, False])
@pytest.mark.parametrize("protocol", [2, 4, 5])
def test_features_come_back_without_their_padding(
    tmp_path: Path, aligned: bool, protocol: int
) -> None:
    content = mmsa(aligned=aligned)
    path = write_pickle(tmp_path / "größe" / "aligned_50.pkl", content, protocol)
    imported = read_mmsa(path, ImportOptions(name="talk"))
    samples = list(imported.samples())
    assert [sample.id for sample in samples[:3]] == ["a_1$_$0", "a_1$_$1", "b$_$2"]
    assert [sample.group for sample in samples[:3]] == ["talk/a_1", "talk/a_1", "talk/b"]
    assert [sample.split for sample in samples] == [
        *[Split.TRAIN] * 4,
        *[Split.VALID] * 2,
        *[Split.TEST] * 3,
    ]
    for row, sample in enumerate(samples[:4]):
        steps = row % 4 + 2
        for modality in Modality:
            track = sample.tracks[modality]
            stored = content["train"][modality.value][row, :steps]
            np.testing.assert_array_equal(track.values, stored.astype(np.float32))
            np.testing.assert_array_equal(track.times_s, np.arange(steps))
            assert track.valid.all()
        assert sample.labels.sentiment == content["train"]["regression_labels"][row]


def test_contract_heads_and_provenance_say_where_all_of_it_is_from(tmp_path: Path) -> None:
    path = write_pickle(tmp_path / "aligned_50.pkl", mmsa())
    imported = read_mmsa(path)
    assert imported.contract.extractors == {
        m: ExtractorSpec(f"mmsa/aligned_50/{m}", 1, size, None, exact=True)
        for m, size in zip(Modality, (8, 5, 3), strict=True)
    }
    assert imported.heads == {
        SENTIMENT: Head(HeadKind.REGRESSION, 1),
        CLASSES: Head(HeadKind.MULTI_CLASS, 3),
    }
    origin = imported.provenance["aligned_50"]
    assert origin["classes"] == ["Negative", "Neutral", "Positive"]
    assert origin["split_by"] == "as in the source"
    assert (origin["title"], origin["licence"]) == ("aligned_50", "not stated")
    assert len(origin["sha256"]["aligned_50.pkl"]) == 64
    assert imported.notes == ()


def test_stored_and_opened_again_nothing_is_lost(tmp_path: Path) -> None:
    imported = read_mmsa(write_pickle(tmp_path / "aligned_50.pkl", mmsa()))
    target = tmp_path / "talk.safetensors"
    count = write_store(
        target, imported.samples(), imported.contract, imported.heads, imported.provenance
    )
    stored = open_store(target)
    assert count == len(stored) == 9
    for row, sample in enumerate(imported.samples()):
        for modality, track in sample.tracks.items():  # exact: not a bit is rounded
            np.testing.assert_array_equal(stored.tracks[modality].track(row).values, track.values)


def test_classes_are_one_of_three(tmp_path: Path) -> None:
    content = mmsa()
    content["train"]["classification_labels"] = np.array([0.0, 2.0, 1.0, np.nan])
    samples = _read(tmp_path, content)
    assert [sample.labels.of(CLASSES) for sample in samples[:4]] == [
        (1.0, 0.0, 0.0),
        (0.0, 0.0, 1.0),
        (0.0, 1.0, 0.0),
        None,
    ]


def test_labels_of_single_modalities_become_heads_of_their_own(tmp_path: Path) -> None:
    content = mmsa(unimodal=True)
    path = write_pickle(tmp_path / "sims.pkl", content)
    imported = read_mmsa(path, ImportOptions(sentiment_factor=0.5))
    assert list(imported.heads) == [
        SENTIMENT,
        "sentiment_text",
        "sentiment_audio",
        "sentiment_vision",
        CLASSES,
    ]
    first = next(imported.samples())
    assert first.labels.of("sentiment_audio") == (content["train"]["regression_labels_A"][0] / 2,)
    content["train"]["regression_labels_A"][0] = np.nan
    assert _read(tmp_path, content)[0].labels.of("sentiment_audio") is None


def test_a_smaller_scale_is_noted_and_brought_to_ours_by_a_factor(tmp_path: Path) -> None:
    content = mmsa()
    for part in content.values():
        part["regression_labels"] = part["regression_labels"] / 3
    path = write_pickle(tmp_path / "sims.pkl", content)
    assert "factor 3" in read_mmsa(path).notes[0]
    scaled = read_mmsa(path, ImportOptions(sentiment_factor=3.0))
    assert scaled.notes == ()
    wanted = content["train"]["regression_labels"][0] * 3
    assert next(scaled.samples()).labels.sentiment == wanted


def test_steps_that_were_not_seen_are_masked_and_never_zero(tmp_path: Path) -> None:
    content = mmsa()
    part = content["train"]  # the fourth sample has five steps
    part["audio"][3, 1, 2] = -np.inf
    part["audio"][3, 2, 0] = np.nan
    part["audio"][3, 3, 0] = 1e300  # more than float32 holds
    part["vision"][3, 2] = 0.0  # nobody in view
    part["vision"][2] = 0.0  # nor anywhere in this one
    samples = _read(tmp_path, content)
    audio, vision = samples[3].tracks[Modality.AUDIO], samples[3].tracks[Modality.VISION]
    assert audio.valid.tolist() == [True, False, False, False, True]
    assert np.isfinite(audio.values).all()
    assert vision.valid.tolist() == [True, True, False, True, True]
    assert Modality.VISION not in samples[2].tracks


def test_padding_in_front_is_cut_and_keeps_the_place_of_the_rest(tmp_path: Path) -> None:
    content = mmsa()
    content["train"]["audio"][0] = np.roll(content["train"]["audio"][0], 4, axis=0)
    track = _read(tmp_path, content)[0].tracks[Modality.AUDIO]
    assert track.times_s.tolist() == [4.0, 5.0]
    assert track.valid.all()


def test_lengths_win_over_what_stands_behind_them(tmp_path: Path) -> None:
    content = mmsa(aligned=False)
    content["train"]["audio"][0] = 7.0
    content["train"]["audio_lengths"] = [3, 0, 99, 2]
    samples = _read(tmp_path, content)
    assert len(samples[0].tracks[Modality.AUDIO].values) == 3
    assert Modality.AUDIO not in samples[1].tracks
    assert len(samples[2].tracks[Modality.AUDIO].values) == 4


def test_the_mask_of_the_word_pieces_rules_the_text(tmp_path: Path) -> None:
    content = mmsa()
    content["train"]["text_bert"][3, 1] = [1, 0, 1, 1, 0, 0]
    content["train"]["text_bert"][2, 1] = 0
    content["train"]["text_bert"][1, 1] = [0, 1, 0, 0, 0, 0]
    content["train"]["text"][1, 1] = np.nan
    samples = _read(tmp_path, content)
    assert samples[3].tracks[Modality.TEXT].valid.tolist() == [True, False, True, True]
    assert Modality.TEXT not in samples[2].tracks
    assert Modality.TEXT not in samples[1].tracks


def test_without_a_mask_text_is_cut_at_its_zeros(tmp_path: Path) -> None:
    content = mmsa()
    for part in content.values():
        del part["text_bert"]
    content["train"]["text"][0, 2:] = 0.0
    assert len(_read(tmp_path, content)[0].tracks[Modality.TEXT].values) == 2


def test_ids_of_word_pieces_are_exact(tmp_path: Path) -> None:
    content = mmsa()
    content["train"]["text_bert"][1, 0, 1] = 0.0  # an id like any other
    path = write_pickle(tmp_path / "aligned_50.pkl", content)
    imported = read_mmsa(path, ids=True)
    spec = ExtractorSpec("mmsa/aligned_50/text_bert", 1, 1, None, exact=True)
    assert imported.contract.extractors[Modality.TEXT] == spec
    tracks = [sample.tracks[Modality.TEXT] for sample in imported.samples()]
    assert tracks[3].values.tolist() == [[101.0], [30000.0], [30001.0], [30002.0], [102.0]]
    assert tracks[1].values.tolist() == [[101.0], [0.0], [102.0]]
    assert tracks[1].valid.all()
    packed = pack(list(imported.samples()), imported.contract, imported.heads)
    assert packed.tracks[Modality.TEXT].values.dtype == np.float32


def test_raw_text_can_be_made_into_features(tmp_path: Path) -> None:
    path = write_pickle(tmp_path / "aligned_50.pkl", mmsa())
    imported = read_mmsa(path, ImportOptions(text=LETTERS))
    assert imported.contract.extractors[Modality.TEXT] == LETTERS.spec
    said = [spelt(sample.tracks[Modality.TEXT]) for sample in imported.samples()]
    assert said[2:5] == ["well b ä", "well c ä", "well d ä"]


def test_missing_modalities_are_absent_and_noted(tmp_path: Path) -> None:
    content = mmsa()
    del content["train"]["text"], content["test"]["vision"]  # one split is enough
    imported = read_mmsa(write_pickle(tmp_path / "x.pkl", content))
    assert list(imported.contract.extractors) == [Modality.AUDIO]
    assert imported.notes == (
        "There is no vision: vision is absent.",
        "There is no text: text is absent.",
    )


def test_a_split_of_ones_own_keeps_videos_whole(tmp_path: Path) -> None:
    videos = [f"v{number}" for number in range(12) for _ in range(4)]
    content = {"train": mmsa_split(videos[:40]), "test": mmsa_split(videos[40:], 1)}
    path = write_pickle(tmp_path / "x.pkl", content)
    options = ImportOptions(shares=Shares(0.25, 0.25, 1), resplit=True, group_prefix="youtube")
    imported = read_mmsa(path, options)
    splits: dict[str, set[Split]] = {}
    for sample in imported.samples():
        splits.setdefault(sample.group, set()).add(sample.split)
    assert sorted(splits)[0] == "youtube/v0"
    assert all(len(found) == 1 for found in splits.values())
    sizes = [sum(split in found for found in splits.values()) for split in Split]
    assert sizes == [6, 3, 3]
    assert imported.provenance["x"]["split_by"] == "by group: valid 0.25, test 0.25, seed 1"


def test_a_video_in_two_splits_is_refused_when_it_is_stored(tmp_path: Path) -> None:
    content = {"train": mmsa_split(["a", "b"]), "test": mmsa_split(["b"], 1)}
    imported = read_mmsa(write_pickle(tmp_path / "x.pkl", content))
    with pytest.raises(DatasetError, match="x/b is in train and in test"):
        write_store(tmp_path / "out", imported.samples(), imported.contract, imported.heads)


def test_labels_that_are_no_numbers_are_unknown_and_counted(tmp_path: Path) -> None:
    content = mmsa()
    content["train"]["regression_labels"][1] = np.nan
    path = write_pickle(tmp_path / "x.pkl", content)
    imported = read_mmsa(path)
    assert imported.notes == ("1 of regression_labels are no numbers: they are unknown.",)
    assert [s.labels.sentiment is None for s in imported.samples()][:3] == [False, True, False]


def test_an_empty_split_takes_nothing_from_the_others(tmp_path: Path) -> None:
    content = {**mmsa(), "valid": {"id": []}}
    imported = read_mmsa(write_pickle(tmp_path / "x.pkl", content))
    assert list(imported.contract.extractors) == list(Modality)
    assert {sample.split for sample in imported.samples()} == {Split.TRAIN, Split.TEST}


def test_labels_that_only_some_splits_have_are_no_head(tmp_path: Path) -> None:
    content = mmsa()
    del content["test"]["classification_labels"]
    imported = read_mmsa(write_pickle(tmp_path / "x.pkl", content))
    assert list(imported.heads) == [SENTIMENT]
    assert len(list(imported.samples())) == 9


def _without(key: str) -> Callable[[dict[str, Any]], object]:
    def change(content: dict[str, Any]) -> object:
        for part in content.values():
            part.pop(key)
        return content

    return change


def _with(**values: Any) -> Callable[[dict[str, Any]], object]:
    def change(content: dict[str, Any]) -> object:
        content["train"].update(values)
        return content

    return change


BAD: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "a list": (lambda _: [1, 2], "no dictionary of splits"),
    "no splits": (lambda _: {"all": {}}, "no samples under train"),
    "nothing in any split": (lambda _: {"train": {"id": []}}, "no samples under train"),
    "a split that is none": (lambda _: {"train": 3}, "train: there is no 'id'"),
    "no ids": (_without("id"), "train: there is no 'id'"),
    "one id": (_with(id="abc"), "a list was expected, not str"),
    "other ids": (_with(id=["a", "b", "c", "d"]), "'a' does not say of which video"),
    "too few ids": (_with(id=["a$_$1"]), "train: 1 ids and 4 of raw_text"),
    "no labels": (
        lambda c: _without("classification_labels")(_without("regression_labels")(c)),
        "no regression_labels",
    ),
    "too few labels": (_with(regression_labels=np.zeros(3)), "4 ids and 3 of regression_labels"),
    "words as labels": (_with(regression_labels=["a"] * 4), "1 axes of numbers was expected"),
    "endless labels": (_with(regression_labels=np.full(4, np.inf)), r"train\[0\]: a sentiment of"),
    "labels beyond the scale": (_with(regression_labels=np.full(4, 3.5)), "3.5 lies beyond"),
    "classes that are none": (_with(classification_labels=np.full(4, 0.5)), "no numbers of cl"),
    "negative classes": (_with(classification_labels=np.full(4, -1)), "no numbers of classes"),
    "flat features": (_with(audio=np.zeros((4, 5))), r"audio: an array of 3 axes.*\[4, 5\]"),
    "rows of many lengths": (_with(audio=[[[1.0]], [[1.0], [2.0]]]), "train, audio"),
    "words as features": (_with(audio=np.full((4, 6, 5), "x")), "audio: an array of 3 axes"),
    "too few texts": (_with(raw_text=["a"]), "4 ids and 1 of raw_text"),
    "numbers as texts": (_with(raw_text=[1, 2, 3, 4]), "raw_text: text was expected, not int"),
    "half a mask": (_with(text_bert=np.zeros((4, 2, MMSA_STEPS))), "2 rows a sample; three"),
    "another length": (_with(text=np.zeros((4, 5, 8))), "text has 5 steps and text_bert 6"),
    "negative lengths": (_with(audio_lengths=[1, -1, 1, 1]), "audio_lengths has -1"),
    "no features": (
        lambda c: _without("text")(_without("audio")(_without("vision")(c))),
        "has no features",
    ),
    "features without numbers": (_with(audio=np.zeros((4, 6, 0))), "steps without numbers"),
}


@pytest.mark.parametrize("kind", BAD)
def test_what_is_not_of_that_form_is_refused_with_the_place(tmp_path: Path, kind: str) -> None:
    change, message = BAD[kind]
    with pytest.raises(DatasetError, match=message):
        _read(tmp_path, change(mmsa()))


def test_another_dimension_in_a_later_split_is_refused_when_packed(tmp_path: Path) -> None:
    content = mmsa()
    content["test"]["audio"] = np.ones((3, MMSA_STEPS, 4))
    imported = read_mmsa(write_pickle(tmp_path / "x.pkl", content))
    with pytest.raises(DatasetError, match="audio has 4 numbers a step, not 5"):
        pack(list(imported.samples()), imported.contract, imported.heads)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="no file"):
        read_mmsa(tmp_path / "missing.pkl")
