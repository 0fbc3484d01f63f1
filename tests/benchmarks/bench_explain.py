"""Speed of explained inference: every set of modalities × 32 samples of z.

    python -m tests.benchmarks.bench_explain [--repetitions 300] [--utterances 10000]

For the paper's sizes and those of the default checkpoint, sequences of 50 steps, with and without
the encoders: one utterance on one core (bar: 5 ms at the 95th percentile), and many on two, in two
threads (bar: 5 s for 10,000). ``wall`` is what a user waits. ``processor`` is what it takes of the
machine: on an idle one the same as wall for one core and twice the wall for two, and all that can
be known of a busy one.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

import numpy as np
import torch

from engine.explain.batch import CHUNK, Explainer, ExplainOptions
from engine.explain.sampling import Sampling
from engine.features.contract import running_contract
from engine.models.builders import build_model
from engine.models.config import MIBConfig
from engine.models.mib import MIBModel
from engine.models.presets import paper
from engine.models.tensors import ModalityTensors
from engine.training.recipes import load_recipe
from engine.types import Modality

STEPS = 50
ONE_BAR_MS = 5.0
MANY_BAR_S = 5.0
_AT_A_TIME = 64
"""Utterances of a call. The same are used again and again; 10,000 would take 2 GB."""
_CORES = 2

SIZES: Mapping[str, MIBConfig] = {
    "paper": paper(),
    "default": load_recipe("default").model_config(running_contract()),
}
SAMPLINGS: Mapping[str, Sampling | None] = {
    "8 sets × 32 (8 × 4) samples": Sampling(),
    "8 sets × 32 (16 × 2) samples": Sampling(modality_draws=16, fused_draws=2),
    "8 sets × 32 (32 × 1) samples": Sampling(modality_draws=32, fused_draws=1),
    "8 sets × mean path": None,
}
"""In brackets: draws of the z_m × draws of z from each. The first is what MIBScope does."""


Report = Callable[[str, Callable[[], object]], None]
"""(name, work) → prints how long the work takes."""


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


def bench(model: MIBModel, config: MIBConfig, batch: int, report: Report) -> None:
    """All samplings with and without encoders, and the encoders alone."""
    inputs = random_inputs(config, batch)

    def encode() -> None:
        with torch.inference_mode():
            model.encode(inputs)

    report("encoders alone", encode)
    with torch.inference_mode():
        encoded = model.encode(random_inputs(config, min(batch, CHUNK)))
    for name, sampling in SAMPLINGS.items():
        explainer = Explainer(model, ExplainOptions(sampling, heads=config.heads))
        report(f"{name}, with encoders", lambda: explainer.explain(inputs))  # noqa: B023 - at once
        with patch.object(model, "encode", return_value=encoded):
            report(f"{name}, without", lambda: explainer.explain(inputs))  # noqa: B023


def report_one(repetitions: int) -> Report:
    def report(name: str, work: Callable[[], object]) -> None:
        figures = "  ".join(
            f"{kind} {np.median(ms):6.2f} / {np.quantile(ms, 0.95):6.2f} ms"
            for kind, ms in zip(("wall", "processor"), times_ms(work, repetitions), strict=True)
        )
        print(f"    {name:<45} {figures}")

    return report


def report_many(utterances: int) -> Report:
    calls = -(-utterances // _AT_A_TIME)

    def report(name: str, work: Callable[[], object]) -> None:
        with ThreadPoolExecutor(_CORES) as threads:
            list(threads.map(lambda _: work(), range(_CORES)))
            started = time.perf_counter(), time.process_time()
            list(threads.map(lambda _: work(), range(calls)))
        wall, processor = time.perf_counter() - started[0], time.process_time() - started[1]
        print(f"    {name:<45} wall {wall:6.2f} s  processor {processor:6.2f} s")

    return report


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--repetitions", type=int, default=300)
    parser.add_argument("--utterances", type=int, default=10_000)
    options = parser.parse_args()
    # One each for two threads of ours: they need not wait for each other after every operation.
    torch.set_num_threads(1)
    for name, config in SIZES.items():
        torch.manual_seed(0)
        model = build_model(config).eval()
        print(f"{name} sizes")
        print(f"  one utterance, one core: median / 95th percentile (bar: {ONE_BAR_MS:.0f} ms)")
        bench(model, config, 1, report_one(options.repetitions))
        print(
            f"  {options.utterances:,} utterances, two cores (bar: {MANY_BAR_S:.0f} s for 10,000)"
        )
        bench(model, config, _AT_A_TIME, report_many(options.utterances))


if __name__ == "__main__":
    main()
