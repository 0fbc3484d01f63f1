import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jaxtyping import TypeCheckError
from torch import nn

from engine.models.config import Pooling, TextEncoder
from engine.models.dropout import Dropout
from engine.models.encoders import (
    Attention,
    Standardise,
    TransformerLayer,
    UnimodalNetwork,
    at_step,
    last_step,
    mean_valid,
    sinusoids,
)
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


masks = st.tuples(st.integers(1, 5), st.integers(1, 9)).flatmap(
    lambda size: st.lists(
        st.lists(st.booleans(), min_size=size[1], max_size=size[1]),
        min_size=size[0],
        max_size=size[0],
    )
)
"""Gaps anywhere, rows without any evidence, batches of one step."""
NO_DROPOUT = {
    f"dropout_{where}": 0.0 for where in ("attention", "feed_forward", "residual", "embedding")
}


def encode(model: MIBModel, modality: Modality, values: torch.Tensor, mask: torch.Tensor):
    with torch.no_grad():
        return model.encode({modality: ModalityTensors(values, mask)}).vectors[modality]


def network_of(model: MIBModel, modality: Modality) -> UnimodalNetwork:
    network = model.networks[modality.value]
    assert isinstance(network, UnimodalNetwork)
    return network


def computed_plainly(
    network: UnimodalNetwork, values: torch.Tensor, mask: torch.Tensor
) -> torch.Tensor:
    """What a network says, with every step carried through every layer; no dropout."""
    standard = (values - network.standardise.mean) / network.standardise.std
    x = torch.where(mask.unsqueeze(-1), standard, torch.zeros(()))
    x = network.convolution.kernel(x.transpose(1, 2)).transpose(1, 2)
    if network.transformer is not None:
        keys = mask | ~mask.any(dim=1, keepdim=True)
        x = network.transformer.scale * x + sinusoids(*x.shape[1:])
        for layer in network.transformer.layers:
            x = x + attended_plainly(layer.attention, layer.attention_norm(x), keys)
            x = x + layer.feed_forward(x)
        x = network.transformer.norm(x)
    return torch.stack([pooled_plainly(*row, network.pooling) for row in zip(x, mask, strict=True)])


def attended_plainly(attention: Attention, x: torch.Tensor, keys: torch.Tensor) -> torch.Tensor:
    query, key, value = (
        part.unflatten(-1, (attention.heads, -1)).transpose(1, 2)
        for part in attention.query_key_value(x).chunk(3, dim=-1)
    )
    scores = query @ key.transpose(2, 3) / query.shape[3] ** 0.5
    weights = scores.masked_fill(~keys[:, None, None, :], -torch.inf).softmax(dim=-1)
    return attention.out((weights @ value).transpose(1, 2).flatten(2))


def pooled_plainly(x: torch.Tensor, mask: torch.Tensor, pooling: Pooling) -> torch.Tensor:
    if pooling is Pooling.MEAN:
        return x[mask].sum(dim=0) / max(1, int(mask.sum()))
    return x[max(mask.nonzero().flatten().tolist(), default=0)]


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


@given(st.sampled_from(list(MODELS)), st.sampled_from(Modality), masks, st.booleans(), seeds)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_shortcuts_equal_the_full_computation(
    kind: tuple[Pooling, TextEncoder],
    modality: Modality,
    evidence: list[list[bool]],
    training: bool,
    seed: int,
) -> None:
    # Without dropout training computes the same, on another path.
    model = small_model(pooling=kind[0], text_encoder=kind[1], **NO_DROPOUT).train(training)
    network = network_of(model, modality)
    mask = torch.tensor(evidence)
    generator = torch.Generator().manual_seed(seed)
    values = torch.randn(*mask.shape, model.input_dims[modality], generator=generator)
    ours, plain = network(values, mask), computed_plainly(network, values, mask)
    torch.testing.assert_close(ours, plain, atol=1e-5, rtol=1e-5)
    weights = torch.randn(ours.shape, generator=generator)
    for name, ours_of, plain_of in zip(
        dict(network.named_parameters()),
        torch.autograd.grad((ours * weights).sum(), list(network.parameters())),
        torch.autograd.grad((plain * weights).sum(), list(network.parameters())),
        strict=True,
    ):
        torch.testing.assert_close(
            ours_of, plain_of, atol=1e-4, rtol=1e-4, msg=lambda text, name=name: f"{name}: {text}"
        )


@pytest.mark.parametrize("training", [False, True])
def test_attention_is_the_standard_one(training: bool) -> None:
    ours = Attention(10, 2, dropout=0.0).train(training)
    reference = nn.MultiheadAttention(10, 2, batch_first=True).eval()
    reference.in_proj_weight.data = ours.query_key_value.weight.data
    reference.in_proj_bias.data = ours.query_key_value.bias.data
    reference.out_proj.weight.data = ours.out.weight.data
    reference.out_proj.bias.data = ours.out.bias.data
    x, keys = torch.randn(3, 6, 10), torch.rand(3, 6) < 0.5
    keys[:, 0] = True
    step = torch.tensor([0, 3, 5])
    expected, _ = reference(x, x, x, key_padding_mask=~keys)
    torch.testing.assert_close(ours(x, keys), expected)
    torch.testing.assert_close(ours.from_one_step(x, keys, step), at_step(expected, step))


def test_attention_is_dropped_alike_at_one_step_and_at_all() -> None:
    torch.manual_seed(0)
    attention, repeats = Attention(10, 2, dropout=0.5), 20_000
    x = torch.randn(1, 6, 10).expand(repeats, -1, -1)
    keys = torch.tensor([[True, True, False, True, True, False]]).expand(repeats, -1)
    step = torch.full((repeats,), 4)
    with torch.no_grad():
        whole = attention.eval()(x[:1], keys[:1])[0, 4]
        attention.train()
        at_all, at_one = attention(x, keys)[:, 4], attention.from_one_step(x, keys, step)
    error = at_all.std(dim=0) / repeats**0.5
    # What is dropped is linear in what is kept, so the mean must be what it is without dropout.
    assert ((at_all.mean(dim=0) - whole).abs() < 5 * error).all()
    assert ((at_one.mean(dim=0) - whole).abs() < 5 * error).all()
    torch.testing.assert_close(at_one.std(dim=0), at_all.std(dim=0), rtol=0.05, atol=0)


def test_a_layer_drops_alike_at_one_step_and_at_all() -> None:
    torch.manual_seed(0)
    layer, repeats = TransformerLayer(10, Attention(10, 2, 0.5), 0.3, 0.3).train(), 20_000
    x = torch.randn(1, 4, 10).expand(repeats, -1, -1)
    keys = torch.ones(repeats, 4, dtype=torch.bool)
    with torch.no_grad():
        at_all = layer(x, keys)[:, 3]
        at_one = layer.at_one_step(x, keys, torch.full((repeats,), 3))
    error = at_all.std(dim=0) * (2 / repeats) ** 0.5
    assert ((at_one.mean(dim=0) - at_all.mean(dim=0)).abs() < 5 * error).all()
    torch.testing.assert_close(at_one.std(dim=0), at_all.std(dim=0), rtol=0.05, atol=0)


def test_evaluation_has_no_randomness() -> None:
    model, inputs = small_model(), random_inputs()
    before = torch.get_rng_state()
    with torch.no_grad():
        first, second = (model(inputs).fused["emotions"] for _ in range(2))
    assert torch.equal(first, second)
    assert torch.equal(before, torch.get_rng_state())


def test_training_repeats_from_a_saved_generator_state() -> None:
    model, inputs = small_model().train(), random_inputs()
    torch.manual_seed(3)
    model(inputs)
    state = torch.get_rng_state()
    first = model(inputs).fused["emotions"]
    assert not torch.equal(first, model(inputs).fused["emotions"])
    torch.set_rng_state(state)
    assert torch.equal(first, model(inputs).fused["emotions"])


@pytest.mark.parametrize("rate", [0.1, 0.2, 0.3, 0.5, 0.9])
def test_dropout_has_its_rate_and_keeps_the_mean(rate: float) -> None:
    torch.manual_seed(0)
    count = 800_000
    dropped = Dropout(rate).train()(torch.ones(count // 8, 8))
    spread = (rate * (1 - rate) / count) ** 0.5
    zeros = (dropped == 0).float()
    # Rates are rounded to 1/256, and kept values scaled by what the rounded rate is.
    assert abs(zeros.mean().item() - rate) < 1 / 512 + 5 * spread
    assert abs(dropped.mean().item() - 1) < 5 * spread / (1 - rate)
    assert dropped.unique().numel() == 2
    # Eight neighbours come from one random number: each has the rate, and none knows another.
    lanes = zeros.mean(dim=0)
    assert ((lanes - zeros.mean()).abs() < 5 * spread * 8**0.5).all()
    others = torch.corrcoef(zeros.T) - torch.eye(8)
    assert (others.abs() < 5 * (8 / count) ** 0.5).all()


@given(st.lists(st.integers(1, 5), max_size=4))
@settings(deadline=None)
def test_dropout_of_any_shape_scales_its_gradient_as_its_values(shape: list[int]) -> None:
    x = torch.rand(shape).add(1).requires_grad_()
    dropped = Dropout(0.5).train()(x)
    (gradient,) = torch.autograd.grad(dropped.sum(), x)
    assert dropped.shape == x.shape
    torch.testing.assert_close(dropped.detach(), gradient * x.detach())


def test_dropout_does_nothing_in_evaluation_or_at_rate_zero() -> None:
    x = torch.randn(5, 3)
    assert Dropout(0.5).eval()(x) is x
    assert Dropout(0.0).train()(x) is x


@pytest.mark.parametrize("rate", [-0.1, 1.0, float("nan")])
def test_impossible_dropout_rates_are_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="rate"):
        Dropout(rate)


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
    assert at_step(x, last_step(mask)).flatten().tolist() == [4, 3, 2]
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
