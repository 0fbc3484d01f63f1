"""Minimal-information constraints: what a bottleneck pays for what it lets through.

The paper's objective is the KL to the prior; its Table X puts others in the same place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

from jaxtyping import Bool, Float
from torch import Tensor

from engine.models.tensors import Passage


class Constraint(StrEnum):
    """The term that ``beta`` weighs."""

    KL = "kl"
    """½ mean_j(mu_j² + sigma_j² − 2 ln sigma_j − 1), the paper's."""


def constraint_term(
    constraint: Constraint, passage: Passage, counts: Bool[Tensor, " batch"]
) -> Float[Tensor, ""]:
    """The term of one bottleneck over the rows that count; zero where none does."""
    return _TERMS[constraint](passage, counts)


def masked_mean(values: Float[Tensor, "*shape"], mask: Bool[Tensor, "*shape"]) -> Float[Tensor, ""]:
    """Mean over the entries that count, whatever stands in the others; zero where none does."""
    return values.masked_fill(~mask, 0.0).sum() / mask.sum().clamp_min(1)


def kl_term(passage: Passage, counts: Bool[Tensor, " batch"]) -> Float[Tensor, ""]:
    """The paper's objective, over the rows that count."""
    return masked_mean(passage.gaussian.kl_mean(), counts)


_TERMS: Mapping[Constraint, Callable[[Passage, Tensor], Tensor]] = {Constraint.KL: kl_term}
