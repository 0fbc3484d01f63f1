"""SST's phrases, split by the sentence that they are from."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from engine.datasets import catalogue
from engine.datasets.schema import Record, Split
from engine.datasets.sst import POLARITY
from engine.training.recipes import load_recipe
from tests.helpers.labelled_data import touch
from tests.helpers.shared_data import requires_shared_data, shared_data


def _read(folder: Path, train: list[str], dev: list[str]) -> dict[str, Record]:
    for name, rows in {"train": train, "dev": dev}.items():
        touch(folder / f"text/sst/{name}.tsv", "\n".join(["sentence\tlabel", *rows]) + "\n")
    return {record.text or "": record for record in catalogue.read(folder, ["sst"])}


def _sentences(count: int) -> list[str]:
    return [
        f"film {number} is a `` good '' one of its kind \t{number % 2}" for number in range(count)
    ]


def test_phrases_follow_their_sentence(tmp_path: Path) -> None:
    train = [*_sentences(30), "film 3 is\t1", "3 is\t1"]
    records = _read(tmp_path, train, ["film 3\t0", 'a " quote \t1'])
    whole = records["film 3 is a `` good '' one of its kind"]
    for phrase in ("film 3", "film 3 is", "3 is"):
        assert records[phrase].group == whole.group
        assert records[phrase].split is whole.split
    assert records["film 3"].labels.of(POLARITY) == (0.0,)
    assert records["film 3"].labels.sentiment is None
    assert records['a " quote'].group != whole.group
    assert {record.split for record in records.values()} == set(Split)


def test_phrases_of_sentences_in_different_splits_are_left_out(tmp_path: Path) -> None:
    records = _read(tmp_path, [*_sentences(30), "of its kind\t1"], ["good ''\t1", "film 7\t1"])
    assert "film 7" in records
    assert not {"of its kind", "good ''"} & records.keys()
    assert len(records) == 31


def test_a_word_inside_another_word_is_no_part_of_it(tmp_path: Path) -> None:
    records = _read(tmp_path, [*_sentences(30), "fil\t1"], ["film 2 is a\t1"])
    assert records["fil"].group == "sst/fil"


def test_equal_phrases_are_one_and_contradicting_ones_none(tmp_path: Path) -> None:
    records = _read(tmp_path, [*_sentences(9), "both\t1", "twice \t1"], ["both\t0", "twice\t1"])
    assert "both" not in records
    assert len(records) == 10


def test_the_default_recipe_does_not_read_it() -> None:
    assert "sst" not in load_recipe("default").data


@requires_shared_data
def test_the_real_phrases_leak_no_more(tmp_path: Path) -> None:
    folder = shared_data()
    assert folder is not None
    records = catalogue.read(folder, ["sst"])
    # 67,349 rows hold 66,978 different phrases; five are labelled both ways.
    assert len(records) == 66978 - 5 - 2137
    assert "2137" in catalogue.DATASETS["sst"].note
    assert Counter(record.split for record in records) == {
        Split.TRAIN: 52114,
        Split.VALID: 6356,
        Split.TEST: 6366,
    }
    held_out = "\n".join(f" {r.text} " for r in records if r.split is not Split.TRAIN)
    trained = [f" {r.text} " for r in records if r.split is Split.TRAIN]
    assert not [phrase for phrase in trained if phrase in held_out]
