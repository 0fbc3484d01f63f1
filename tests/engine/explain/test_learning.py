"""The paper's Figure 5 in small: a bottleneck closes on a modality that knows nothing."""

import pytest
import torch

from engine.explain.explain import explain
from engine.models.config import Pooling
from engine.models.losses import HeadTarget, LossOptions, mib_loss
from engine.models.mib import MIBModel
from engine.models.tensors import MIBOutput, ModalityTensors
from engine.types import STANDARD_HEADS, Modality
from tests.helpers.mib import DIMS, generator, small_model

TEXT, AUDIO = Modality.TEXT, Modality.AUDIO
MODALITIES = {m: DIMS[m] for m in (TEXT, AUDIO)}


def problem(
    batch: int, noise: torch.Generator
) -> tuple[dict[Modality, ModalityTensors], dict[str, HeadTarget]]:
    """Sentiment and its emotion stand in the first feature of the text; the sound is noise."""
    inputs = {}
    for modality, dim in MODALITIES.items():
        values = torch.randn(batch, 4, dim, generator=noise)
        mask = torch.rand(batch, 4, generator=noise) < 0.7
        mask[:, 0] = True
        inputs[modality] = ModalityTensors(values, mask)
    sentiment = 6 * torch.rand(batch, 1, generator=noise) - 3
    inputs[TEXT].values[:, :, 0] = sentiment
    everyone = torch.ones(batch, dtype=torch.bool)
    emotion = torch.where(sentiment[:, 0] > 0, 1, 2)
    distribution = torch.nn.functional.one_hot(emotion, 7).float()
    return inputs, {
        "sentiment": HeadTarget(sentiment, everyone.unsqueeze(1)),
        "emotions": HeadTarget(distribution, everyone.unsqueeze(1).expand(-1, 7)),
    }


def train(model: MIBModel, steps: int, noise: torch.Generator) -> None:
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    for _ in range(steps):
        inputs, targets = problem(32, noise)
        output = model(inputs, sample=True, generator=noise)
        terms = mib_loss(output, targets, STANDARD_HEADS, LossOptions(beta=0.2))
        optimizer.zero_grad()
        terms.total.backward()
        optimizer.step()


@pytest.fixture(scope="module")
def trained() -> MIBModel:
    model = small_model(
        input_dims=MODALITIES, pooling=Pooling.MEAN, layers=1, bottleneck_hidden=64
    ).train()
    train(model, 200, generator(1))
    return model.eval()


@pytest.fixture(scope="module")
def unseen(trained: MIBModel) -> tuple[MIBOutput, dict[str, HeadTarget]]:
    inputs, targets = problem(256, generator(2))
    with torch.no_grad():
        return trained(inputs), targets


def test_it_learns_what_the_text_says(unseen) -> None:
    output, targets = unseen
    error = (output.fused["sentiment"] - targets["sentiment"].values).abs().mean().item()
    right = output.fused["emotions"].argmax(1) == targets["emotions"].values.argmax(1)
    assert error < 0.5
    assert right.float().mean() > 0.9


def test_the_bottleneck_closes_on_noise_and_stays_open_for_text(unseen) -> None:
    output, _ = unseen
    text, audio = (output.passages[m].gaussian.rate().mean().item() for m in (TEXT, AUDIO))
    assert audio < 0.5 * text


def test_noise_predicts_next_to_nothing(unseen) -> None:
    output, _ = unseen
    spread = {m: output.unimodal[m]["sentiment"].std().item() for m in (TEXT, AUDIO)}
    assert spread[AUDIO] < 0.2 * spread[TEXT]


def test_noise_has_next_to_no_share(trained: MIBModel) -> None:
    inputs, _ = problem(64, generator(3))
    explanations = explain(trained, inputs)
    shares = {
        m: sum(abs(e.contributions[m].shapley_sentiment) for e in explanations)
        for m in (TEXT, AUDIO)
    }
    assert shares[AUDIO] < 0.2 * shares[TEXT]
