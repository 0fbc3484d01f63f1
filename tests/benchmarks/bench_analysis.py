"""Speed and memory of the whole analysis.

    python -m tests.benchmarks.bench_analysis speed CLIP
    python -m tests.benchmarks.bench_analysis memory CLIP [--minutes 30]

``speed`` prints the share of each stage and the ratio of time to length with warm models (bar:
below 1). ``memory`` loops the clip without re-encoding into a one-minute and a long video and
compares the peak memory of two fresh processes (bar: within 300 MB).
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from engine.pipelines.analysis import Analyzer
from engine.types import Analysis, AnalysisFinished, AnalysisSettings, Stage

MEMORY_BAR_MB = 300.0


def analyse(analyzer: Analyzer, clip: Path) -> Analysis:
    for event in analyzer.analyze(clip, AnalysisSettings()):
        if isinstance(event, AnalysisFinished):
            return event.analysis
    raise AssertionError("an analysis ends with AnalysisFinished")


def speed(clip: Path, runs: int) -> None:
    analyzer = Analyzer()
    analyse(analyzer, clip)
    totals, analyses = [], []
    for _ in range(runs):
        started = time.perf_counter()
        analyses.append(analyse(analyzer, clip))
        totals.append(time.perf_counter() - started)
    length = analyses[0].media.duration_s
    total = statistics.median(totals)
    print(f"{clip.name}: {length:.1f} s long, {len(analyses[0].results)} utterances, {runs} runs")
    for stage in Stage:
        seconds = statistics.median(one.stage_seconds.get(stage, 0.0) for one in analyses)
        print(f"  {stage:<12} {seconds:6.2f} s  {seconds / total:6.1%}")
    print(f"  whole        {total:6.2f} s  (lowest {min(totals):.2f}, highest {max(totals):.2f})")
    print(f"ratio of time to length: {total / length:.2f} (bar: below 1)")


def memory(clip: Path, minutes: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        short = peak_mb(looped(clip, 60, Path(folder) / "short.mp4"))
        long = peak_mb(looped(clip, minutes * 60, Path(folder) / "long.mp4"))
    print(f"peak memory of a 1-minute video    {short:7.0f} MB")
    print(f"peak memory of a {minutes}-minute video  {long:7.0f} MB")
    print(f"difference                         {long - short:7.0f} MB (bar: {MEMORY_BAR_MB:.0f})")


def looped(clip: Path, seconds: int, target: Path) -> Path:
    loop = ["-stream_loop", "-1", "-i", str(clip), "-t", str(seconds), "-c", "copy"]
    subprocess.run(["ffmpeg", "-v", "error", *loop, str(target)], check=True)
    return target


def peak_mb(clip: Path) -> float:
    """Peak resident memory of a process that analyses the file."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.bench_analysis", "peak", str(clip)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return float(run.stdout)


def peak(clip: Path) -> None:
    analyse(Analyzer(), clip)
    in_kilobytes = sys.platform != "darwin"
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(used / 1024 if in_kilobytes else used / 1024**2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["speed", "memory", "peak"])
    parser.add_argument("clip", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--minutes", type=int, default=30)
    options = parser.parse_args()
    match options.what:
        case "speed":
            speed(options.clip, options.runs)
        case "memory":
            memory(options.clip, options.minutes)
        case "peak":
            peak(options.clip)


if __name__ == "__main__":
    main()
