"""Peak memory of training must not depend on how large a data set is.

``python -m tests.benchmarks.bench_memory_training [--samples 10000 200000]`` writes made-up data
sets to files, trains a small C-MIB on each for the same number of steps in a process of its own,
watches its resident memory (pages mapped from the file included), and fails when the largest
needs over 150 MB more than the smallest. One epoch of the largest goes through all of it.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil
import torch

from engine.datasets.schema import LabelledSample, Labels, Split
from engine.datasets.store import open_store, write_store
from engine.features.contract import ExtractorSpec, FeatureContract
from engine.models.config import MIBConfig, Pooling
from engine.training.config import Sampling, TrainingConfig
from engine.training.events import EpochDone, StepDone
from engine.training.loop import train
from engine.types import SENTIMENT, STANDARD_HEADS, FeatureTrack, Modality

_DIMS = {Modality.TEXT: 48, Modality.AUDIO: 24, Modality.VISION: 24}
_STEPS = 20
_BATCH = 128
_ALLOWED_MB = 150
_HEADS = {SENTIMENT: STANDARD_HEADS[SENTIMENT]}
_CONTRACT = FeatureContract(
    {m: ExtractorSpec(f"made-up-{m}", 1, dim, 10.0) for m, dim in _DIMS.items()}
)


@dataclass(frozen=True, slots=True)
class Measured:
    samples: int
    file_mb: float
    peak_mb: float
    wall_s: float


def made_up(samples: int) -> Iterator[LabelledSample]:
    """Ten speakers a hundred samples; what is said gives the label away."""
    rng = np.random.default_rng(0)
    times, valid = np.arange(_STEPS) / 10, np.ones(_STEPS, np.bool_)
    for index in range(samples):
        label = float(rng.uniform(-3, 3))
        tracks = {
            m: FeatureTrack(
                rng.standard_normal((_STEPS, dim), dtype=np.float32) + label, times, valid
            )
            for m, dim in _DIMS.items()
        }
        group = index // 10
        split = Split.VALID if group % 20 == 0 else Split.TRAIN
        yield LabelledSample("made-up", str(index), f"g{group}", split, Labels(label), tracks)


def run(path: Path, steps: int) -> None:
    """Train for so many steps, however many epochs that is."""
    torch.set_num_threads(1)
    dataset = open_store(path)
    per_epoch = -(-len(dataset.rows(Split.TRAIN)) // _BATCH)
    config = TrainingConfig(
        epochs=-(-steps // per_epoch),
        patience=10_000,
        sampling=Sampling.SHUFFLED,
        batch_size=_BATCH,
    )
    model = MIBConfig(_DIMS, _HEADS, width=20, bottleneck_hidden=32, layers=1, pooling=Pooling.MEAN)
    for event in train(config, model, dataset):
        match event:
            case StepDone() if event.step >= steps:
                break
            case EpochDone():
                print(f"    epoch {event.epoch}: {event.samples_per_s:.0f} samples/s", flush=True)
            case _:
                pass


def measure(path: Path, samples: int, steps: int) -> Measured:
    """Train in a fresh process and watch how large it gets."""
    begin, peak = time.monotonic(), 0
    module = "tests.benchmarks.bench_memory_training"
    command = [sys.executable, "-m", module, "--run", str(path), "--steps", str(steps)]
    with subprocess.Popen(command) as child:
        process = psutil.Process(child.pid)
        while child.poll() is None:
            try:
                peak = max(peak, process.memory_info().rss)
            except psutil.NoSuchProcess:
                break
            time.sleep(0.05)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command)
    wall_s = time.monotonic() - begin
    return Measured(samples, path.stat().st_size / 1e6, peak / 1e6, wall_s)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, nargs="+", default=[10_000, 200_000])
    parser.add_argument("--steps", type=int, default=0, help="by default one epoch of the largest")
    parser.add_argument("--run", type=Path)
    options = parser.parse_args()
    if options.run:
        run(options.run, options.steps)
        return
    steps = options.steps or -(-max(options.samples) // _BATCH)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for samples in sorted(options.samples):
            path = Path(folder) / f"{samples}.safetensors"
            write_store(path, made_up(samples), _CONTRACT, _HEADS)
            rows.append(measure(path, samples, steps))
    print(f"{'samples':>9} {'file MB':>9} {'peak MB':>9} {'s':>7}   after {steps} steps each")
    for row in rows:
        print(f"{row.samples:9d} {row.file_mb:9.0f} {row.peak_mb:9.0f} {row.wall_s:7.1f}")
    growth = rows[-1].peak_mb - rows[0].peak_mb
    print(f"growth {growth:+.0f} MB (allowed {_ALLOWED_MB})")
    sys.exit(growth > _ALLOWED_MB)


if __name__ == "__main__":
    main()
