"""Labels of projects and tables become samples; what cannot be used is named, the rest is used."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.datasets.extractors import running_extractors
from engine.datasets.left_out import LeftOut
from engine.datasets.schema import LabelledSample, Labels, Origin, Split
from engine.errors import DatasetError
from engine.features.audio import AUDIO_SPEC
from engine.features.contract import FeatureContract
from engine.sessions.labels.writing import Said, write_label
from engine.sessions.project import Project
from engine.training.checkpoints import Checkpoint
from engine.training.finetuning.assembling import assemble
from engine.training.finetuning.projects import GroupBy, project_samples, usable_tracks
from engine.training.finetuning.sources import Collected, Place, collect
from engine.training.finetuning.splits import SplitPlan, divide, read_splits, write_splits
from engine.types import EMOTIONS, SENTIMENT, Emotion, FeatureTrack, Modality
from tests.helpers.finetuning import label_all, labelled_project, tiny_model
from tests.helpers.labelled_data import touch, track, write_table
from tests.helpers.media import write_clip

TEXT, AUDIO = Modality.TEXT, Modality.AUDIO


@pytest.fixture(scope="module")
def parent(tmp_path_factory: pytest.TempPathFactory) -> Checkpoint:
    return tiny_model(tmp_path_factory.mktemp("model") / "tiny.safetensors")


def place(parent: Checkpoint, cache: Path, **more: object) -> Place:
    known = {parent.sha256: parent.contract}
    return Place(parent.contract, parent.config.heads, known.get, {}, cache, **more)  # type: ignore[arg-type]


def samples(
    path: Path, parent: Checkpoint, **more: object
) -> tuple[list[LabelledSample], list[LeftOut]]:
    left: list[LeftOut] = []
    known = {parent.sha256: parent.contract}
    found = project_samples(path, parent.contract, known.get, left.append, **more)  # type: ignore[arg-type]
    return found, left


def collected(sources: list[Path], where: Place) -> Collected:
    (*_, last) = collect(sources, where)
    assert isinstance(last, Collected)
    return last


# ------------------------------------------------------------------ projects


def test_every_labelled_utterance_of_a_project_is_a_sample(
    parent: Checkpoint, tmp_path: Path
) -> None:
    path = labelled_project(tmp_path / "study.mibscope", parent, {"a.mp4": 4, "b.mp4": 3})
    found, left = samples(path, parent)
    assert left == []
    assert [each.labels.sentiment for each in found] == [-2, -1, 0, 1, -2, -1, 0]
    assert len({each.group for each in found}) == 2
    assert all(set(each.tracks) == set(Modality) for each in found)
    assert found[3].labels.emotions == tuple(float(e is Emotion.HAPPY) for e in Emotion)


def test_raters_are_averaged_and_vote(parent: Checkpoint, tmp_path: Path) -> None:
    path = labelled_project(tmp_path / "study.mibscope", parent, {"a.mp4": 4})
    with Project.open(path) as project:
        media = project.media.all()[0]
        label_all(project, media.id, "ben", shift=1.0)
        run = project.runs.latest(media.id)
        assert run is not None
        first = project.runs.utterances(run.id)[0].result.utterance
        both = frozenset({Emotion.SAD, Emotion.ANGRY})
        with project.journal.edit("label") as edit:
            write_label(edit, media.id, (first.start_s, first.end_s), Said("cleo", None, both))
    found, _ = samples(path, parent)
    assert found[1].labels.sentiment == -0.5
    assert found[0].labels.emotions is not None
    shares = dict(zip(Emotion, found[0].labels.emotions, strict=True))
    assert shares[Emotion.SAD] == pytest.approx(2.5 / 3)
    assert shares[Emotion.ANGRY] == pytest.approx(0.5 / 3)


def test_a_named_person_is_one_group_in_all_videos(parent: Checkpoint, tmp_path: Path) -> None:
    path = labelled_project(tmp_path / "study.mibscope", parent, {"a.mp4": 4, "b.mp4": 3})
    with Project.open(path) as project:
        for media in project.media.all():
            run = project.runs.latest(media.id)
            assert run is not None
            faces = {e.result.face_track_id for e in project.runs.utterances(run.id)}
            with project.journal.edit("name") as edit:
                for face in faces - {None}:
                    assert face is not None
                    edit.name_person(media.id, face, "Ana")
    found, _ = samples(path, parent, group_by=GroupBy.PERSON)
    assert "person/Ana" in {each.group for each in found}


@pytest.mark.parametrize(
    ("head", "value", "reason"),
    [(EMOTIONS, '["bored"]', "bored"), (SENTIMENT, "9", "not in −3..3"), (SENTIMENT, "NaN", "nan")],
)
def test_labels_that_are_none_are_named(
    parent: Checkpoint, tmp_path: Path, head: str, value: str, reason: str
) -> None:
    path = labelled_project(tmp_path / "study.mibscope", parent, {"a.mp4": 3, "b.mp4": 3})
    with Project.open(path) as project:
        media = project.media.all()[0]
        run = project.runs.latest(media.id)
        assert run is not None
        first = project.runs.utterances(run.id)[0].result.utterance
        with project.journal.edit("label") as edit:
            edit.add_label(media.id, (first.start_s, first.end_s), "eve", head, value)
    found, left = samples(path, parent)
    assert "a.mp4" in left[0].where
    assert reason in left[0].reason
    assert sum("b.mp4" in each.id for each in found) == 3
    assert {each.labels.sentiment for each in found} == {-2, -1, 0}


def test_features_of_an_unknown_model_are_refused_by_name(
    parent: Checkpoint, tmp_path: Path
) -> None:
    path = labelled_project(tmp_path / "study.mibscope", parent, {"a.mp4": 4})
    left: list[LeftOut] = []
    assert project_samples(path, parent.contract, lambda sha: None, left.append) == []
    assert "a.mp4" in left[0].where
    assert "model that is not here" in left[0].reason
    left.clear()
    other = FeatureContract({TEXT: parent.contract.extractors[TEXT]})
    assert project_samples(path, parent.contract, lambda sha: other, left.append) == []
    assert "other features" in left[0].reason


def test_steps_that_are_no_numbers_are_masked_and_named() -> None:
    values = np.ones((3, 2), np.float32)
    values[1, 0] = np.nan
    broken = FeatureTrack(values, np.arange(3.0), np.ones(3, np.bool_))
    nothing = FeatureTrack(values[1:2], np.zeros(1), np.ones(1, np.bool_))
    left: list[LeftOut] = []
    found = usable_tracks({TEXT: broken, AUDIO: nothing}, "here", left.append)
    assert set(found) == {TEXT}
    assert found[TEXT].valid.tolist() == [True, False, True]
    assert np.isfinite(found[TEXT].values).all()
    assert [str(each) for each in left] == [
        "here: 1 steps of its text are not numbers.",
        "here: 1 steps of its audio are not numbers.",
    ]


# ------------------------------------------------------------------ tables of clips


def test_bad_lines_are_named_and_the_others_used(parent: Checkpoint, tmp_path: Path) -> None:
    folder = tmp_path / "clips"
    touch(folder / "ok.mp4")
    rows = (
        "ok.mp4|ann|fine|1.5|happy",
        "far.mp4|ann|out|9|happy",
        "odd.mp4|ben|x|1|bored",
        "ok.mp4|ben|twice|1|sad",
        "gone.mp4|ben|missing|1|sad",
        "short.mp4|ben",
        "also.mp4|ben|well|-1|sad",
    )
    for name in ("far", "odd", "short", "also"):
        touch(folder / f"{name}.mp4")
    write_table(folder / "labels.csv", "file|group|text|sentiment|emotion", rows)
    text = FeatureContract({TEXT: parent.contract.extractors[TEXT]})
    where = Place(text, parent.config.heads, {}.get, {text.extractors[TEXT].name: Words}, tmp_path)
    found = collected([folder], where)
    assert [each.id for each in found.samples] == ["ok.mp4", "also.mp4"]
    assert all(each.origin is not None and each.origin.text for each in found.samples)
    lines = [str(each) for each in found.left_out]
    assert [line.partition(":")[0] for line in lines] == [
        f"labels.csv, line {number}" for number in (3, 4, 5, 6, 7)
    ]
    assert "beyond" in lines[0]
    assert "bored" in lines[1]
    assert "already" in lines[2]
    assert "no clip" in lines[3]
    assert "cells" in lines[4]


class Words:
    """Stands in for the text network."""

    def extract(self, records):  # type: ignore[no-untyped-def]
        rng = np.random.default_rng(0)
        yield from (track(rng, 384, 3) for _ in records)


def test_a_clip_that_does_not_decode_is_named_with_its_line(
    parent: Checkpoint, tmp_path: Path
) -> None:
    folder = tmp_path / "clips"
    touch(folder / "broken.mp4", "no film at all")
    write_clip(folder / "good.mp4", seconds=1.0, face=False)
    write_table(folder / "labels.csv", "file|group|sentiment", ["broken.mp4|a|1", "good.mp4|b|2"])
    voice = FeatureContract({AUDIO: AUDIO_SPEC})
    where = Place(voice, parent.config.heads, {}.get, running_extractors(), tmp_path / "cache")
    found = collected([folder], where)
    assert [each.id for each in found.samples] == ["good.mp4"]
    assert [each.origin for each in found.samples] == [Origin(folder / "good.mp4")]
    assert [each.where for each in found.left_out] == ["labels.csv, line 2, audio of broken.mp4"]


@pytest.mark.parametrize("text", ["", "file,sentiment\n"])
def test_an_empty_table_is_named(parent: Checkpoint, tmp_path: Path, text: str) -> None:
    touch(tmp_path / "x")
    (tmp_path / "labels.csv").write_text(text)
    with pytest.raises(DatasetError, match=r"labels\.csv"):
        list(collect([tmp_path / "labels.csv"], place(parent, tmp_path)))


def test_a_source_that_cannot_be_read_does_not_stop_the_others(
    parent: Checkpoint, tmp_path: Path
) -> None:
    path = labelled_project(tmp_path / "study.mibscope", parent, {"a.mp4": 4})
    broken = tmp_path / "broken.mibscope"
    broken.write_text("no project")
    found = collected([broken, path], place(parent, tmp_path))
    assert len(found.samples) == 4
    assert str(broken) in found.left_out[0].where


# ------------------------------------------------------------------ splits and findings


def made_up(groups: dict[str, int]) -> list[LabelledSample]:
    rng = np.random.default_rng(0)
    return [
        LabelledSample(
            "mine",
            f"{group}-{n}",
            group,
            Split.TRAIN,
            Labels(float(n % 3 - 1)),
            {TEXT: track(rng, 384, 2)},
        )
        for group, count in groups.items()
        for n in range(count)
    ]


def test_groups_are_whole_and_drawn_by_the_seed() -> None:
    mine = made_up(dict.fromkeys("abcdefgh", 5))
    one, same, other = (divide(mine, frozenset(), SplitPlan(seed)) for seed in (1, 1, 2))
    assert one.split_of_group == same.split_of_group
    assert one.split_of_group != other.split_of_group
    assert {Split.TRAIN, Split.VALID, Split.TEST} == set(one.split_of_group.values())
    assert all(each.split is one.split_of_group[each.group] for each in one.samples)


def test_few_groups_have_no_test_part_and_one_group_is_divided_with_a_warning() -> None:
    two = divide(made_up({"a": 5, "b": 5}), frozenset(), SplitPlan())
    assert set(two.split_of_group.values()) == {Split.TRAIN, Split.VALID}
    one = divide(made_up({"a": 12}), frozenset(), SplitPlan())
    assert {each.split for each in one.samples} == {Split.TRAIN, Split.VALID}
    assert "nothing of other people" in one.notes[0]


def test_splits_are_edited_as_a_table(tmp_path: Path) -> None:
    mine = made_up(dict.fromkeys("abcd", 3))
    drawn = divide(mine, frozenset(), SplitPlan())
    write_splits(tmp_path / "splits.csv", drawn)
    assert read_splits(tmp_path / "splits.csv") == drawn.split_of_group
    (tmp_path / "mine.csv").write_text("group,split\na,valid\nb,out\nc,train\nz,test\n")
    edited = divide(mine, frozenset(), SplitPlan(edited=read_splits(tmp_path / "mine.csv")))
    assert edited.split_of_group == {
        "a": Split.VALID,
        "c": Split.TRAIN,
        "d": edited.split_of_group["d"],
    }
    assert [each.where for each in edited.left_out] == ["mine, b-0", "mine, b-1", "mine, b-2"]
    assert any("names z" in note for note in edited.notes)


def test_a_table_of_splits_names_its_bad_line(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("group,split\na,train\nb,maybe\n")
    with pytest.raises(DatasetError, match=r"s\.csv, line 3: 'maybe'"):
        read_splits(tmp_path / "s.csv")


def test_a_split_without_anybody_is_refused_before_the_training() -> None:
    plan = SplitPlan(edited={"a": Split.TRAIN, "b": Split.TRAIN})
    with pytest.raises(DatasetError, match="left to validate on"):
        divide(made_up({"a": 3, "b": 3}), frozenset(), plan)


def test_a_group_that_came_in_two_splits_is_taken_for_one_and_named() -> None:
    mine = made_up({"a": 3, "b": 3})
    mine[0] = LabelledSample(**{**_fields(mine[0]), "split": Split.VALID})
    mine[3:] = [LabelledSample(**{**_fields(each), "split": Split.VALID}) for each in mine[3:]]
    found = divide(mine, frozenset({"mine"}), SplitPlan())
    assert found.split_of_group == {"a": Split.TRAIN, "b": Split.VALID}
    assert "a is in valid, train" in found.notes[0] or "a is in train, valid" in found.notes[0]


def _fields(sample: LabelledSample) -> dict[str, object]:
    return {name: getattr(sample, name) for name in LabelledSample.__dataclass_fields__}


def test_the_report_names_what_speaks_against_the_data(parent: Checkpoint, tmp_path: Path) -> None:
    path = labelled_project(tmp_path / "study.mibscope", parent, {"a.mp4": 2, "b.mp4": 2})
    with Project.open(path) as project:
        media = project.media.all()[0]
        run = project.runs.latest(media.id)
        assert run is not None
        first = project.runs.utterances(run.id)[0].result.utterance
        with project.journal.edit("label") as edit:
            write_label(
                edit,
                media.id,
                (first.start_s, first.end_s),
                Said("ada", 1.0, frozenset({Emotion.FEAR})),
            )
    found = collected([path], place(parent, tmp_path))
    names = sorted({each.group for each in found.samples})
    plan = SplitPlan(edited={names[0]: Split.TRAIN, names[1]: Split.VALID})
    report = assemble(found, parent.contract, plan).report
    notes = " ".join(report.notes)
    assert "Only one training utterance shows fear" in notes
    assert "Only 2 utterances validate" in notes
    # Both films have the same made-up features.
    assert "have the same audio" in notes
    assert [group.known["sentiment"] for group in report.groups] == [2, 2]
    assert report.to_dict()["leaks"] is True
