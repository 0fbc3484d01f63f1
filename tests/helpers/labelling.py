"""Labelled films in a real window, whose engine reads made-up features."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from desktop_app.app import Composition
from engine.sessions.labels.writing import Said, write_label
from engine.sessions.project import MediaState
from engine.types import Emotion

_PATIENCE_MS = 30_000


def open_labelled_films(app: Composition, qtbot: QtBot, folder: Path) -> None:
    """Two analysed ones of six and four utterances, all of which one rater has labelled."""
    films = [folder / "one.mp4", folder / "two.mp4"]
    for film, count in zip(films, (6, 4), strict=True):
        film.write_text(f"{count} {film.name}", "utf-8")
    app.window.open_files(films)
    projects = app.session.projects
    qtbot.waitUntil(
        lambda: [each.state for each in projects.media] == [MediaState.DONE] * 2,
        timeout=_PATIENCE_MS,
    )
    _label(app)


def _label(app: Composition) -> None:
    project = app.session.projects.project
    assert project is not None
    for media in project.media.all():
        run = project.runs.latest(media.id)
        assert run is not None
        for place, stored in enumerate(project.runs.utterances(run.id)):
            span = stored.result.utterance.start_s, stored.result.utterance.end_s
            said = Said("ada", (-2.0, 0.0, 1.5)[place % 3], frozenset({Emotion.HAPPY}))
            with project.journal.edit("label") as edit:
                write_label(edit, media.id, span, said)
    app.session.projects.history_changed.emit()
