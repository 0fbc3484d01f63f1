"""Frames a second of the timeline over three hours, counted as paints that really happened.

    QT_QPA_PLATFORM=offscreen python -m tests.benchmarks.bench_timeline [--frames 260] [--sound]
    xvfb-run -s "-screen 0 2600x1500x24" python -m tests.benchmarks.bench_timeline

Each step of a sweep changes the view as the user would and waits, in the running event loop, for
the paint event of the plot; the next step follows from there. The bar is 50 frames a second.
``processor`` is what a frame takes of one core: all that can be known of a busy machine.
Then: how long it takes from the first result of a project to the picture of all of them. With
``--sound``: reading the outline of three hours of sound, and the memory this takes.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil
from PySide6.QtCore import QEvent, QEventLoop, QObject, QPointF, QTimer
from PySide6.QtWidgets import QApplication

from desktop_app.jobs.service import JobService
from desktop_app.state.session import Session
from desktop_app.state.waveform import Reading
from desktop_app.theming.manager import Appearance, ThemeManager
from desktop_app.views.timeline.panel import Timeline
from engine.media import probe
from engine.media.peaks import BIN_S, PeakPart, PeakPyramid, read_peaks
from engine.types import AnalysisSettings, MediaProbed, UtteranceAnalysed, UtteranceResult
from tests.helpers import analysis_results as made
from tests.helpers.media import looped, write_clip
from tests.helpers.scripted_engine import scripted_engine
from tests.helpers.window import projects_in

BAR_FPS = 50.0
SIZES = ((880, 370), (1700, 700), (2540, 900))
HOURS = {"1 h": 1060, "3 h": 3180}
"""Utterances of 3 s with pauses of 0.4 s."""

_PATIENCE_MS = 3000

Step = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Frames:
    """Seconds from paint to paint, and of processor time for each."""

    intervals_s: list[float]
    processor_s: float

    def row(self) -> str:
        fps = 1.0 / np.array(self.intervals_s)
        slow = float(np.percentile(fps, 5))
        verdict = "ok" if slow >= BAR_FPS else "below the bar"
        return (
            f"{len(fps):6d} {np.median(fps):8.0f} {slow:8.0f} "
            f"{1000 * self.processor_s / len(fps):9.1f} ms   {verdict}"
        )


class Sweep(QObject):
    """Does a step, waits for the paint, does the next."""

    def __init__(self, timeline: Timeline, step: Step, count: int) -> None:
        super().__init__()
        self._timeline, self._step = timeline, step
        self._done, self._count = 0, count
        self._loop = QEventLoop()
        self._painted_at: list[float] = []
        timeline.plot.installEventFilter(self)

    def run(self) -> Frames:
        QTimer.singleShot(0, self, self._go)
        began = time.process_time()
        if self._loop.exec():
            raise RuntimeError(f"step {self._done} was not painted")
        self._timeline.plot.removeEventFilter(self)
        times = np.diff(self._painted_at)
        return Frames(times.tolist(), time.process_time() - began)

    def _go(self) -> None:
        if self._done == self._count:
            self._loop.quit()
            return
        self._done += 1
        self._step(self._done)
        # A step that changes nothing would never be painted, and be waited for without end.
        QTimer.singleShot(_PATIENCE_MS, self, lambda done=self._done: self._give_up(done))

    def _give_up(self, done: int) -> None:
        if done == self._done and self._loop.isRunning():
            self._loop.exit(1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() is QEvent.Type.Paint:
            self._painted_at.append(time.perf_counter())
            QTimer.singleShot(0, self, self._go)
        return False


def sweeps(timeline: Timeline, session: Session) -> dict[str, Step]:
    """What a user does, step by step; each step changes the picture."""
    whole = session.analysis.duration_s
    plot = timeline.plot

    def pan(step: int) -> None:
        timeline.pan(12 * plot.seconds_per_pixel * (1 if step % 120 < 60 else -1))

    def hover(step: int) -> None:
        x = plot.x_of(timeline.view_range[0]) + 3 + step * 7 % (plot.plot_width - 6)
        timeline._hover(QPointF(x, plot.height() / 2))

    return {
        "zoom from 3 h to 0.5 s and back": lambda step: timeline.zoom(
            0.93 if step % 260 < 130 else 1 / 0.93, whole * 0.4
        ),
        "pan, whole hour in view": pan,
        "pan, a minute in view": pan,
        "playhead runs": lambda step: session.playback.report_position(whole * 0.4 + step * 0.03),
        "mouse over it": hover,
    }


def prepare(timeline: Timeline, session: Session, name: str) -> None:
    middle = session.analysis.duration_s * 0.4
    session.playback.seek(middle)
    spans = {"hour": 3600.0, "minute": 60.0, "playhead": 60.0, "mouse": 600.0}
    span = next((span for word, span in spans.items() if word in name), None)
    if span is None:
        timeline.zoom_fit()
        timeline.zoom(0.999, middle)
    else:
        timeline._show(timeline.plot.window_s.of(middle - span / 2, middle + span / 2))
    settle()


def settle() -> None:
    for _ in range(20):
        QApplication.processEvents()
        time.sleep(0.02)


def fill(session: Session, results: tuple[UtteranceResult, ...]) -> None:
    """All results at once, as a project that is opened gives them."""
    path = Path("nowhere.mp4")
    session.analysis.begin(path, AnalysisSettings())
    media = made.media_info(path, results[-1].utterance.end_s + 0.5)
    session.analysis.apply(MediaProbed(media))
    for result in results:
        session.analysis.apply(UtteranceAnalysed(result))
    session.analysis.finish()
    session.playback.report_duration(media.duration_s)


def outline(duration_s: float) -> PeakPyramid:
    """A made-up sound without a pause."""
    count = int(duration_s / BIN_S)
    level = np.random.default_rng(0).uniform(0.02, 0.6, count).astype(np.float32)
    pyramid = PeakPyramid(duration_s)
    pyramid.add(PeakPart(0, -level, level, np.square(level * 0.4)))
    return pyramid


def time_filling(timeline: Timeline, session: Session, results: tuple[UtteranceResult, ...]) -> str:
    """Until the paint that shows them all, without the 250 ms that are waited to draw them."""
    began = time.perf_counter()
    fill(session, results)
    state = time.perf_counter()
    timeline.plot.repaint()
    return f"{state - began:8.2f} s {time.perf_counter() - state:12.3f} s"


def time_sound() -> None:
    with tempfile.TemporaryDirectory() as folder:
        clip = write_clip(Path(folder) / "one.m4a", seconds=20.0, picture=False)
        info = probe(looped(clip, Path(folder) / "three-hours.m4a", 540))
        process = psutil.Process()
        before, began = process.memory_info().rss, time.perf_counter()
        pyramid, first = PeakPyramid(info.duration_s), 0.0
        for part in read_peaks(info):
            pyramid.add(part)
            first = first or time.perf_counter() - began
        took = time.perf_counter() - began
        grown = (process.memory_info().rss - before) / 1e6
    print(
        f"\noutline of {info.duration_s / 3600:.2f} h of sound (AAC, 44.1 kHz): {took:.1f} s, "
        f"first part after {first:.2f} s, {grown:.0f} MB more memory"
    )


@contextmanager
def open_timeline() -> Iterator[tuple[Timeline, Session]]:
    """The timeline in a window of its own; what it started has ended afterwards."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    jobs = JobService(scripted_engine)
    session = Session(jobs, projects_in(Path(tempfile.mkdtemp())))
    timeline = Timeline(session, ThemeManager(application, Appearance.LIGHT))
    timeline.show()
    try:
        yield timeline, session
    finally:
        timeline.close()
        session.close()
        jobs.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--frames", type=int, default=260)
    parser.add_argument("--sound", action="store_true", help="also read three hours of sound")
    options = parser.parse_args()
    projects = {name: made.results(count) for name, count in HOURS.items()}
    with open_timeline() as (timeline, session):
        settle()
        print(f"platform {QApplication.platformName()}, {len(projects['3 h'])} utterances\n")
        print("project     results      first picture")
        for name, results in projects.items():
            print(f"{name:8s} {time_filling(timeline, session, results)}")
        settle()
        session.waveform.pyramid = outline(session.analysis.duration_s)
        session.waveform._become(Reading.DONE)
        for size in SIZES:
            timeline.resize(*size)
            settle()
            print(f"\n{size[0]} × {size[1]:<26} paints   median     5th %   processor")
            for name, step in sweeps(timeline, session).items():
                prepare(timeline, session, name)
                print(f"{name:34s} {Sweep(timeline, step, options.frames).run().row()}")
    if options.sound:
        time_sound()


if __name__ == "__main__":
    main()
