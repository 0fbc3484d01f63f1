"""Speed of explained inference: every set of modalities × 32 samples of z.

    python -m tests.benchmarks.bench_explain [--repetitions 300] [--utterances 10000]

Prints for the paper's sizes and those of the default checkpoint, sequences of 50 steps:
one utterance on one core (bar: 5 ms at the 95th percentile) and many on two (bar: 5 s for
10,000), with and without the encoders. ``wall`` is what a user waits; ``processor`` is what it
takes of the machine, and nearly the same as wall on an idle one.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from unittest.mock import patch

import numpy as np
import torch

from engine.explain.batch import Explainer, ExplainOptions
from engine.explain.sampling import Sampling
from engine.models.builders import build_model
from engine.models.config import MIBConfig, Pooling
from engine.models.mib import MIBModel
from engine.models.presets import paper
from engine.models.tensors import ModalityTensors
from engine.types import Modality

STEPS = 50
ONE_BAR_MS = 5.0
MANY_BAR_S = 5.0
MANY = 10_000
_AT_A_TIME = 500
"""Inputs of so many are made and used again and again; 10,000 would take 2 GB."""

SIZES: Mapping[str, MIBConfig] = {
    "paper": paper(),
    "default": MIBConfig(
        input_dims=dict(zip(Modality, (384, 73, 76), strict=True)), layers=2, pooling=Pooling.MEAN
    ),
}
SAMPLINGS: Mapping[str, Sampling | None] = {
    "8 × (16 × 2) samples": Sampling(),
    "8 × (32 × 1) samples": Sampling(modality_draws=32, fused_draws=1),
    "8 × mean path": None,
}


def random_inputs(config: MIBConfig, batch: int) -> dict[Modality, ModalityTensors]:
    generator = torch.Generator().manual_seed(0)
    return {
        m: ModalityTensors(
            torch.randn(batch, STEPS, dim, generator=generator),
            torch.ones(batch, STEPS, dtype=torch.bool),
        )
        for m, dim in config.input_dims.items()
    }


def times_ms(work: Callable[[], object], repetitions: int) -> tuple[np.ndarray, np.ndarray]:
    """Wall and processor time of each repetition."""
    for _ in range(max(3, repetitions // 10)):
        work()
    wall, processor = np.empty(repetitions), np.empty(repetitions)
    for i in range(repetitions):
        started = time.perf_counter(), time.process_time()
        work()
        wall[i], processor[i] = time.perf_counter() - started[0], time.process_time() - started[1]
    return 1000 * wall, 1000 * processor


def encoded_already(model: MIBModel, config: MIBConfig, batch: int) -> patch:
    """While it lasts, encoding costs nothing."""
    with torch.inference_mode():
        return patch.object(
            model, "encode", return_value=model.encode(random_inputs(config, batch))
        )


def bench_one(model: MIBModel, config: MIBConfig, repetitions: int) -> None:
    torch.set_num_threads(1)
    inputs = random_inputs(config, 1)
    with torch.inference_mode():
        line("encoders alone", *times_ms(lambda: model.encode(inputs), repetitions))
    for name, sampling in SAMPLINGS.items():
        explainer = Explainer(model, ExplainOptions(sampling, heads=config.heads))
        for where in ("with encoders", "without encoders"):
            without = where == "without encoders"
            with encoded_already(model, config, 1) if without else nullcontext():
                measured = times_ms(lambda: explainer.explain(inputs), repetitions)  # noqa: B023
            bar = f"  (bar: {ONE_BAR_MS:.0f} ms at 95 %)" if sampling and not without else ""
            line(f"{name}, {where}", *measured, bar)


def line(name: str, wall: np.ndarray, processor: np.ndarray, bar: str = "") -> None:
    figures = "  ".join(
        f"{kind} {np.median(ms):6.2f} / {np.quantile(ms, 0.95):6.2f}"
        for kind, ms in (("wall", wall), ("processor", processor))
    )
    print(f"    {name:<42} {figures}{bar}")


def bench_many(model: MIBModel, config: MIBConfig, utterances: int) -> None:
    torch.set_num_threads(2)
    inputs = random_inputs(config, _AT_A_TIME)
    times = utterances // _AT_A_TIME

    def encode() -> None:
        with torch.inference_mode():
            for start in range(0, _AT_A_TIME, 32):
                model.encode(
                    {
                        m: ModalityTensors(*(t[start : start + 32] for t in x))
                        for m, x in inputs.items()
                    }
                )

    whole("encoders alone", encode, times)
    for name, sampling in SAMPLINGS.items():
        explainer = Explainer(model, ExplainOptions(sampling, heads=config.heads))
        bar = f"  (bar: {MANY_BAR_S:.0f} s)" if sampling else ""
        whole(f"{name}, with encoders", lambda: explainer.explain(inputs), times, bar)  # noqa: B023


def whole(name: str, work: Callable[[], object], times: int, bar: str = "") -> None:
    work()
    started = time.perf_counter(), time.process_time()
    for _ in range(times):
        work()
    wall, processor = time.perf_counter() - started[0], time.process_time() - started[1]
    print(f"    {name:<42} wall {wall:6.2f} s  processor {processor:6.2f} s{bar}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--repetitions", type=int, default=300)
    parser.add_argument("--utterances", type=int, default=MANY)
    options = parser.parse_args()
    for name, config in SIZES.items():
        torch.manual_seed(0)
        model = build_model(config).eval()
        print(f"{name} sizes")
        print("  one utterance, one core, ms: median / 95th percentile")
        bench_one(model, config, options.repetitions)
        print(f"  {options.utterances:,} utterances, two cores")
        bench_many(model, config, options.utterances)


if __name__ == "__main__":
    main()
