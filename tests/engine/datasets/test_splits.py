"""Splits: nobody on both sides, and the same choice every time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.datasets.schema import Labels, Record, Split
from engine.datasets.splits import require_disjoint, subsample
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
