"""Labels in the state of the window: what is written, taken back, hidden and suggested."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.jobs.messages import Failure
from desktop_app.jobs.service import JobService
from desktop_app.settings.labels import LabelledHeads
from desktop_app.state.session import Session
from engine.sessions.labels.suggest import Reason
from engine.types import Emotion
from tests.helpers import analysis_results as made
from tests.helpers.transcripts import keep
from tests.helpers.window import projects_in

HAPPY, SAD = Emotion.HAPPY, Emotion.SAD
COUNT = 8


@pytest.fixture
def session(jobs: JobService, tmp_path: Path) -> Session:
    session = Session(jobs, projects_in(tmp_path))
    keep(session, tmp_path / "talk.mp4", made.results(COUNT))
    session.labels.set_rater("Ada")
    select(session, 0)
    return session


def select(session: Session, place: int) -> None:
    session.selection.select(session.analysis.results[place])


def complete(session: Session, place: int, sentiment: float = 1.0) -> None:
    select(session, place)
    session.labels.set_sentiment(sentiment)
    session.labels.toggle(HAPPY)


def hidden(session: Session) -> list[int]:
    results = session.analysis.results
    return [place for place, each in enumerate(results) if session.labels.hides(each)]


def test_labels_are_kept_in_the_project_and_taken_back_one_by_one(session: Session) -> None:
    labels = session.labels
    labels.set_sentiment(1.5)
    labels.toggle(HAPPY)
    labels.toggle(SAD)
    project, media_id = session.projects.project, session.analysis.media_id
    assert project is not None
    assert media_id is not None
    (kept,) = project.labels.of_media(media_id)
    assert (kept.rater, kept.sentiment, kept.emotions) == ("Ada", 1.5, frozenset({HAPPY, SAD}))
    assert labels.current == kept
    assert session.editor.undoable == "Label the expressions"
    session.editor.undo()
    assert labels.current is not None
    assert labels.current.emotions == frozenset({HAPPY})
    session.editor.undo()
    session.editor.undo()
    assert labels.current is None
    session.editor.redo()
    assert labels.current is not None
    assert labels.current.sentiment == 1.5


def test_nothing_is_written_where_nothing_changes(session: Session) -> None:
    session.labels.set_sentiment(None)
    session.labels.remove()
    assert session.editor.undoable is None
    session.labels.set_sentiment(1.0)
    session.labels.set_sentiment(1.0)
    session.editor.undo()
    assert session.editor.undoable is None


def test_keys_move_the_sentiment_from_zero_and_stop_at_the_ends(session: Session) -> None:
    labels = session.labels
    labels.nudge(0.5)
    assert labels.current is not None
    assert labels.current.sentiment == 0.5
    for _ in range(9):
        labels.nudge(0.5)
    assert labels.current.sentiment == 3.0


def test_no_expression_left_is_no_label_and_none_shown_is_one(session: Session) -> None:
    labels = session.labels
    labels.toggle(HAPPY)
    labels.toggle(HAPPY)
    assert labels.current is None
    labels.show_none()
    assert labels.current is not None
    assert labels.current.emotions == frozenset()
    labels.toggle(SAD)
    assert labels.current.emotions == frozenset({SAD})
    labels.show_none()
    labels.show_none()
    assert labels.current is None


def test_raters_do_not_see_each_others_labels_as_theirs(session: Session) -> None:
    complete(session, 0)
    assert session.labels.progress == (1, COUNT)
    session.labels.set_rater("Bo")
    assert session.labels.current is None
    assert session.labels.progress == (0, COUNT)
    assert session.labels.agreement() is None
    complete(session, 0, 2.0)
    assert session.labels.raters == ("Ada", "Bo")
    agreement = session.labels.agreement()
    assert agreement is not None
    assert agreement.sentiment.utterances == 1


def test_an_utterance_counts_once_all_is_said_that_is_asked_for(session: Session) -> None:
    labels = session.labels
    labels.set_sentiment(1.0)
    assert labels.progress == (0, COUNT)
    labels.set_heads(LabelledHeads.SENTIMENT)
    assert labels.progress == (1, COUNT)
    labels.set_heads(LabelledHeads.EMOTIONS)
    assert labels.progress == (0, COUNT)


def test_going_on_leads_through_what_has_no_label_and_round_the_end(session: Session) -> None:
    for place in (0, 1, 3, 7):
        complete(session, place)
    visited = []
    select(session, 1)
    for _ in range(4):
        assert session.labels.go_on()
        visited.append(session.selection.index)
    assert visited == [2, 4, 5, 6]
    assert session.labels.go_on()
    assert session.selection.index == 2
    assert session.labels.go_on(-1)
    assert session.selection.index == 6
    for place in (2, 4, 5, 6):
        complete(session, place)
    assert not session.labels.go_on()


def test_suggestions_are_gone_through_first_and_leave_the_list_when_labelled(
    session: Session,
) -> None:
    labels = session.labels
    complete(session, 0)
    labels.suggest((Reason.UNCERTAIN,))
    queue = [each.place for each in labels.queue]
    assert 0 not in queue
    assert len(queue) == COUNT - 1
    assert labels.go_on()
    assert session.selection.index == queue[0]
    complete(session, queue[0])
    assert [each.place for each in labels.queue] == queue[1:]
    session.editor.undo()
    assert [each.place for each in labels.queue] == queue
    labels.drop_queue()
    assert labels.queue == ()


def test_blind_all_is_hidden_until_it_is_labelled_and_left(session: Session) -> None:
    labels, heard = session.labels, list[list[int]]()
    complete(session, 3)
    assert hidden(session) == []
    labels.hidden_changed.connect(lambda: heard.append(hidden(session)))
    labels.set_blind(True)
    assert hidden(session) == [0, 1, 2, 4, 5, 6, 7]
    select(session, 1)
    labels.set_sentiment(1.0)
    labels.toggle(HAPPY)
    assert 1 in hidden(session), "a second thought is blind too"
    labels.toggle(SAD)
    labels.go_on()
    assert hidden(session) == [0, 2, 4, 5, 6, 7]
    assert heard[-1] == hidden(session)
    select(session, 1)
    assert 1 not in hidden(session)
    labels.remove()
    assert 1 in hidden(session)
    labels.set_blind(False)
    assert hidden(session) == heard[-1] == []


def test_blind_the_last_one_is_shown_when_there_is_nothing_to_go_on_to(session: Session) -> None:
    session.labels.set_blind(True)
    for place in range(COUNT):
        complete(session, place)
    assert hidden(session) == [COUNT - 1]
    assert session.labels.hides_any
    assert not session.labels.go_on()
    assert not session.labels.hides_any


def test_another_rater_is_blind_to_what_the_first_has_labelled(session: Session) -> None:
    session.labels.set_blind(True)
    complete(session, 0)
    select(session, 1)
    assert 0 not in hidden(session)
    session.labels.set_rater("Bo")
    assert 0 in hidden(session)


def test_labels_come_back_with_the_file(session: Session) -> None:
    complete(session, 2)
    media_id = session.analysis.media_id
    assert media_id is not None
    session.analysis.clear()
    assert session.labels.progress == (0, 0)
    session.show_media(media_id)
    assert session.labels.progress == (1, COUNT)
    assert session.labels.mine(2) is not None


def test_a_label_that_cannot_be_written_is_told(session: Session) -> None:
    told: list[Failure] = []
    session.labels.failed.connect(told.append)
    session.labels.set_rater("  ")
    session.labels.set_sentiment(1.0)
    assert [each.message for each in told] == ["A label needs the name of its rater."]


def test_a_file_is_read_before_it_is_taken_in(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    path.write_text("index,sentiment,emotions\n0,1,sad\n1,7,\n", encoding="utf-8")
    found = session.labels.read_file(path)
    assert len(found.labels) == 1
    assert found.problems == ("labels.csv, line 3: the sentiment 7 is not in −3 to 3.",)
    assert session.labels.progress == (0, COUNT)
    session.labels.import_all(found)
    assert session.labels.progress == (1, COUNT)
    assert session.editor.undo() == "Import labels"
    assert session.labels.progress == (0, COUNT)


def test_labels_outlive_a_merge_and_its_undo(session: Session, qtbot: QtBot) -> None:
    labels = session.labels
    complete(session, 0, 1.0)
    complete(session, 1, -1.0)
    complete(session, 2, 3.0)
    session.editor.merge(0)
    results = session.analysis.results
    qtbot.waitUntil(lambda: len(session.analysis.results) == COUNT - 1, timeout=20_000)
    assert labels.progress == (2, COUNT - 1)
    merged, next_one = labels.mine(0), labels.mine(1)
    assert merged is not None
    assert next_one is not None
    assert (merged.sentiment, next_one.sentiment) == (1.0, 3.0)
    select(session, 0)
    labels.set_sentiment(2.0)
    session.editor.undo()
    session.editor.undo()
    assert session.analysis.results == results
    assert [label.sentiment for i in range(3) if (label := labels.mine(i))] == [1.0, -1.0, 3.0]


def test_labels_outlive_a_split_and_a_correction(session: Session, qtbot: QtBot) -> None:
    labels = session.labels
    complete(session, 1, 2.0)
    words = len(session.analysis.results[1].utterance.words)
    session.editor.split(1, words - 1)
    qtbot.waitUntil(lambda: len(session.analysis.results) == COUNT + 1, timeout=20_000)
    assert labels.mine(2) is None
    first = labels.mine(1)
    assert first is not None
    assert first.sentiment == 2.0
    before = session.analysis.results[1]
    session.editor.retell(1, "something else entirely")
    qtbot.waitUntil(lambda: session.analysis.results[1] is not before, timeout=20_000)
    assert labels.mine(1) == first
