"""Which utterance is selected, and what would be predicted if it were different."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.jobs.service import JobService
from desktop_app.state.rates import RateCeiling
from desktop_app.state.session import Session
from desktop_app.state.what_if import WhatIfState
from engine.types import Modality, UtteranceAnalysed
from tests.helpers import analysis_results as made
from tests.helpers.sessions import begin, filled_session
from tests.helpers.window import projects_in

RESULTS = made.results(7)
SILENT = RESULTS[4]


@pytest.fixture
def session(jobs: JobService) -> Session:
    return filled_session(jobs, RESULTS)


@pytest.fixture
def what_if(session: Session) -> WhatIfState:
    return WhatIfState(session.analysis, session.selection)


def test_nothing_is_selected_without_results(jobs: JobService):
    session = Session(jobs, projects_in(Path(mkdtemp())))
    assert session.selection.result is None
    assert session.selection.index is None
    begin(session)
    assert session.selection.result is None


def test_the_first_utterance_is_selected_before_it_begins(jobs: JobService):
    late = made.utterance_result(0, 5.0, 8.0)
    session = filled_session(jobs, [late])
    assert session.selection.result is late


@given(time_s=st.floats(0.0, 25.0))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_selection_is_the_utterance_that_began_last(session: Session, time_s: float):
    session.playback.report_position(time_s)
    begun = [r for r in RESULTS if r.utterance.start_s <= time_s]
    assert session.selection.result is begun[-1]
    assert session.selection.index == len(begun) - 1


def test_it_is_told_once_per_utterance(session: Session):
    told: list[int | None] = []
    session.selection.changed.connect(lambda: told.append(session.selection.index))
    for tenth in range(70):
        session.playback.report_position(tenth / 10)
    assert told == [1, 2]


def test_selecting_takes_the_playhead_along(session: Session):
    session.selection.select(RESULTS[3])
    assert session.selection.index == 3
    assert session.playback.position_s == RESULTS[3].utterance.start_s


def test_a_choice_holds_until_the_playhead_comes_to_another_utterance(jobs: JobService):
    session = Session(jobs, projects_in(Path(mkdtemp())))
    for result in RESULTS:  # without a medium whose length is known, the playhead cannot move
        session.analysis.apply(UtteranceAnalysed(result))
    session.playback.report_duration(3.0)
    session.selection.select(RESULTS[5])
    assert session.playback.position_s == 3.0
    assert session.selection.result is RESULTS[5]
    session.playback.report_position(2.0)
    assert session.selection.result is RESULTS[5]
    session.playback.report_position(3.5)
    assert session.selection.result is RESULTS[1]


def test_results_that_come_before_it_leave_the_selection(jobs: JobService):
    session = filled_session(jobs, [RESULTS[2]])
    session.playback.report_position(7.0)
    session.analysis.apply(UtteranceAnalysed(RESULTS[0]))
    assert session.selection.result is RESULTS[2]
    assert session.selection.index == 1


def test_another_file_clears_the_selection(session: Session):
    begin(session)
    assert session.selection.result is None


@given(muted=st.sets(st.sampled_from(Modality)), place=st.integers(0, len(RESULTS) - 1))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_muting_gives_exactly_what_the_coalition_says(
    session: Session, what_if: WhatIfState, muted: set[Modality], place: int
):
    what_if.reset()
    session.selection.select(RESULTS[place])
    for modality in muted:
        what_if.mute(modality, True)
    present = frozenset(RESULTS[place].contributions)
    if muted & present:
        assert what_if.prediction is RESULTS[place].coalitions[present - muted]
    else:
        assert what_if.prediction is RESULTS[place].prediction
    assert what_if.active == bool(muted & present)


def test_muting_holds_in_the_next_utterance_and_ends_with_a_reset(
    session: Session, what_if: WhatIfState
):
    what_if.mute(Modality.VISION, True)
    session.selection.select(RESULTS[1])
    assert what_if.muted == {Modality.VISION}
    what_if.reset()
    assert what_if.prediction is RESULTS[1].prediction


def test_another_file_ends_it(session: Session, what_if: WhatIfState):
    what_if.mute(Modality.VISION, True)
    begin(session)
    session.analysis.apply(UtteranceAnalysed(RESULTS[0]))
    assert not what_if.active


def test_who_is_absent_cannot_be_muted(session: Session, what_if: WhatIfState):
    session.selection.select(SILENT)
    assert not what_if.can_mute(Modality.TEXT)
    what_if.mute(Modality.TEXT, True)
    assert not what_if.active
    session.selection.select(RESULTS[0])
    assert not what_if.active


def test_without_coalitions_nobody_can_be_muted(jobs: JobService):
    session = filled_session(jobs, [replace(RESULTS[0], coalitions={})])
    what_if = WhatIfState(session.analysis, session.selection)
    what_if.mute(Modality.TEXT, True)
    assert what_if.prediction is RESULTS[0].prediction


def test_other_words_belong_to_one_utterance(session: Session, what_if: WhatIfState):
    other = replace(made.utterance_result(0, 0.0, 3.0, seed=9))
    what_if.show_swapped(other)
    assert what_if.prediction is other.prediction
    what_if.mute(Modality.AUDIO, True)
    kept = frozenset({Modality.TEXT, Modality.VISION})
    assert what_if.prediction is other.coalitions[kept]
    session.selection.select(RESULTS[1])
    assert not what_if.swapped


def test_an_answer_for_another_utterance_comes_too_late(session: Session, what_if: WhatIfState):
    session.selection.select(RESULTS[1])
    what_if.show_swapped(made.utterance_result(0, 0.0, 3.0, seed=9))
    assert what_if.prediction is RESULTS[1].prediction


def test_the_ceiling_is_the_highest_rate_so_far(jobs: JobService):
    session = filled_session(jobs, RESULTS[:2])
    ceiling = RateCeiling(session.analysis)
    session.analysis.apply(UtteranceAnalysed(RESULTS[2]))
    for modality in Modality:
        wanted = max(r.contributions[modality].rate_nats for r in RESULTS[:3])
        assert ceiling.of(modality) == wanted
    begin(session)
    assert ceiling.highest == 0.0
