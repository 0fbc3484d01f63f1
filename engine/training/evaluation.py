"""What a model says about labelled samples, and how good that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import torch
from torch import Tensor

from engine.datasets.packed import Int64Array, PackedDataset
from engine.datasets.schema import Split
from engine.models.mib import MIBModel
from engine.models.tensors import Encoded, ModalityTensors, Outputs
from engine.runtime.cancel import NEVER, Cancel, check
from engine.training import metrics
from engine.training.pools import NO_EMOTION, main_emotions
from engine.training.tensor_data import ABSENT, TensorData
from engine.types import EMOTIONS, SENTIMENT, Float32Array, HeadKind, Modality

Subset = frozenset[Modality]

_MOST_ROWS = 128
_MOST_CELLS = 4_000_000
"""Rows of a batch times the square of its steps: what attention holds at once."""


@dataclass(frozen=True, slots=True)
class Predictions:
    """``outputs``: per head float32 [n, k], numbers or logits as the decoders give them."""

    outputs: Mapping[str, Float32Array]

    def taken(self, rows: Int64Array) -> Predictions:
        """Those of some samples."""
        return Predictions({name: values[rows] for name, values in self.outputs.items()})


Scores = (
    metrics.SentimentScores
    | metrics.EmotionScores
    | metrics.MultiLabelScores
    | metrics.RegressionScores
)
SetScores = Mapping[str, Scores]
"""One data set seen through some modalities, by head; heads without labels there are missing."""


@dataclass(frozen=True, slots=True)
class Examined:
    """All that one pass over some samples gives.

    fused: by the modalities that took part.
    unimodal: what each modality's own decoder says (nothing for E- and B-MIB).
    rates: nats through each bottleneck, float32 [n].
    z: what the fused decoder reads where all modalities of the model take part, float32 [n, d];
        without rows where that was not asked for.
    Rows of ``unimodal`` and ``rates`` where the modality is absent mean nothing.
    """

    fused: Mapping[Subset, Predictions]
    unimodal: Mapping[Modality, Predictions]
    rates: Mapping[Modality, Float32Array]
    z: Float32Array


def subsets_of(modalities: Sequence[Modality]) -> Iterator[Subset]:
    """All non-empty subsets, small ones first."""
    for size in range(1, len(modalities) + 1):
        for each in combinations(modalities, size):
            yield frozenset(each)


def subset_name(subset: Subset) -> str:
    """``text+audio`` in the model's order."""
    return "+".join(m.value for m in Modality if m in subset)


@torch.inference_mode()
def examine(
    model: MIBModel,
    data: TensorData,
    rows: Int64Array,
    subsets: Sequence[Subset],
    cancel: Cancel = NEVER,
) -> Examined:
    """The mean path from each subset, and every modality alone. The model must be in evaluation
    mode."""
    collected = _Collected()
    everything = frozenset(model.modalities)
    chosen = torch.from_numpy(rows)
    lengths = data.lengths(chosen)
    # Samples of like length share a batch, so that little of it is padding.
    order = lengths.argsort(stable=True)
    for part in torch.split(order, batch_sizes(lengths[order].tolist())):
        check(cancel)
        encoded = encode(model, data, chosen[part])
        here = torch.ones(len(part), dtype=torch.bool, device=model.device)
        for subset in subsets:
            present = {m: here if m in subset else ~here for m in model.modalities}
            fused = model.fuse(encoded, present)
            collected.add(subset, fused.outputs)
            if subset == everything:
                collected.add("z", {"z": fused.vector})
        for modality, outputs in model.decode_unimodal(encoded).items():
            collected.add(modality, outputs)
        for modality, gaussian in encoded.bottlenecks.items():
            collected.add((modality, "rate"), {"rate": gaussian.rate()})
    back = order.argsort()
    z = collected.joined("z", back).outputs
    return Examined(
        {subset: collected.joined(subset, back) for subset in subsets},
        {m: collected.joined(m, back) for m in model.modalities if m.value in model.decoders},
        {
            m: collected.joined((m, "rate"), back).outputs["rate"]
            for m in model.modalities
            if m.value in model.bottlenecks
        },
        z.get("z", np.zeros((0, 0), np.float32)),
    )


def batch_sizes(lengths: Sequence[int]) -> list[int]:
    """How many of the samples, in rising order of their lengths, go into each batch."""
    sizes: list[int] = []
    for length in lengths:
        full = sizes and (sizes[-1] == _MOST_ROWS or (sizes[-1] + 1) * length**2 > _MOST_CELLS)
        if full or not sizes:
            sizes.append(1)
        else:
            sizes[-1] += 1
    return sizes


def encode(model: MIBModel, data: TensorData, rows: Tensor) -> Encoded:
    """Encodings of some samples, whatever they lack."""
    return model.encode(_gather(model, data, rows))


def gathered(
    model: MIBModel, data: TensorData, order: Tensor, cancel: Cancel = NEVER
) -> Iterator[Mapping[Modality, ModalityTensors]]:
    """Inputs of the samples batch by batch, whatever they lack. ``order``: rows, short ones
    first."""
    for part in torch.split(order, batch_sizes(data.lengths(order).tolist())):
        check(cancel)
        yield _gather(model, data, part)


def score(predictions: Predictions, dataset: PackedDataset, rows: Int64Array) -> SetScores:
    """Scores over the samples that have the label; equally strong emotions have no true class."""
    return score_shown(linked(predictions, dataset), dataset, rows)


def linked(predictions: Predictions, dataset: PackedDataset) -> dict[str, Float32Array]:
    """Numbers and probabilities, float [n, k], of the heads that the data set knows."""
    return {
        name: _linked(name, outputs, dataset)
        for name, outputs in predictions.outputs.items()
        if name in dataset.labels
    }


def score_shown(
    predicted: Mapping[str, Float32Array], dataset: PackedDataset, rows: Int64Array
) -> SetScores:
    """The same of numbers and probabilities, float [n, k] by head."""
    return {
        name: _score_head(name, values, dataset, rows)
        for name, values in predicted.items()
        if name in dataset.labels and dataset.labels[name].mask[rows].any()
    }


def by_dataset(dataset: PackedDataset, split: Split) -> dict[str, Int64Array]:
    """Rows of each set in a split; sets without any are left out."""
    found = {name: dataset.rows_of(name, split) for name in dataset.dataset_names}
    return {name: rows for name, rows in found.items() if len(rows)}


def probabilities(logits: Float32Array) -> Float32Array:
    """[n, k], rows sum to one."""
    return torch.from_numpy(logits).softmax(dim=1).numpy()


def true_classes(dataset: PackedDataset, head: str, rows: Int64Array) -> Int64Array:
    """Of each sample the class of a multi-class head; NO_EMOTION where it is not known or not
    single."""
    if head == EMOTIONS:
        return main_emotions(dataset)[rows]
    values, mask = dataset.labels[head].values[rows], dataset.labels[head].mask[rows]
    return np.where(mask.all(axis=1), values.argmax(axis=1), NO_EMOTION).astype(np.int64)


def _linked(name: str, outputs: Float32Array, dataset: PackedDataset) -> Float32Array:
    kind = dataset.heads[name].kind
    if kind is HeadKind.MULTI_LABEL:
        return torch.from_numpy(outputs).sigmoid().numpy()
    return probabilities(outputs) if kind is HeadKind.MULTI_CLASS else outputs


def _score_head(
    name: str, predicted: Float32Array, dataset: PackedDataset, rows: Int64Array
) -> Scores:
    labels = dataset.labels[name]
    values, mask = labels.values[rows], labels.mask[rows]
    kind = dataset.heads[name].kind
    if kind is HeadKind.MULTI_LABEL:
        return metrics.multi_label_scores(predicted, values > 0.5, mask)
    if kind is HeadKind.MULTI_CLASS:
        true = true_classes(dataset, name, rows)
        known = true != NO_EMOTION
        return metrics.emotion_scores(predicted[known], true[known])
    if name == SENTIMENT:
        return metrics.sentiment_scores(predicted[mask], values[mask])
    return metrics.regression_scores(predicted[mask], values[mask])


def _gather(model: MIBModel, data: TensorData, rows: Tensor) -> Mapping[Modality, ModalityTensors]:
    plan = {m: torch.where(data.present(m, rows), rows, ABSENT) for m in model.modalities}
    return data.gather(plan)


class _Collected:
    """Outputs of batch after batch, joined at the end."""

    def __init__(self) -> None:
        self._parts: dict[object, list[Outputs]] = {}

    def add(self, key: object, outputs: Outputs) -> None:
        self._parts.setdefault(key, []).append(outputs)

    def joined(self, key: object, back: Tensor) -> Predictions:
        parts = self._parts.get(key, [])
        names = parts[0] if parts else ()
        return Predictions(
            {
                name: torch.cat([part[name].float().cpu() for part in parts])[back].numpy()
                for name in names
            }
        )
