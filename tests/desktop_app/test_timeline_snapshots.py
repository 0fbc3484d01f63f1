"""The timeline looks as it did: pictures of it against those in ``snapshots``.

What is drawn from numbers must be the same but for rounding: at most 0.5 % of the pixels of the
lanes may differ by more than 24 of 255 in a channel. Words are left out, because fonts differ
between machines: the labels on the left, the axis of time, and the playhead's head over it.

    python -m tests.desktop_app.test_timeline_snapshots     draws them anew
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from desktop_app.jobs.service import JobService
from desktop_app.state.session import Session
from desktop_app.state.waveform import Reading
from desktop_app.theming.manager import Appearance, ThemeManager
from desktop_app.views.timeline.gutter import GUTTER
from desktop_app.views.timeline.panel import Timeline
from desktop_app.views.timeline.plot import AXIS
from engine.media.peaks import BIN_S, PeakPart, PeakPyramid
from engine.types import AnalysisSettings, MediaProbed, UtteranceAnalysed
from tests.helpers import analysis_results as made
from tests.helpers.scripted_engine import scripted_engine
from tests.helpers.window import projects_in

FOLDER = Path(__file__).parent / "snapshots"
SIZE = (640, 384)
CASES = {"near": 8, "far": 400}
"""Name of the picture and how many utterances it shows."""
_CHANNEL, _SHARE = 24, 0.005


@pytest.fixture
def session(jobs: JobService, tmp_path: Path) -> Iterator[Session]:
    session = Session(jobs, projects_in(tmp_path))
    yield session
    session.close()


def drawn(session: Session, themes: ThemeManager, count: int) -> QImage:
    """The timeline with made-up results and sound, a selection and a playhead."""
    timeline = Timeline(session, themes)
    timeline.resize(*SIZE)
    timeline.ensurePolished()
    path, results = Path("nowhere.mp4"), made.results(count)
    duration = results[-1].utterance.end_s + 0.4
    session.analysis.begin(path, AnalysisSettings())
    session.analysis.apply(MediaProbed(made.media_info(path, duration)))
    for result in results:
        session.analysis.apply(UtteranceAnalysed(result))
    session.analysis.finish()
    session.waveform.close()
    session.waveform._run += 1  # what the thread still has to tell of the missing file is void
    session.waveform.pyramid = PeakPyramid(duration)
    level = 0.3 + 0.25 * np.sin(np.arange(int(duration / BIN_S)) / 40).astype(np.float32)
    part = PeakPart(0, -level, level, np.square(level * 0.4))
    session.waveform.pyramid.add(part)
    session.waveform._become(Reading.DONE)
    session.playback.report_duration(duration)
    session.playback.report_position(duration * 0.3)
    session.range.select(duration * 0.5, duration * 0.7)
    timeline.zoom_fit()
    picture = timeline.plot.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    timeline.deleteLater()
    return picture


def lanes_of(picture: QImage) -> npt.NDArray[np.int16]:
    """The part that holds no words: [height, width, 3]."""
    inner = picture.copy(QRect(GUTTER + 1, 0, SIZE[0] - GUTTER - 14, SIZE[1] - AXIS - 2))
    inner = inner.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(inner.constBits(), np.uint8).reshape(inner.height(), -1)
    return rows[:, : 3 * inner.width()].reshape(inner.height(), -1, 3).astype(np.int16)


@pytest.mark.parametrize("appearance", [Appearance.LIGHT, Appearance.DARK])
@pytest.mark.parametrize("case", CASES)
def test_it_looks_as_it_did(
    session: Session, qapp: QApplication, case: str, appearance: Appearance
):
    themes = ThemeManager(qapp, appearance)
    picture = drawn(session, themes, CASES[case])
    themes.deleteLater()
    if picture.width() != SIZE[0]:
        pytest.skip("pictures were taken with one pixel a point")
    kept = QImage(str(FOLDER / f"timeline_{case}_{appearance.value}.png"))
    assert not kept.isNull()
    difference = np.abs(lanes_of(picture) - lanes_of(kept)).max(axis=2)
    share = float((difference > _CHANNEL).mean())
    assert share <= _SHARE, f"{share:.1%} of the lanes look different"


def test_other_results_would_be_noticed(session: Session, qapp: QApplication):
    themes = ThemeManager(qapp, Appearance.LIGHT)
    one = lanes_of(drawn(session, themes, 8))
    session.analysis.begin(Path("b.mp4"), AnalysisSettings())
    other = lanes_of(drawn(session, themes, 9))
    themes.deleteLater()
    assert (np.abs(one - other).max(axis=2) > _CHANNEL).mean() > 10 * _SHARE


def main() -> None:
    application = QApplication(sys.argv[:1])
    FOLDER.mkdir(exist_ok=True)
    for appearance in (Appearance.LIGHT, Appearance.DARK):
        themes = ThemeManager(application, appearance)
        for case, count in CASES.items():
            jobs = JobService(scripted_engine)
            session = Session(jobs, projects_in(Path(tempfile.mkdtemp())))
            picture = drawn(session, themes, count)
            picture.save(str(FOLDER / f"timeline_{case}_{appearance.value}.png"))
            session.close()
            jobs.close()


if __name__ == "__main__":
    main()
