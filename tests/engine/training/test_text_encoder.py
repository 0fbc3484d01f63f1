"""A text encoder that is trained along with the model."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor

from engine.datasets.packed import SPLITS, PackedDataset, pack
from engine.datasets.schema import LabelledSample, Labels, Split
from engine.features.contract import ExtractorSpec, FeatureContract
from engine.models.builders import build_model
from engine.models.config import TextEncoder
from engine.models.pretrained import PretrainedText
from engine.training.config import Precision
from engine.training.metrics import SentimentScores
from engine.training.moments import standardise
from engine.types import SENTIMENT, FeatureTrack, Head, HeadKind, Modality
from tests.helpers.training import MODEL, SHORT, TRAINING, run

TEXT = Modality.TEXT
IDS = FeatureContract({TEXT: ExtractorSpec("ids", 1, 1, None, exact=True)})
TINY_BERT = {
    "model_type": "bert",
    "vocab_size": 40,
    "hidden_size": 8,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "intermediate_size": 8,
    "max_position_embeddings": 16,
}
READER = replace(
    MODEL, input_dims={TEXT: 1}, text_encoder=TextEncoder.PRETRAINED, pretrained_text=TINY_BERT
)


def read_words(first: int = 0) -> PackedDataset:
    """Twenty ids from ``first`` on say that it was bad, twenty more that it was good."""
    rng, samples = np.random.default_rng(0), []
    for split in Split:
        for i in range(24):
            good, steps = i % 2, int(rng.integers(2, 8))
            ids = first + rng.integers(20 * good, 20 + 20 * good, (steps, 1)).astype(np.float32)
            track = FeatureTrack(ids, np.arange(float(steps)), np.ones(steps, np.bool_))
            label = Labels(2.0 if good else -2.0)
            name = f"{split}{i}"
            samples.append(LabelledSample("read", name, name, split, label, {TEXT: track}))
    return pack(samples, IDS, {SENTIMENT: Head(HeadKind.REGRESSION, 1)})


def test_a_text_encoder_is_trained_along() -> None:
    config = replace(TRAINING, backbone_learning_rate=0.02, epochs=3)
    course = run(config, READER, read_words())
    scores = course.epochs[-1].validation["read"][SENTIMENT]
    assert isinstance(scores, SentimentScores)
    assert scores.acc2_nonzero > 0.9


def test_words_stay_what_they_are_in_half_precision(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond 256 such numbers have no room for every id."""
    seen: set[float] = set()
    forward = PretrainedText.forward

    def watched(self: PretrainedText, ids: Tensor, mask: Tensor) -> Tensor:
        if self.training:  # validation is in whole precision
            seen.update(ids[mask].flatten().tolist())
        return forward(self, ids, mask)

    monkeypatch.setattr(PretrainedText, "forward", watched)
    data = read_words(first=960)
    reader = replace(READER, pretrained_text={**TINY_BERT, "vocab_size": 1000})
    run(replace(SHORT, batch_size=64, precision=Precision.BFLOAT16), reader, data)
    training = np.repeat(data.split == SPLITS.index(Split.TRAIN), data.tracks[TEXT].lengths)
    assert seen == set(data.tracks[TEXT].values[training].flatten().tolist())


@pytest.mark.parametrize(("backbone", "rest"), [(0.01, 0.0), (0.0, 0.01)])
def test_the_text_encoder_learns_at_its_own_rate(backbone: float, rest: float) -> None:
    data = read_words()
    torch.manual_seed(1)
    start = build_model(READER)
    standardise(start, data)
    config = replace(SHORT, learning_rate=rest, backbone_learning_rate=backbone)
    course = run(config, READER, data, start=start)
    before, after = start.state_dict(), course.finished.last.state_dict()
    moved = {name for name in before if not torch.equal(before[name], after[name])}
    assert moved
    assert {"backbone" in name for name in moved} == {backbone > 0}
    assert course.steps[0].learning_rate == rest
