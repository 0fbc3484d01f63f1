"""Concatenation, addition, multiplication (Mai et al. 2022, section III)."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional

from engine.models.fusion.base import FusionModule, Parts


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
