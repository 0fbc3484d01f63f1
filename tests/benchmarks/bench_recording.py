"""Half an hour of recording in real time: do flash and beep stay together, is anything lost?

``python -m tests.benchmarks.bench_recording [--minutes 30]`` records a made-up camera (640 × 480,
irregular, 30 pictures a second) and a made-up sound device (48 kHz, 200 ppm too fast, callbacks up
to 30 ms late), both flashing and beeping by the same monotonic clock, and measures the file. Fails
when picture and sound are on average more than 40 ms apart at the start or at the end, or when
sound is lost. The worst single flash is printed; it holds the delay of its first picture too.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import psutil

from engine.live.recording import Recorder
from engine.live.sources import SOUND_RATE_HZ, Streams
from engine.live.sources.sound_chain import SoundChain
from tests.helpers import flash_and_beep as flash

_RATE_HZ = 48_000
_DRIFT_PPM = 200.0
_BLOCK = 960
_LATE_S = 0.03
_FPS = 30.0
_SIZE = (640, 480)
_ALLOWED_S = 0.04
_EDGE_S = 60.0


def watch(recorder: Recorder, begin: float, stopping: threading.Event) -> None:
    """The camera: each picture shows the moment at which it is stamped."""
    random = np.random.default_rng(0)
    due_s = 0.0
    while not stopping.wait(max(0.0, begin + due_s - time.monotonic())):
        recorder.see(flash.picture(time.monotonic() - begin, _SIZE))
        due_s += random.uniform(0.5, 1.5) / _FPS


def listen(recorder: Recorder, chain: SoundChain, begin: float, stopping: threading.Event) -> None:
    """The sound device: its own clock, and callbacks that are late."""
    random = np.random.default_rng(1)
    true_hz = _RATE_HZ * (1 + _DRIFT_PPM * 1e-6)
    first = 0
    while True:
        due_s = (first + _BLOCK) / true_hz + random.uniform(0.0, _LATE_S)
        if stopping.wait(max(0.0, begin + due_s - time.monotonic())):
            break
        samples = flash.beeps((first + np.arange(_BLOCK)) / true_hz)
        own, _ = chain.push(samples, time.monotonic() - begin)
        recorder.hear(own)
        first += _BLOCK
    own, _ = chain.flush()
    recorder.hear(own)


def measure(minutes: float, path: Path) -> bool:
    """Record, then print what the file says; whether it is good enough."""
    recorder, chain = Recorder(path, Streams(_SIZE, _RATE_HZ)), SoundChain(_RATE_HZ)
    recorder.start()
    stopping, begin = threading.Event(), time.monotonic()
    process = psutil.Process()
    threads = [
        threading.Thread(target=watch, args=(recorder, begin, stopping)),
        threading.Thread(target=listen, args=(recorder, chain, begin, stopping)),
    ]
    for thread in threads:
        thread.start()
    time.sleep(min(60.0, minutes * 30))
    early_mb = process.memory_info().rss / 1e6
    time.sleep(max(0.0, begin + minutes * 60 - time.monotonic()))
    late_mb = process.memory_info().rss / 1e6
    stopping.set()
    for thread in threads:
        thread.join()
    lasted_s = time.monotonic() - begin
    recorder.stop()
    busy = sum(process.cpu_times()[:2]) / lasted_s
    health = recorder.health
    lost_s = lasted_s - chain.heard / SOUND_RATE_HZ
    print(f"{lasted_s:8.1f} s recorded, {path.stat().st_size / 1e6:.1f} MB, {busy:.2f} cores")
    print(f"{health.frames:8} pictures, {health.frames_dropped} dropped, error {health.error}")
    print(f"{chain.steady.drift_ppm or 0:8.1f} ppm of drift found, of {_DRIFT_PPM}")
    print(f"{1e3 * lost_s:8.1f} ms of sound are not there, {chain.steady.filled_s} s filled in")
    print(f"{late_mb - early_mb:8.1f} MB more memory at the end than at the start")
    return _apart(path, lasted_s) and abs(lost_s) < 0.1 and health.error is None


def _apart(path: Path, lasted_s: float) -> bool:
    found = np.array(list(flash.offsets_s(path)))
    # A flash is seen with the first picture that shows it, on average half a step after it began.
    found[:, 1] += 0.5 / _FPS
    good = True
    print(f"{'':>8} {'beeps':>6} {'mean ms':>8} {'worst ms':>9}   beep after flash")
    for name, part in (
        ("start", found[found[:, 0] < _EDGE_S]),
        ("end", found[found[:, 0] > lasted_s - _EDGE_S]),
        ("whole", found),
    ):
        # A single flash cannot tell a picture taken late from one that is at the wrong time.
        mean, worst = 1e3 * part[:, 1].mean(), 1e3 * np.abs(part[:, 1]).max()
        print(f"{name:>8} {len(part):6} {mean:8.1f} {worst:9.1f}")
        good = good and abs(mean) <= 1e3 * _ALLOWED_S
    return good


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    minutes = parser.parse_args().minutes
    with tempfile.TemporaryDirectory() as folder:
        return 0 if measure(minutes, Path(folder) / "recording.mp4") else 1


if __name__ == "__main__":
    sys.exit(main())
