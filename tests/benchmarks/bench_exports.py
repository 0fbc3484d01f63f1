"""How long exports take, how large they get, and that the annotated video's memory is constant.

``python -m tests.benchmarks.bench_exports [--utterances 1000] [--minutes 0.5 2]`` writes every
format of made-up results, then annotates looped clips in processes of their own, tells how much
faster than real time that is, and fails when the longest needs over 200 MB more than the shortest.
"""

from __future__ import annotations

import argparse
import dataclasses
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from engine.media import probe
from engine.sessions import EXPORTERS
from tests.helpers.analysis_results import results
from tests.helpers.exported import analysis_of
from tests.helpers.media import looped, write_clip

_LOOP_S = 10.0
_STEP_S = 3.4
_ALLOWED_MB = 200
_SIZES = ((640, 360), (1280, 720), (1920, 1080))


def annotate(path: Path) -> None:
    """Write the annotated video beside ``path``; print seconds of film and of work."""
    info = probe(path)
    found = dataclasses.replace(
        analysis_of(results(int(info.duration_s / _STEP_S) + 1), path), media=info
    )
    begin = time.perf_counter()
    EXPORTERS["video"].write(found, path.with_suffix(".annotated.mp4"))
    print(info.duration_s, time.perf_counter() - begin)


def measure(path: Path) -> tuple[float, float]:
    """Speed against real time and peak memory in MB, in a fresh process."""
    command = [sys.executable, "-m", "tests.benchmarks.bench_exports", "--annotate", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        process, peak = psutil.Process(child.pid), 0
        while child.poll() is None:
            peak = max(peak, process.memory_info().rss)
            time.sleep(0.05)
        assert child.stdout is not None
        film_s, work_s = map(float, child.stdout.read().split())
    return film_s / work_s, peak / 1e6


def documents(count: int, folder: Path) -> None:
    found = analysis_of(results(count), duration_s=count * _STEP_S)
    print(f"{count} utterances")
    for each in EXPORTERS.values():
        if each.name == "video":
            continue
        begin, path = time.perf_counter(), folder / each.file_name("talk")
        each.write(found, path)
        size = path.stat().st_size / 1024
        print(f"  {each.title:20} {time.perf_counter() - begin:7.2f} s {size:9.0f} KiB")


def videos(minutes: list[float], folder: Path) -> int:
    peaks = []
    for width, height in _SIZES:
        once = write_clip(
            folder / f"{height}.mp4", seconds=_LOOP_S, size=(width, height), fps=30, audio="tone"
        )
        wanted = minutes if (width, height) == _SIZES[1] else minutes[:1]
        for length in wanted:
            path = looped(once, folder / f"{height}-{length}.mp4", round(length * 60 / _LOOP_S))
            speed, peak = measure(path)
            print(f"  {height}p, {length:g} min: {speed:.2f} × real time, peak {peak:.0f} MB")
            if len(wanted) > 1:
                peaks.append(peak)
    grown = max(peaks) - peaks[0] if peaks else 0.0
    print(f"  the longest needs {grown:.0f} MB more than the shortest; allowed {_ALLOWED_MB}")
    return int(grown > _ALLOWED_MB)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--utterances", type=int, default=1000)
    parser.add_argument("--minutes", type=float, nargs="+", default=[0.5, 2.0])
    parser.add_argument("--annotate", type=Path)
    asked = parser.parse_args()
    if asked.annotate:
        annotate(asked.annotate)
        return 0
    with tempfile.TemporaryDirectory() as name:
        documents(asked.utterances, Path(name))
        return videos(asked.minutes, Path(name))


if __name__ == "__main__":
    sys.exit(main())
