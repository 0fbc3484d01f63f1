"""How long the event loop is held up while results pour in and a video plays.

    QT_QPA_PLATFORM=offscreen python -m tests.benchmarks.bench_stalls [--rounds 5]

A made-up engine gives 300 utterances, a hundred a second. ``gap``: the longest between two ticks of
a timer of 10 ms; ``busy``: the most processor time in one of them; ``others``: how long the machine
kept 20 ms of work in another process waiting meanwhile. Medians; the bar is 0.1 s.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication

from desktop_app.app import Composition
from tests.helpers.replay_engine import COUNT, LENGTH, PAUSE, replay_engine
from tests.helpers.stall_probe import Control, StallProbe
from tests.helpers.window import preferences, running_window, write_video

BAR_S = 0.1
_PATIENCE_S = 60.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    os.environ |= {COUNT: "300", PAUSE: "0.01", LENGTH: "3"}
    application = QApplication([])
    measured = [_round(application) for _ in range(rounds)]
    for name, values in zip(("gap", "busy", "others"), zip(*measured, strict=True), strict=True):
        shown = ", ".join(f"{value:.3f}" for value in values)
        print(f"{name:7}{statistics.median(values):.3f} s ({shown}); bar {BAR_S} s")


def _round(application: QApplication) -> tuple[float, float, float]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["MIBSCOPE_RUNS"] = str(folder / "runs")
        with running_window(application, replay_engine, preferences(folder)) as composition:
            _wait(application, lambda: composition.window.workspace.timeline is not None)
            return _measured(application, composition, folder)


def _measured(
    application: QApplication, composition: Composition, folder: Path
) -> tuple[float, float, float]:
    session, probe = composition.session, StallProbe()
    video = write_video(folder / "clip.mp4", 4.0, 640, 480)
    with Control() as control:
        probe.start()
        composition.window.open_files([video])
        _wait(application, lambda: len(session.analysis.results) > 5)
        session.playback.toggle()
        _wait(application, lambda: not session.analysis.active)
        probe.stop()
    return probe.longest_s, probe.longest_busy_s, control.longest_s


def _wait(application: QApplication, until: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE_S
    while not until():
        application.processEvents()
        time.sleep(0.001)
        if time.monotonic() > end:
            raise TimeoutError


if __name__ == "__main__":
    main()
