"""Product of experts (Hinton 2002; Wu & Goodman 2018; Mai et al. 2022 for L-MIB)."""

from __future__ import annotations

from jaxtyping import Bool, Float
from torch import Tensor

from engine.models.bottleneck import Gaussian
from engine.models.fusion.base import FusionModule, Parts

_SMALLEST_SIGMA = 1e-6
"""So that a sigma that underflowed is a very sure expert and not an infinitely sure one."""


class ProductOfExperts(FusionModule):
    """One draw from the product of the modalities' Gaussians, or its mean.

    It reads p(z_m|x_m), not the vectors, so it has no use for learned vectors of absent modalities
    and nothing to learn itself: with nothing present the prior is left.
    """

    def forward(self, parts: Parts) -> Float[Tensor, "batch d"]:
        if parts.gaussians is None:
            raise ValueError("A product of experts needs a bottleneck on every modality.")
        return product_of_experts(parts.gaussians, parts.present).draw(parts.noise)


def product_of_experts(gaussians: Gaussian, present: Bool[Tensor, "batch modalities"]) -> Gaussian:
    """The precision-weighted product with the prior N(0, I) as one more expert.

        Sigma_z = (I + Σ Sigma_m⁻¹)⁻¹,   mu_z = Sigma_z · Σ mu_m Sigma_m⁻¹

    Args:
        gaussians: [batch, modalities, d]; rows of absent modalities may hold anything.
        present: the sums go over these.

    Returns:
        [batch, d].
    """
    absent = ~present.unsqueeze(-1)
    # Filled before there is arithmetic with them: zero times NaN is NaN, in gradients as well.
    mu = gaussians.mu.masked_fill(absent, 0.0)
    sigma = gaussians.sigma.masked_fill(absent, 1.0).clamp_min(_SMALLEST_SIGMA)
    precision = sigma.square().reciprocal().masked_fill(absent, 0.0)
    variance = (1.0 + precision.sum(dim=1)).reciprocal()
    return Gaussian(variance * (mu * precision).sum(dim=1), variance.sqrt())
