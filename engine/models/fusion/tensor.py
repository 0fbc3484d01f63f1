"""Tensor fusion (Zadeh et al. 2017, "Tensor Fusion Network for Multimodal Sentiment Analysis")."""

from __future__ import annotations

from functools import reduce

from jaxtyping import Float
from torch import Tensor, nn

from engine.models.fusion.base import FusionModule, Parts, fully_connected, with_one

_DROPOUT = 0.5
"""On the tensor, as the authors of MIB have it: it is by far the widest layer of the model."""


class TensorFusion(FusionModule):
    """Fully connected layers on [x_l, 1] ⊗ [x_a, 1] ⊗ [x_v, 1], with width as their hidden size.

    The tensor has (width + 1)^modalities entries: with width 50 and three modalities 132 651, and
    the first layer 6.6 million weights. A vector of zeros leaves the products of the others.
    """

    def __init__(self, modalities: int, width: int) -> None:
        super().__init__()
        self.dropout = nn.Dropout(_DROPOUT)
        self.layers = fully_connected((width + 1) ** modalities, width)

    def forward(self, parts: Parts) -> Float[Tensor, "batch d"]:
        product = reduce(_outer, with_one(parts.vectors).unbind(dim=1))
        fused: Tensor = self.layers(self.dropout(product))
        return fused


def _outer(
    left: Float[Tensor, "batch n"], right: Float[Tensor, "batch d"]
) -> Float[Tensor, "batch products"]:
    """All products of an entry of ``left`` with one of ``right``; the latter vary fastest."""
    return (left.unsqueeze(2) * right.unsqueeze(1)).flatten(1)
