"""A folder of clips and its table: records, groups, splits, and errors with their line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.datasets.clips import Clips, extracted, read_clips
from engine.datasets.extraction import ExtractionFailed, extract
from engine.datasets.extractors import running_extractors
from engine.datasets.imported import ImportOptions
from engine.datasets.schema import Split
from engine.datasets.splits import Shares
from engine.datasets.store import open_store, write_store
from engine.errors import DatasetError
from engine.features.audio import AUDIO_SPEC
from engine.features.contract import FeatureContract
from engine.types import EMOTIONS, SENTIMENT, STANDARD_HEADS, Emotion, Head, HeadKind, Modality
from tests.helpers.labelled_data import touch, write_table
from tests.helpers.media import cut_off, write_clip

SEVEN = "|".join(emotion.value for emotion in Emotion)


def _clips(folder: Path, head: str, *rows: str, **options: Any) -> Clips:
    """Read a table; the clips it names are there, though nothing can be decoded from them."""
    for row in rows:
        touch(folder / row.split("|")[0])
    write_table(folder / "labels.csv", head, rows)
    return read_clips(folder, options=ImportOptions(**options))


def test_every_column_finds_its_place(tmp_path: Path) -> None:
    clips = _clips(
        tmp_path / "größe",
        "file|split|group|text|sentiment|emotion|label:calm",
        "jürgen/1.mp4|train|jürgen|well, äh|-1.5|anger|0.25",
        "2.mp4|dev|mia||3|Happy|",
        "3.mp4|TEST|ada|yes|||-7",
    )
    first, second, third = clips.records
    assert (first.id, first.group, first.split) == ("jürgen/1.mp4", "größe/jürgen", Split.TRAIN)
    assert first.text == "well, äh"
    assert first.labels.sentiment == -1.5
    assert first.labels.emotions == tuple(float(e is Emotion.ANGRY) for e in Emotion)
    assert first.labels.of("calm") == (0.25,)
    assert (second.split, second.text, second.labels.of("calm")) == (Split.VALID, None, None)
    assert second.labels.emotions == tuple(float(e is Emotion.HAPPY) for e in Emotion)
    assert third.labels.sentiment is third.labels.emotions is None
    assert third.split is Split.TEST
    assert clips.heads == {**STANDARD_HEADS, "calm": Head(HeadKind.REGRESSION, 1)}
    assert clips.notes == ()
    assert clips.provenance["größe"]["split_by"] == "as in the source"


def test_seven_columns_are_weights_of_emotions(tmp_path: Path) -> None:
    rows = ("a.mp4|train|a|1|0|0|3|0|0|0", "b.mp4|train|b|||||||")
    clips = _clips(tmp_path, f"file|split|group|{SEVEN}", *rows)
    assert clips.records[0].labels.emotions == (0.25, 0.0, 0.0, 0.75, 0.0, 0.0, 0.0)
    assert clips.records[1].labels.emotions is None
    assert list(clips.heads) == [EMOTIONS]


def test_tables_by_tabulators_and_elsewhere(tmp_path: Path) -> None:
    touch(tmp_path / "clips" / "a.mp4")
    table = tmp_path / "tables" / "mine.tsv"
    write_table(table, "file|split|group|sentiment|text", ["a.mp4|test|a|1|he said, no"], "\t")
    clips = read_clips(tmp_path / "clips", table, ImportOptions(name="talk", group_prefix="p"))
    assert clips.records[0].text == "he said, no"
    assert (clips.name, clips.records[0].group) == ("talk", "p/a")
    assert list(clips.heads) == [SENTIMENT]


def test_a_factor_brings_sentiment_to_our_scale(tmp_path: Path) -> None:
    clips = _clips(
        tmp_path, "file|split|group|sentiment", "a.mp4|train|a|-0.5", sentiment_factor=3.0
    )
    assert clips.records[0].labels.sentiment == -1.5


def test_without_groups_a_sub_folder_is_one_and_a_note_says_so(tmp_path: Path) -> None:
    rows = [f"{who}/{number}.mp4|1" for who in "abc" for number in range(4)]
    clips = _clips(tmp_path / "set", "file|sentiment", *rows, "alone.mp4|1")
    assert {record.group for record in clips.records} == {
        "set/a",
        "set/b",
        "set/c",
        "set/alone.mp4",
    }
    (note,) = clips.notes
    assert "each of 3 sub-folders counts as one speaker or video" in note
    assert "each of 1 clips counts as a group of its own" in note
    assert clips.provenance["set"]["note"] == note


def test_without_splits_groups_are_split_whole(tmp_path: Path) -> None:
    rows = [f"{number}.mp4|speaker{number % 10}|1" for number in range(30)]
    shares = Shares(0.1, 0.2, 5)
    clips = _clips(tmp_path / "set", "file|group|sentiment", *rows, shares=shares)
    splits: dict[str, set[Split]] = {}
    for record in clips.records:
        splits.setdefault(record.group, set()).add(record.split)
    assert all(len(found) == 1 for found in splits.values())
    sizes = [sum(record.split is split for record in clips.records) for split in Split]
    assert sizes == [21, 3, 6]
    assert clips.provenance["set"]["split_by"] == "by group: valid 0.1, test 0.2, seed 5"


def test_a_split_of_the_table_can_be_made_anew(tmp_path: Path) -> None:
    rows = [f"{number}.mp4|train|{number}|1" for number in range(10)]
    kept = _clips(tmp_path, "file|split|group|sentiment", *rows)
    anew = _clips(tmp_path, "file|split|group|sentiment", *rows, resplit=True)
    assert {record.split for record in kept.records} == {Split.TRAIN}
    assert {record.split for record in anew.records} == set(Split)


def test_a_person_in_two_splits_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"/mia is in train.*and in test"):
        _clips(tmp_path, "file|split|group|sentiment", "a.mp4|train|mia|1", "b.mp4|test|mia|1")


BAD_CELLS = {
    "a word as number": ("a.mp4|train|a|good||", "sentiment is 'good', not a number"),
    "not a number": ("a.mp4|train|a|nan||", "sentiment is 'nan', not a number"),
    "endless": ("a.mp4|train|a|||-inf", "label:x is '-inf', not a number"),
    "beyond the scale": ("a.mp4|train|a|3.5||", "a sentiment of 3.5 lies beyond"),
    "an unknown emotion": ("a.mp4|train|a||angryy|", "'angryy' is no emotion"),
    "an unknown split": ("a.mp4|training|a|1||", "'training' is no split"),
    "no split": ("a.mp4||a|1||", "'' is no split"),
    "no group": ("a.mp4|train||1||", "there is no group"),
    "no file": ("|train|a|1||", "'' is no path inside"),
    "a missing clip": ("gone.mp4|train|a|1||", r"there is no clip .*größe/gone\.mp4"),
    "a folder": ("sub|train|a|1||", "there is no clip"),
    "a path out of the folder": ("../a.mp4|train|a|1||", "is no path inside the folder"),
    "a path from the root": ("/a.mp4|train|a|1||", "is no path inside the folder"),
    "the same clip": ("good.mp4|train|a|1||", "good.mp4 is in labels.csv, line 2 already"),
    "too few cells": ("a.mp4|train", "2 cells under 6 columns"),
    "too many cells": ("a.mp4|train|a|1|||more", "7 cells under 6 columns"),
}


@pytest.mark.parametrize("kind", BAD_CELLS)
def test_a_bad_line_is_named_by_its_number(tmp_path: Path, kind: str) -> None:
    row, message = BAD_CELLS[kind]
    folder = tmp_path / "größe"
    for name in ("good.mp4", "a.mp4", "sub/b.mp4", "../a.mp4"):
        touch(folder / name)
    head = "file|split|group|sentiment|emotion|label:x"
    write_table(folder / "labels.csv", head, ["good.mp4|train|a|1|sad|2", row])
    with pytest.raises(DatasetError, match=rf"labels\.csv, line 3: .*{message}"):
        read_clips(folder)


@pytest.mark.parametrize("weights", ["1|0|0|0|0|0|", "-1|1|1|1|1|1|1", "0|0|0|0|0|0|0"])
def test_seven_numbers_that_are_no_weights_are_refused(tmp_path: Path, weights: str) -> None:
    with pytest.raises(DatasetError, match="line 2: the seven emotions are no weights"):
        _clips(tmp_path, f"file|{SEVEN}", f"a.mp4|{weights}")


BAD_HEADS = {
    "path|sentiment": "line 1: there is no column 'file'",
    "file|sentimnet": "line 1: unknown column 'sentimnet'",
    "file|text": "line 1: there is no column of labels",
    "file|sentiment|sentiment": "line 1: a column is there twice",
    "file|happy|sad": "emotions need one column 'emotion', or all of neutral",
    f"file|emotion|{SEVEN}": "emotions need one column 'emotion'",
    "file|label:sentiment": "'sentiment' cannot be the name of a label",
    "file|label:": "'' cannot be the name of a label",
}


@pytest.mark.parametrize("head", BAD_HEADS)
def test_a_wrong_header_is_refused_with_the_known_columns(tmp_path: Path, head: str) -> None:
    with pytest.raises(DatasetError, match=BAD_HEADS[head]):
        _clips(tmp_path, head)


def test_a_line_that_spans_others_is_counted_as_an_editor_counts(tmp_path: Path) -> None:
    touch(tmp_path / "a.mp4")
    (tmp_path / "labels.csv").write_text('file,text,sentiment\na.mp4,"one\ntwo",1\na.mp4,x,bad\n')
    with pytest.raises(DatasetError, match="line 4"):
        read_clips(tmp_path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"file,sentiment\n", "names no clips"),
        (b"file,sentiment\n\xff\xfe,1\n", "Cannot read"),
        (b'file,sentiment\n"a"b,1\n', "line 2"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "labels.csv").write_bytes(content)
    with pytest.raises(DatasetError, match=message) as error:
        read_clips(tmp_path)
    assert "labels.csv" in str(error.value)


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"labels\.csv"):
        read_clips(tmp_path)


@pytest.mark.parametrize("name", ["..", "a/b", "a\\b"])
def test_names_that_would_leave_the_cache_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(DatasetError, match="cannot be the name"):
        _clips(tmp_path, "file|sentiment", "a.mp4|1", name=name)


def test_real_clips_become_a_stored_set_with_what_they_have(tmp_path: Path) -> None:
    folder = tmp_path / "größe"
    for speaker in "abc":
        (folder / speaker).mkdir(parents=True)
    write_clip(folder / "a/tönt.mp4", seconds=1.0, face=False)
    write_clip(folder / "a/sound.m4a", seconds=1.0, picture=False)
    write_clip(folder / "b/silent.mp4", seconds=1.0, face=False, audio=None)
    cut_off(folder / "a/tönt.mp4", folder / "c/broken.mp4", 0.2)
    rows = ["a/tönt.mp4|1", "a/sound.m4a|-1", "b/silent.mp4|0", "c/broken.mp4|2"]
    write_table(folder / "labels.csv", "file|sentiment", rows)
    clips = read_clips(folder)
    assert [(r.audio is not None, r.video is not None) for r in clips.records] == [
        (True, True),
        (True, False),
        (False, True),
        (True, True),
    ]
    contract = FeatureContract(
        {Modality.AUDIO: AUDIO_SPEC}  # needs no model files
    )
    events = list(extract(clips.records, contract, running_extractors(), tmp_path / "cache"))
    failed = [event for event in events if isinstance(event, ExtractionFailed)]
    assert [event.id for event in failed] == ["c/broken.mp4"]
    imported = extracted(clips, contract, tmp_path / "cache")
    write_store(tmp_path / "set", imported.samples(), contract, imported.heads)
    stored = open_store(tmp_path / "set")
    assert [stored.ids[row] for row in range(len(stored))] == ["a/tönt.mp4", "a/sound.m4a"]
    assert stored.labels[SENTIMENT].values[:, 0].tolist() == [1.0, -1.0]
    assert np.isfinite(stored.tracks[Modality.AUDIO].values).all()
