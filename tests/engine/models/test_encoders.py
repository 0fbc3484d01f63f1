import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jaxtyping import TypeCheckError
from torch import nn

from engine.models.config import Pooling, TextEncoder
from engine.models.encoders import Attention, Standardise, last_valid, mean_valid, sinusoids
from engine.models.mib import MIBModel
from engine.models.tensors import ModalityTensors
from engine.types import Modality
from tests.helpers.mib import random_inputs, small_model

MODELS = {
    (pooling, text): small_model(pooling=pooling, text_encoder=text)
    for pooling in Pooling
    for text in (TextEncoder.CONVOLUTION, TextEncoder.TRANSFORMER)
}
models = st.sampled_from(list(MODELS.values()))
seeds = st.integers(0, 10_000)


def encode(model: MIBModel, modality: Modality, values: torch.Tensor, mask: torch.Tensor):
    with torch.no_grad():
        return model.encode({modality: ModalityTensors(values, mask)}).vectors[modality]


@given(
    models, st.sampled_from(Modality), seeds, st.sampled_from([float("nan"), float("inf"), 1e30])
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_values_at_masked_steps_never_matter(
    model: MIBModel, modality: Modality, seed: int, rubbish: float
) -> None:
    values, mask = random_inputs(seed=seed)[modality]
    spoilt = torch.where(mask.unsqueeze(-1), values, rubbish)
    assert torch.equal(encode(model, modality, values, mask), encode(model, modality, spoilt, mask))


@given(
    models, st.sampled_from(Modality), st.lists(st.integers(1, 12), min_size=1, max_size=6), seeds
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_padded_batch_equals_one_by_one(
    model: MIBModel, modality: Modality, lengths: list[int], seed: int
) -> None:
    values, mask = random_inputs(len(lengths), max(lengths) + 3, seed)[modality]
    steps = torch.arange(mask.shape[1])
    mask = mask & (steps < torch.tensor(lengths).unsqueeze(1))
    together = encode(model, modality, values, mask)
    alone = [
        encode(model, modality, values[i : i + 1, :n], mask[i : i + 1, :n])
        for i, n in enumerate(lengths)
    ]
    torch.testing.assert_close(together, torch.cat(alone), atol=1e-5, rtol=1e-5)


@given(models, st.sampled_from(Modality), seeds)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_vector_depends_on_the_values(model: MIBModel, modality: Modality, seed: int) -> None:
    values, mask = random_inputs(1, 1, seed)[modality]
    moved = encode(model, modality, values + 1, mask)
    assert not torch.allclose(encode(model, modality, values, mask), moved)


def test_masked_rubbish_leaves_gradients_finite() -> None:
    model = small_model().train()
    inputs = random_inputs()
    for modality, (values, mask) in inputs.items():
        inputs[modality] = ModalityTensors(values.masked_fill(~mask.unsqueeze(-1), torch.nan), mask)
    inputs[Modality.AUDIO].mask[0] = False
    model(inputs).fused["emotions"].sum().backward()
    gradients = [p.grad for p in model.parameters() if p.grad is not None]
    assert gradients and all(gradient.isfinite().all() for gradient in gradients)


def test_attention_is_the_standard_one() -> None:
    ours = Attention(10, 2, dropout=0.5).eval()
    reference = nn.MultiheadAttention(10, 2, batch_first=True).eval()
    reference.in_proj_weight.data = ours.query_key_value.weight.data
    reference.in_proj_bias.data = ours.query_key_value.bias.data
    reference.out_proj.weight.data = ours.out.weight.data
    reference.out_proj.bias.data = ours.out.bias.data
    x, keys = torch.randn(3, 6, 10), torch.rand(3, 6) < 0.5
    keys[:, 0] = True
    expected, _ = reference(x, x, x, key_padding_mask=~keys)
    torch.testing.assert_close(ours(x, keys), expected)


def test_positions_are_sines_and_cosines_of_falling_frequency() -> None:
    codes = sinusoids(4, 6)
    position = 3
    for pair in range(3):
        angle = torch.tensor(position / 10_000 ** (2 * pair / 6))
        torch.testing.assert_close(codes[position, 2 * pair], angle.sin())
        torch.testing.assert_close(codes[position, 2 * pair + 1], angle.cos())
    assert sinusoids(4, 5).shape == (4, 5)


def test_the_order_of_steps_matters_to_a_transformer() -> None:
    # On its own, without the convolution, which knows neighbours: only positions tell the order.
    transformer = small_model().networks[Modality.AUDIO.value].transformer
    x, mask = torch.randn(1, 6, 10), torch.ones(1, 6, dtype=torch.bool)
    backwards = transformer(x.flip(1), mask).flip(1)
    assert not torch.allclose(transformer(x, mask), backwards, atol=1e-3)


def test_pooling_takes_valid_steps_only() -> None:
    x = torch.tensor([[[1.0], [2.0], [3.0], [4.0]]]).expand(3, 4, 1)
    mask = torch.tensor([[1, 1, 1, 1], [1, 0, 1, 0], [0, 1, 0, 0]], dtype=torch.bool)
    assert last_valid(x, mask).flatten().tolist() == [4, 3, 2]
    assert mean_valid(x, mask).flatten().tolist() == [2.5, 2, 2]


def test_standardised_training_data_has_no_mean_and_unit_spread() -> None:
    values = 5 + 3 * torch.randn(4, 50, 2)
    mask = torch.ones(4, 50, dtype=torch.bool)
    module = Standardise(2)
    module.set_moments(values.mean(dim=(0, 1)), values.std(dim=(0, 1)))
    standard = module(values, mask)
    torch.testing.assert_close(standard.mean(dim=(0, 1)), torch.zeros(2), atol=1e-5, rtol=0)
    torch.testing.assert_close(standard.std(dim=(0, 1)), torch.ones(2))
    assert set(module.state_dict()) == {"mean", "std"}


def test_a_constant_feature_is_centred_only() -> None:
    module = Standardise(1)
    module.set_moments(torch.tensor([4.0]), torch.tensor([0.0]))
    mask = torch.ones(1, 2, dtype=torch.bool)
    assert module(torch.tensor([[[4.0], [6.0]]]), mask).flatten().tolist() == [0.0, 2.0]


@pytest.mark.parametrize(
    ("mean", "std"),
    [([0.0, 0.0, 0.0], [1.0, 1.0, 1.0]), ([torch.nan, 0.0], [1.0, 1.0]), ([0.0, 0.0], [-1.0, 1.0])],
)
def test_impossible_moments_are_refused(mean: list[float], std: list[float]) -> None:
    with pytest.raises(ValueError, match="deviations"):
        Standardise(2).set_moments(torch.tensor(mean), torch.tensor(std))


def test_shapes_are_checked_in_tests() -> None:
    values, mask = random_inputs()[Modality.AUDIO]
    with pytest.raises(TypeCheckError, match="mask"):
        encode(small_model(), Modality.AUDIO, values, mask[:, :-1])
