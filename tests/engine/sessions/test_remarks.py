"""Names and notes: which utterance they belong to, and where exported files say them."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

from engine.sessions import EXPORTERS
from engine.sessions.exports.spans import tiers
from engine.sessions.project import Note, Project, RunRecorder
from engine.sessions.project.remarks import by_utterance, notes_of
from engine.types import (
    Analysis,
    AnalysisSettings,
    MediaProbed,
    ModelsReady,
    UtteranceAnalysed,
)
from tests.helpers import analysis_results as made
from tests.helpers.exported import analysis_of

RESULTS = tuple(
    replace(result, face_track_id=index % 2 if result.faces else None)
    for index, result in enumerate(made.results(4))
)


def noted(start_s: float, text: str = "x", note_id: int = 1) -> Note:
    return Note(note_id, 1, start_s, start_s + 1, text)


@pytest.mark.parametrize(
    ("start_s", "place"), [(-1.0, 0), (0.0, 0), (3.2, 0), (3.4, 1), (5.0, 1), (99.0, 3)]
)
def test_a_note_belongs_to_the_utterance_it_starts_in(start_s: float, place: int) -> None:
    assert by_utterance(RESULTS, [noted(start_s)]) == {place: "x"}


def test_several_notes_are_lines_of_one() -> None:
    notes = [noted(0.5, "a", 1), noted(1.0, "b", 2), noted(7.0, "c", 3)]
    assert by_utterance(RESULTS, notes) == {0: "a\nb", 2: "c"}
    assert [note.id for note in notes_of(0, RESULTS, notes)] == [1, 2]
    assert by_utterance((), notes) == {}


@pytest.fixture
def remarked() -> Analysis:
    people = {1: "Anna <A>"}
    return replace(analysis_of(RESULTS), people=people, notes={1: "laughs\naloud"})


def written(analysis: Analysis, name: str, folder: Path) -> Path:
    path = folder / EXPORTERS[name].file_name("talk")
    EXPORTERS[name].write(analysis, path)
    return path


def test_tables_have_columns_for_them(remarked: Analysis, tmp_path: Path) -> None:
    with written(remarked, "csv", tmp_path).open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["person"] for row in rows] == ["", "Anna <A>", "", "Anna <A>"]
    assert [row["note"] for row in rows] == ["", "laughs\naloud", "", ""]
    document = json.loads(written(remarked, "json", tmp_path).read_text("utf-8"))
    assert [each["person"] for each in document["utterances"]][:2] == [None, "Anna <A>"]
    assert document["utterances"][1]["note"] == "laughs\naloud"


def test_subtitles_begin_with_the_name(remarked: Analysis, tmp_path: Path) -> None:
    text = written(remarked, "vtt", tmp_path).read_text("utf-8")
    assert f"Anna &lt;A&gt;: {RESULTS[1].utterance.text}" in text
    assert f"\n{RESULTS[0].utterance.text}" in text


def test_annotations_have_tiers_for_them(remarked: Analysis) -> None:
    found = {tier.name: [span.label for span in tier.spans] for tier in tiers(remarked)}
    assert found["person"] == ["Anna <A>", "Anna <A>"]
    assert found["note"] == ["laughs aloud"]


def test_the_report_says_them_with_the_words(remarked: Analysis, tmp_path: Path) -> None:
    page = written(remarked, "html", tmp_path).read_text("utf-8")
    assert "Anna &lt;A&gt;: I really enjoyed" in page
    assert "[laughs aloud]" in page


def test_a_stored_analysis_brings_them_along(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "a.mibscope")
    film = tmp_path / "a.mp4"
    film.write_bytes(b"film")
    media = project.media.add(film)
    recorder = RunRecorder(project, media.id, AnalysisSettings())
    for event in (
        MediaProbed(made.media_info(film)),
        ModelsReady(made.provenance()),
        *map(UtteranceAnalysed, RESULTS),
    ):
        recorder.add(event)
    with project.journal.edit("all") as edit:
        edit.name_person(media.id, 1, "Anna")
        edit.add_note(media.id, 3.4, 6.4, "laughs")
    analysis = project.runs.analysis(recorder.run_id)
    project.close()
    assert analysis is not None
    assert (analysis.people, analysis.notes) == ({1: "Anna"}, {1: "laughs"})


def test_the_journal_tells_which_utterances_it_touched(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "a.mibscope")
    film = tmp_path / "a.mp4"
    film.write_bytes(b"film")
    media = project.media.add(film)
    recorder = RunRecorder(project, media.id, AnalysisSettings())
    ids = [recorder.add(UtteranceAnalysed(result)) for result in RESULTS]
    with project.journal.edit("words") as edit:
        edit.change_utterance(ids[2] or 0, RESULTS[0], {})
    assert project.journal.touched == {ids[2]}
    with project.journal.edit("name") as edit:
        edit.name_person(media.id, 1, "Anna")
    assert project.journal.touched == frozenset()
    project.journal.undo()
    project.journal.undo()
    assert project.journal.touched == {ids[2]}
    assert project.runs.utterance(ids[2] or 0) == RESULTS[2]
    project.close()
