import math

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from torch.distributions import Normal, kl_divergence

from engine.models.bottleneck import Bottleneck, Gaussian
from tests.helpers.mib import generator


@given(st.integers(0, 10_000), st.floats(1e-4, 10))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_rate_and_objective_are_the_divergence_from_the_prior(seed: int, scale: float) -> None:
    mu = torch.randn(3, 7, generator=generator(seed), dtype=torch.float64)
    sigma = scale * (torch.rand(3, 7, generator=generator(seed + 1), dtype=torch.float64) + 0.1)
    reference = kl_divergence(Normal(mu, sigma), Normal(0.0, 1.0))
    torch.testing.assert_close(Gaussian(mu, sigma).rate(), reference.sum(dim=1))
    torch.testing.assert_close(Gaussian(mu, sigma).kl_mean(), reference.mean(dim=1))


def test_the_prior_costs_nothing() -> None:
    assert Gaussian(torch.zeros(2, 5), torch.ones(2, 5)).rate().tolist() == [0.0, 0.0]


def test_a_sigma_that_underflowed_stays_finite() -> None:
    sigma = torch.zeros(1, 5, requires_grad=True)
    rate = Gaussian(torch.zeros(1, 5), sigma).rate()
    rate.sum().backward()
    assert rate.isfinite().all()
    assert sigma.grad is not None and sigma.grad.isfinite().all()


def test_sigma_is_softplus_of_the_third_map_minus_five() -> None:
    bottleneck = Bottleneck(4, 6)
    x = torch.randn(3, 4)
    gaussian = bottleneck(x)
    hidden = (x @ bottleneck.hidden.weight.T + bottleneck.hidden.bias).clamp_min(0)
    raw = hidden @ bottleneck.sigma.weight.T + bottleneck.sigma.bias
    torch.testing.assert_close(gaussian.sigma, torch.log1p(torch.exp(raw - 5)))
    torch.testing.assert_close(gaussian.mu, hidden @ bottleneck.mu.weight.T + bottleneck.mu.bias)


def test_a_silent_bottleneck_has_the_published_starting_noise() -> None:
    bottleneck = Bottleneck(4, 6)
    for parameter in bottleneck.parameters():
        torch.nn.init.zeros_(parameter)
    sigma = bottleneck(torch.randn(1, 4)).sigma
    assert sigma[0, 0].item() == pytest.approx(math.log1p(math.exp(-5)), rel=1e-5)


def test_samples_have_the_moments_of_the_gaussian() -> None:
    gaussian = Gaussian(torch.tensor([[1.0, -2.0]]), torch.tensor([[0.5, 2.0]])).repeated(20_000)
    drawn = gaussian.draw(generator(3))
    torch.testing.assert_close(drawn.mean(dim=0), gaussian.mu[0], atol=0.05, rtol=0)
    torch.testing.assert_close(drawn.std(dim=0), gaussian.sigma[0], atol=0.05, rtol=0)


def test_without_a_generator_the_mean_is_taken() -> None:
    gaussian = Gaussian(torch.randn(2, 3), torch.ones(2, 3))
    assert torch.equal(gaussian.draw(None), gaussian.mu)
    assert torch.equal(gaussian.draw(generator(1)), gaussian.draw(generator(1)))
    assert not torch.equal(gaussian.draw(generator(1)), gaussian.draw(generator(2)))
