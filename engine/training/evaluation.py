"""What a model says about labelled samples, and how good that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import torch

from engine.datasets.schema import LabelledSample
from engine.models.batching import collate
from engine.models.mib import MIBModel
from engine.models.tensors import ModalityTensors, Outputs
from engine.runtime.cancel import NEVER, Cancel, check
from engine.training import metrics
from engine.training.pools import main_emotion
from engine.types import EMOTIONS, SENTIMENT, Emotion, Float32Array, Modality, Sample

Subset = frozenset[Modality]

_BATCH = 64


@dataclass(frozen=True, slots=True)
class Predictions:
    """Of n samples: ``sentiment`` float32 [n], ``logits`` of the emotions float32 [n, 7]."""

    sentiment: Float32Array
    logits: Float32Array

    def probabilities(self, temperature: float = 1.0) -> Float32Array:
        """[n, 7], rows sum to one."""
        return torch.from_numpy(self.logits / temperature).softmax(dim=1).numpy()


@dataclass(frozen=True, slots=True)
class SetScores:
    """One data set seen through some modalities; None where it has no such label."""

    sentiment: metrics.SentimentScores | None
    emotions: metrics.EmotionScores | None


def subsets_of(modalities: Sequence[Modality]) -> Iterator[Subset]:
    """All non-empty subsets, small ones first."""
    for size in range(1, len(modalities) + 1):
        for each in combinations(modalities, size):
            yield frozenset(each)


def subset_name(subset: Subset) -> str:
    """``text+audio`` in the model's order."""
    return "+".join(m.value for m in Modality if m in subset)


@torch.inference_mode()
def predict(
    model: MIBModel,
    samples: Sequence[LabelledSample],
    subsets: Sequence[Subset],
    cancel: Cancel = NEVER,
) -> dict[Subset, Predictions]:
    """Fused predictions of the mean path from each subset. The model must be in evaluation mode."""
    parts: dict[Subset, list[Outputs]] = {subset: [] for subset in subsets}
    order = sorted(range(len(samples)), key=lambda index: _length(samples[index]))
    for first in range(0, len(order), _BATCH):
        check(cancel)
        chosen = [samples[index] for index in order[first : first + _BATCH]]
        encoded = model.encode(_inputs(model, chosen))
        here = torch.ones(len(chosen), dtype=torch.bool, device=model.device)
        for subset in subsets:
            present = {m: here if m in subset else ~here for m in model.modalities}
            parts[subset].append(model.fuse(encoded, present).outputs)
    back = np.argsort(np.array(order, dtype=np.int64))
    return {
        subset: Predictions(
            _joined(outputs, SENTIMENT, 1)[back, 0], _joined(outputs, EMOTIONS, len(Emotion))[back]
        )
        for subset, outputs in parts.items()
    }


@torch.inference_mode()
def predict_unimodal(
    model: MIBModel, samples: Sequence[LabelledSample], modality: Modality
) -> Predictions:
    """What the modality's own decoder says; every sample must have the modality."""
    parts: list[Outputs] = []
    for first in range(0, len(samples), _BATCH):
        inputs = _inputs(model, samples[first : first + _BATCH])
        encoded = model.encode({modality: inputs[modality]})
        parts.append(model.decode_unimodal(encoded)[modality])
    return Predictions(_joined(parts, SENTIMENT, 1)[:, 0], _joined(parts, EMOTIONS, len(Emotion)))


def score(predictions: Predictions, samples: Sequence[LabelledSample]) -> SetScores:
    """Scores over the samples that have the label; equally strong emotions have no true class."""
    felt = [
        (i, s.labels.sentiment) for i, s in enumerate(samples) if s.labels.sentiment is not None
    ]
    shown = [
        (i, emotion)
        for i, s in enumerate(samples)
        if (emotion := main_emotion(s.labels)) is not None
    ]
    sentiment = emotions = None
    if felt:
        index, label = (np.array(each) for each in zip(*felt, strict=True))
        sentiment = metrics.sentiment_scores(predictions.sentiment[index], label)
    if shown:
        index, label = (np.array(each) for each in zip(*shown, strict=True))
        emotions = metrics.emotion_scores(predictions.probabilities()[index], label)
    return SetScores(sentiment, emotions)


def by_dataset(samples: Sequence[LabelledSample]) -> Mapping[str, list[LabelledSample]]:
    """Samples of each set, in order."""
    found: dict[str, list[LabelledSample]] = {}
    for sample in samples:
        found.setdefault(sample.dataset, []).append(sample)
    return found


def _inputs(model: MIBModel, samples: Sequence[LabelledSample]) -> dict[Modality, ModalityTensors]:
    batch = collate([Sample(sample.tracks) for sample in samples], model.input_dims)
    return {modality: tensors.to(model.device) for modality, tensors in batch.items()}


def _joined(outputs: Sequence[Outputs], head: str, width: int) -> Float32Array:
    if not outputs:
        return np.zeros((0, width), dtype=np.float32)
    return torch.cat([each[head] for each in outputs]).cpu().numpy()


def _length(sample: LabelledSample) -> int:
    return max(len(track.values) for track in sample.tracks.values())
