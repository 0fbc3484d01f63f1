"""Single validation utterances on the training page, and crosswise runs fold by fold."""

from __future__ import annotations

import csv
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from desktop_app.app import Composition
from desktop_app.commands.binding import CommandSet
from desktop_app.commands.catalogue import CATALOGUE
from desktop_app.jobs.service import JobService
from desktop_app.state.session import Session
from desktop_app.state.training.course import Course
from desktop_app.state.training.curves import Curves
from desktop_app.state.training.exporting import write_table
from desktop_app.state.training.follower import RunFollower
from desktop_app.state.training.insight import EMOTIONS, SENTIMENT, Insight, Seen
from desktop_app.theming.manager import ThemeManager
from desktop_app.views.training.insight.confusion import ConfusionView
from desktop_app.views.training.insight.worst import WorstView
from desktop_app.views.training.insight.z_map import ZMap
from desktop_app.views.training.page import TrainingPage
from engine.sessions.project import MediaState
from engine.types import Emotion, Modality
from tests.helpers.accessible import nameless
from tests.helpers.stored import feature_engine
from tests.helpers.told_runs import (
    PACE_S,
    STEPS,
    write_crosswise,
    write_events,
    write_insight,
    write_run,
)
from tests.helpers.window import preferences, projects_in, running_window

PATIENCE_MS = 20_000
CURVES, Z, CONFUSION, WORST = range(4)


@pytest.fixture(autouse=True)
def own_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MIBSCOPE_RUNS", str(tmp_path / "runs"))
    return tmp_path / "runs"


def made_up(count: int) -> list[Seen]:
    """Utterances of a film that is nowhere."""
    return [
        Seen(
            "study",
            f"gone.mp4@{place}",
            "video/gone.mp4",
            {SENTIMENT: (float(place % 7 - 3),), EMOTIONS: one_hot(place % 7)},
            f"words {place}",
            "/nowhere/gone.mp4",
            "abc",
            float(place),
            place + 0.5,
        )
        for place in range(count)
    ]


def one_hot(place: int) -> tuple[float, ...]:
    return tuple(float(each == place) for each in range(7))


@dataclass(frozen=True)
class Page:
    """The page without the window around it."""

    session: Session
    training: TrainingPage

    @property
    def insight(self) -> Insight:
        return self.session.training.insight


@pytest.fixture
def bare(
    jobs: JobService, themes: ThemeManager, qtbot: QtBot, tmp_path: Path, own_runs: Path
) -> Iterator[Page]:
    session = Session(jobs, projects_in(tmp_path))
    commands = CommandSet(session, {command.id: lambda _: None for command in CATALOGUE})
    page = TrainingPage(session, commands, themes, preferences(tmp_path))
    qtbot.addWidget(page)
    page.resize(930, 760)
    yield Page(session, page)
    session.close()


@pytest.fixture
def page(bare: Page, qtbot: QtBot, own_runs: Path) -> Page:
    """With a run of four epochs that is watched."""
    write_run(own_runs, "mine", 4, made_up(20))
    return told(bare, qtbot)


@pytest.fixture
def crossed(bare: Page, qtbot: QtBot, own_runs: Path) -> Page:
    """With a crosswise run in its third of five folds."""
    write_crosswise(own_runs, "crossed", (4, 6, 2), 5, made_up(40))
    return told(bare, qtbot)


def told(page: Page, qtbot: QtBot) -> Page:
    page.training.show()
    qtbot.waitUntil(lambda: page.insight.shown is not None, timeout=PATIENCE_MS)
    return page


@pytest.fixture
def app(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Composition]:
    with running_window(qapp, feature_engine, preferences(tmp_path)) as composition:
        qtbot.waitUntil(lambda: composition.window.workspace.timeline is not None, timeout=10_000)
        yield composition


def show(training: TrainingPage, tab: int) -> object:
    assert training.tabs is not None
    training.tabs.setCurrentIndex(tab)
    return training.tabs.view


def messages(app: Composition) -> str:
    return " ".join(f"{each.message} {each.hint}" for each in app.window.banners.banners)


# --------------------------------------------------------------------------- z


def test_z_is_shown_of_every_utterance(page: Page) -> None:
    view = show(page.training, Z)
    assert isinstance(view, ZMap)
    assert len(view.points) == 20
    assert view.points[3].sentiment == 0.0
    assert view.points[3].emotion is Emotion.ANGRY
    assert "of the variance of z" in view.facts.text()
    view.colour.setCurrentIndex(1)
    view.refresh()
    assert [label.text for _, label in view._legend.items] == [each.value for each in Emotion]


def test_a_dot_tells_its_utterance(page: Page) -> None:
    view = show(page.training, Z)
    assert isinstance(view, ZMap)
    view._dots.sigHovered.emit(view._dots, view._dots.points()[4:5], None)
    said = view.read_out.text()
    assert "“words 4” · gone.mp4 · 0:04.0 · sentiment +1.0, predicted" in said
    assert "fear, predicted" in said


def test_neighbours_are_offered_once_there_are_any(
    page: Page, qtbot: QtBot, own_runs: Path
) -> None:
    view = show(page.training, Z)
    assert isinstance(view, ZMap) and view.plane.isEnabled()
    by_pca = np.array([(each.x, each.y) for each in view.points])
    view.plane.setCurrentIndex(1)
    view.refresh()
    np.testing.assert_allclose([(each.y, each.x) for each in view.points], by_pca)
    assert "Epoch 4, which is kept (perplexity 5, seed 0)" in view.facts.text()
    (own_runs / "mine" / "insight" / "tsne.npz").unlink()
    page.insight.refresh()
    qtbot.waitUntil(lambda: not view.plane.isEnabled(), timeout=PATIENCE_MS)
    np.testing.assert_allclose([(each.x, each.y) for each in view.points], by_pca)


def test_the_latest_epoch_is_followed_until_another_one_is_chosen(
    page: Page, qtbot: QtBot, own_runs: Path
) -> None:
    show(page.training, Z)
    tabs, insight = page.training.tabs, page.insight
    assert tabs is not None
    bar = tabs.epochs
    assert (bar.slider.maximum(), bar.slider.value()) == (4, 4)
    assert bar.label.text() == "epoch 4 · the best"
    assert not bar.latest.isEnabled()
    grow(own_runs / "mine", 6)
    qtbot.waitUntil(lambda: shown_epoch(insight) == 6, timeout=PATIENCE_MS)
    assert bar.slider.value() == 6
    bar.slider.setValue(1)
    qtbot.waitUntil(lambda: shown_epoch(insight) == 1, timeout=PATIENCE_MS)
    grow(own_runs / "mine", 7)
    qtbot.waitUntil(lambda: insight.epochs[-1] == 7, timeout=PATIENCE_MS)
    assert (shown_epoch(insight), bar.slider.value()) == (1, 1)
    bar.slider.setValue(0)
    assert bar.label.text() == "at the start"
    bar.latest.click()
    qtbot.waitUntil(lambda: shown_epoch(insight) == 7, timeout=PATIENCE_MS)


def grow(run: Path, epochs: int) -> None:
    """Further epochs."""
    write_insight(run, epochs, made_up(20))
    write_events(run, epochs, 10, finished=False)


def shown_epoch(insight: Insight) -> int | None:
    return insight.shown.snapshot.epoch if insight.shown else None


def test_a_run_that_tells_nothing_says_so(bare: Page, own_runs: Path) -> None:
    folder = write_run(own_runs, "old", 2, made_up(3))
    for path in (folder.path / "insight").iterdir():
        path.unlink()
    bare.training.show()
    assert bare.session.training.watched is not None
    for tab in (Z, CONFUSION, WORST):
        view = show(bare.training, tab)
        assert isinstance(view, ZMap | ConfusionView | WorstView)
        assert view.is_empty and view._stack.currentIndex() == 0


# --------------------------------------------------------------------------- classes and errors


def test_the_confusion_counts_what_is_told(page: Page, qtbot: QtBot) -> None:
    view = show(page.training, CONFUSION)
    assert isinstance(view, ConfusionView)
    assert [sum(row) for row in view.chart.cells] == [3, 3, 3, 3, 3, 3, 2]
    right = sum(row[place] for place, row in enumerate(view.chart.cells))
    assert f"Right: {right} of 20" in view.facts.text()
    assert "surprise" in view.chart.accessibleDescription()
    before = view.chart.cells
    page.insight.choose_epoch(0)
    qtbot.waitUntil(lambda: view.chart.cells != before, timeout=PATIENCE_MS)
    assert sum(map(sum, view.chart.cells)) == 20


def test_the_most_wrong_are_listed_first(page: Page) -> None:
    view = show(page.training, WORST)
    assert isinstance(view, WorstView)
    errors = [each.error for each in view.table.wrong]
    assert errors == sorted(errors, reverse=True) and len(errors) == 20
    first = [view.table.item(0, column).text() for column in range(6)]
    seen = view.table.wrong[0].seen
    assert first[:3] == [seen.text, "gone.mp4", f"0:{seen.start_s:04.1f}"]
    assert first[5] == f"{errors[0]:.1f}"
    view.rank.setCurrentIndex(1)
    view.refresh()
    worst = view.table.wrong[0]
    assert view.table.item(0, 3).text() == tuple(Emotion)[int(worst.label)].value
    assert view.table.horizontalHeaderItem(5).text() == "Believed"


def test_an_utterance_is_found_in_its_video(
    app: Composition, qtbot: QtBot, own_runs: Path, tmp_path: Path
) -> None:
    films = [tmp_path / "one.mp4", tmp_path / "two.mp4"]
    for film, count in zip(films, (3, 5), strict=True):
        film.write_text(f"{count} {film.name}", "utf-8")
    app.window.open_files(films)
    projects, session = app.session.projects, app.session
    qtbot.waitUntil(
        lambda: [each.state for each in projects.media] == [MediaState.DONE] * 2,
        timeout=PATIENCE_MS,
    )
    second = projects.media[1]
    assert projects.project is not None
    run = projects.project.runs.latest(second.id)
    assert run is not None
    wanted = [each.result for each in projects.project.runs.utterances(run.id)][3]
    span = wanted.utterance
    seen = Seen("study", "x", "two", {SENTIMENT: (3.0,)}, span.text, "/moved/two.mp4",
                second.fingerprint, span.start_s, span.end_s)  # fmt: skip
    write_run(own_runs, "mine", 2, [seen, *made_up(3)])
    app.window.commands["train.open"].trigger()
    qtbot.waitUntil(lambda: session.training.insight.shown is not None, timeout=PATIENCE_MS)
    plane = show(app.window.training, Z)
    assert isinstance(plane, ZMap)
    plane._dots.sigClicked.emit(plane._dots, plane._dots.points()[1:2], DoubleClick())
    assert "gone.mp4 is not in the open project." in messages(app)
    assert app.window.pages.currentWidget() is app.window.training
    view = show(app.window.training, WORST)
    assert isinstance(view, WorstView)
    view.table.setCurrentCell([each.seen for each in view.table.wrong].index(seen), 0)
    view.table.setFocus()
    qtbot.keyClick(view.table, Qt.Key.Key_Return)
    assert app.window.pages.currentWidget() is app.window.workspace
    assert not app.window.commands["train.open"].isChecked()
    assert session.analysis.media_id == second.id
    assert session.selection.result is not None
    assert session.selection.result.utterance == span
    assert session.playback.position_s == pytest.approx(span.start_s)


class DoubleClick:
    """As pyqtgraph tells it."""

    @staticmethod
    def double() -> bool:
        return True


def test_everything_has_a_name(crossed: Page) -> None:
    for tab in (CURVES, Z, CONFUSION, WORST):
        show(crossed.training, tab)
        assert nameless(crossed.training) == []


# --------------------------------------------------------------------------- folds


def test_a_crosswise_run_shows_every_fold(crossed: Page, qtbot: QtBot) -> None:
    page, follower = crossed.training, crossed.session.training.follower
    plots = page.plots
    assert plots is not None
    read_to(follower, qtbot, [5, 7, 3])
    assert follower.curves.folds == 5
    qtbot.waitUntil(lambda: len(plots._mae.folds) == 3, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: len(plots._mae.folds[1].xData) == 7, timeout=PATIENCE_MS)
    assert [len(line.xData) for line in plots._mae.folds] == [5, 7, 3]
    assert list(plots.mae.yData) == pytest.approx([0.88, 0.83, 0.78])
    assert list(plots.kl[Modality.AUDIO].yData) == pytest.approx([2.45, 2.4])
    assert plots.note.isVisible()
    assert "fold 3 of 5 · best epochs 4, 6, 2 · sentiment error −0.20" in page.text
    assert page._progress.value() == pytest.approx(1000 * (2 + 2 / 10) / 5, abs=1)


def test_folds_are_shown_together_and_one_by_one(crossed: Page, qtbot: QtBot) -> None:
    insight = crossed.insight
    view = show(crossed.training, CONFUSION)
    assert isinstance(view, ConfusionView)
    assert insight.folds == 3
    assert sum(map(sum, view.chart.cells)) == 3 * 8
    plane = show(crossed.training, Z)
    assert isinstance(plane, ZMap)
    assert "z of fold 3." in plane.facts.text()
    assert len(plane.points) == 8
    tabs = crossed.training.tabs
    assert tabs is not None
    tabs.epochs.fold.activated.emit(2)
    qtbot.waitUntil(lambda: "z of fold 2." in plane.facts.text(), timeout=PATIENCE_MS)
    assert insight.epochs == tuple(range(7))
    show(crossed.training, CONFUSION)
    assert sum(map(sum, view.chart.cells)) == 8
    assert {each.seen.id for each in plane.points} == {f"gone.mp4@{n}" for n in range(1, 40, 5)}


def test_the_time_that_is_left_is_that_of_all_folds(tmp_path: Path) -> None:
    ended, current = Curves(), Curves()
    for line in write_events(tmp_path, 4, 10, finished=True):
        ended.add(line)
    for line in write_events(tmp_path, 2, 10, finished=False):
        current.add(line)
    epoch_s = STEPS * PACE_S
    alone = Course((current,))
    assert alone.remaining_s == pytest.approx(8 * epoch_s)
    course = Course((ended, current), 5)
    # The first fold took four epochs, this one may take ten: those to come take seven each.
    assert course.remaining_s == pytest.approx((8 + 3 * 7) * epoch_s, rel=0.05)
    assert course.fraction == pytest.approx((1 + 0.2) / 5)
    assert Course((ended,)).remaining_s == 0.0


def test_folds_are_found_as_they_begin(qtbot: QtBot, tmp_path: Path) -> None:
    follower = RunFollower()
    follower.follow(tmp_path / "events.jsonl")
    follower.expect(3)
    assert follower.curves.fraction == 0.0
    write_events(tmp_path / "fold-1", 10, 10, finished=True)
    read_to(follower, qtbot, [11])
    assert follower.curves.fraction == pytest.approx(1 / 3)
    write_events(tmp_path / "fold-2", 1, 10, finished=False)
    read_to(follower, qtbot, [11, 2])
    assert [each.epoch for each in follower.curves.epochs] == [0, 1]
    for name in ("fold-1", "fold-2"):
        (tmp_path / name / "events.jsonl").unlink()
    read_to(follower, qtbot, [0])


def read_to(follower: RunFollower, qtbot: QtBot, epochs: list[int]) -> None:
    """It reads in slices, on a busy machine in several."""

    def reached() -> bool:
        follower.read()
        return [len(part.epochs) for part in follower.curves.parts] == epochs

    qtbot.waitUntil(reached, timeout=PATIENCE_MS)


# --------------------------------------------------------------------------- to be taken away


@pytest.mark.parametrize("tab", [CURVES, Z, CONFUSION, WORST])
def test_what_is_shown_can_be_taken_away(page: Page, tab: int) -> None:
    show(page.training, tab)
    exhibit = page.training.exhibit
    assert not exhibit.is_empty
    head, *rows = exhibit.rows()
    assert len(rows) == {CURVES: 5, Z: 20, CONFUSION: 7, WORST: 20}[tab]
    assert {len(row) for row in rows} == {len(head)}
    assert exhibit.png().startswith(b"\x89PNG")
    root = ET.fromstring(exhibit.svg())
    drawn = {each.tag.rpartition("}")[2] for each in root.iter()}
    assert "text" in drawn
    assert drawn & {"path", "polyline", "rect"}
    assert "image" not in drawn, "lines, not pixels"


@pytest.mark.parametrize("tab", [CURVES, Z])
def test_a_drawing_leaves_the_screen_as_it_was(page: Page, tab: int) -> None:
    show(page.training, tab)
    before = page.training.exhibit.png()
    page.training.exhibit.svg()
    assert page.training.exhibit.png() == before


def test_folds_are_exported_with_their_mean(crossed: Page, tmp_path: Path) -> None:
    show(crossed.training, CURVES)
    write_table(tmp_path / "folds.csv", crossed.training.exhibit.rows())
    rows = list(csv.DictReader((tmp_path / "folds.csv").read_text("utf-8").splitlines()))
    assert [row["fold"] for row in rows] == ["1"] * 5 + ["2"] * 7 + ["3"] * 3 + ["mean"] * 3
    assert float(rows[-1]["mae"]) == pytest.approx(0.78)
    assert float(rows[1]["training_rate_fused_nats"]) == pytest.approx(4.9)


def test_exports_are_whole_or_say_why(
    app: Composition, qtbot: QtBot, own_runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_run(own_runs, "mine", 2, made_up(3))
    app.window.commands["train.open"].trigger()
    insight = app.session.training.insight
    qtbot.waitUntil(lambda: insight.shown is not None, timeout=PATIENCE_MS)
    show(app.window.training, CONFUSION)
    for kind in ("csv", "png", "svg"):
        place = tmp_path / kind
        target = place / f"taken.{kind}"
        target.mkdir(parents=True)
        export(app, kind, target, monkeypatch)
        assert f"{target} could not be written: " in messages(app)
        assert list(place.iterdir()) == [target], "no half file"
        app.window.banners.clear()
        export(app, kind, place / f"mine.{kind}", monkeypatch)
        assert (place / f"mine.{kind}").stat().st_size > 0
        assert messages(app) == ""
    rows = (tmp_path / "csv" / "mine.csv").read_text("utf-8").splitlines()
    assert rows[0].startswith("true,neutral,happy")
    for path in (own_runs / "mine" / "insight").iterdir():
        path.unlink()
    insight.refresh()
    qtbot.waitUntil(lambda: insight.shown is None, timeout=PATIENCE_MS)
    export(app, "csv", tmp_path / "nothing.csv", monkeypatch)
    assert "nothing to export here yet" in messages(app)
    assert not (tmp_path / "nothing.csv").exists()


def export(app: Composition, kind: str, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(path), ""))
    app.window.commands[f"train.{kind}"].trigger()


def test_a_snapshot_that_was_cut_short_is_passed_over(
    page: Page, qtbot: QtBot, own_runs: Path
) -> None:
    folder = own_runs / "mine" / "insight"
    (folder / "epoch-0004.npz").write_bytes((folder / "epoch-0004.npz").read_bytes()[:200])
    (folder / "touched").touch()
    insight = page.insight
    insight.refresh()
    qtbot.waitUntil(lambda: insight.shown is None, timeout=PATIENCE_MS)
    assert insight.epochs == (0, 1, 2, 3, 4)
    insight.choose_epoch(3)
    qtbot.waitUntil(lambda: shown_epoch(insight) == 3, timeout=PATIENCE_MS)
