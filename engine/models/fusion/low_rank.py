"""Low-rank tensor fusion (Liu et al. 2018, "Efficient Low-rank Multimodal Fusion With
Modality-Specific Factors", ACL)."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor, nn

from engine.models.fusion.base import FusionModule, Parts, with_one

_RANK = 5
"""As the authors of MIB have it."""


class LowRankFusion(FusionModule):
    """Σ_r w_r · Π_m (W_m^r [x_m, 1]) + b: a linear map of the tensor of ``TensorFusion`` whose
    weights have rank 5, so that the tensor itself is never built (their equations 4 to 6).

    ``factors``: float [modalities, rank, width + 1, width].
    """

    def __init__(self, modalities: int, width: int) -> None:
        super().__init__()
        factors = torch.empty(modalities, _RANK, width + 1, width)
        for factor in factors.flatten(0, 1):
            nn.init.xavier_normal_(factor)
        # What belongs to the 1 starts as 1, so that a vector of zeros leaves the others as they
        # are and the product of three small vectors does not start near nothing.
        factors[:, :, -1] = 1.0
        self.factors = nn.Parameter(factors)
        self.weights = nn.Parameter(torch.full((_RANK,), 1.0 / _RANK))
        self.bias = nn.Parameter(torch.zeros(width))

    def forward(self, parts: Parts) -> Float[Tensor, "batch d"]:
        mapped = torch.einsum("bmi,mrio->bmro", with_one(parts.vectors), self.factors)
        return torch.einsum("r,bro->bo", self.weights, mapped.prod(dim=1)) + self.bias
