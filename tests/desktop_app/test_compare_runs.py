"""Earlier analyses of a file beside the one at hand, and another one with other checkpoints."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.jobs.service import JobService
from desktop_app.state.analysis import Status
from desktop_app.state.earlier_runs import EarlierRuns, shipped_checkpoints
from desktop_app.state.overview import Place
from desktop_app.state.session import Session
from desktop_app.theming.manager import ThemeManager
from desktop_app.views.compare.panel import ComparePanel
from engine.sessions.comparison import compare
from engine.sessions.project import RunRecorder
from engine.types import AnalysisSettings, MediaProbed, ModelsReady, UtteranceAnalysed
from tests.helpers import analysis_results as made
from tests.helpers.scripted_engine import write_script
from tests.helpers.window import projects_in

EARLIER = made.results(8, seed=5)


@pytest.fixture
def session(jobs: JobService, tmp_path: Path, qtbot: QtBot) -> Iterator[Session]:
    """A file with one stored analysis, shown."""
    film = write_script(tmp_path / "talk.mp4", "utterances 8")
    session = Session(jobs, projects_in(tmp_path))
    project = session.projects.create(tmp_path / "talk.mibscope")
    media = project.media.add(film)
    recorder = RunRecorder(project, media.id, AnalysisSettings())
    for event in (
        MediaProbed(made.media_info(film, 40.0)),
        ModelsReady(made.provenance()),
        *map(UtteranceAnalysed, EARLIER),
    ):
        recorder.add(event)
    recorder.stop()
    session.show_media(media.id)
    yield session
    session.close()


@pytest.fixture
def panel(session: Session, themes: ThemeManager, qtbot: QtBot) -> ComparePanel:
    view = ComparePanel(session, themes)
    qtbot.addWidget(view)
    view.resize(360, 1400)
    view.show()
    qtbot.waitExposed(view)
    return view


def names(panel: ComparePanel) -> list[str]:
    box = panel.card(Place.B).choice
    return [box.itemText(row) for row in range(box.count())]


def choose(panel: ComparePanel, place: Place, start: str) -> None:
    box = panel.card(place).choice
    row = next(row for row in range(box.count()) if box.itemText(row).startswith(start))
    box.setCurrentIndex(row)
    box.activated.emit(row)


def again(panel: ComparePanel, session: Session, qtbot: QtBot, checkpoint: Path | None) -> None:
    panel.runs.analyse_with(checkpoint)
    qtbot.waitUntil(lambda: session.analysis.status is Status.DONE, timeout=20_000)
    qtbot.waitUntil(lambda: not panel.runs.earlier.reading, timeout=5_000)


def test_the_only_analysis_has_nothing_beside_it(panel: ComparePanel, session: Session):
    assert not panel.runs.earlier.runs
    assert not any(name.startswith("Analysis of") for name in names(panel))
    assert panel.runs.again.isEnabled()


def test_analysed_again_the_two_stand_side_by_side(
    panel: ComparePanel, session: Session, qtbot: QtBot
):
    other = shipped_checkpoints()["permissive"]
    again(panel, session, qtbot, other)
    assert session.analysis.settings.checkpoint == other
    assert panel.card(Place.A).text.startswith("This analysis")
    assert "c-mib-default" in panel.card(Place.B).text
    found = compare(session.analysis.results, EARLIER)
    assert found is not None
    panel.refresh()
    said = panel.matches.facts.text()
    assert panel.matches.isVisible()
    assert "8 utterances are in both." in said
    assert f"{found.distance:.2f} apart" in said
    apart = [m for m in found.matches if abs(m.shift) >= 0.05 or not m.same_emotion]
    assert 0 < len(panel.matches.farthest.jumps) == len(apart)


def test_utterances_that_differ_most_come_first_and_jump(
    panel: ComparePanel, session: Session, qtbot: QtBot
):
    again(panel, session, qtbot, None)
    panel.refresh()
    found = compare(session.analysis.results, EARLIER)
    assert found is not None
    farthest = max(found.matches, key=lambda match: abs(match.shift))
    assert panel.matches.farthest.jumps[0].result is farthest.one
    panel.matches.jump_wanted.emit(farthest.one)
    assert session.selection.result is farthest.one
    panel.refresh()
    assert "The selected utterance:" in panel.matches.here.text()


def test_the_selected_utterance_in_another_analysis_follows_the_selection(
    panel: ComparePanel, session: Session, qtbot: QtBot
):
    again(panel, session, qtbot, None)
    choose(panel, Place.A, "Selected utterance")
    choose(panel, Place.B, "Selected utterance in: Analysis of")
    qtbot.waitUntil(lambda: not panel.runs.earlier.reading, timeout=5_000)
    for row in (3, 0):
        session.selection.select(session.analysis.results[row])
        panel.refresh()
        readings = [panel.card(place).gauge.reading for place in Place]
        assert [each.value for each in readings if each] == [
            session.analysis.results[row].prediction.sentiment,
            EARLIER[row].prediction.sentiment,
        ]


def test_a_person_is_not_compared_utterance_by_utterance(panel: ComparePanel):
    choose(panel, Place.A, "Whole video")
    choose(panel, Place.B, "Person 2")
    assert not panel.matches.isVisible()


def test_the_shipped_checkpoints_are_offered(panel: ComparePanel):
    panel.runs.menu.aboutToShow.emit()
    texts = [action.text() for action in panel.runs.menu.actions() if action.text()]
    assert texts == [
        "the default checkpoint",
        "the permissive checkpoint",
        "A checkpoint from a file…",
    ]


def test_a_long_analysis_is_read_without_holding_up_the_window(
    panel: ComparePanel, session: Session, qtbot: QtBot
):
    again(panel, session, qtbot, None)
    earlier = EarlierRuns(session.projects, session.analysis, session)
    earlier._refresh()
    (run,) = earlier.runs
    with qtbot.waitSignal(earlier.arrived, timeout=5_000):
        assert earlier.results(run.id) is None
        assert earlier.reading
    assert earlier.results(run.id) == EARLIER
    session.projects.changed.emit()
    assert earlier.results(run.id) is None
