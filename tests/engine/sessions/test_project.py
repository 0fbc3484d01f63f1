"""A project file: what goes in comes out, whatever happens to the program."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from engine.errors import ProjectError
from engine.sessions.project import MediaState, Project, RunRecorder, RunStatus, recorded
from engine.sessions.project.codec import from_json, pack_tracks, to_json, unpack_tracks
from engine.types import (
    AnalysisEvent,
    AnalysisFinished,
    AnalysisSettings,
    MediaProbed,
    Modality,
    UtteranceAnalysed,
    UtteranceResult,
)
from tests.helpers import analysis_results as made
from tests.helpers.project import analysed, reopened, tracks


@pytest.mark.parametrize("index", range(8))
def test_a_result_goes_through_json_without_loss(index: int) -> None:
    result = made.results(8)[index]
    assert from_json(to_json(result), UtteranceResult) == result


def test_text_that_is_no_result_is_refused() -> None:
    for text in ("{}", "[]", "nonsense", '{"utterance": 3}'):
        with pytest.raises(ValueError, match="no UtteranceResult"):
            from_json(text, UtteranceResult)


def test_features_go_through_bytes_without_loss() -> None:
    before = tracks()
    after = unpack_tracks(pack_tracks(before))
    assert list(after) == list(before)
    for m, track in before.items():
        for part in ("values", "times_s", "valid"):
            one, other = getattr(track, part), getattr(after[m], part)
            np.testing.assert_array_equal(one, other)
            assert one.dtype == other.dtype
    assert unpack_tracks(pack_tracks({})) == {}


def test_an_analysis_is_found_again_as_it_was(project: Project, film: Path) -> None:
    media_id, run_id = analysed(project, film)
    expected = made.analysis(film, 5)
    project = reopened(project)
    found = project.runs.analysis(run_id)
    assert found is not None
    assert found.results == expected.results
    assert found.provenance == expected.provenance
    assert found.settings == AnalysisSettings(checkpoint=Path("mine.safetensors"))
    assert found.complete
    assert found.warnings == ("Several people are in view.",)
    assert project.media.get(media_id).state is MediaState.DONE
    stored = project.runs.utterances(run_id)
    again = project.runs.tracks(stored[2].id)
    np.testing.assert_array_equal(again[Modality.TEXT].values, tracks(2)[Modality.TEXT].values)
    project.close()


def test_one_file_is_left_when_a_project_is_closed(project: Project, film: Path) -> None:
    analysed(project, film)
    project.close()
    assert [p.name for p in project.path.parent.iterdir() if p.is_file()] == ["study.mibscope"]


def test_what_ran_when_the_program_ended_is_found_stopped(project: Project, film: Path) -> None:
    media = project.media.add(film)
    recorder = RunRecorder(project, media.id, AnalysisSettings())
    recorder.add(UtteranceAnalysed(made.results(1)[0], {}))
    project = reopened(project)
    assert project.media.get(media.id).state is MediaState.STOPPED
    run = project.runs.latest(media.id)
    assert run is not None
    assert run.status is RunStatus.PARTIAL
    assert project.runs.count(run.id) == 1
    project.close()


def test_the_latest_analysis_with_results_is_shown(project: Project, film: Path) -> None:
    media_id, run_id = analysed(project, film)
    RunRecorder(project, media_id, AnalysisSettings()).fail("There is no model.")
    shown = project.runs.latest(media_id)
    assert shown is not None
    assert shown.id == run_id
    assert project.media.get(media_id).error == "There is no model."
    assert len(project.runs.of(media_id)) == 2


def test_what_is_written_aside_is_seen_once_it_is_whole(project: Project, film: Path) -> None:
    media, run_id = analysed(project, film)
    shown = project.runs.utterances(run_id)
    draft = project.runs.draft(media, AnalysisSettings())
    project.runs.add(draft, shown[0].result, {})
    assert [run.id for run in project.runs.of(media)] == [run_id]
    assert project.runs.drafts() == (draft,)
    project.runs.end(draft, RunStatus.COMPLETE)
    assert [run.id for run in project.runs.of(media)] == [run_id, draft]
    other = project.runs.draft(media, AnalysisSettings())
    project.runs.add(other, shown[0].result, {})
    assert len(list(project.runs.discard(other))) == 1
    assert not project.runs.drafts()


def test_what_was_aside_when_the_program_ended_is_gone(project: Project, film: Path) -> None:
    media, run_id = analysed(project, film)
    draft = project.runs.draft(media, AnalysisSettings())
    project.runs.add(draft, project.runs.utterances(run_id)[0].result, {})
    again = reopened(project)
    assert not again.runs.drafts()
    assert not again.runs.count(draft)
    assert [run.id for run in again.runs.of(media)] == [run_id]


def test_what_was_read_ahead_is_not_read_again(project: Project, film: Path) -> None:
    _, run_id = analysed(project, film)
    again = reopened(project)
    steps = sum(1 for _ in again.runs.read_ahead(run_id))
    ahead = {id(result) for _, result in again.runs._ahead.values()}
    found = again.runs.utterances(run_id)
    assert steps == len(found)
    assert {id(each.result) for each in found} == ahead


def test_events_are_kept_before_they_are_passed_on(project: Project, film: Path) -> None:
    media, whole = project.media.add(film), made.analysis(film, 3)
    events = [MediaProbed(whole.media), *(UtteranceAnalysed(each) for each in whole.results)]
    written = recorded(project, media.id, AnalysisSettings(), iter(events))
    for place, _ in enumerate(written):
        (run,) = project.runs.of(media.id)
        assert project.runs.count(run.id) == place
        if place == 2:
            written.close()
    assert project.media.get(media.id).state is MediaState.STOPPED


def test_an_analysis_that_fails_says_why(project: Project, film: Path) -> None:
    media = project.media.add(film)

    def events() -> Iterator[AnalysisEvent]:
        yield UtteranceAnalysed(made.results(1)[0])
        raise ValueError("a shape that cannot be")

    with pytest.raises(ValueError, match="shape"):
        list(recorded(project, media.id, AnalysisSettings(), events()))
    found = project.media.get(media.id)
    assert found.state is MediaState.FAILED
    assert "a shape that cannot be" in found.error


def test_after_its_end_an_analysis_stays_as_it_is(project: Project, film: Path) -> None:
    media = project.media.add(film)
    recorder = RunRecorder(project, media.id, AnalysisSettings())
    recorder.add(AnalysisFinished(made.analysis(film, 1)))
    recorder.stop()
    recorder.fail("too late")
    assert project.media.get(media.id).state is MediaState.DONE
    assert project.runs.get(recorder.run_id).status is RunStatus.COMPLETE


def test_a_disk_that_is_full_is_told(project: Project, film: Path) -> None:
    media = project.media.add(film)
    recorder = RunRecorder(project, media.id, AnalysisSettings())
    pages = project._connection.execute("PRAGMA page_count").fetchone()[0]
    project._connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(ProjectError, match=r"no longer be written .* full"):
        for result in made.results(9):
            recorder.add(UtteranceAnalysed(result, tracks()))


# ---------------------------------------------------------------------- media


def test_a_file_is_in_the_project_once(project: Project, film: Path, tmp_path: Path) -> None:
    first = project.media.add(film)
    copy = tmp_path / "copy.mp4"
    shutil.copy(film, copy)
    assert project.media.add(copy).id == first.id
    assert project.media.get(first.id).path == film
    assert len(project.media.all()) == 1


def test_a_project_that_was_moved_with_its_media_finds_them(tmp_path: Path) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / "talk.mp4").write_bytes(b"film")
    project = Project.create(folder / "study.mibscope")
    _, run_id = analysed(project, folder / "talk.mp4")
    project.close()
    folder.rename(tmp_path / "there")
    project = Project.open(tmp_path / "there" / "study.mibscope")
    found = project.media.all()[0]
    assert found.path == (tmp_path / "there" / "talk.mp4").resolve()
    assert found.is_there
    analysis = project.runs.analysis(run_id)
    assert analysis is not None
    assert analysis.media.path == found.path, "an annotated video is made of it"
    project.close()


def test_a_moved_file_is_linked_again_and_another_is_refused(
    project: Project, film: Path, tmp_path: Path
) -> None:
    media = project.media.add(film)
    film.rename(tmp_path / "renamed.mp4")
    assert not project.media.get(media.id).is_there
    other = tmp_path / "other.mp4"
    other.write_bytes(b"something else")
    with pytest.raises(ProjectError, match=r"other.mp4 is not the file .* talk.mp4"):
        project.media.relink(media.id, other)
    assert project.media.relink(media.id, tmp_path / "renamed.mp4").is_there
    assert project.media.relink(media.id, other, even_if_changed=True).path == other


def test_adding_a_moved_file_finds_it_again(project: Project, film: Path, tmp_path: Path) -> None:
    media = project.media.add(film)
    moved = film.rename(tmp_path / "moved.mp4")
    assert project.media.add(moved).id == media.id
    assert project.media.get(media.id).path == moved


def test_large_files_with_equal_ends_are_told_apart(project: Project, tmp_path: Path) -> None:
    one, other = tmp_path / "one.mp4", tmp_path / "other.mp4"
    data = bytearray(40 << 20)
    one.write_bytes(data)
    data[20 << 20 : 24 << 20] = b"\1" * (4 << 20)
    other.write_bytes(data)
    assert project.media.add(one).id != project.media.add(other).id


def test_the_queue_keeps_its_order(project: Project, tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / name).write_text(name)
    a, b, c = (project.media.add(tmp_path / name).id for name in "abc")
    project.media.move_before(c, a)
    assert [record.id for record in project.media.all()] == [c, a, b]
    project.media.move_before(c, None)
    project.media.remove(a)
    project = reopened(project)
    assert [record.id for record in project.media.all()] == [b, c]
    project.close()


def test_a_file_that_cannot_be_read_is_named(project: Project, tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match=r"gone.mp4 cannot be read"):
        project.media.add(tmp_path / "gone.mp4")


# ---------------------------------------------------------------------- edits


def test_edits_are_undone_and_made_again_in_order(project: Project, film: Path) -> None:
    _, run_id = analysed(project, film, 3)
    first, second, third = project.runs.utterances(run_id)
    other = made.utterance_result(0, 0.0, 3.0, seed=9)
    with project.journal.edit("Correct a word") as edit:
        edit.change_utterance(first.id, other, tracks(9))
    with project.journal.edit("Merge utterances") as edit:
        edit.remove_utterance(second.id)
        edit.change_utterance(third.id, other, {})
    after = project.runs.utterances(run_id)
    assert [each.id for each in after] == [first.id, third.id]
    project = reopened(project)
    assert project.journal.undoable == "Merge utterances"
    assert project.journal.undo() == "Merge utterances"
    assert project.runs.utterances(run_id)[1:] == (second, third)
    assert project.journal.undo() == "Correct a word"
    assert project.runs.utterances(run_id) == (first, second, third)
    found = project.runs.tracks(first.id)
    np.testing.assert_array_equal(found[Modality.TEXT].values, tracks(0)[Modality.TEXT].values)
    assert project.journal.undo() is None
    assert project.journal.redo() == "Correct a word"
    assert project.journal.redo() == "Merge utterances"
    assert project.journal.redo() is None
    assert project.runs.utterances(run_id) == after
    project.close()


def test_only_what_was_edited_is_read_anew(project: Project, film: Path) -> None:
    """An hour has a thousand utterances, and whoever corrects a word must not wait for them."""
    _, run_id = analysed(project, film, 3)
    before = [each.result for each in project.runs.utterances(run_id)]
    with project.journal.edit("Correct a word") as edit:
        changed = project.runs.utterances(run_id)[1].id
        edit.change_utterance(changed, made.utterance_result(1, 3.4, 6.4, seed=9), tracks(9))
    after = [each.result for each in project.runs.utterances(run_id)]
    assert [one is other for one, other in zip(before, after, strict=True)] == [True, False, True]
    project.journal.undo()
    assert [each.result for each in project.runs.utterances(run_id)] == before


def test_what_arrives_between_an_edit_and_its_undo_stays(project: Project, film: Path) -> None:
    """Edits are made while the analysis runs."""
    _, run_id = analysed(project, film, 3)
    first, second, third = project.runs.utterances(run_id)
    with project.journal.edit("Merge utterances") as edit:
        edit.remove_utterance(third.id)
    fourth = project.runs.add(run_id, made.utterance_result(4, 20.0, 22.0), tracks(4))
    with project.journal.edit("Split an utterance") as edit:
        half = edit.add_utterance(run_id, made.utterance_result(5, 1.0, 2.0), tracks(5))
    project.journal.undo()
    fifth = project.runs.add(run_id, made.utterance_result(6, 30.0, 32.0), tracks(6))
    found = {each.id: each.result for each in project.runs.utterances(run_id)}
    assert set(found) == {first.id, second.id, fourth, fifth}
    project.journal.redo()
    project.journal.undo()
    assert {each.id: each.result for each in project.runs.utterances(run_id)} == found
    project.journal.undo()
    assert {each.id for each in project.runs.utterances(run_id)} == {*found, third.id}
    assert len({third.id, fourth, half, fifth}) == 4


def test_a_new_edit_forgets_what_was_undone(project: Project, film: Path) -> None:
    media_id, _ = analysed(project, film, 1)
    with project.journal.edit("Name a person") as edit:
        edit.name_person(media_id, 1, "Ana")
    project.journal.undo()
    assert project.names(media_id) == {}
    with project.journal.edit("Name a person") as edit:
        edit.name_person(media_id, 1, "Eva")
    assert project.journal.redoable is None
    assert project.names(media_id) == {1: "Eva"}
    with project.journal.edit("Forget a name") as edit:
        edit.name_person(media_id, 1, "")
    assert project.names(media_id) == {}
    project.journal.undo()
    assert project.names(media_id) == {1: "Eva"}


def test_an_edit_that_fails_changes_nothing(project: Project, film: Path) -> None:
    _, run_id = analysed(project, film, 2)
    before = project.runs.utterances(run_id)

    def fail() -> None:
        with project.journal.edit("Half an edit") as edit:
            edit.remove_utterance(before[0].id)
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        fail()
    assert project.runs.utterances(run_id) == before
    assert project.journal.undoable is None


def test_notes_and_consent_are_kept(project: Project, film: Path) -> None:
    media_id, _ = analysed(project, film, 1)
    project.consent = "Written consent, 3 May."
    with project.journal.edit("Add a note") as edit:
        note = edit.add_note(media_id, 4.0, 6.0, "laughs")
        edit.add_note(media_id, 1.0, 1.0, "begins")
    with project.journal.edit("Change a note") as edit:
        edit.change_note(note, "laughs aloud")
    project = reopened(project)
    assert project.consent == "Written consent, 3 May."
    assert [each.text for each in project.notes(media_id)] == ["begins", "laughs aloud"]
    project.journal.undo()
    assert project.notes(media_id)[1].text == "laughs"
    project.close()
