"""Minimal-information constraints: what a bottleneck pays for what it lets through.

The paper's objective is the KL to the prior; its Table X puts others in the same place. Only the KL
bounds the information itself, row by row; each of the others limits it in the sense that its own
docstring gives. Their formulas here are ours, after the sources named, as the paper names the
methods only. They live on scales of their own, so each wants its own ``beta``.

``z`` is what the pass drew: with ``sample=True`` the noise is part of what is measured.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch
from jaxtyping import Bool, Float
from torch import Tensor
from torch.nn import functional

from engine.models.bottleneck import Gaussian
from engine.models.config import Constraint
from engine.models.tensors import Passage


def constraint_term(
    constraint: Constraint, passage: Passage, counts: Bool[Tensor, " batch"]
) -> Float[Tensor, ""]:
    """The term of one bottleneck over the rows that count; zero where none does.

    What stands in the other rows never matters, to the gradient neither.
    """
    return _TERMS[constraint](passage, counts)


def masked_mean(values: Float[Tensor, "*shape"], mask: Bool[Tensor, "*shape"]) -> Float[Tensor, ""]:
    """Mean over the entries that count, whatever stands in the others; zero where none does."""
    return values.masked_fill(~mask, 0.0).sum() / mask.sum().clamp_min(1)


def kl_term(passage: Passage, counts: Bool[Tensor, " batch"]) -> Float[Tensor, ""]:
    """The paper's objective, over the rows that count."""
    mu, sigma = passage.gaussian
    others = ~counts.unsqueeze(1)
    # Filled before the logarithm: masked afterwards, a NaN would still be in the gradient.
    filled = Gaussian(mu.masked_fill(others, 0.0), sigma.masked_fill(others, 1.0))
    return masked_mean(filled.kl_mean(), counts)


def mmd_to_prior(z: Float[Tensor, "rows d"]) -> Float[Tensor, ""]:
    """Squared maximum mean discrepancy (Gretton et al. 2012) between the rows and N(0, I).

    Minimised: every moment of the batch that the kernel sees, against the prior's. Why it limits
    information: z may not spread further than the prior, so the noise cannot be outshouted by a
    large mu and z tells at most about Σ_j −ln sigma_j nats; sigma itself stays free, unlike with
    the KL.

    The kernel is exp(−‖a − b‖² ÷ 2d), as wide as draws of the prior are apart (E‖a − b‖² = 2d).
    Over the prior its expectations are known, so nothing is sampled:

        E k(z, p) = (d ÷ (d + 1))^(d/2) · exp(−‖z‖² ÷ (2d + 2)),   E k(p, p') = (d ÷ (d + 2))^(d/2)

    Pairs of a row with itself are in the mean (the biased estimate), so it is never negative and
    there for a single row.
    """
    d = z.shape[1]
    squares = z.square().sum(dim=1)
    distances = squares.unsqueeze(1) + squares - 2.0 * z @ z.T
    among_rows = torch.exp(-distances / (2 * d)).mean()
    to_prior = (d / (d + 1)) ** (d / 2) * torch.exp(-squares / (2 * d + 2)).mean()
    within_prior = (d / (d + 2)) ** (d / 2)
    discrepancy: Tensor = among_rows - 2.0 * to_prior + within_prior
    return discrepancy


def coral_to_prior(z: Float[Tensor, "rows d"]) -> Float[Tensor, ""]:
    """‖Cov(z) − I‖_F² ÷ 4d² (Sun & Saenko 2016, "Deep CORAL", equation 1, with the prior's I).

    Minimised: the distance between the covariance of the batch and the prior's. Why it limits
    information: no z of that covariance tells more than Σ_j −ln sigma_j nats, however large mu, as
    with ``mmd_to_prior`` (and a shift of z tells nothing, so the mean is free).

    A single row has no covariance; it counts as zero and has no gradient.
    """
    rows, d = z.shape
    centred = z - z.mean(dim=0)
    covariance = centred.T @ centred / max(rows - 1, 1)
    identity = torch.eye(d, dtype=z.dtype, device=z.device)
    return (covariance - identity).square().sum() / (4 * d**2)


def correlation_with_input(
    z: Float[Tensor, "rows d"], x: Float[Tensor, "rows d"]
) -> Float[Tensor, ""]:
    """(1/d) Σ_jk corr(z_j, x_k)² over the batch: squared inner products of the centred columns of
    z and x at unit length (orthogonality, as of Bousmalis et al. 2016, between z and x).

    Minimised: how well the entries of z follow single entries of x, 1 where z is an x with
    uncorrelated entries, at most d. Why it limits information: what is uncorrelated with x cannot
    be read off by anything linear, whatever the scales; what z keeps in other ways stays free.

    Columns that do not vary, so all of them in a single row, count as orthogonal.
    """
    correlations = _unit_columns(z).T @ _unit_columns(x)
    return correlations.square().sum() / z.shape[1]


def nearness_to_input(z: Float[Tensor, "rows d"], x: Float[Tensor, "rows d"]) -> Float[Tensor, ""]:
    """Mean of 1 ÷ (1 + mean_j (z_j − x_j)²): the Euclidean distance as a similarity in (0, 1].

    Minimised: nearness of each z to its own x, with a pull that fades as they part. Why it limits
    information: z may not be a copy of x; a copy moved or mirrored is still allowed.
    """
    distances = (z - x).square().mean(dim=1)
    return (1.0 + distances).reciprocal().mean()


def likeness_to_input(z: Float[Tensor, "rows d"], x: Float[Tensor, "rows d"]) -> Float[Tensor, ""]:
    """Mean of (1 + cos(z, x)) ÷ 2: the cosine distance as a similarity in [0, 1].

    Minimised: agreement of the directions of each z and its own x. Why it limits information: z may
    not be a copy of x at any scale; a copy turned round is still allowed.
    """
    return (0.5 + 0.5 * functional.cosine_similarity(z, x, dim=1)).mean()


def _unit_columns(values: Float[Tensor, "rows d"]) -> Float[Tensor, "rows d"]:
    return functional.normalize(values - values.mean(dim=0), dim=0, eps=1e-6)


Term = Callable[[Passage, Tensor], Tensor]


def _of_z(term: Callable[[Tensor], Tensor]) -> Term:
    return _of_rows(lambda z, x: term(z))


def _of_rows(term: Callable[[Tensor, Tensor], Tensor]) -> Term:
    """The term over the rows that count alone.

    x is taken as given: a bottleneck shall tell less of it, not bend it to look unlike z.
    """

    def over(passage: Passage, counts: Bool[Tensor, " batch"]) -> Float[Tensor, ""]:
        z, x = passage.z[counts], passage.x[counts].detach()
        return term(z, x) if len(z) else z.sum()

    return over


_TERMS: Mapping[Constraint, Term] = {
    Constraint.KL: kl_term,
    Constraint.MMD: _of_z(mmd_to_prior),
    Constraint.CORAL: _of_z(coral_to_prior),
    Constraint.ORTHOGONALITY: _of_rows(correlation_with_input),
    Constraint.EUCLIDEAN: _of_rows(nearness_to_input),
    Constraint.COSINE: _of_rows(likeness_to_input),
}
