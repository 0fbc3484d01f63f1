import math

import numpy as np
import pytest
import torch
from scipy.spatial import distance
from torch import Tensor
from torch.distributions import Normal, kl_divergence

from engine.models.bottleneck import Gaussian
from engine.models.config import Constraint, Variant
from engine.models.constraints import constraint_term
from engine.models.losses import HeadTarget, LossOptions, mib_loss
from engine.models.tensors import Passage
from engine.types import SENTIMENT, STANDARD_HEADS
from tests.helpers.mib import generator, random_inputs, small_model

ROWS, WIDTH = 12, 5
every_constraint = pytest.mark.parametrize("constraint", Constraint)


def passage(rows: int = ROWS, seed: int = 0) -> Passage:
    """z is a noisy affine map of x; leaves, so that gradients can be looked at one by one."""
    noise = generator(seed)
    x = torch.randn(rows, WIDTH, generator=noise, dtype=torch.float64)
    mixing = torch.randn(WIDTH, WIDTH, generator=noise, dtype=torch.float64)
    mu = 0.6 * x @ mixing + 0.4
    sigma = 0.2 + torch.rand(rows, WIDTH, generator=noise, dtype=torch.float64)
    z = mu + sigma * torch.randn(rows, WIDTH, generator=noise, dtype=torch.float64)
    leaves = [part.detach().requires_grad_() for part in (x, mu, sigma, z)]
    return Passage(leaves[0], Gaussian(*leaves[1:3]), leaves[3])


def term(constraint: Constraint, of: Passage, counts: Tensor | None = None) -> Tensor:
    everyone = torch.ones(len(of.z), dtype=torch.bool)
    return constraint_term(constraint, of, everyone if counts is None else counts)


def of_z(z: Tensor, x: Tensor | None = None) -> Passage:
    return Passage(z if x is None else x, Gaussian(z, torch.ones_like(z)), z)


def normal(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(*shape, generator=generator(seed), dtype=torch.float64)


def gradients(of: Passage) -> dict[str, Tensor]:
    leaves = {"x": of.x, "mu": of.gaussian.mu, "sigma": of.gaussian.sigma, "z": of.z}
    return {name: leaf.grad for name, leaf in leaves.items() if leaf.grad is not None}


# -------------------------------------------------------------------------- independent formulas


def test_kl_is_the_divergence_from_the_prior_per_dimension() -> None:
    given = passage()
    expected = kl_divergence(Normal(*given.gaussian), Normal(0.0, 1.0)).mean()
    torch.testing.assert_close(term(Constraint.KL, given), expected)


@pytest.mark.parametrize("scale", [0.2, 1.0, 3.0])
def test_mmd_is_the_discrepancy_from_a_large_sample_of_the_prior(scale: float) -> None:
    z = scale * normal(7, WIDTH) + 0.5
    prior = normal(3000, WIDTH, seed=1)

    def mean_kernel(one: Tensor, other: Tensor) -> float:
        squares = distance.cdist(one.numpy(), other.numpy(), "sqeuclidean")
        return float(np.exp(-squares / (2 * WIDTH)).mean())

    within = mean_kernel(prior[:1500], prior[1500:])
    sampled = mean_kernel(z, z) - 2 * mean_kernel(z, prior) + within
    assert term(Constraint.MMD, of_z(z)).item() == pytest.approx(sampled, abs=0.01)
    assert sampled > 0.02, "the tolerance is small against what is measured"


def test_coral_is_the_frobenius_distance_of_covariances() -> None:
    given = passage()
    difference = np.cov(given.z.detach().numpy(), rowvar=False) - np.eye(WIDTH)
    expected = np.linalg.norm(difference, "fro") ** 2 / (4 * WIDTH**2)
    assert term(Constraint.CORAL, given).item() == pytest.approx(expected)


def test_orthogonality_is_the_squared_correlations_of_entries() -> None:
    given = passage()
    z, x = given.z.detach().numpy(), given.x.detach().numpy()
    squares = [np.corrcoef(z[:, j], x[:, k])[0, 1] ** 2 for j in range(WIDTH) for k in range(WIDTH)]
    assert term(Constraint.ORTHOGONALITY, given).item() == pytest.approx(sum(squares) / WIDTH)


def test_euclidean_and_cosine_are_similarities_from_scipys_distances() -> None:
    given = passage()
    pairs = list(zip(given.z.detach().numpy(), given.x.detach().numpy(), strict=True))
    near = [1 / (1 + distance.sqeuclidean(z, x) / WIDTH) for z, x in pairs]
    alike = [1 - distance.cosine(z, x) / 2 for z, x in pairs]
    assert term(Constraint.EUCLIDEAN, given).item() == pytest.approx(np.mean(near))
    assert term(Constraint.COSINE, given).item() == pytest.approx(np.mean(alike))


# --------------------------------------------------------------------- what they are there for


@pytest.mark.parametrize("constraint", [Constraint.MMD, Constraint.CORAL])
def test_a_batch_like_the_prior_costs_little_and_one_of_another_spread_more(
    constraint: Constraint,
) -> None:
    z = normal(2000, WIDTH)
    like_the_prior = term(constraint, of_z(z)).item()
    assert 0 <= like_the_prior < 0.002
    for scale in (0.2, 3.0):
        assert term(constraint, of_z(scale * z)).item() > 10 * like_the_prior


def test_mmd_sees_a_shift_and_coral_does_not() -> None:
    z = normal(500, WIDTH)
    shifted = of_z(z + 2.0)
    assert term(Constraint.MMD, shifted).item() > 0.1
    torch.testing.assert_close(term(Constraint.CORAL, shifted), term(Constraint.CORAL, of_z(z)))


def test_orthogonality_is_one_for_a_copy_whatever_its_scale_and_little_for_noise() -> None:
    x = normal(4000, WIDTH)
    for copy in (x, -3.0 * x + 1.0, x[:, [1, 0, 4, 2, 3]]):
        assert term(Constraint.ORTHOGONALITY, of_z(copy, x)).item() == pytest.approx(1, abs=0.01)
    assert term(Constraint.ORTHOGONALITY, of_z(normal(4000, WIDTH, seed=1), x)).item() < 0.01


@pytest.mark.parametrize("constraint", [Constraint.EUCLIDEAN, Constraint.COSINE])
def test_similarities_are_one_for_a_copy_and_bounded_as_z_leaves(constraint: Constraint) -> None:
    x, away = normal(ROWS, WIDTH), normal(ROWS, WIDTH, seed=1)
    values = [term(constraint, of_z(x + step * away, x)).item() for step in (0, 0.3, 1, 3, 1e6)]
    assert values[0] == pytest.approx(1)
    assert values == sorted(values, reverse=True)
    assert values[-1] >= 0


@every_constraint
def test_descending_the_gradient_pays_less(constraint: Constraint) -> None:
    given = passage()
    before = term(constraint, given)
    before.backward()
    stepped = {name: 0.05 * g / g.norm() for name, g in gradients(given).items()}
    with torch.no_grad():
        mu, sigma = (
            part - stepped.get(name, torch.zeros(()))
            for name, part in zip(("mu", "sigma"), given.gaussian, strict=True)
        )
        moved = Passage(given.x, Gaussian(mu, sigma), given.z - stepped.get("z", torch.zeros(())))
        assert term(constraint, moved) < before


@every_constraint
def test_a_bottleneck_is_moved_and_not_its_input(constraint: Constraint) -> None:
    given = passage()
    term(constraint, given).backward()
    moved = {"mu", "sigma"} if constraint is Constraint.KL else {"z"}
    assert set(gradients(given)) == moved
    assert all(gradient.any() for gradient in gradients(given).values())


# --------------------------------------------------------------------------- rows that count


@every_constraint
def test_rows_that_do_not_count_do_not_matter_even_nan(constraint: Constraint) -> None:
    given = passage()
    counts = torch.arange(ROWS) % 3 != 1
    alone = Passage(
        given.x[counts], Gaussian(*(part[counts] for part in given.gaussian)), given.z[counts]
    )
    expected = term(constraint, alone)
    with torch.no_grad():
        for part in (given.x, *given.gaussian, given.z):
            part[~counts] = math.nan
    found = term(constraint, given, counts)
    torch.testing.assert_close(found, expected)
    found.backward()
    for gradient in gradients(given).values():
        assert gradient.isfinite().all()
        assert not gradient[~counts].any()
        assert gradient[counts].any()


@every_constraint
def test_where_nobody_counts_nothing_is_paid(constraint: Constraint) -> None:
    given = passage()
    with torch.no_grad():
        for part in (given.x, *given.gaussian, given.z):
            part.fill_(math.nan)
    found = term(constraint, given, torch.zeros(ROWS, dtype=torch.bool))
    found.backward()
    assert found.item() == 0
    assert gradients(given)
    assert not any(gradient.any() for gradient in gradients(given).values())


@every_constraint
def test_a_single_row_has_a_finite_term_and_gradient(constraint: Constraint) -> None:
    given = passage(rows=1)
    found = term(constraint, given)
    found.backward()
    assert found.isfinite()
    assert gradients(given)
    assert all(gradient.isfinite().all() for gradient in gradients(given).values())


@every_constraint
def test_rows_that_are_all_zero_have_finite_gradients(constraint: Constraint) -> None:
    zero = torch.zeros(3, WIDTH, requires_grad=True)
    given = Passage(torch.zeros(3, WIDTH), Gaussian(zero, torch.ones(3, WIDTH)), zero)
    found = term(constraint, given)
    found.backward()
    assert found.isfinite()
    assert zero.grad is not None and zero.grad.isfinite().all()


@every_constraint
@pytest.mark.parametrize("variant", Variant)
def test_every_constraint_takes_its_place_in_the_objective(
    constraint: Constraint, variant: Variant
) -> None:
    model = small_model(variant=variant)
    output = model(random_inputs(), sample=True, generator=generator())
    targets = {SENTIMENT: HeadTarget(torch.zeros(5, 1), torch.ones(5, 1, dtype=torch.bool))}
    options = LossOptions(beta=0.5, constraint=constraint)
    terms = mib_loss(output, targets, STANDARD_HEADS, options)
    without = mib_loss(output, targets, STANDARD_HEADS, LossOptions(beta=0.0))
    everyone = torch.ones(5, dtype=torch.bool)
    passages = [*output.passages.values(), output.fused_passage]
    paid = sum(constraint_term(constraint, one, everyone) for one in passages if one is not None)
    torch.testing.assert_close(terms.total, without.total + 0.5 * paid)
    terms.total.backward()
    assert all(p.grad.isfinite().all() for p in model.parameters() if p.grad is not None)
