"""Folds: nobody is on two sides, everybody is tested once; and what a model of few senses sees."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from engine.datasets.emotions import one_hot
from engine.datasets.packed import PackedDataset, pack
from engine.datasets.schema import LabelledSample, Labels, Split
from engine.datasets.store import open_store
from engine.errors import DatasetError
from engine.experiments.bench import Bench
from engine.experiments.data import data_digest, seen_through, split_for, with_heads
from engine.experiments.plan import DataPlan, FoldBy
from engine.features.contract import ExtractorSpec, FeatureContract
from engine.types import EMOTIONS, STANDARD_HEADS, Emotion, Head, HeadKind, Modality
from tests.engine.experiments.conftest import EACH, PEOPLE
from tests.helpers.labelled_data import track


@pytest.fixture
def data(data_file: Path) -> PackedDataset:
    return open_store(data_file)


@pytest.mark.parametrize("folds", [2, 3, 5])
def test_no_person_is_on_two_sides_and_everybody_is_tested_once(
    data: PackedDataset, folds: int
) -> None:
    plan, tested = DataPlan(folds=folds, valid=0.25, fold_seed=3), []
    for fold in range(folds):
        split = split_for(data, plan, fold)
        sides = {side: set(split.group[split.rows(side)].tolist()) for side in Split}
        assert all(sides.values())
        assert sum(map(len, sides.values())) == len(set.union(*sides.values())) == PEOPLE
        tested += split.rows(Split.TEST).tolist()
    assert sorted(tested) == list(range(PEOPLE * EACH))


def test_without_folds_the_split_is_the_datas_own(data: PackedDataset) -> None:
    assert split_for(data, DataPlan(), None) is data


def test_more_folds_than_people_are_refused(data: PackedDataset) -> None:
    with pytest.raises(DatasetError, match="12 groups cannot fill 13 folds"):
        split_for(data, DataPlan(folds=13), 0)


def test_who_has_nothing_of_it_trains_nothing_but_is_tested(data: PackedDataset) -> None:
    faces = seen_through(data, [Modality.VISION])
    assert set(faces.tracks) == {Modality.VISION}
    has = data.has(Modality.VISION)
    assert not has.all()
    for split in (Split.TRAIN, Split.VALID):
        assert faces.rows(split).tolist() == [r for r in data.rows(split) if has[r]]
    np.testing.assert_array_equal(faces.rows(Split.TEST), data.rows(Split.TEST))


def test_heads_are_those_that_the_data_has(data: PackedDataset) -> None:
    chosen = with_heads(data, {"tags": Head(HeadKind.MULTI_LABEL, 2)})
    assert set(chosen.heads) == set(chosen.labels) == {"tags"}
    with pytest.raises(DatasetError, match="no labels of “tags”"):
        with_heads(data, {"tags": Head(HeadKind.MULTI_LABEL, 3)})


def test_the_digest_sees_labels_and_features_but_no_split(data: PackedDataset) -> None:
    before = data_digest(data)
    assert data_digest(split_for(data, DataPlan(folds=3), 1)) == before
    assert data_digest(with_heads(data, {"tags": data.heads["tags"]})) != before
    assert data_digest(seen_through(data, [Modality.TEXT])) != before


def test_each_run_has_a_key_of_its_own_and_it_lasts(bench: Bench) -> None:
    keys = bench.keys(bench.experiment.runs)
    assert len(set(keys.values())) == len(keys) == 4 * 2 * 3
    assert keys == bench.keys(bench.experiment.runs)


PAIRS: Mapping[str, tuple[str, ...]] = {"a": ("ann", "eve"), "b": ("eve", "tom")}
FOUR: Mapping[str, tuple[str, ...]] = {"a": ("ann", "eve"), "b": ("tom", "joe")}


def two_sets(people: Mapping[str, tuple[str, ...]] = PAIRS) -> PackedDataset:
    """Two people in each set, one of them in both, with three emotions each."""
    rng = np.random.default_rng(0)
    samples = [
        LabelledSample(
            name,
            f"{person}-{number}",
            person,
            Split.TRAIN,
            Labels(emotions=one_hot(emotion)),
            {Modality.AUDIO: track(rng, 4, 3)},
        )
        for name, of in people.items()
        for person in of
        for number, emotion in enumerate((Emotion.NEUTRAL, Emotion.HAPPY, Emotion.FEAR))
    ]
    contract = FeatureContract({Modality.AUDIO: ExtractorSpec("made-up", 1, 4, 10.0)})
    return pack(samples, contract, {EMOTIONS: STANDARD_HEADS[EMOTIONS]})


def names(data: PackedDataset, split: Split) -> set[tuple[str, str]]:
    return {
        (data.dataset_names[data.dataset[row]], data.group_names[int(data.group[row])])
        for row in data.rows(split)
    }


def test_only_some_sets_are_folded_and_nobody_who_is_tested_teaches_in_another() -> None:
    plan, tested = DataPlan(folds=2, valid=0.4, folded=("a",)), set()
    for fold in range(2):
        split = split_for(two_sets(), plan, fold)
        held_out = names(split, Split.TEST)
        assert {name for name, _ in held_out} == {"a"}
        strangers = names(split, Split.TRAIN) | names(split, Split.VALID)
        assert not {person for _, person in held_out} & {person for _, person in strangers}
        assert ("b", "tom") in strangers
        tested |= held_out
    assert tested == {("a", "ann"), ("a", "eve")}


def test_whole_sets_can_be_held_out() -> None:
    plan, tested = DataPlan(folds=2, valid=0.4, fold_by=FoldBy.SET), []
    for fold in range(2):
        split = split_for(two_sets(FOUR), plan, fold)
        (held_out,) = {name for name, _ in names(split, Split.TEST)}
        for side in (Split.TRAIN, Split.VALID):
            assert {name for name, _ in names(split, side)} == {"a", "b"} - {held_out}
        tested.append(held_out)
    assert sorted(tested) == ["a", "b"]


def test_samples_of_other_classes_take_no_part() -> None:
    plan = DataPlan(folds=2, valid=0.4, only={EMOTIONS: (0, 4)})
    split = split_for(two_sets(FOUR), plan, 0)
    used = np.concatenate([split.rows(each) for each in Split])
    assert set(split.labels[EMOTIONS].values[used].argmax(axis=1).tolist()) == {0, 4}
    assert len(used) == 8
