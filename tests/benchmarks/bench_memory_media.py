"""Peak memory of decoding must not depend on how long a film is.

``python -m tests.benchmarks.bench_memory_media [--minutes 1 30]`` reads looped clips as an
analysis does (sound ahead into a rolling buffer, ten pictures a second) in a process of their
own, watches its resident memory, and fails when the longest needs over 300 MB more than the
shortest.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from engine.media import AudioBuffer, probe, read_audio, read_frames

_LOOP_S = 10
_ALLOWED_MB = 300
_LOOK_EVERY_S = 0.02


@dataclass(frozen=True, slots=True)
class Measured:
    minutes: float
    peak_mb: float
    wall_s: float


def decode(path: Path) -> None:
    """Read everything once, keeping half a minute of sound and one picture."""
    info = probe(path)
    buffer = AudioBuffer(16_000)
    blocks = read_audio(info)
    for frame in read_frames(info, rate_hz=10.0, max_side=640):
        while buffer.end_s < frame.time_s + 30 and (block := next(blocks, None)):
            buffer.append(block)
        buffer.forget(frame.time_s)


def measure(path: Path, minutes: float) -> Measured:
    """Decode in a fresh process and watch how large it gets."""
    begin = time.monotonic()
    command = [sys.executable, "-m", "tests.benchmarks.bench_memory_media", "--decode", str(path)]
    with subprocess.Popen(command) as child:
        process, peak = psutil.Process(child.pid), 0
        while child.poll() is None:
            peak = max(peak, _resident(process))
            time.sleep(_LOOK_EVERY_S)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command)
    return Measured(minutes, peak / 1e6, time.monotonic() - begin)


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def compare(minutes: list[float]) -> bool:
    """Print the table; whether the longest stays within the allowance."""
    from tests.helpers.media import looped, write_clip  # noqa: PLC0415 - the child has no use for it

    print(f"{'minutes':>8} {'peak MB':>9} {'wall s':>8} {'x real time':>12}")
    measured = []
    with tempfile.TemporaryDirectory() as folder:
        clip = write_clip(Path(folder) / "clip.mp4", seconds=_LOOP_S, size=(640, 480))
        for length in sorted(minutes):
            film = looped(clip, Path(folder) / f"{length}.mp4", round(length * 60 / _LOOP_S))
            one = measure(film, length)
            film.unlink()
            measured.append(one)
            speed = one.minutes * 60 / one.wall_s
            print(
                f"{one.minutes:8g} {one.peak_mb:9.1f} {one.wall_s:8.1f} {speed:12.1f}", flush=True
            )
    growth = measured[-1].peak_mb - measured[0].peak_mb
    print(f"growth {growth:.1f} MB, allowed {_ALLOWED_MB} MB")
    return growth <= _ALLOWED_MB


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, nargs="+", default=[1.0, 30.0])
    parser.add_argument("--decode", type=Path, help="read one film (used for the child process)")
    arguments = parser.parse_args()
    if arguments.decode:
        decode(arguments.decode)
        return 0
    return 0 if compare(arguments.minutes) else 1


if __name__ == "__main__":
    sys.exit(main())
