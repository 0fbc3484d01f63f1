import itertools
import math

import pytest
import torch
from torch import Tensor, nn

from engine.models.bottleneck import Gaussian
from engine.models.builders import build_model
from engine.models.config import Fusion, Variant
from engine.models.fusion import (
    Addition,
    Concatenation,
    FusionModule,
    GraphFusion,
    LowRankFusion,
    Multiplication,
    Parts,
    ProductOfExperts,
    TensorFusion,
)
from engine.models.fusion.experts import product_of_experts
from engine.models.fusion.graph import pairs_of_levels
from engine.types import Modality
from tests.helpers.mib import DIMS, generator, small_config

BATCH, WIDTH = 4, 6
every_number = pytest.mark.parametrize("modalities", [1, 2, 3])
every_fusion = pytest.mark.parametrize("fusion", Fusion)


def built(fusion: Fusion, modalities: int) -> FusionModule:
    """The fusion that the builder makes for the first ``modalities`` of the three."""
    torch.manual_seed(modalities)
    dims = dict(itertools.islice(DIMS.items(), modalities))
    config = small_config(
        input_dims=dims, fusion=fusion, variant=Variant.L_MIB, width=WIDTH, attention_heads=1
    )
    return build_model(config).fusion.eval()


def parts(modalities: int, batch: int = BATCH, seed: int = 0) -> Parts:
    """All present."""
    noise = generator(seed)
    shape = (batch, modalities, WIDTH)
    sigma = torch.rand(shape, generator=noise) + 0.1
    return Parts(
        torch.randn(shape, generator=noise),
        Gaussian(torch.randn(shape, generator=noise), sigma),
        torch.ones(batch, modalities, dtype=torch.bool),
    )


def layers_by_hand(layers: nn.Sequential, x: Tensor) -> Tensor:
    for layer in layers[::2]:
        x = torch.tanh(layer.weight @ x + layer.bias)
    return x


# ------------------------------------------------------------------------ what each one computes


@every_number
def test_simple_fusions_are_what_their_names_say(modalities: int) -> None:
    given = parts(modalities)
    total, product = torch.zeros(BATCH, WIDTH), torch.ones(BATCH, WIDTH)
    for vector in given.vectors.unbind(1):
        total, product = total + vector, product * vector
    torch.testing.assert_close(Addition()(given), total)
    torch.testing.assert_close(Multiplication()(given), product)
    concatenation = Concatenation(modalities, WIDTH)
    weight, bias = concatenation.project.weight, concatenation.project.bias
    for fused, row in zip(concatenation(given), given.vectors, strict=True):
        torch.testing.assert_close(fused, (weight @ torch.cat(list(row)) + bias).clamp_min(0))


@every_number
def test_tensor_fusion_is_layers_on_every_product_of_entries(modalities: int) -> None:
    fusion = built(Fusion.TENSOR, modalities)
    assert isinstance(fusion, TensorFusion)
    given = parts(modalities)
    for fused, row in zip(fusion(given), given.vectors, strict=True):
        entries = [[*vector.tolist(), 1.0] for vector in row]
        products = torch.tensor([math.prod(chosen) for chosen in itertools.product(*entries)])
        torch.testing.assert_close(fused, layers_by_hand(fusion.layers, products))


def test_tensor_fusion_drops_entries_of_the_tensor_in_training_alone() -> None:
    fusion, given = built(Fusion.TENSOR, 3), parts(3)
    assert torch.equal(fusion(given), fusion(given))
    fusion.train()
    assert not torch.equal(fusion(given), fusion(given))


@every_number
def test_low_rank_fusion_is_a_linear_map_of_the_tensor_that_it_never_builds(
    modalities: int,
) -> None:
    fusion = built(Fusion.LOW_RANK, modalities)
    assert isinstance(fusion, LowRankFusion)
    with torch.no_grad():
        for parameter in fusion.parameters():
            parameter.normal_()
    given, letters = parts(modalities), "ijk"[:modalities]
    spread = ",".join(f"{letter}o" for letter in letters) + f"->{letters}o"
    components = [
        weight * torch.einsum(spread, *fusion.factors[:, rank])
        for rank, weight in enumerate(fusion.weights)
    ]
    assert len(components) == 5
    weights = torch.stack(components).sum(0)
    outer = ",".join(letters) + "->" + letters
    for fused, row in zip(fusion(given), given.vectors, strict=True):
        tensor = torch.einsum(outer, *(torch.cat((vector, torch.ones(1))) for vector in row))
        expected = (weights.flatten(0, -2) * tensor.flatten().unsqueeze(1)).sum(0) + fusion.bias
        torch.testing.assert_close(fused, expected, atol=1e-4, rtol=1e-4)


Named = dict[str, tuple[Tensor, Tensor]]
"""Nodes of a graph written out: "av" → its vector and its strength."""


def joined(fusion: GraphFusion, level: int, nodes: Named, pairs: str) -> Named:
    """The nodes of one level; that of "l+a" is called "la"."""
    first, slope, second, _ = fusion.joins[level].merge
    strengths, merged = {}, {}
    for pair in pairs.split():
        (p, strength_p), (q, strength_q) = (nodes[one] for one in pair.split("+"))
        name = pair.replace("+", "")
        alike = torch.softmax(p, 0) @ torch.softmax(q, 0)
        strengths[name] = (strength_p + strength_q) / (alike + 0.5)
        hidden = first.weight @ torch.cat((p, q)) + first.bias
        hidden = torch.where(hidden > 0, hidden, slope.negative_slope * hidden)
        merged[name] = torch.tanh(second.weight @ hidden + second.bias)
    total = sum(strength.exp() for strength in strengths.values())
    return {
        name: (torch.tanh(strength.exp() / total * merged[name]), strength)
        for name, strength in strengths.items()
    }


GRAPHS = {1: [], 2: ["l+a"], 3: ["l+a l+v a+v", "l+av a+lv v+la la+lv la+av lv+av"]}
"""The pairs of each level above the unimodal one; in a pair the older node comes first."""


@every_number
def test_graph_fusion_is_the_graph_written_out(modalities: int) -> None:
    fusion = built(Fusion.GRAPH, modalities)
    assert isinstance(fusion, GraphFusion)
    given = parts(modalities)
    for fused, row in zip(fusion(given), given.vectors, strict=True):
        attention = fusion.attention
        nodes = {
            name: (vector, torch.tanh(attention.weight[0] @ vector + attention.bias[0]))
            for name, vector in zip("lav", row, strict=False)
        }
        levels = [sum(strength * vector for vector, strength in nodes.values()) / modalities]
        for level, pairs in enumerate(GRAPHS[modalities]):
            new = joined(fusion, level, nodes, pairs)
            levels.append(sum(vector for vector, _ in new.values()))
            nodes |= new
        expected = layers_by_hand(fusion.readout, torch.cat(levels))
        torch.testing.assert_close(fused, expected)


def test_a_graph_of_three_has_three_bimodal_and_six_trimodal_nodes() -> None:
    assert [len(pairs) for pairs in pairs_of_levels(3)] == [3, 6]
    assert pairs_of_levels(2) == [[(0, 1)]]
    assert pairs_of_levels(1) == []


# ------------------------------------------------------------------------------ product of experts


@every_number
def test_experts_are_multiplied_row_by_row_as_the_formula_says(modalities: int) -> None:
    given = parts(modalities, batch=2**modalities)
    assert given.gaussians is not None
    subsets = list(itertools.product([False, True], repeat=modalities))
    product = product_of_experts(given.gaussians, torch.tensor(subsets))
    fused = ProductOfExperts()(given._replace(present=torch.tensor(subsets)))
    for row, subset in enumerate(subsets):
        for j in range(WIDTH):
            precision, weighted = 1.0, 0.0
            for m in range(modalities):
                if subset[m]:
                    variance = float(given.gaussians.sigma[row, m, j]) ** 2
                    precision += 1 / variance
                    weighted += float(given.gaussians.mu[row, m, j]) / variance
            assert product.mu[row, j].item() == pytest.approx(weighted / precision, abs=1e-5)
            assert product.sigma[row, j].item() == pytest.approx(precision**-0.5, rel=1e-5)
    assert torch.equal(fused, product.mu)


def test_the_product_of_experts_is_the_product_of_densities() -> None:
    mu, sigma = torch.tensor([[[1.5], [-0.5]]]), torch.tensor([[[0.6], [1.2]]])
    product = product_of_experts(Gaussian(mu, sigma), torch.ones(1, 2, dtype=torch.bool))
    points = torch.linspace(-8, 8, 20_001, dtype=torch.float64)
    density = torch.exp(-0.5 * points**2)
    for m, s in zip(mu.flatten().tolist(), sigma.flatten().tolist(), strict=True):
        density = density * torch.exp(-0.5 * ((points - m) / s) ** 2)
    density = density / density.sum()
    mean = float((density * points).sum())
    assert product.mu.item() == pytest.approx(mean, abs=1e-5)
    variance = float((density * (points - mean) ** 2).sum())
    assert product.sigma.item() ** 2 == pytest.approx(variance, rel=1e-4)


def test_the_surer_expert_decides() -> None:
    mu = torch.tensor([[[2.0], [-2.0]]])
    everyone = torch.ones(1, 2, dtype=torch.bool)
    sure, unsure = 0.01, 3.0
    first = product_of_experts(Gaussian(mu, torch.tensor([[[sure], [unsure]]])), everyone)
    second = product_of_experts(Gaussian(mu, torch.tensor([[[unsure], [sure]]])), everyone)
    assert first.mu.item() == pytest.approx(2.0, abs=1e-3)
    assert second.mu.item() == pytest.approx(-2.0, abs=1e-3)
    assert product_of_experts(Gaussian(mu, torch.ones(1, 2, 1)), everyone).mu.item() == 0


def test_with_nothing_present_the_prior_is_left() -> None:
    given = parts(3)._replace(present=torch.zeros(BATCH, 3, dtype=torch.bool))
    assert given.gaussians is not None
    product = product_of_experts(given.gaussians, given.present)
    assert torch.equal(product.mu, torch.zeros(BATCH, WIDTH))
    assert torch.equal(product.sigma, torch.ones(BATCH, WIDTH))
    assert not ProductOfExperts()(given).any()


def test_experts_sample_from_their_product_by_the_generator_given() -> None:
    given = parts(3, batch=1)
    assert given.gaussians is not None
    many = Parts(
        given.vectors.expand(20_000, -1, -1),
        Gaussian(*(moment.expand(20_000, -1, -1) for moment in given.gaussians)),
        given.present.expand(20_000, -1),
        generator(3),
    )
    drawn = ProductOfExperts()(many)
    product = product_of_experts(given.gaussians, given.present)
    torch.testing.assert_close(drawn.mean(0), product.mu[0], atol=0.01, rtol=0)
    torch.testing.assert_close(drawn.std(0), product.sigma[0], atol=0.01, rtol=0.03)
    assert torch.equal(drawn, ProductOfExperts()(many._replace(noise=generator(3))))


@pytest.mark.parametrize("rubbish", [math.nan, math.inf, 0.0])
def test_what_stands_for_an_absent_expert_reaches_neither_value_nor_gradient(
    rubbish: float,
) -> None:
    given = parts(3)
    assert given.gaussians is not None
    present = torch.tensor([[True, False, True]] * (BATCH - 1) + [[False, False, False]])
    clean = ProductOfExperts()(given._replace(present=present))
    spoilt = Gaussian(
        *(
            torch.where(present.unsqueeze(-1), moment, rubbish).requires_grad_()
            for moment in given.gaussians
        )
    )
    fused = ProductOfExperts()(Parts(given.vectors, spoilt, present, generator()))
    fused.sum().backward()
    assert torch.equal(ProductOfExperts()(Parts(given.vectors, spoilt, present)), clean)
    for moment in spoilt:
        assert moment.grad is not None and moment.grad.isfinite().all()
        assert moment.grad[present].all()
        assert not moment.grad[~present].any()


def test_an_expert_whose_sigma_underflowed_is_believed_and_stays_finite() -> None:
    mu = torch.tensor([[[0.7], [0.1]]])
    sigma = torch.tensor([[[0.0], [1.0]]], requires_grad=True)
    product = product_of_experts(Gaussian(mu, sigma), torch.ones(1, 2, dtype=torch.bool))
    (product.mu + product.sigma).sum().backward()
    assert product.mu.item() == pytest.approx(0.7)
    assert sigma.grad is not None and sigma.grad.isfinite().all()


def test_experts_need_gaussians() -> None:
    with pytest.raises(ValueError, match="bottleneck on every modality"):
        ProductOfExperts()(parts(3)._replace(gaussians=None))


# ------------------------------------------------------------------------------- what all have


def reordered(given: Parts, order: list[int]) -> Parts:
    assert given.gaussians is not None
    return Parts(
        given.vectors[:, order],
        Gaussian(*(moment[:, order] for moment in given.gaussians)),
        given.present[:, order],
    )


@every_fusion
def test_the_order_of_modalities_matters_where_they_have_weights_of_their_own(
    fusion: Fusion,
) -> None:
    module, given = built(fusion, 3), parts(3)
    symmetric = fusion in (Fusion.ADDITION, Fusion.MULTIPLICATION, Fusion.EXPERTS)
    for order in itertools.permutations(range(3)):
        same = torch.allclose(module(given), module(reordered(given, list(order))), atol=1e-5)
        assert same == (symmetric or order == (0, 1, 2))


@every_fusion
@every_number
def test_samples_of_a_batch_do_not_see_each_other(fusion: Fusion, modalities: int) -> None:
    module, given = built(fusion, modalities), parts(modalities)
    assert given.gaussians is not None
    together = module(given)
    assert together.shape == (BATCH, WIDTH)
    for row in range(BATCH):
        here = slice(row, row + 1)
        gaussians = Gaussian(*(moment[here] for moment in given.gaussians))
        alone = module(Parts(given.vectors[here], gaussians, given.present[here]))
        torch.testing.assert_close(alone, together[here])


@every_fusion
@every_number
def test_gradients_are_finite_and_reach_every_modality_and_every_weight(
    fusion: Fusion, modalities: int
) -> None:
    module, given = built(fusion, modalities), parts(modalities)
    assert given.gaussians is not None
    given.vectors.requires_grad_()
    given.gaussians.mu.requires_grad_()
    (module(given) ** 2).sum().backward()
    read = given.gaussians.mu if fusion is Fusion.EXPERTS else given.vectors
    assert read.grad is not None and read.grad.isfinite().all()
    assert read.grad.abs().sum(dim=(0, 2)).all()
    for parameter in module.parameters():
        assert parameter.grad is not None and parameter.grad.isfinite().all()
        assert parameter.grad.any()


@pytest.mark.parametrize("fusion", [f for f in Fusion if f is not Fusion.EXPERTS])
def test_fusions_of_vectors_do_not_look_at_gaussians(fusion: Fusion) -> None:
    module, given = built(fusion, 3), parts(3)
    spoilt = torch.full_like(given.vectors, math.nan)
    assert torch.equal(module(given), module(given._replace(gaussians=Gaussian(spoilt, spoilt))))
    assert torch.equal(module(given), module(given._replace(gaussians=None)))


def test_a_neutral_vector_leaves_the_others_as_they_are() -> None:
    three = parts(3)
    two = three._replace(vectors=three.vectors[:, :2])

    def with_neutral(module: FusionModule) -> Tensor:
        vectors = three.vectors.clone()
        vectors[:, 2] = module.neutral
        return module(three._replace(vectors=vectors))

    for simple in (Addition(), Multiplication()):
        torch.testing.assert_close(with_neutral(simple), simple(two))

    low_rank, fewer_factors = built(Fusion.LOW_RANK, 3), built(Fusion.LOW_RANK, 2)
    fewer_factors.factors.data = low_rank.factors.data[:2]
    torch.testing.assert_close(with_neutral(low_rank), fewer_factors(two))

    # The products of two modalities are those of three in which the third gives its 1.
    tensor, smaller = built(Fusion.TENSOR, 3), built(Fusion.TENSOR, 2)
    weights = tensor.layers.state_dict()
    weights["0.weight"] = weights["0.weight"].unflatten(1, (-1, WIDTH + 1))[..., -1]
    smaller.layers.load_state_dict(weights)
    torch.testing.assert_close(with_neutral(tensor), smaller(two))


@every_fusion
def test_what_one_modality_says_can_depend_on_another(fusion: Fusion) -> None:
    # The mixed difference is zero for sums; the other fusions model interactions.
    module, given = built(fusion, 2), parts(2)

    def fused(first: float, second: float) -> Tensor:
        shift = torch.tensor([first, second]).view(1, 2, 1)
        assert given.gaussians is not None
        return module(
            given._replace(
                vectors=given.vectors + shift,
                gaussians=Gaussian(given.gaussians.mu + shift, given.gaussians.sigma),
            )
        )

    mixed = fused(1, 1) - fused(1, 0) - fused(0, 1) + fused(0, 0)
    additive = fusion in (Fusion.ADDITION, Fusion.EXPERTS)
    assert (mixed.abs().max() < 1e-4) == additive


def test_a_model_of_one_or_two_modalities_has_a_fusion_of_that_size() -> None:
    one = small_config(input_dims={Modality.VISION: 3}, fusion=Fusion.TENSOR)
    fusion = build_model(one).fusion
    assert isinstance(fusion, TensorFusion)
    assert fusion.layers[0].in_features == one.width + 1
