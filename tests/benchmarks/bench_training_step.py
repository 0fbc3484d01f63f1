"""Training steps of C-MIB a second: ours against the published loop (published_loop.py).

    OMP_WAIT_POLICY=passive python -m tests.benchmarks.bench_training_step [--blocks 9]

Concatenation fusion, batches of 32, sequences of up to 50 steps, 768 / 74 / 47 numbers a step for
frozen text states, voice and face, one regression head, two threads. Both gather their batches in
the same way from the same arrays; ours only as far as the longest sequence of the batch, as
training does. Blocks of steps of both alternate; medians are compared. Bar: 3 times as many samples
a second where all sequences are of full length.

On a machine that does other work at the same time, threads that spin while they wait spoil the
measurement of both, hence the environment variable; there the ratio of processor time says more.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median

import torch
from torch import Tensor

from engine.models.builders import build_model
from engine.models.config import MIBConfig
from engine.models.losses import HeadTarget, LossOptions, mib_loss
from engine.models.tensors import ModalityTensors
from engine.runtime.threads import limit_threads
from engine.types import SENTIMENT, Head, HeadKind, Modality
from tests.benchmarks.published_loop import PublishedLoop

BAR = 3.0
DIMS = {Modality.TEXT: 768, Modality.AUDIO: 74, Modality.VISION: 47}
STEPS, BATCH, SAMPLES = 50, 32, 1024
HEADS = {SENTIMENT: Head(HeadKind.REGRESSION, 1)}

Step = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Data:
    """values: float [samples, STEPS, dim], zero from ``lengths`` on; labels: float [samples, 1]."""

    values: Mapping[Modality, Tensor]
    lengths: Tensor
    labels: Tensor

    def rows(self) -> Tensor:
        return torch.randint(len(self.labels), (BATCH,))

    def gather(self, rows: Tensor, steps: int) -> dict[Modality, Tensor]:
        rows = rows.to(self.labels.device)
        return {m: each[:, :steps].index_select(0, rows) for m, each in self.values.items()}


@dataclass(frozen=True, slots=True)
class Timing:
    """Of one block, per step."""

    wall_s: float
    processor_s: float


def full_lengths() -> Tensor:
    return torch.full((SAMPLES,), STEPS)


def mosi_like_lengths() -> Tensor:
    """Words of an utterance of CMU-MOSI: twelve on average, few long ones."""
    gamma = torch.distributions.Gamma(2.0, 1 / 6.0)
    return gamma.sample((SAMPLES,)).round().clamp(1, STEPS).long()


def made_up(lengths: Tensor, device: str) -> Data:
    inside = (torch.arange(STEPS) < lengths.unsqueeze(1)).unsqueeze(-1)
    values = {m: torch.randn(SAMPLES, STEPS, dim) * inside for m, dim in DIMS.items()}
    return Data(
        {m: each.to(device) for m, each in values.items()},
        lengths,
        torch.randn(SAMPLES, 1).to(device),
    )


def our_step(data: Data, device: str) -> Step:
    """One step as engine.training takes it."""
    model = build_model(MIBConfig(input_dims=DIMS, heads=HEADS)).to(device).train()
    optimiser = torch.optim.AdamW(model.parameters(), lr=2e-5, fused=True)
    noise = torch.Generator(device).manual_seed(0)
    known = torch.ones(BATCH, 1, dtype=torch.bool, device=device)

    def step() -> None:
        rows = data.rows()
        lengths = data.lengths[rows]
        longest = int(lengths.max())
        mask = (torch.arange(longest) < lengths.unsqueeze(1)).to(device)
        inputs = {
            m: ModalityTensors(values, mask) for m, values in data.gather(rows, longest).items()
        }
        labels = data.labels[rows.to(device)]
        with torch.autocast(device, torch.bfloat16, enabled=device == "cuda"):
            output = model(inputs, sample=True, generator=noise)
            terms = mib_loss(output, {SENTIMENT: HeadTarget(labels, known)}, HEADS, LossOptions())
        optimiser.zero_grad()
        terms.total.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()

    return step


def published_step(data: Data, device: str) -> Step:
    loop = PublishedLoop(*DIMS.values(), width=50, hidden=1024, longest=STEPS).to(device).train()

    def step() -> None:
        rows = data.rows()
        labels = data.labels[rows.to(device)].view(-1)
        with torch.autocast(device, torch.bfloat16, enabled=device == "cuda"):
            loop(*data.gather(rows, STEPS).values(), labels)

    return step


def timed(step: Step, steps: int, device: str) -> Timing:
    wall, processor = time.perf_counter(), time.process_time()
    for _ in range(steps):
        step()
    if device == "cuda":
        torch.cuda.synchronize()
    return Timing((time.perf_counter() - wall) / steps, (time.process_time() - processor) / steps)


def compare(name: str, lengths: Tensor, device: str, blocks: int, steps: int) -> None:
    """Print one row."""
    data = made_up(lengths, device)
    ours, theirs = our_step(data, device), published_step(data, device)
    timed(ours, 3, device), timed(theirs, 3, device)
    pairs = [(timed(ours, steps, device), timed(theirs, steps, device)) for _ in range(blocks)]
    wall = [median(pair[i].wall_s for pair in pairs) for i in range(2)]
    processor = [median(pair[i].processor_s for pair in pairs) for i in range(2)]
    ratios = sorted(there.wall_s / here.wall_s for here, there in pairs)
    print(
        f"{device:6}{name:12}{BATCH / wall[0]:10.0f}{BATCH / wall[1]:11.0f}"
        f"{wall[1] / wall[0]:8.2f}{f'{ratios[0]:.2f} to {ratios[-1]:.2f}':>16}"
        f"{processor[1] / processor[0]:11.2f}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--blocks", type=int, default=9, help="of each, alternating")
    parser.add_argument("--steps", type=int, default=10, help="per block")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    limit_threads(options.threads)
    torch.manual_seed(0)
    print(f"samples a second, medians of {options.blocks} blocks of {options.steps} steps, "
          f"{options.threads} threads; bar: {BAR:.1f} at full length")  # fmt: skip
    print(f"{'':6}{'lengths':12}{'ours':>10}{'published':>11}{'ratio':>8}{'per block':>16}"
          f"{'processor':>11}")  # fmt: skip
    devices = ["cpu", *(["cuda"] if torch.cuda.is_available() else [])]
    for device in devices:
        compare("full", full_lengths(), device, options.blocks, options.steps)
        compare("MOSI-like", mosi_like_lengths(), device, options.blocks, options.steps)
    if "cuda" not in devices:
        print("cuda: not measured, there is none here")


if __name__ == "__main__":
    main()
