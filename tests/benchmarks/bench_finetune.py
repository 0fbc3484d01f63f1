"""Does fine-tuning on sixty labelled utterances help with people that were never seen?

    python -m tests.benchmarks.bench_finetune --data DIR [--cache DIR] [--crosswise]

The six videos of mosi400 whose labels no weight of the default checkpoint was fitted to are dealt
anew in every draw: sixty utterances of three of them are the user's labels (of those, fine-tuning
keeps one video for validation, or each in turn with --crosswise), the three others are held out and
only measured. (Two of the six chose the checkpoint's epoch and calibration, which can only flatter
it.) The control has the same labels, shuffled among the sixty.
"""

from __future__ import annotations

import argparse
import itertools
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

from engine.datasets.catalogue import read
from engine.datasets.extraction import extract, load
from engine.datasets.extractors import running_extractors
from engine.datasets.packed import pack
from engine.datasets.schema import LabelledSample, Split
from engine.datasets.splits import MOSI400_TEST, MOSI400_VALID
from engine.models.mib import MIBModel
from engine.runtime.paths import cache_dir
from engine.training.checkpoints import (
    Checkpoint,
    default_checkpoint_path,
    load_checkpoint,
)
from engine.training.evaluation import examine
from engine.training.finetuning.assembling import assemble
from engine.training.finetuning.choices import Learns
from engine.training.finetuning.run import Asked, Parent, Saved, finetune
from engine.training.finetuning.sources import Collected
from engine.training.finetuning.splits import SplitPlan
from engine.training.run import Built, data_lineage
from engine.training.runs.folder import RunFolder
from engine.training.tensor_data import TensorData
from engine.types import SENTIMENT

LABELLED = 60
VIDEOS = 3


@dataclass(frozen=True)
class Outcome:
    """Of one fine-tuning, on the held-out utterances."""

    before: np.ndarray
    """Absolute errors."""
    after: np.ndarray
    epochs: list[int]
    seconds: float
    cpu_s: float
    """Of all threads: with --threads 1 what an idle core would take."""


def samples_of(data: Path, cache: Path, parent: Checkpoint) -> list[LabelledSample]:
    free = {f"youtube/{video}" for video in MOSI400_VALID | MOSI400_TEST}
    records = [each for each in read(data, ["mosi400"]) if each.group in free]
    for _ in extract(records, parent.contract, running_extractors(), cache):
        pass
    return load(records, parent.contract, cache)


def dealt(
    samples: Sequence[LabelledSample], seed: int
) -> tuple[list[LabelledSample], list[LabelledSample]]:
    """Sixty utterances of three videos, and all of the others."""
    rng = np.random.default_rng(seed)
    videos = sorted({each.group for each in samples})
    deals = [
        chosen
        for chosen in itertools.combinations(videos, VIDEOS)
        if sum(each.group in chosen for each in samples) >= LABELLED
    ]
    chosen = deals[rng.integers(len(deals))]
    mine = [each for each in samples if each.group in chosen]
    places = np.sort(rng.permutation(len(mine))[:LABELLED])
    held_out = [each for each in samples if each.group not in chosen]
    return [mine[place] for place in places], held_out


def shuffled(samples: Sequence[LabelledSample], seed: int) -> list[LabelledSample]:
    order = np.random.default_rng(1000 + seed).permutation(len(samples))
    return [
        replace(each, labels=samples[place].labels)
        for each, place in zip(samples, order, strict=True)
    ]


def tuned(
    parent: Checkpoint,
    labelled: Sequence[LabelledSample],
    held_out: Sequence[LabelledSample],
    asked: Asked,
) -> Outcome:
    collected = Collected(
        tuple(labelled), dict(parent.config.heads), frozenset(), data_lineage(labelled), ()
    )
    began, worked = time.perf_counter(), time.process_time()
    data = assemble(collected, parent.contract, SplitPlan(seed=asked.seed))
    with tempfile.TemporaryDirectory() as folder:
        for event in finetune(asked, Parent("default", parent), data, RunFolder(Path(folder))):
            if isinstance(event, Built):
                built = event.checkpoint
            elif isinstance(event, Saved):
                epochs = event.card.metrics["epochs"]
    seconds, cpu_s = time.perf_counter() - began, time.process_time() - worked
    before, after = (errors(model, parent, held_out) for model in (parent.model, built.model))
    return Outcome(before, after, epochs, seconds, cpu_s)


def errors(model: MIBModel, parent: Checkpoint, samples: Sequence[LabelledSample]) -> np.ndarray:
    """Absolute errors of the sentiment, from all modalities."""
    held = [replace(each, split=Split.TEST) for each in samples]
    dataset = pack(held, parent.contract, parent.config.heads)
    everything = frozenset(model.modalities)
    seen = examine(model, TensorData(dataset), np.arange(len(dataset)), [everything])
    said = seen.fused[everything].outputs[SENTIMENT][:, 0]
    return np.abs(said - dataset.labels[SENTIMENT].values[:, 0])


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--cache", type=Path, default=cache_dir() / "features")
    options.add_argument("--learns", type=Learns, default=Learns.HEADS)
    options.add_argument("--crosswise", action="store_true")
    options.add_argument("--first", type=int, default=1, help="draw")
    options.add_argument("--draws", type=int, default=5)
    options.add_argument("--threads", type=int, default=2)
    chosen = options.parse_args()
    torch.set_num_threads(chosen.threads)
    parent = load_checkpoint(default_checkpoint_path(), None)
    samples = samples_of(chosen.data, chosen.cache, parent)
    print(f"{len(samples)} utterances of {len({each.group for each in samples})} videos")
    print(
        "draw  held out  MAE before   after  change    epochs  seconds  cpu s | shuffled: change    epochs"
    )
    rows = []
    for seed in range(chosen.first, chosen.first + chosen.draws):
        labelled, held_out = dealt(samples, seed)
        asked = Asked(chosen.learns, seed, crosswise=chosen.crosswise)
        real = tuned(parent, labelled, held_out, asked)
        control = tuned(parent, shuffled(labelled, seed), held_out, asked)
        before, after = real.before.mean(), real.after.mean()
        rows.append((before, after, after - before, control.after.mean() - before, real.seconds))
        print(
            f"{seed:4d}  {len(held_out):8d}  {before:10.3f}  {after:6.3f}  {after - before:+6.3f}  "
            f"{_told(real):>8}  {real.seconds:7.1f}  {real.cpu_s:5.1f} | {control.after.mean() - before:+16.3f}  "
            f"{_told(control):>8}",
            flush=True,
        )
    table = np.array(rows)
    mean, sd = table.mean(axis=0), table.std(axis=0, ddof=1)
    print(
        f"mean: MAE {mean[0]:.3f} → {mean[1]:.3f}, change {mean[2]:+.4f} ± {sd[2]:.4f} (s.d.); "
        f"shuffled {mean[3]:+.4f} ± {sd[3]:.4f}; slowest {table[:, 4].max():.1f} s"
    )


def _told(outcome: Outcome) -> str:
    return ",".join(map(str, outcome.epochs))


if __name__ == "__main__":
    main()
