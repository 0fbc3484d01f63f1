"""A small data set of twelve people in a file, and experiments on it that take a second."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
import torch

from engine.datasets.schema import LabelledSample, Labels, Split
from engine.datasets.store import open_store, write_store
from engine.experiments.bench import Bench, set_up
from engine.experiments.events import GridEvent
from engine.experiments.reading import load_experiment
from engine.experiments.report import Report, write_report
from engine.experiments.results import ResultStore
from engine.experiments.runner import run_grid
from engine.types import STANDARD_HEADS, Head, HeadKind, Modality
from tests.helpers.labelled_data import CONTRACT, track

PEOPLE = 12
EACH = 4
HEADS = {**STANDARD_HEADS, "tags": Head(HeadKind.MULTI_LABEL, 2)}

SMALL = """
name = "small"
[data]
file = "people.safetensors"
folds = 3
valid = 0.25
[heads]
sentiment = { kind = "regression", size = 1 }
[model]
width = 10
bottleneck_hidden = 16
layers = 1
pooling = "mean"
[training]
sampling = "shuffled"
epochs = 2
batch_size = 16
learning_rate = 0.01
modality_dropout = 0.0
"""

GRID = """
[grid]
title = "Variants"
variant = ["B-MIB", "C-MIB"]
modalities = [["text"], ["text", "vision"]]
seeds = [1, 2]
"""

Write = Callable[..., Path]


def samples(faces: bool = True) -> list[LabelledSample]:
    """Labels shift the features. Every fifth sample has no face, every seventh no words."""
    rng, found = np.random.default_rng(7), []
    parts = [Split.TRAIN] * 6 + [Split.VALID] * 3 + [Split.TEST] * 3
    for number in range(PEOPLE * EACH):
        person = number // EACH
        emotion = int(rng.integers(3))
        shift = emotion - 1.0
        absent = {Modality.VISION} if number % 5 == 0 or not faces else set()
        absent |= {Modality.TEXT} if number % 7 == 3 else set()
        found.append(
            LabelledSample(
                dataset="talks",
                id=f"{number}-ä",
                group=f"person {person}",
                split=parts[person],
                labels=Labels(
                    sentiment=round(float(shift * 2 + rng.normal() * 0.3), 2) if shift else 0.0,
                    emotions=tuple(float(k == emotion) for k in range(7)),
                    others={"tags": (float(shift > 0), float(number % 2))},
                ),
                tracks={
                    m: track(rng, spec.dimension, int(rng.integers(1, 6)), shift)
                    for m, spec in CONTRACT.extractors.items()
                    if m not in absent
                },
            )
        )
    return found


@pytest.fixture(scope="session")
def data_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All of them, in one file."""
    path = tmp_path_factory.mktemp("data") / "people.safetensors"
    provenance = {"talks": {"title": "Made-up talks", "licence": "none"}}
    write_store(path, samples(), CONTRACT, HEADS, provenance)
    return path


@pytest.fixture
def write(tmp_path: Path, data_file: Path) -> Write:
    """Writes an experiment beside the data."""

    def written(*parts: str, name: str = "small.toml") -> Path:
        if not (tmp_path / data_file.name).exists():
            (tmp_path / data_file.name).symlink_to(data_file)
        path = tmp_path / name
        path.write_text("".join(parts), encoding="utf-8")
        return path

    return written


@pytest.fixture
def bench(write: Write, data_file: Path) -> Bench:
    """Four models, two seeds, three folds."""
    return bench_of(write(SMALL, GRID), data_file)


def bench_of(experiment: Path, data_file: Path) -> Bench:
    return set_up(load_experiment(str(experiment)), open_store(data_file))


@pytest.fixture(scope="session")
def finished(
    tmp_path_factory: pytest.TempPathFactory, data_file: Path
) -> tuple[Bench, ResultStore, Sequence[GridEvent]]:
    """The same grid, run without interruption in this process."""
    folder = tmp_path_factory.mktemp("finished")
    (folder / "small.toml").write_text(SMALL + GRID, encoding="utf-8")
    bench = bench_of(folder / "small.toml", data_file)
    store = ResultStore(folder)
    return bench, store, list(run_grid(bench, store))


@pytest.fixture(scope="session")
def report(
    finished: tuple[Bench, ResultStore, Sequence[GridEvent]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Report:
    """Page and sheets of that grid."""
    bench, store, _ = finished
    return write_report(bench, store, tmp_path_factory.mktemp("report"))


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    torch.set_num_threads(1)
    yield
