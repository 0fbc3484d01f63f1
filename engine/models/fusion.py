"""Fusion: one vector per modality in, one vector out.

A fusion sees the parts of all modalities in the model's order. Where a modality is absent its
vector is the model's learned one for that case; ``neutral`` says where that one starts.
"""

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


class Concatenation(FusionModule):
    """ReLU(Linear([x_l, x_a, x_v])), the paper's default."""

    def __init__(self, modalities: int, width: int) -> None:
        super().__init__()
        self.project = nn.Linear(modalities * width, width)

    def forward(self, parts: Parts) -> Float[Tensor, "batch d"]:
        return functional.relu(self.project(parts.vectors.flatten(1)))


class Addition(FusionModule):
    """x_l + x_a + x_v."""

    def forward(self, parts: Parts) -> Float[Tensor, "batch d"]:
        return parts.vectors.sum(dim=1)


class Multiplication(FusionModule):
    """x_l ⊙ x_a ⊙ x_v."""

    neutral = 1.0

    def forward(self, parts: Parts) -> Float[Tensor, "batch d"]:
        return torch.prod(parts.vectors, dim=1)
