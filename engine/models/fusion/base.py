"""What every fusion gets, what it gives, and what several of them are built from."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional

from engine.models.bottleneck import Gaussian


class Parts(NamedTuple):
    """What there is to fuse.

    vectors: float [batch, modalities, d], absent ones already replaced.
    gaussians: p(z|x) behind the vectors, [batch, modalities, d], for fusions of distributions;
        rows of absent modalities mean nothing. None where modalities have no bottleneck.
    present: bool [batch, modalities].
    noise: for fusions that sample; None takes means.
    """

    vectors: Tensor
    gaussians: Gaussian | None
    present: Tensor
    noise: torch.Generator | None = None


class FusionModule(nn.Module):
    """Base of all fusions."""

    neutral: ClassVar[float] = 0.0
    """An entry that leaves the other modalities as they are."""

    def forward(self, parts: Parts) -> Float[Tensor, "batch d"]:
        raise NotImplementedError


def with_one(
    vectors: Float[Tensor, "batch modalities d"],
) -> Float[Tensor, "batch modalities d_and_one"]:
    """[x_m, 1]: with the 1, products of modalities hold those of fewer of them, too."""
    return functional.pad(vectors, (0, 1), value=1.0)


def fully_connected(inputs: int, width: int) -> nn.Sequential:
    """Three layers with tanh, [batch, inputs] → [batch, width], as in the paper's tensor fusion."""
    return nn.Sequential(
        nn.Linear(inputs, width),
        nn.Tanh(),
        nn.Linear(width, width),
        nn.Tanh(),
        nn.Linear(width, width),
        nn.Tanh(),
    )
