"""``mibscope data import`` and ``show``, from published files to one of ours and its tables."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.cli import run_cli
from engine.datasets.packed import SPLITS, PackedDataset
from engine.datasets.schema import LabelledSample, Labels, Split
from engine.datasets.store import open_store, write_store
from engine.errors import DatasetError
from engine.types import SENTIMENT, STANDARD_HEADS, FeatureTrack, Modality
from tests.helpers.foreign_data import (
    mag,
    mmsa,
    mmsa_split,
    regular_intervals,
    write_csd,
    write_pickle,
)
from tests.helpers.labelled_data import CONTRACT, made_up_samples, write_table
from tests.helpers.media import SoundTrack, tone, write_tracks


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables are not wrapped."""
    monkeypatch.setenv("COLUMNS", "200")


def _import(*arguments: object) -> PackedDataset:
    """Import; the last argument is the file to write."""
    *others, out = [str(each) for each in arguments]
    assert run_cli(["data", "import", *others, "--out", out]) == 0
    return open_store(Path(out))


def _rows(printed: str) -> list[list[str]]:
    """Lines of tables as words."""
    return [line.replace("│", " ").split() for line in printed.splitlines()]


def _splits(data: PackedDataset) -> dict[str, str]:
    return {data.group_of(row): SPLITS[data.split[row]].value for row in range(len(data))}


def test_an_mmsa_pickle_becomes_a_file_and_its_tables_are_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write_pickle(tmp_path / "größe" / "aligned_50.pkl", mmsa(), 2)
    data = _import(source, "--format", "mmsa", "--name", "mosi", tmp_path / "mosi.safetensors")
    assert len(data) == 9
    assert data.dataset_names == ("mosi",)
    assert data.tracks[Modality.TEXT].dimension == 8
    printed = capsys.readouterr()
    assert "9 samples in" in printed.err
    lines = [line.split() for line in printed.out.splitlines()]
    assert [
        "│",
        "mosi",
        "│",
        "train",
        "│",
        "4",
        "│",
        "3",
        "│",
        "0",
        "│",
        "0",
        "│",
        "0",
        "│",
    ] in lines
    assert "No group, no voice and no face is in two splits." in printed.out


def test_options_reach_the_reader(tmp_path: Path) -> None:
    source = write_pickle(tmp_path / "x.pkl", {"train": mmsa_split(list("abcdefgh"))})
    data = _import(
        *(source, "--format", "mmsa", "--text-as", "ids", "--resplit", "--valid", 0.25),
        *("--test", 0.25, "--seed", 3, "--group-prefix", "youtube", "--sentiment-factor", 0.5),
        *("--licence", "research use"),
        tmp_path / "out",
    )
    assert data.tracks[Modality.TEXT].dimension == 1
    assert [len(data.rows(split)) for split in Split] == [4, 2, 2]
    assert set(_splits(data)) == {f"youtube/{letter}" for letter in "abcdefgh"}
    assert np.abs(data.labels[SENTIMENT].values).max() <= 1.5
    assert data.provenance["x"]["licence"] == "research use"
    assert data.provenance["x"]["split_by"] == "by group: valid 0.25, test 0.25, seed 3"


def test_notes_are_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write_pickle(tmp_path / "mosi.pkl", mag())
    data = _import(source, "--format", "mag", tmp_path / "out")
    assert data.dataset_names == ("mosi",)
    assert "Note: The words are strings" in capsys.readouterr().err


@pytest.mark.models
@pytest.mark.parametrize(("how", "dimension"), [("states", 384), ("pieces", 1)])
def test_words_become_tracks_of_this_installation(tmp_path: Path, how: str, dimension: int) -> None:
    source = write_pickle(tmp_path / "mosi.pkl", mag())
    data = _import(source, "--format", "mag", "--text-as", how, tmp_path / "out")
    assert data.has(Modality.TEXT).all()
    assert data.tracks[Modality.TEXT].dimension == dimension


def test_sequences_are_named_from_their_folder(tmp_path: Path) -> None:
    folder = tmp_path / "mosi"
    labels = {v: (np.array([[1.0]]), [[0, 1]]) for v in "abc"}
    write_csd(folder / "labels.csd", "Labels", labels)
    random = np.random.default_rng(0)
    voices = {v: (random.normal(size=(10, 4)), regular_intervals(10, 0.1)) for v in "abc"}
    write_csd(folder / "covarep.csd", "COVAREP", voices)
    (tmp_path / "folds.json").write_text(json.dumps({"train": ["a"], "test": ["b", "c"]}))
    data = _import(
        *(folder, "--format", "csd", "--labels", "labels.csd", "--audio", "covarep.csd"),
        *("--splits", tmp_path / "folds.json", tmp_path / "out"),
    )
    assert _splits(data) == {"mosi/a": "train", "mosi/b": "test", "mosi/c": "test"}
    assert data.tracks[Modality.AUDIO].lengths.tolist() == [10, 10, 10]
    assert run_cli(["data", "import", str(folder), "--format", "csd", "--out", "x"]) == 6


def _write_voices(folder: Path, pitches: dict[str, float]) -> None:
    for name, pitch in pitches.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        write_tracks(folder / name, [SoundTrack(tone(1.0, 16_000, pitch)[None], 16_000)])


def test_clips_are_extracted_once_and_stored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, cache = tmp_path / "größe", tmp_path / "cache"
    _write_voices(folder, {"a/1.m4a": 110.0, "b/1.m4a": 150.0, "c/1.m4a": 190.0})
    rows = ["a/1.m4a|1|happy", "b/1.m4a|-1|sad", "c/1.m4a|0|"]
    write_table(folder / "labels.csv", "file|sentiment|emotion", rows)
    data = _import(folder, "--format", "clips", "--cache", cache, tmp_path / "set.safetensors")
    assert len(data) == 3
    assert set(_splits(data).values()) == {"train", "valid", "test"}
    assert not data.has(Modality.VISION).any()
    printed = capsys.readouterr()
    assert "Note: The table has no column 'group'" in printed.err
    shards = {path: path.stat().st_mtime_ns for path in cache.rglob("*.safetensors")}
    assert shards
    _import(folder, "--format", "clips", "--cache", cache, tmp_path / "again")
    assert {p: p.stat().st_mtime_ns for p in cache.rglob("*.safetensors")} == shards


def test_the_same_clip_in_two_splits_is_refused_unless_allowed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "set"
    _write_voices(folder, {"a.m4a": 110.0, "b.m4a": 110.0})
    rows = ["a.m4a|train|1", "b.m4a|test|1"]
    write_table(folder / "labels.csv", "file|split|sentiment", rows)
    out, cache = str(tmp_path / "out"), str(tmp_path / "cache")
    command = ["data", "import", str(folder), "--format", "clips", "--out", out, "--cache", cache]
    assert run_cli(command) == 6
    assert "set/b.m4a (test) has the same audio as set/a.m4a (train)" in capsys.readouterr().err
    assert not Path(out).exists()
    assert not Path(cache).exists()  # seen before any feature was computed
    assert run_cli([*command, "--allow-duplicates"]) == 0
    printed = capsys.readouterr().out
    assert "audio: 1 samples repeat another one, 1 of their contents are in two splits." in printed
    assert "train/a.m4a = test/b.m4a" in printed
    assert "The splits leak" in printed


def test_features_that_are_in_two_splits_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = mmsa()
    content["test"]["vision"][2, :2] = content["train"]["vision"][0, :2]
    content["test"]["vision"][2, 2:] = 0.0
    source = str(write_pickle(tmp_path / "x.pkl", content))
    command = ["data", "import", source, "--format", "mmsa", "--out", str(tmp_path / "out")]
    assert run_cli(command) == 6
    assert "x/g$_$2 (test) has the same vision as x/a_1$_$0 (train)" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["x.pkl"]
    assert run_cli([*command, "--allow-duplicates"]) == 0


def test_a_hostile_pickle_is_an_error_of_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "hostile.pkl"
    source.write_bytes(b"cos\nsystem\n(S'touch ran'\ntR.")
    command = ["data", "import", str(source), "--format", "mmsa", "--out", str(tmp_path / "out")]
    assert run_cli(command) == 6
    printed = capsys.readouterr().err
    assert "hostile.pkl is refused: it names os.system" in printed
    assert "Traceback" not in printed


def test_show_tells_balance_and_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "größe.safetensors"
    write_store(path, made_up_samples(per_split=4), CONTRACT, STANDARD_HEADS)
    assert run_cli(["data", "show", str(path)]) == 0
    printed = capsys.readouterr().out
    assert ["calls", "valid", "4", "1", "4", "0", "4"] in _rows(printed)
    assert "negative" in printed
    assert "surprise" in printed
    assert run_cli(["data", "show", str(tmp_path / "missing")]) == 6


def test_a_source_of_nothing_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="no samples to write"):
        write_store(tmp_path / "out", [], CONTRACT, STANDARD_HEADS)
    assert list(tmp_path.iterdir()) == []


def test_heads_may_have_names_that_no_file_has(tmp_path: Path) -> None:
    track = FeatureTrack(np.ones((1, 5), np.float32), np.zeros(1), np.ones(1, np.bool_))
    sample = LabelledSample("a", "1", "g", Split.TRAIN, Labels(1.0), {Modality.TEXT: track})
    named = replace(sample, labels=Labels(others={"stress / level": (2.0,)}))
    write_store(tmp_path / "out", [named], CONTRACT, {"stress / level": STANDARD_HEADS[SENTIMENT]})
    assert open_store(tmp_path / "out").labels["stress / level"].values.tolist() == [[2.0]]
