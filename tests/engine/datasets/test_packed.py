"""Packed and stored samples are the samples that went in."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import save_file

from engine.datasets.packed import SPLITS, Names, PackedDataset, pack
from engine.datasets.schema import LabelledSample, Labels, Split
from engine.datasets.store import FORMAT, open_store, write_store
from engine.errors import DatasetError
from engine.features.contract import ExtractorSpec, FeatureContract
from engine.types import STANDARD_HEADS, FeatureTrack, Head, HeadKind, Modality
from tests.helpers.labelled_data import CONTRACT, made_up_samples

HEADS = {**STANDARD_HEADS, "topics": Head(HeadKind.MULTI_LABEL, 3)}


def assert_same(packed: PackedDataset, samples: list[LabelledSample]) -> None:
    assert len(packed) == len(samples)
    for row, sample in enumerate(samples):
        assert packed.ids[row] == sample.id
        assert packed.group_of(row) == sample.group
        assert packed.dataset_names[packed.dataset[row]] == sample.dataset
        assert SPLITS[packed.split[row]] is sample.split
        for modality, tracks in packed.tracks.items():
            assert packed.has(modality)[row] == (modality in sample.tracks)
            if modality in sample.tracks:
                found, wanted = tracks.track(row), sample.tracks[modality]
                np.testing.assert_allclose(found.values, wanted.values, rtol=1e-3, atol=1e-3)
                np.testing.assert_array_equal(found.times_s, wanted.times_s)
                np.testing.assert_array_equal(found.valid, wanted.valid)
        for name in packed.heads:
            label, mask = sample.labels.of(name), packed.labels[name].mask[row]
            assert mask.any() == (label is not None)
            if label is not None:
                known = ~np.isnan(label)
                np.testing.assert_array_equal(mask, known)
                found = packed.labels[name].values[row]
                np.testing.assert_allclose(found[known], np.array(label)[known], rtol=1e-6)


def with_topics(samples: list[LabelledSample]) -> list[LabelledSample]:
    """Every third sample has labels of a further head, one of them unknown."""
    return [
        LabelledSample(
            each.dataset,
            each.id,
            each.group,
            each.split,
            Labels(each.labels.sentiment, each.labels.emotions, {"topics": (1.0, np.nan, 0.0)})
            if i % 3 == 0
            else each.labels,
            each.tracks,
        )
        for i, each in enumerate(samples)
    ]


def test_packing_keeps_every_sample_as_it_is() -> None:
    samples = with_topics(made_up_samples())
    assert_same(pack(samples, CONTRACT, HEADS), samples)


def test_a_store_gives_back_what_was_written_over_several_chunks(tmp_path: Path) -> None:
    samples = with_topics(made_up_samples(per_split=150))
    path = tmp_path / "größe" / "talk.safetensors"
    assert write_store(path, iter(samples), CONTRACT, HEADS, {"talk": {"licence": "none"}}) == 1350
    stored = open_store(path)
    assert_same(stored, samples)
    assert stored.heads == HEADS
    assert stored.contract == CONTRACT
    assert stored.provenance == {"talk": {"licence": "none"}}
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_arrays_of_a_store_are_mapped_from_the_file(tmp_path: Path) -> None:
    path = tmp_path / "talk.safetensors"
    write_store(path, made_up_samples(), CONTRACT, HEADS)
    stored = open_store(path)
    assert not stored.tracks[Modality.TEXT].values.flags.owndata
    np.testing.assert_array_equal(
        stored.tracks[Modality.TEXT].values,
        pack(made_up_samples(), CONTRACT, HEADS).tracks[Modality.TEXT].values,
    )


def test_ids_of_word_pieces_survive_storage(tmp_path: Path) -> None:
    contract = FeatureContract({Modality.TEXT: ExtractorSpec("ids", 1, 1, None, exact=True)})
    ids = np.array([[101.0], [30521.0], [102.0]], dtype=np.float32)
    track = FeatureTrack(ids, np.arange(3.0), np.ones(3, np.bool_))
    sample = LabelledSample("a", "1", "g", Split.TRAIN, Labels(0.5), {Modality.TEXT: track})
    write_store(tmp_path / "ids.safetensors", [sample], contract, HEADS)
    stored = open_store(tmp_path / "ids.safetensors")
    np.testing.assert_array_equal(stored.tracks[Modality.TEXT].track(0).values, ids)


@given(st.lists(st.text(max_size=12), max_size=8))
@settings(deadline=None)
def test_names_are_any_text(names: list[str]) -> None:
    packed = Names.of(names)
    assert [packed[row] for row in range(len(packed))] == names


def test_a_group_in_two_splits_is_refused_also_in_different_chunks(tmp_path: Path) -> None:
    samples = made_up_samples(per_split=300)
    moved = LabelledSample(
        "talk", "stray", samples[0].group, Split.TEST, samples[0].labels, samples[0].tracks
    )
    for write in (
        lambda: pack([*samples, moved], CONTRACT, HEADS),
        lambda: write_store(tmp_path / "x", [*samples, moved], CONTRACT, HEADS),
    ):
        with pytest.raises(DatasetError, match="talk-train is in train and in test"):
            write()
    assert list(tmp_path.iterdir()) == []


def test_samples_that_do_not_fit_are_refused() -> None:
    track = FeatureTrack(np.zeros((2, 9), np.float32), np.arange(2.0), np.ones(2, np.bool_))
    wide = LabelledSample("a", "odd", "g", Split.TRAIN, Labels(0.5), {Modality.TEXT: track})
    with pytest.raises(DatasetError, match="odd: text has 9 numbers a step, not 5"):
        pack([wide], CONTRACT, HEADS)
    short = LabelledSample("a", "odd", "g", Split.TRAIN, Labels(others={"topics": (1.0,)}), {})
    with pytest.raises(DatasetError, match="odd: topics has 1 numbers, not 3"):
        pack([short], CONTRACT, HEADS)


def test_groups_can_be_split_anew_and_only_as_a_whole() -> None:
    packed = pack(made_up_samples(), CONTRACT, HEADS)
    names = [packed.group_names[i] for i in range(len(packed.group_names))]
    anew = packed.with_splits(
        {name: Split.TEST if "clips" in name else Split.TRAIN for name in names}
    )
    assert {packed.group_of(int(row)).split("-")[0] for row in anew.rows(Split.TEST)} == {"clips"}
    assert len(anew.rows(Split.TEST)) == 72
    with pytest.raises(DatasetError, match="says nothing of"):
        packed.with_splits({})


@pytest.mark.parametrize("content", [b"", b"text", b"\xff" * 64])
def test_what_is_no_store_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "foreign.safetensors"
    path.write_bytes(content)
    with pytest.raises(DatasetError, match="foreign"):
        open_store(path)
    with pytest.raises(DatasetError, match="no data set"):
        open_store(tmp_path / "missing.safetensors")


def test_foreign_and_newer_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.safetensors"
    save_file({"a": np.zeros(2)}, path)
    with pytest.raises(DatasetError, match="no MIBScope data set"):
        open_store(path)
    save_file({"a": np.zeros(2)}, path, metadata={FORMAT: '{"version": 99}'})
    with pytest.raises(DatasetError, match="newer MIBScope"):
        open_store(path)
