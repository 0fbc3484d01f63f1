"""Made-up problems whose structure is known, and quick training on them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import permutations

import numpy as np
import torch

from engine.datasets.packed import PackedDataset, pack
from engine.datasets.schema import LabelledSample, Labels, Split
from engine.features.contract import ExtractorSpec, FeatureContract
from engine.models.config import MIBConfig, Pooling, TextEncoder
from engine.models.mib import MIBModel
from engine.training.config import Sampling, Selection, TrainingConfig
from engine.training.evaluation import Predictions, examine, subsets_of
from engine.training.events import TrainingFinished
from engine.training.loop import train
from engine.training.tensor_data import TensorData
from engine.types import SENTIMENT, STANDARD_HEADS, FeatureTrack, Float32Array, Modality

TEXT, AUDIO, VISION = Modality
HEADS = {SENTIMENT: STANDARD_HEADS[SENTIMENT]}
DIM = 4
Rng = np.random.Generator
Problem = Callable[[Rng], tuple[float, Mapping[Modality, Float32Array]]]
"""One sample: its label and, per modality, what every step of its track shows, float32 [DIM]."""


def noise(rng: Rng) -> Float32Array:
    return rng.standard_normal(DIM).astype(np.float32)


def signal(rng: Rng, value: float, blur: float = 0.1) -> Float32Array:
    """The value in the first feature, blurred; noise in the others."""
    seen = noise(rng)
    seen[0] = value + blur * seen[0]
    return seen


def dataset(problem: Problem, samples: int = 900) -> PackedDataset:
    """Two thirds for training, a sixth each for validation and for testing."""
    rng = np.random.default_rng(0)
    parts = [Split.TRAIN] * 4 + [Split.VALID, Split.TEST]
    made = []
    for index in range(samples):
        label, shown = problem(rng)
        split = parts[index % len(parts)]
        tracks = {m: _track(seen, rng) for m, seen in shown.items()}
        made.append(LabelledSample("made-up", str(index), f"{split}", split, Labels(label), tracks))
    contract = FeatureContract(
        {m: ExtractorSpec(f"made-up-{m}", 1, DIM, 10.0) for m in made[0].tracks}
    )
    return pack(made, contract, HEADS)


def trained(
    data: PackedDataset, training: Mapping[str, object] | None = None, **model: object
) -> TrainingFinished:
    """A small model without dropout; ``training`` and ``model`` change single settings."""
    torch.set_num_threads(1)
    config = MIBConfig(
        dict.fromkeys(data.tracks, DIM),
        HEADS,
        **{
            "width": 10,
            "bottleneck_hidden": 64,
            "layers": 1,
            "pooling": Pooling.MEAN,
            "text_encoder": TextEncoder.TRANSFORMER,
            "dropout_attention": 0.0,
            "dropout_feed_forward": 0.0,
            "dropout_residual": 0.0,
            "dropout_embedding": 0.0,
            **model,
        },
    )
    settings = {
        "epochs": 20,
        "patience": 100,
        "sampling": Sampling.SHUFFLED,
        "select_by": Selection.MAE,
        "learning_rate": 4e-3,
        "beta": 1e-2,
        "modality_dropout": 0.2,
        "nothing": 0.1,
        **(training or {}),
    }
    last = None
    for event in train(TrainingConfig(**settings), config, data):
        last = event
    assert isinstance(last, TrainingFinished)
    return last


def sees(model: MIBModel, data: PackedDataset) -> Mapping[frozenset[Modality], Float32Array]:
    """Sentiment of the TEST samples from every subset of the modalities, none included."""
    rows = data.rows(Split.TEST)
    subsets = [frozenset[Modality](), *subsets_of(model.modalities)]
    fused: Mapping[frozenset[Modality], Predictions] = examine(
        model, TensorData(data), rows, subsets
    ).fused
    return {subset: each.outputs[SENTIMENT][:, 0] for subset, each in fused.items()}


def labels(data: PackedDataset) -> Float32Array:
    return data.labels[SENTIMENT].values[data.rows(Split.TEST), 0]


def rates(model: MIBModel, data: PackedDataset) -> dict[Modality, float]:
    """Nats through each bottleneck on TEST samples."""
    seen = examine(model, TensorData(data), data.rows(Split.TEST), [])
    return {m: float(each.mean()) for m, each in seen.rates.items()}


def shares(model: MIBModel, data: PackedDataset) -> dict[Modality, Float32Array]:
    """Shapley values of every TEST sample, by the definition: the mean over all orders."""
    worth = sees(model, data)
    players = model.modalities
    return {m: _mean_gain(m, players, worth) for m in players}


def _mean_gain(
    player: Modality,
    players: tuple[Modality, ...],
    worth: Mapping[frozenset[Modality], Float32Array],
) -> Float32Array:
    gains = []
    for order in permutations(players):
        before = frozenset(order[: order.index(player)])
        gains.append(worth[before | {player}] - worth[before])
    mean: Float32Array = np.mean(gains, axis=0)
    return mean


def _track(seen: Float32Array, rng: Rng) -> FeatureTrack:
    steps = int(rng.integers(2, 5))
    values = np.repeat(seen[np.newaxis], steps, axis=0)
    return FeatureTrack(values, np.arange(steps) / 10, np.ones(steps, np.bool_))
