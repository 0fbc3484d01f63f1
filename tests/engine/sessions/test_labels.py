"""Labels: several raters, tied to time, taken back like any other edit."""

from dataclasses import replace
from pathlib import Path

import pytest

from engine.errors import ProjectError
from engine.sessions.labels.placing import by_utterance
from engine.sessions.labels.table import Label
from engine.sessions.labels.writing import Said, replaced_by, write_label
from engine.sessions.project import Project
from engine.types import Emotion, UtteranceResult
from tests.helpers import analysis_results as made
from tests.helpers.project import analysed, reopened

HAPPY, SAD, FEAR = Emotion.HAPPY, Emotion.SAD, Emotion.FEAR


def results(*spans: tuple[float, float]) -> list[UtteranceResult]:
    """Utterances that lie there."""
    plain = made.results(1)[0]
    return [
        replace(plain, utterance=replace(plain.utterance, start_s=start, end_s=end, words=()))
        for start, end in spans
    ]


def label(start_s: float, end_s: float, sentiment: float | None = 1.0, rater: str = "Ada") -> Label:
    return Label(1, 1, start_s, end_s, rater, sentiment, None)


def give(
    project: Project,
    media_id: int,
    span: tuple[float, float],
    sentiment: float | None,
    *,
    emotions: frozenset[Emotion] | None = None,
    rater: str = "Ada",
) -> None:
    with project.journal.edit("Label") as edit:
        write_label(edit, media_id, span, Said(rater, sentiment, emotions))


def test_labels_are_found_again_as_they_were_given(project: Project, film: Path) -> None:
    media_id, _ = analysed(project, film)
    give(project, media_id, (3.0, 5.5), -1.25, emotions=frozenset({SAD, FEAR}))
    give(project, media_id, (0.0, 2.5), None, emotions=frozenset())
    give(project, media_id, (3.0, 5.5), 2.0, rater="Bo")
    project = reopened(project)
    found = project.labels.of_media(media_id)
    assert [(each.rater, each.start_s, each.end_s) for each in found] == [
        ("Ada", 0.0, 2.5),
        ("Ada", 3.0, 5.5),
        ("Bo", 3.0, 5.5),
    ]
    assert [each.sentiment for each in found] == [None, -1.25, 2.0]
    assert [each.emotions for each in found] == [frozenset(), frozenset({SAD, FEAR}), None]
    assert all(each.media_id == media_id for each in found)
    assert len({each.id for each in found}) == 3
    assert project.labels.raters() == ("Ada", "Bo")
    assert project.labels.count() == 3
    assert project.labels.of_media(media_id + 1) == ()
    project.close()


def test_another_label_of_the_same_rater_replaces_the_one_before(
    project: Project, film: Path
) -> None:
    media_id, _ = analysed(project, film)
    give(project, media_id, (0.0, 2.5), 1.0, emotions=frozenset({HAPPY}))
    give(project, media_id, (0.0, 2.5), 2.0)
    (found,) = project.labels.of_media(media_id)
    assert (found.sentiment, found.emotions) == (2.0, None)
    give(project, media_id, (0.0, 2.5), None)
    assert project.labels.of_media(media_id) == ()


def test_labels_are_taken_back_and_given_again(project: Project, film: Path) -> None:
    media_id, _ = analysed(project, film)
    give(project, media_id, (0.0, 2.5), 1.0, emotions=frozenset({HAPPY}))
    first = project.labels.of_media(media_id)
    give(project, media_id, (0.0, 2.5), -1.0)
    second = project.labels.of_media(media_id)
    project = reopened(project)
    assert project.journal.undo() == "Label"
    assert project.labels.of_media(media_id) == first
    project.journal.undo()
    assert project.labels.of_media(media_id) == ()
    project.journal.redo()
    project.journal.redo()
    assert project.labels.of_media(media_id) == second
    project.close()


@pytest.mark.parametrize("sentiment", [3.01, -4.0, float("nan"), float("inf")])
def test_a_sentiment_out_of_range_is_refused_and_nothing_is_lost(
    project: Project, film: Path, sentiment: float
) -> None:
    media_id, _ = analysed(project, film)
    give(project, media_id, (0.0, 2.5), 1.0)
    with pytest.raises(ProjectError, match="not in −3 to 3"):
        give(project, media_id, (0.0, 2.5), sentiment)
    assert [each.sentiment for each in project.labels.of_media(media_id)] == [1.0]
    assert project.journal.undoable == "Label"


@pytest.mark.parametrize("span", [(2.0, 2.0), (2.0, 1.0), (0.0, float("nan"))])
def test_a_label_needs_a_stretch_and_a_rater(
    project: Project, film: Path, span: tuple[float, float]
) -> None:
    media_id, _ = analysed(project, film)
    with pytest.raises(ProjectError, match="no length"):
        give(project, media_id, span, 1.0)
    with pytest.raises(ProjectError, match="name of its rater"):
        give(project, media_id, (0.0, 1.0), 1.0, rater="  ")


def test_a_label_belongs_to_the_utterance_it_shares_most_time_with() -> None:
    there = results((0, 2), (2, 5), (6, 7))
    found = by_utterance(there, [label(1.5, 5.2), label(6.9, 9, rater="Bo"), label(20, 21)])
    assert {place: [each.rater for each in labels] for place, labels in found.items()} == {
        1: ["Ada"],
        2: ["Bo"],
    }


def test_of_utterances_that_overlap_the_first_of_equal_ones_has_the_label() -> None:
    there = results((0, 10), (1, 2), (9, 12))
    found = by_utterance(there, [label(1, 2), label(9.5, 12, rater="Bo")])
    assert {place: [each.rater for each in labels] for place, labels in found.items()} == {
        0: ["Ada"],
        2: ["Bo"],
    }


def test_a_split_leaves_the_label_with_the_longer_part_and_a_merge_with_the_whole() -> None:
    whole, parts = results((0, 4)), results((0, 1), (1, 4))
    given = label(0, 4)
    assert by_utterance(parts, [given]) == {1: (given,)}
    assert by_utterance(results((0, 2), (2, 4)), [given]) == {0: (given,)}
    both = [label(0, 1, -1.0), label(1, 4, 2.0)]
    assert by_utterance(whole, both) == {0: (both[1],)}
    assert by_utterance(parts, both) == {0: (both[0],), 1: (both[1],)}


def test_heads_that_were_given_to_different_stretches_come_together() -> None:
    rough = label(0.1, 1.9, 2.0)
    shown = replace(label(0, 2, None), emotions=frozenset({HAPPY}))
    ((found,),) = by_utterance(results((0, 2)), [rough, shown]).values()
    assert (found.sentiment, found.emotions) == (2.0, frozenset({HAPPY}))


def test_labelling_a_merged_utterance_replaces_all_that_was_said_within(
    project: Project, film: Path
) -> None:
    media_id, _ = analysed(project, film)
    give(project, media_id, (0.0, 1.0), 1.0)
    give(project, media_id, (1.0, 4.0), 2.0)
    give(project, media_id, (1.0, 4.0), 2.0, rater="Bo")
    before = project.labels.of_media(media_id)
    with project.journal.edit("Label") as edit:
        old = replaced_by(0, results((0, 4)), before, "Ada")
        write_label(edit, media_id, (0.0, 4.0), Said("Ada", -1.0), old)
    after = project.labels.of_media(media_id)
    assert [(each.rater, each.start_s) for each in after] == [("Ada", 0.0), ("Bo", 1.0)]
    project.journal.undo()
    assert project.labels.of_media(media_id) == before
