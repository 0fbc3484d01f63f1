"""Speed of the inspector's what-if switches and of the whole video's summary.

    python -m tests.benchmarks.bench_what_if [--repetitions 200] [--utterances 10000]

A switch is measured from the click to the painted panel (bar: 50 ms at the 95th percentile), in a
dock of 360 × 900 without a display. The summary is what the overview makes anew when it is seen.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable

import numpy as np
from PySide6.QtWidgets import QApplication

from desktop_app.jobs.service import JobService
from desktop_app.theming.manager import Appearance, ThemeManager
from desktop_app.views.inspector.panel import InspectorPanel
from desktop_app.views.overview.panel import OverviewPanel
from engine.sessions.summary import summarise
from engine.types import Modality
from tests.helpers import analysis_results as made
from tests.helpers.scripted_engine import scripted_engine
from tests.helpers.sessions import filled_session

BAR_MS = 50.0


def times_ms(work: Callable[[int], object], repetitions: int) -> np.ndarray:
    """Wall time of each repetition; the first few are left out."""
    taken = []
    for number in range(repetitions + 5):
        started = time.perf_counter()
        work(number)
        taken.append(1000 * (time.perf_counter() - started))
    return np.array(taken[5:])


def report(name: str, taken: np.ndarray) -> None:
    median, high = np.median(taken), np.quantile(taken, 0.95)
    print(f"  {name:<44} {median:7.2f} / {high:7.2f} ms")


def renew(overview: OverviewPanel) -> None:
    """As when a result has come while the overview is seen."""
    overview.overview.forget()
    overview.refresh()
    overview.grab()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--repetitions", type=int, default=200)
    parser.add_argument("--utterances", type=int, default=10_000)
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication([])
    results = made.results(40)
    jobs = JobService(scripted_engine)
    session = filled_session(jobs, results)
    themes = ThemeManager(application, Appearance.LIGHT)
    panel = InspectorPanel(session, themes)
    panel.resize(360, 900)
    panel.show()
    application.processEvents()

    def switch(number: int) -> None:
        panel.switches.button(list(Modality)[number // 2 % 3]).click()
        panel.grab()

    def move(number: int) -> None:
        session.selection.select(results[number % len(results)])
        panel.grab()

    print(f"median / 95th percentile (bar of a switch: {BAR_MS:.0f} ms)")
    report("what-if switch, painted", times_ms(switch, options.repetitions))
    report("another utterance, painted", times_ms(move, options.repetitions))
    many = made.results(options.utterances)
    report(f"summary of {options.utterances:,} utterances", times_ms(lambda _: summarise(many), 10))
    overview = OverviewPanel(filled_session(jobs, many), themes)
    overview.show()
    application.processEvents()
    report(
        f"overview of {options.utterances:,}, shown anew", times_ms(lambda _: renew(overview), 10)
    )
    jobs.close()


if __name__ == "__main__":
    main()
