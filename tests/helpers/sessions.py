"""Sessions that have their results already, for tests of single views."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import mkdtemp

from desktop_app.jobs.service import JobService
from desktop_app.state.session import Session
from engine.types import AnalysisSettings, MediaProbed, UtteranceAnalysed, UtteranceResult
from tests.helpers import analysis_results as made
from tests.helpers.window import projects_in


def begin(session: Session, duration_s: float = 600.0) -> None:
    """A file whose length is known, without results."""
    path = Path("talk.mp4")
    session.analysis.begin(path, AnalysisSettings())
    session.analysis.apply(MediaProbed(made.media_info(path, duration_s)))


def filled_session(jobs: JobService, results: Sequence[UtteranceResult]) -> Session:
    """A finished analysis with these results; the playhead is at the start."""
    session = Session(jobs, projects_in(Path(mkdtemp())))
    begin(session)
    for result in results:
        session.analysis.apply(UtteranceAnalysed(result))
    session.analysis.finish()
    return session
