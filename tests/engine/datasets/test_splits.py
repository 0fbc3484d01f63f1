"""Splits: nobody on both sides, and the same choice every time."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.datasets.schema import Labels, Record, Split
from engine.datasets.splits import (
    fold_splits,
    group_folds,
    group_splits,
    require_disjoint,
    subsample,
)
from engine.errors import DatasetError


def _record(number: int, split: Split, group: str | None = None, dataset: str = "one") -> Record:
    return Record(dataset, f"id{number}", group or f"group{number}", split, Labels(), text="x")


def test_a_person_in_two_splits_is_refused_by_name() -> None:
    records = [
        _record(1, Split.TRAIN, "youtube/abc", "words"),
        _record(2, Split.TRAIN, "youtube/abc", "words"),
        _record(3, Split.TEST, "youtube/abc", "clips"),
    ]
    require_disjoint(records[:2])
    with pytest.raises(DatasetError, match=r"youtube/abc is in train \(words\).*test \(clips\)"):
        require_disjoint(records)


@given(
    splits=st.lists(st.sampled_from(Split), max_size=40),
    limit=st.integers(0, 10),
    seed=st.randoms(use_true_random=False),
)
def test_a_subsample_does_not_depend_on_the_order(
    splits: list[Split], limit: int, seed: object
) -> None:
    records = [_record(number, split) for number, split in enumerate(splits)]
    chosen = subsample(records, {Split.TRAIN: limit})
    shuffled = sorted(records, key=lambda record: hash((record.id, id(seed))))
    assert {r.id for r in subsample(shuffled, {Split.TRAIN: limit})} == {r.id for r in chosen}
    assert chosen == [record for record in records if record in chosen]
    for split in Split:
        available = sum(record.split is split for record in records)
        wanted = min(limit, available) if split is Split.TRAIN else available
        assert sum(record.split is split for record in chosen) == wanted


def test_a_larger_subsample_holds_the_smaller_one() -> None:
    records = [_record(number, Split.TRAIN) for number in range(50)]
    small = {record.id for record in subsample(records, {Split.TRAIN: 10})}
    assert small < {record.id for record in subsample(records, {Split.TRAIN: 20})}


# --------------------------------------------------------------------------- by group

SAMPLES = st.lists(st.integers(0, 12).map(lambda number: f"größe{number}"), max_size=120)
SHARES = st.tuples(st.integers(0, 10), st.integers(0, 10)).map(
    lambda tenths: (tenths[0] / 20, tenths[1] / 20)
)


def _sizes(groups: list[str], part_of: dict[str, Split] | dict[str, int]) -> Counter[object]:
    return Counter(part_of[group] for group in groups)


@given(groups=SAMPLES, shares=SHARES, seed=st.integers(0, 5))
def test_group_splits_place_every_group_once_near_the_asked_sizes(
    groups: list[str], shares: tuple[float, float], seed: int
) -> None:
    valid, test = shares
    asked = {Split.TRAIN: 1 - valid - test, Split.VALID: valid, Split.TEST: test}
    wanted = {split: share for split, share in asked.items() if share > 1e-9}
    if len(set(groups)) < len(wanted):
        with pytest.raises(DatasetError, match="groups cannot fill"):
            group_splits(groups, valid, test, seed)
        return
    found = group_splits(groups, valid, test, seed)
    assert set(found) == set(groups)
    assert set(found.values()) == set(wanted)  # each that was asked for has a group
    largest = max(Counter(groups).values())
    for split, size in _sizes(groups, found).items():
        assert isinstance(split, Split)
        assert size < len(groups) * asked[split] + largest


@given(groups=SAMPLES.filter(lambda groups: len(set(groups)) >= 3), seed=st.integers(0, 5))
def test_group_splits_do_not_depend_on_the_order_of_samples(groups: list[str], seed: int) -> None:
    shuffled = random.Random(seed).sample(groups, len(groups))
    assert group_splits(shuffled, seed=seed) == group_splits(groups, seed=seed)


def test_group_splits_are_the_same_on_every_machine_and_other_by_seed() -> None:
    groups = [f"speaker{number % 20}" for number in range(200)]
    found = group_splits(groups, 0.1, 0.2, seed=3)
    assert _sizes(groups, found) == {Split.TRAIN: 140, Split.VALID: 20, Split.TEST: 40}
    held_out = sorted(group for group, split in found.items() if split is Split.TEST)
    assert held_out == ["speaker13", "speaker17", "speaker6", "speaker7"]
    assert found != group_splits(groups, 0.1, 0.2, seed=4)


def test_three_speakers_are_enough_for_three_splits() -> None:
    groups = ["a"] * 50 + ["b"] * 50 + ["c"] * 50
    assert set(group_splits(groups, 0.1, 0.1).values()) == set(Split)


@pytest.mark.parametrize(
    "shares", [(-0.1, 0.5), (0.6, 0.6), (float("nan"), 0.1), (1.5, 0.0), (0.0, -1.0)]
)
def test_shares_that_are_none_are_refused(shares: tuple[float, float]) -> None:
    with pytest.raises(DatasetError, match="are none"):
        group_splits(["a", "b", "c"], *shares)


@given(groups=SAMPLES, folds=st.integers(2, 6), seed=st.integers(0, 5))
def test_folds_hold_every_group_once_and_differ_by_one_group_at_most(
    groups: list[str], folds: int, seed: int
) -> None:
    if len(set(groups)) < folds:
        with pytest.raises(DatasetError, match="groups cannot fill"):
            group_folds(groups, folds, seed)
        return
    found = group_folds(groups, folds, seed)
    assert found == group_folds(sorted(groups), folds, seed)
    assert set(found) == set(groups)
    assert set(found.values()) == set(range(folds))
    sizes = _sizes(groups, found).values()
    assert max(sizes) - min(sizes) <= max(Counter(groups).values())


def test_folds_are_other_by_seed() -> None:
    groups = [str(number) for number in range(40)]
    assert group_folds(groups, 4, seed=1) != group_folds(groups, 4, seed=2)


def test_every_fold_is_tested_once_and_chosen_on_another_one() -> None:
    folds = group_folds([str(number) for number in range(20)], 5)
    rounds = [fold_splits(folds, test) for test in range(5)]
    for group, fold in folds.items():
        assert [split[group] for split in rounds].count(Split.TEST) == 1
        assert rounds[fold][group] is Split.TEST
        assert [split[group] for split in rounds].count(Split.VALID) == 1
    assert Counter(rounds[4].values()) == {Split.TRAIN: 12, Split.VALID: 4, Split.TEST: 4}


def test_too_few_folds_are_refused() -> None:
    with pytest.raises(DatasetError, match="1 folds"):
        group_folds(["a", "b"], 1)
    with pytest.raises(DatasetError, match="three folds"):
        fold_splits({"a": 0, "b": 1}, 0)
