"""What is told of labelled data before it is trained on, utterance by utterance."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.datasets.schema import Split
from engine.errors import DatasetError
from engine.sessions.project import Project
from engine.training.checkpoints import Checkpoint
from engine.training.finetuning.assembling import assemble
from engine.training.finetuning.looking import POINTS, Looked, levels
from engine.training.finetuning.sources import Collected, Place, collect
from engine.training.finetuning.splits import SplitPlan, divide, settle
from engine.types import SENTIMENT, FeatureTrack, Modality
from tests.helpers.finetuning import labelled_project, tiny_model

FILMS = {"a.mp4": 6, "b.mp4": 4}


@pytest.fixture(scope="module")
def parent(tmp_path_factory: pytest.TempPathFactory) -> Checkpoint:
    return tiny_model(tmp_path_factory.mktemp("model") / "tiny.safetensors")


@pytest.fixture
def study(parent: Checkpoint, tmp_path: Path) -> Path:
    """Two films with the same made-up features; a label of the first is out of its scale."""
    path = labelled_project(tmp_path / "study.mibscope", parent, FILMS)
    with Project.open(path) as project:
        media = project.media.all()[0]
        run = project.runs.latest(media.id)
        assert run is not None
        first = project.runs.utterances(run.id)[0].result.utterance
        with project.journal.edit("label") as edit:
            edit.add_label(media.id, (first.start_s, first.end_s), "eve", SENTIMENT, "9")
    return path


def collected(parent: Checkpoint, path: Path) -> Collected:
    known = {parent.sha256: parent.contract}
    place = Place(parent.contract, parent.config.heads, known.get, {}, path.parent)
    (*_, last) = collect([path], place)
    assert isinstance(last, Collected)
    return last


def test_every_utterance_is_told_with_its_place_its_labels_and_what_is_missing(
    parent: Checkpoint, study: Path
) -> None:
    found = collected(parent, study)
    without = {m: t for m, t in found.samples[1].tracks.items() if m is not Modality.VISION}
    samples = (found.samples[0], replace(found.samples[1], tracks=without), *found.samples[2:])
    found = replace(found, samples=samples)
    plan = SplitPlan(seed=1)
    assembled = assemble(found, parent.contract, plan)
    plain = json.loads(json.dumps(Looked(found, plan, assembled).to_dict(), allow_nan=False))
    first, second = plain["samples"][:2]
    assert Path(first["file"]).name == "a.mp4"
    assert first["id"] == f"a.mp4@{first['start_s']:.3f}"
    assert first["end_s"] > first["start_s"]
    assert first["text"]
    assert first["sentiment"] == -2
    assert sum(first["emotions"]) == pytest.approx(1)
    assert set(first["tracks"]) == {"text", "audio", "vision"}
    assert set(second["tracks"]) == {"text", "audio"}
    assert plain["splits"] == {
        group: split.value for group, split in assembled.divided.split_of_group.items()
    }
    assert {each["split"] for each in plain["samples"]} == {"train", "valid"}
    assert [each["reason"] for each in plain["left_out"]] == [
        "eve's sentiment 9.0 is not in −3..3."
    ]
    assert "a.mp4" in plain["left_out"][0]["where"]
    same = {"modality": "audio", "samples": [0, 6]}
    assert same in plain["repeats"]
    assert not any(
        each["modality"] == "vision" and 1 in each["samples"] for each in plain["repeats"]
    )
    assert plain["report"]["leaks"] is True
    assert {each["group"]: each["known"]["sentiment"] for each in plain["report"]["groups"]} == {
        each["group"]: 6 if "a.mp4" in each["group"] else 4 for each in plain["report"]["groups"]
    }
    assert plain["problem"] is None


def test_data_that_cannot_be_trained_on_are_told_all_the_same(
    parent: Checkpoint, study: Path
) -> None:
    found = collected(parent, study)
    edited = dict.fromkeys((each.group for each in found.samples), Split.TRAIN)
    plan = SplitPlan(edited=edited)
    with pytest.raises(DatasetError) as raised:
        assemble(found, parent.contract, plan)
    plain = Looked(found, plan, problem=raised.value).to_dict()
    assert plain["problem"]["message"] == "No speaker or video is left to validate on."
    assert plain["report"] is None
    assert set(plain["splits"].values()) == {"train"}
    assert len(plain["samples"]) == 10


def test_a_group_that_is_out_stays_in_view(parent: Checkpoint, study: Path) -> None:
    found = collected(parent, study)
    third = [replace(each, group="c", id=f"c{place}") for place, each in enumerate(found.samples)]
    found = replace(found, samples=(*found.samples, *third))
    plan = SplitPlan(edited={"c": None})
    plain = Looked(found, plan, assemble(found, parent.contract, plan)).to_dict()
    assert plain["splits"]["c"] == "out"
    assert sum(each["split"] == "out" for each in plain["samples"]) == 10
    assert sum("out by the table" in each["reason"] for each in plain["left_out"]) == 10


def test_the_utterances_of_a_single_video_can_be_edited_too(
    parent: Checkpoint, tmp_path: Path
) -> None:
    path = labelled_project(tmp_path / "one.mibscope", parent, {"a.mp4": 8})
    found = collected(parent, path)
    drawn = Looked(found, SplitPlan()).to_dict()
    assert drawn["one_group"] is True
    assert len(drawn["splits"]) == 8
    other = {"train": Split.VALID, "valid": Split.TRAIN}
    edited = {group: other[split] for group, split in drawn["splits"].items()}
    divided = divide(found.samples, frozenset(), SplitPlan(edited=edited))
    assert divided.split_of_group == edited
    assert not any("names" in note for note in divided.notes)


def test_what_is_drawn_does_not_move_what_is_given_or_edited() -> None:
    groups = [name for name in "abcdefgh" for _ in range(3)]
    plan = SplitPlan(seed=4, edited={"a": None, "b": Split.TEST, "z": Split.TRAIN})
    found = settle(groups, {"c": Split.VALID}, plan)
    assert set(found) == set("abcdefgh")
    assert (found["a"], found["b"], found["c"]) == (None, Split.TEST, Split.VALID)


def test_levels_show_where_there_is_evidence_and_where_a_track_moves() -> None:
    times = np.arange(100) / 10
    values = np.zeros((100, 3), np.float32)
    values[50:60] = 5.0
    valid = np.ones(100, np.bool_)
    valid[:20] = False
    found = levels(FeatureTrack(values, times, valid), 0.0, 12.0)
    at = np.linspace(0.0, 12.0, POINTS)
    assert found.dtype == np.uint8
    assert not found[at < 1.9].any()
    assert (found[(at > 5.0) & (at < 5.9)] == 255).all()
    assert found[(at > 2.1) & (at < 4.8)].max() < 100
    assert not found[at > 10.1].any()
    one = FeatureTrack(values[:1], times[:1], np.ones(1, np.bool_))
    assert levels(one, 0.0, 0.0).tolist() == [1] * POINTS


def test_levels_travel_as_text(parent: Checkpoint, study: Path) -> None:
    plain = Looked(collected(parent, study), SplitPlan()).to_dict()
    shown = plain["samples"][0]["tracks"]["audio"]
    assert len(base64.b64decode(shown["levels"])) == POINTS
    assert shown["seen"] == 1.0
