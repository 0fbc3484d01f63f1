"""Live mode in the real window, with the real engine, as long as wanted.

    python -m tests.benchmarks.bench_live_window [--minutes 2] [--asr tiny.en] [--record FILE]

Plays a generated film (640×480 at 30 pictures a second, sentences with pauses) as if it were a
camera, shows everything, records it if wanted, and prints what it is held to: pictures on the
screen, faces and predictions a second, delays from the evidence to the paint, the longest stop of
the event loop, memory after a minute and at the end, sound that was lost. Run it on a machine that
does nothing else; the load before is printed. Also under ``xvfb-run``.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from desktop_app.app import Composition
from desktop_app.jobs.live.target import load_live
from desktop_app.state.live.session import LiveSession, LiveStatus
from engine.live.events import LiveHealth
from engine.live.sources.base import SourceSettings
from engine.types import AnalysisSettings, Modality
from tests.benchmarks.bench_live import film
from tests.helpers.scripted_engine import scripted_engine
from tests.helpers.stall_probe import StallProbe
from tests.helpers.window import preferences

ONCE_S = 60.0
MEGABYTE = 1e6


@dataclass
class Seen:
    """What is counted while it runs."""

    paints: int = 0
    states: int = 0
    memory: list[tuple[float, float]] = field(default_factory=list)
    """Seconds since the first picture, and bytes of window and live process together."""
    to_screen: dict[Modality, list[float]] = field(default_factory=lambda: defaultdict(list))
    healths: list[LiveHealth] = field(default_factory=list)
    began: float = 0.0


class PaintCounter(QObject):
    """Counts how often a widget is really painted."""

    def __init__(self, seen: Seen) -> None:
        super().__init__()
        self._seen = seen

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's
        if event.type() is QEvent.Type.Paint:
            self._seen.paints += 1
        return False


def looped(folder: Path, seconds: float) -> Path:
    """The film again and again, without encoding it again."""
    once, long = film(folder / "once.mp4", ONCE_S), folder / "film.mp4"
    command = ["ffmpeg", "-v", "error", "-stream_loop", "-1", "-i", str(once)]
    subprocess.run([*command, "-t", f"{seconds}", "-c", "copy", str(long)], check=True)
    return long


def run(path: Path, asr: str, record: Path | None, folder: Path) -> None:
    application = QApplication([])
    composition = Composition(application, scripted_engine, preferences(folder), load_live)
    composition.start([])
    live, window, seen = composition.session.live, composition.window, Seen()
    counter = PaintCounter(seen)
    window.live.picture.surface.installEventFilter(counter)
    probe = StallProbe()
    watch(live, composition, seen, probe, record)

    def begin() -> None:
        window.show_live(True)
        live.begin(SourceSettings(url=path), AnalysisSettings(asr_model=asr))

    live.status_changed.connect(
        lambda: application.quit() if live.status is LiveStatus.OFF else None
    )
    QTimer.singleShot(3000, begin)
    application.exec()
    probe.stop()
    report(live, seen, probe)
    window.close()


def watch(
    live: LiveSession, composition: Composition, seen: Seen, probe: StallProbe, record: Path | None
) -> None:
    def started() -> None:
        if live.status is LiveStatus.RUNNING and not seen.began:
            seen.began, seen.paints = time.monotonic(), 0
            probe.start()
            if record is not None:
                live.record(record)

    def state() -> None:
        seen.states += 1

    def health() -> None:
        if live.health is not None:
            seen.healths.append(live.health)
        process = composition.live.process_id
        used = psutil.Process().memory_info().rss
        used += psutil.Process(process).memory_info().rss if process else 0
        seen.memory.append((time.monotonic() - seen.began, used))
        for modality in (Modality.AUDIO, Modality.VISION):
            seen.to_screen[modality] += live.delays_to_screen_s(modality)[-5:]

    live.status_changed.connect(started)
    live.state_changed.connect(state)
    live.health_changed.connect(health)


def report(live: LiveSession, seen: Seen, probe: StallProbe) -> None:
    last = seen.healths[-1]
    length = last.time_s
    rows = [
        ("film", f"{length:.0f} s, read by {last.asr_model}, given up: {last.pressure.name}"),
        ("pictures painted a second", f"{seen.paints / length:.1f}  (bar 25)"),
        ("faces looked at a second", f"{10 - last.faces_dropped / length:.2f}  (bar 10)"),
        ("states a second", f"{seen.states / length:.2f}  (bar 4)"),
        ("longest stop of the event loop", f"{probe.longest_s * 1000:.0f} ms  (bar 100)"),
        ("  of it busy", f"{probe.longest_busy_s * 1000:.0f} ms"),
    ]
    for modality, delays in seen.to_screen.items():
        if len(delays) > 20:
            high = statistics.quantiles(delays, n=20)[-1]
            said = f"{statistics.median(delays):.2f} s, 95 % {high:.2f} s  (bar 0.30)"
            rows.append((f"{modality} to the screen", said))
    words = [h.delays[Modality.TEXT] for h in seen.healths if Modality.TEXT in h.delays]
    if words:
        median = statistics.median(w.median_s for w in words)
        high = statistics.median(w.p95_s for w in words)
        rows.append(("words, spoken to committed", f"{median:.2f} s, 95 % {high:.2f} s  (bar 2)"))
    finals = [h.final_delay for h in seen.healths if h.final_delay]
    if finals:
        median = statistics.median(f.median_s for f in finals)
        rows.append(("utterance over to final numbers", f"{median:.2f} s"))
    after = [used for at, used in seen.memory if at >= 60] or [seen.memory[-1][1]]
    rows.append(("memory after a minute", f"{after[0] / MEGABYTE:.0f} MB"))
    end, most = after[-1], max(after)
    rows.append(("memory at the end, at most", f"{end / MEGABYTE:.0f}, {most / MEGABYTE:.0f} MB"))
    heard, read = last.samples_heard, last.samples_read
    rows.append(("samples heard, not read", f"{heard}, {heard - read}"))
    rows.append(("Whisper per second of speech", f"{last.speech_factor or float('nan'):.2f}"))
    rows.append(("utterances", f"{len(live.finals)}"))
    for name, said in rows:
        print(f"{name:<34}{said}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--asr", default="tiny.en")
    parser.add_argument("--record", type=Path)
    asked = parser.parse_args()
    print(f"load of the machine before {os.getloadavg()[0]:.1f}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        path = looped(Path(folder), asked.minutes * 60)
        run(path, asked.asr, asked.record, Path(folder))


if __name__ == "__main__":
    main()
