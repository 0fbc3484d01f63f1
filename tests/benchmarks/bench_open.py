"""How soon the window is there, and how soon a project of an hour is shown in it.

    QT_QPA_PLATFORM=offscreen python -m tests.benchmarks.bench_open [--rounds 6] [--profile]
    xvfb-run -s "-screen 0 1600x1000x24" python -m tests.benchmarks.bench_open

Each round is a process of its own, with the real composition of the program. ``window``: from the
start of the process until the window is exposed, and until what it shows is painted. ``project``:
from ``open_files`` until the state has it, until transcript and timeline have both been painted
with it, and until they are painted for the last time; then from the correction of an utterance,
answered at once by a made-up engine, until the transcript and, 250 ms later, the timeline show it.
Medians; the bars are 1.5 s, 2 s and 0.3 s. ``processor``: what the process took of one core till
then; all that a busy machine can tell.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import pstats
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QApplication

from desktop_app.app import Composition
from desktop_app.jobs.target import JobTarget, load_engine
from desktop_app.theming.icons import app_icon
from desktop_app.views.transcript.panel import TranscriptPanel
from tests.helpers.scripted_engine import scripted_engine
from tests.helpers.window import preferences

ROOT = Path(__file__).parents[2]
UTTERANCES = 1060
"""Of 3 s with pauses of 0.4 s: an hour."""
BARS_S = {"painted": 1.5, "shown": 2.0, "edit shown": 0.3}
_SETTLE_MS = 2000


@dataclass(frozen=True, slots=True)
class Instant:
    wall_s: float = field(default_factory=time.perf_counter)
    processor_s: float = field(default_factory=time.process_time)

    def since(self, begin: Instant, name: str) -> dict[str, float]:
        return {
            name: self.wall_s - begin.wall_s,
            f"{name}, processor": self.processor_s - begin.processor_s,
        }


class Starting(QObject):
    """Shows the window and leaves."""

    def __init__(self, begun_at: float, composition: Composition) -> None:
        super().__init__()
        self._begun_at, self._composition = begun_at, composition
        self.seen: dict[str, float] = {}

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if (
            not self.seen
            and event.type() is QEvent.Type.Expose
            and isinstance(watched, QWindow)
            and watched.isExposed()
        ):
            self.seen["exposed"] = time.time() - self._begun_at
            QTimer.singleShot(0, self, self._painted)
        return False

    def _painted(self) -> None:
        self.seen["painted"] = time.time() - self._begun_at
        self.seen["painted, processor"] = time.process_time()
        self._composition.window.close()


class Paints(QObject):
    """When a widget was painted, each time."""

    def __init__(self, widget: QObject) -> None:
        super().__init__(widget)
        self.at: list[Instant] = []
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() is QEvent.Type.Paint:
            QTimer.singleShot(0, self, lambda: self.at.append(Instant()))
        return False

    def after(self, begin: Instant) -> list[Instant]:
        return [each for each in self.at if each.wall_s > begin.wall_s]


class Opening(QObject):
    """Opens a project in a window that has come to rest, then corrects an utterance."""

    def __init__(self, composition: Composition, path: Path, profiler: cProfile.Profile | None):
        super().__init__()
        self._composition, self._path, self._profiler = composition, path, profiler
        self._paints: list[Paints] = []
        self.seen: dict[str, float] = {}
        self._wait()

    def _wait(self) -> None:
        workspace = self._composition.window.workspace
        if workspace.timeline is None:
            QTimer.singleShot(50, self, self._wait)
            return
        self._paints = [
            Paints(workspace.panel(TranscriptPanel).list.viewport()),
            Paints(workspace.timeline.plot),
        ]
        QTimer.singleShot(_SETTLE_MS, self, self._open)

    def _open(self) -> None:
        if self._profiler:
            self._profiler.enable()
        begun = Instant()
        self._composition.window.open_files([self._path])
        self.seen |= Instant().since(begun, "state")
        QTimer.singleShot(_SETTLE_MS, self, lambda: self._opened(begun))

    def _opened(self, begun: Instant) -> None:
        if self._profiler:
            self._profiler.disable()
        assert len(self._composition.session.analysis.results) == UTTERANCES
        self.seen |= self._painted(begun).since(begun, "shown")
        last = max((each.at[-1] for each in self._paints), key=lambda each: each.wall_s)
        self.seen |= last.since(begun, "last paint")
        editor, edited = self._composition.session.editor, Instant()
        editor.changed.connect(lambda: self._edited(edited))
        # It stays in the project: the next round must say something else.
        editor.retell(UTTERANCES // 2, f"not bad at {time.time_ns()}")

    def _edited(self, edited: Instant) -> None:
        changed = Instant()
        QTimer.singleShot(_SETTLE_MS, self, lambda: self._leave(edited, changed))

    def _leave(self, edited: Instant, changed: Instant) -> None:
        transcript, timeline = (each.after(changed)[0] for each in self._paints)
        self.seen |= transcript.since(edited, "edit shown")
        self.seen |= timeline.since(edited, "edit in the timeline")
        self._composition.window.close()

    def _painted(self, begin: Instant) -> Instant:
        """When all of them had been painted once."""
        return max((each.after(begin)[0] for each in self._paints), key=lambda each: each.wall_s)


def child(what: str, folder: Path, begun_at: float, path: Path | None, profile: bool) -> None:
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ForceRasterWidgets)
    application = QApplication(sys.argv[:1])
    application.setWindowIcon(app_icon())
    target: JobTarget = load_engine if what == "window" else scripted_engine
    composition = Composition(application, target, preferences(folder))
    profiler = cProfile.Profile() if profile else None
    watch: Starting | Opening
    if path is None:
        watch = Starting(begun_at, composition)
        application.installEventFilter(watch)
    else:
        watch = Opening(composition, path, profiler)
    composition.start([])
    application.exec()
    if profiler:
        pstats.Stats(profiler, stream=sys.stderr).sort_stats("cumulative").print_stats(45)
    print(json.dumps(watch.seen))


def measure(what: str, folder: Path, *more: str) -> dict[str, float]:
    """In a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.bench_open", "--child", what]
    done = subprocess.run(
        [*command, str(folder), str(time.time()), *more],
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        check=True,
        timeout=120,
    )
    return json.loads(done.stdout.splitlines()[-1])


def table(title: str, rounds: list[dict[str, float]]) -> None:
    print(f"\n{title:34s}   median   smallest   largest")
    for name in rounds[0]:
        times = [each[name] for each in rounds]
        middle, bar = statistics.median(times), BARS_S.get(name)
        verdict = "" if bar is None else "   ok" if middle <= bar else "   above the bar"
        print(f"{name:34s} {middle:6.2f} s {min(times):8.2f} s {max(times):7.2f} s{verdict}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--profile", action="store_true", help="where opening the project goes")
    parser.add_argument("--child", nargs="+")
    asked = parser.parse_args()
    if asked.child:
        what, folder, begun_at, *more = asked.child
        path = Path(more[0]) if more else None
        child(what, Path(folder), float(begun_at), path, "profile" in more)
        return
    from tests.helpers.media import write_clip  # noqa: PLC0415 - slow to load, and not timed
    from tests.helpers.stored import store_project  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        measure("window", folder)  # what the system must read once
        print(f"platform {os.environ.get('QT_QPA_PLATFORM') or 'of the display'}")
        table("window", [measure("window", folder) for _ in range(asked.rounds)])
        path, film = folder / "hour.mibscope", write_clip(folder / "talk.mp4", seconds=4.0)
        store_project(path, film, UTTERANCES)
        more = [str(path), *(["profile"] if asked.profile else [])]
        opened = [measure("project", folder, *more) for _ in range(asked.rounds)]
        table(f"project, {path.stat().st_size / 1e6:.0f} MB", opened)


if __name__ == "__main__":
    main()
