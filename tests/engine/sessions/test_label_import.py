"""Labels from files: all that can be used is used, what cannot is named with file and line."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from pympi.Elan import Eaf

from engine.errors import DatasetError
from engine.sessions import EXPORTERS
from engine.sessions.labels.importing import placed, read_labels, write
from engine.sessions.labels.writing import Said, write_label
from engine.sessions.project import Project
from engine.types import Emotion
from tests.helpers.project import analysed

HAPPY, SAD = Emotion.HAPPY, Emotion.SAD


def table(folder: Path, *lines: str, name: str = "labels.csv") -> Path:
    path = folder / name
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def imported(project: Project, path: Path, media_id: int, rater: str = "") -> tuple[str, ...]:
    """Written; the problems."""
    found = placed(project, read_labels(path, rater), media_id)
    write(project, found.labels)
    return found.problems


def test_a_table_of_times_is_read(project: Project, film: Path, tmp_path: Path) -> None:
    media_id, _ = analysed(project, film)
    path = table(
        tmp_path,
        "start_s,end_s,rater,sentiment,emotions,remark",
        '0.0,3.0,Ada,1.5,"happy, surprise",x',
        "3.4,6.4,Ada,-2,none,y",
        "3.4,6.4,Bo,,sadness,z",
        "6.8,9.8,Bo,,,nothing said",
    )
    assert imported(project, path, media_id) == ()
    ada, both, bo = project.labels.of_media(media_id)
    assert (ada.sentiment, ada.emotions) == (1.5, frozenset({HAPPY, Emotion.SURPRISE}))
    assert (both.rater, both.sentiment, both.emotions) == ("Ada", -2.0, frozenset())
    assert (bo.rater, bo.sentiment, bo.emotions) == ("Bo", None, frozenset({SAD}))
    assert (bo.start_s, bo.end_s) == (3.4, 6.4)
    assert project.journal.undo() == "Import labels"
    assert project.labels.of_media(media_id) == ()


def test_a_table_of_indices_with_a_column_for_each_expression_is_read(
    project: Project, film: Path, tmp_path: Path
) -> None:
    media_id, _ = analysed(project, film)
    path = table(tmp_path, "index;sentiment;happy;sad", "1;-0,5;0;1", "0;;yes;", name="de.csv")
    assert imported(project, path, media_id, "Ada") == ()
    first, second = project.labels.of_media(media_id)
    assert (first.start_s, first.sentiment, first.emotions) == (0.0, None, frozenset({HAPPY}))
    assert (second.start_s, second.sentiment, second.emotions) == (3.4, -0.5, frozenset({SAD}))


def test_columns_can_be_named_and_be_in_milliseconds(tmp_path: Path) -> None:
    path = table(tmp_path, "von\tbis\tWert", "500\t1500\t2", name="a.tsv")
    roles = {"start_ms": "von", "end_ms": "bis", "sentiment": "Wert"}
    (label,) = read_labels(path, "Ada", roles).labels
    assert (label.span, label.said.sentiment) == ((0.5, 1.5), 2.0)
    with pytest.raises(DatasetError, match="line 1: there is no column 'Valenz'"):
        read_labels(path, "Ada", {"sentiment": "Valenz"})
    with pytest.raises(DatasetError, match="'mood' is no role"):
        read_labels(path, "Ada", {"mood": "Wert"})


def test_what_cannot_be_used_is_named_with_its_line_and_the_rest_is_used(
    project: Project, film: Path, tmp_path: Path
) -> None:
    media_id, _ = analysed(project, film)
    path = table(
        tmp_path,
        "media,start_s,end_s,rater,sentiment,emotions",
        ",0,1,Ada,4.5,happy",
        ",1,2,Ada,nan,",
        ",2,3,Ada,1,joyous",
        ",3,2,Ada,1,",
        ",4,5,,1,",
        ",9000,12000,Ada,1,",
        "other,4,5,Ada,1,",
        "talk,5,6,Ada,1,sad",
        "talk.mp4,5,6,Ada,2,",
        ",x,7,Ada,1,",
        ",7,8,Ada,1",
        ",,,Ada,1,",
    )
    assert imported(project, path, media_id) == (
        "labels.csv, line 2: the sentiment 4.5 is not in −3 to 3.",
        "labels.csv, line 3: 'nan' is not a number.",
        "labels.csv, line 4: 'joyous' is no expression; there are neutral, happy, sad, angry, "
        "fear, disgust, surprise.",
        "labels.csv, line 5: from 3 s to 2 s is no stretch of time.",
        "labels.csv, line 6: there is no name of a rater.",
        "labels.csv, line 11: 'x' is not a number.",
        "labels.csv, line 12: 5 cells under 6 columns.",
        "labels.csv, line 13: neither start and end nor an index say of what.",
        "labels.csv, line 7: 9000 s to 12000 s is beyond the 17.1 s of talk.mp4; times are in "
        "seconds.",
        "labels.csv, line 8: 'other' is no recording of study.mibscope.",
        "labels.csv, line 10: this was labelled in labels.csv, line 9 already.",
    )
    found = project.labels.of_media(media_id)
    assert [(each.start_s, each.sentiment) for each in found] == [(0, None), (2, 1.0), (5, 1.0)]
    assert found[0].emotions == frozenset({HAPPY})


def test_an_index_beyond_the_last_utterance_is_named(
    project: Project, film: Path, tmp_path: Path
) -> None:
    media_id, _ = analysed(project, film, 5)
    path = table(tmp_path, "index,sentiment", "4,1", "5,1", "1.5,1", "-1,1")
    assert imported(project, path, media_id, "Ada") == (
        "labels.csv, line 4: the index 1.5 is no whole number from 0.",
        "labels.csv, line 5: the index -1 is no whole number from 0.",
        "labels.csv, line 3: there is no utterance 5 among 5.",
    )
    assert len(project.labels.of_media(media_id)) == 1


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ((), "is empty"),
        (("start_s,end_s,sentiment", "0,1,"), "holds no labels"),
        (("start_s,sentiment", "0,1"), "line 1: no column says when"),
        (("start_s,end_s,mood", "0,1,2"), "line 1: no column holds labels"),
        (("index,sentiment,sentiment", "0,1,2"), "line 1: a column is there twice"),
        (("index,sentiment", '0,"1'), "line 2: unexpected end of data"),
        (("index,sentiment,baseline_sentiment", "0,1,0"), "table of predictions"),
    ],
)
def test_a_table_that_says_nothing_is_refused(
    lines: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    with pytest.raises(DatasetError, match=said):
        read_labels(table(tmp_path, *lines), "Ada")


def test_other_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="is no file of labels"):
        read_labels(tmp_path / "labels.docx", "Ada")
    with pytest.raises(DatasetError, match="Cannot read"):
        read_labels(tmp_path / "missing.csv", "Ada")
    (tmp_path / "binary.csv").write_bytes(b"\xff\xfe\x00\x81")
    with pytest.raises(DatasetError, match="Cannot read"):
        read_labels(tmp_path / "binary.csv", "Ada")


def elan(folder: Path, *tiers: tuple[str, str, tuple[tuple[int, int, str], ...]]) -> Path:
    """Tiers of a name, an annotator and annotations."""
    document = Eaf(author="")
    for name, annotator, annotations in tiers:
        document.add_tier(name, ann=annotator or None)
        for start, end, value in annotations:
            document.add_annotation(name, start, end, value)
    path = folder / "talk.eaf"
    document.to_file(str(path))
    return path


def test_tiers_of_an_elan_file_are_read(project: Project, film: Path, tmp_path: Path) -> None:
    media_id, _ = analysed(project, film)
    path = elan(
        tmp_path,
        ("sentiment@Ada", "", ((0, 3000, "1.5"), (3400, 6400, "7"))),
        ("emotion@Ada", "", ((0, 3000, "happy"), (6800, 9800, "happy sad"))),
        ("Sentiment", "Bo", ((0, 3000, "-2"), (6800, 9800, " "))),
        ("words", "", ((0, 500, "hello"),)),
    )
    problems = imported(project, path, media_id)
    assert problems == (
        "talk.eaf, tier “sentiment@Ada”, 3.400 s: the sentiment 7 is not in −3 to 3.",
    )
    found = project.labels.of_media(media_id)
    assert [(each.rater, each.start_s, each.sentiment, each.emotions) for each in found] == [
        ("Ada", 0.0, 1.5, frozenset({HAPPY})),
        ("Bo", 0.0, -2.0, None),
        ("Ada", 6.8, None, frozenset({HAPPY, SAD})),
    ]


def test_what_an_export_says_of_labels_is_read_again(
    project: Project, film: Path, tmp_path: Path
) -> None:
    media_id, run_id = analysed(project, film)
    with project.journal.edit("Label") as edit:
        write_label(edit, media_id, (0.0, 3.0), Said("Ada", 1.5, frozenset({HAPPY, SAD})))
        write_label(edit, media_id, (3.4, 6.4), Said("Ada", None, frozenset()))
        write_label(edit, media_id, (0.0, 3.0), Said("Bo", -2.0))
    before = project.labels.of_media(media_id)
    analysis = project.runs.analysis(run_id)
    assert analysis is not None
    path = tmp_path / "out" / "talk.eaf"
    EXPORTERS["elan"].write(analysis, path)
    project.journal.undo()
    assert imported(project, path, media_id) == ()
    after = project.labels.of_media(media_id)
    assert [replace(each, id=0) for each in after] == [replace(each, id=0) for each in before]
    json_path = tmp_path / "talk.json"
    EXPORTERS["json"].write(analysis, json_path)
    said = json.loads(json_path.read_text("utf-8"))["utterances"]
    assert said[0]["labels"] == [
        {"rater": "Ada", "sentiment": 1.5, "emotions": ["happy", "sad"]},
        {"rater": "Bo", "sentiment": -2.0, "emotions": None},
    ]
    assert said[1]["labels"] == [{"rater": "Ada", "sentiment": None, "emotions": []}]
    assert said[2]["labels"] == []


def test_exported_predictions_are_no_labels(project: Project, film: Path, tmp_path: Path) -> None:
    _, run_id = analysed(project, film)
    analysis = project.runs.analysis(run_id)
    assert analysis is not None
    for name, file in (("elan", "talk.eaf"), ("csv", "talk.csv")):
        EXPORTERS[name].write(analysis, tmp_path / file)
        with pytest.raises(DatasetError, match="predictions"):
            read_labels(tmp_path / file, "Ada")


def test_tiers_of_other_names_can_be_named(tmp_path: Path) -> None:
    path = elan(tmp_path, ("Valenz", "", ((0, 1000, "1"),)))
    with pytest.raises(DatasetError, match="no tier of labels"):
        read_labels(path, "Ada")
    (label,) = read_labels(path, "Ada", {"sentiment": "Valenz"}).labels
    assert (label.said.rater, label.said.sentiment) == ("Ada", 1.0)
    assert read_labels(path, "", {"sentiment": "Valenz"}).problems == (
        "talk.eaf, tier “Valenz”: there is no name of a rater.",
    )


@pytest.mark.parametrize("content", ["", "nonsense", "<html></html>"])
def test_what_is_no_elan_file_is_refused(content: str, tmp_path: Path) -> None:
    path = tmp_path / "talk.eaf"
    path.write_text(content)
    with pytest.raises(DatasetError, match="no ELAN file"):
        read_labels(path, "Ada")
