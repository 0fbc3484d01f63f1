"""How long the transcript of 10,000 utterances takes from an input to the picture that answers it.

    QT_QPA_PLATFORM=offscreen python -m tests.benchmarks.bench_transcript [--rows 10000]

Each figure is from the event that the user causes until the event loop has painted the rows, in
milliseconds: the median of the time that passed, then median, 95 % and most of processor time.
Bars: 50 ms for a letter in the search field, 16 ms for a step of scrolling.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.jobs.service import JobService
from desktop_app.state.session import Session
from desktop_app.theming.manager import Appearance, ThemeManager
from desktop_app.views.transcript.panel import TranscriptPanel
from desktop_app.views.transcript.search import Filter
from engine.types import UtteranceResult
from tests.helpers import analysis_results as made
from tests.helpers.scripted_engine import scripted_engine
from tests.helpers.sessions import begin
from tests.helpers.transcripts import told
from tests.helpers.window import projects_in

SIZES = ((380, 420), (620, 1300))
KEYSTROKE_MS, SCROLL_MS = 50.0, 16.0
_QUERIES = ("actors", "o'clock", "it", "e", "zebra")

Act = Callable[[int], object]


class Painted(QObject):
    """Counts the paints of a widget."""

    def __init__(self, panel: TranscriptPanel) -> None:
        super().__init__()
        self._panel, self.count = panel, 0
        panel.list.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        self.count += event.type() is QEvent.Type.Paint
        return False

    def after(self, act: Act, step: int) -> tuple[float, float]:
        """Milliseconds until what ``act`` changes is painted, and of processor time."""
        QApplication.processEvents()
        before, began, worked = self.count, time.perf_counter(), time.process_time()
        act(step)
        while self.count == before:
            QApplication.processEvents()
            if time.perf_counter() - began > 5:
                raise RuntimeError("nothing was painted")
        return 1000 * (time.perf_counter() - began), 1000 * (time.process_time() - worked)


def row(title: str, found: list[tuple[float, float]], bar: float | None = None) -> str:
    """The verdict is on processor time: all that can be known of a busy machine."""
    passed, worked = np.array(found).T
    slow = float(np.percentile(worked, 95))
    verdict = "" if bar is None else "ok" if slow <= bar else "above the bar"
    spent = f"{np.median(worked):8.1f} {slow:8.1f} {max(worked):8.1f}"
    return f"{title:40s} {np.median(passed):8.1f} {spent}   {verdict}"


def measure(panel: TranscriptPanel, session: Session, painted: Painted) -> Iterator[str]:
    bar, results = panel.list.verticalScrollBar(), session.analysis.results
    count = len(results)

    def letters(step: int) -> None:
        QTest.keyClick(panel.bar.field, query[step])

    found: list[tuple[float, float]] = []
    for query in _QUERIES:
        panel.bar.field.clear()
        found += [painted.after(letters, step) for step in range(len(query))]
    yield row("a letter in the search field", found, KEYSTROKE_MS)
    panel.bar.field.setText("e")
    yield row("next hit", [painted.after(lambda _: panel.step_hit(1), i) for i in range(60)])
    for text in ("", "e"):
        panel.bar.field.setText(text)
        bar.setValue(0)
        steps = [painted.after(lambda _: bar.setValue(bar.value() + 72), i) for i in range(200)]
        yield row(f"scrolling by a notch{', hits marked' if text else ''}", steps, SCROLL_MS)
    panel.bar.field.clear()
    jumps = [
        painted.after(lambda i: bar.setValue(bar.maximum() * (i * 37 % 100) // 100), i)
        for i in range(1, 60)
    ]
    yield row("scrolling anywhere", jumps, SCROLL_MS)
    chosen = [
        painted.after(lambda i: session.selection.select(results[i * 97 % count]), i)
        for i in range(1, 60)
    ]
    yield row("choosing an utterance elsewhere", chosen)
    filters = [Filter.UNCERTAIN, Filter.ALL, Filter.CONFLICTS, Filter.ALL]
    found = [painted.after(lambda i: panel.search.show_only(filters[i % 4]), i) for i in range(12)]
    yield row("filtering the rows", found)
    width = panel.width()
    found = [
        painted.after(lambda i: panel.resize(width - 3 * i, panel.height()), i)
        for i in range(1, 20)
    ]
    panel.resize(width, panel.height())
    yield row("making it narrower", found)

    def edited(step: int) -> None:
        at = panel.list.visible_rows()[1]
        shown = list(session.analysis.results)
        shown[at] = told(shown[at], "other", "words", str(step))
        session.analysis.reload(shown, session.analysis.utterance_ids)

    yield row("another utterance after an edit", [painted.after(edited, i) for i in range(20)])


@contextmanager
def open_transcript() -> Iterator[tuple[TranscriptPanel, Session]]:
    """In a window of its own; what it started has ended afterwards."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    jobs = JobService(scripted_engine)
    session = Session(jobs, projects_in(Path(tempfile.mkdtemp())))
    panel = TranscriptPanel(session, ThemeManager(application, Appearance.LIGHT))
    panel.show()
    try:
        yield panel, session
    finally:
        panel.close()
        session.close()
        jobs.close()


def open_all(session: Session, results: tuple[UtteranceResult, ...]) -> None:
    """As a project that is opened gives them."""
    begin(session, results[-1].utterance.end_s + 0.5)
    session.playback.report_duration(results[-1].utterance.end_s + 0.5)
    session.analysis.reload(results, range(len(results)))
    session.analysis.finish()


def settle(panel: TranscriptPanel) -> float:
    """Until all rows are measured; the longest turn of the event loop on the way, in ms."""
    longest = 0.0
    while panel.list.heights.unmeasured() is not None:
        began = time.perf_counter()
        QApplication.processEvents()
        longest = max(longest, 1000 * (time.perf_counter() - began))
    return longest


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=10_000)
    options = parser.parse_args()
    results = made.results(options.rows)
    with open_transcript() as (panel, session):
        painted = Painted(panel)
        print(f"platform {QApplication.platformName()}, {options.rows} utterances")
        for size in SIZES:
            panel.resize(*size)
            QTest.qWait(100)
            print(f"\n{f'{size[0]} × {size[1]}':40s}  elapsed   median     95 %  longest")
            print(
                row("opening a project", [painted.after(lambda _: open_all(session, results), 0)])
            )
            print(f"{'longest turn while rows are measured':40s} {settle(panel):8.1f}")
            panel.bar.field.setFocus()
            panel.search.fold_all()
            for line in measure(panel, session, painted):
                print(line)


if __name__ == "__main__":
    main()
