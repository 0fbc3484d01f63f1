"""Dropout that is cheap on a processor.

There torch draws one double per element, one after another, which takes as long as everything else
in a small Transformer. Here one 64-bit number decides over eight elements. The numbers come from
torch's global generator, so seeds and saved generator states hold. Other devices use torch's own.
"""

from __future__ import annotations

import math

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional

_LEVELS = 256
"""A byte decides: rates are rounded to a multiple of its inverse."""


class Dropout(nn.Module):
    """In training, zero with probability ``rate`` and otherwise scaled so that the mean stays.

    Raises:
        ValueError: ``rate`` is not in [0, 1).
    """

    def __init__(self, rate: float) -> None:
        super().__init__()
        if not 0.0 <= rate < 1.0:
            raise ValueError(f"A dropout rate is in [0, 1), not {rate}.")
        self.rate = rate

    def forward(self, x: Float[Tensor, "*shape"]) -> Float[Tensor, "*shape"]:
        if not self.training or self.rate == 0.0:
            return x
        return x * survivors(x, self.rate)

    def extra_repr(self) -> str:
        return f"rate={self.rate}"


def survivors(like: Float[Tensor, "*shape"], rate: float) -> Float[Tensor, "*shape"]:
    """Factors of shape, type and device of ``like``: 0 with probability ``rate``, mean 1."""
    if like.device.type != "cpu":
        return functional.dropout(torch.ones_like(like), rate)
    dropped = min(round(rate * _LEVELS), _LEVELS - 1)
    # Compared as floating numbers: a comparison of bytes gives booleans, which are slow to cast.
    kept = _random_bytes(like.numel()).view(like.shape).to(like.dtype).ge_(dropped)
    # Scaled by the rounded rate, so rounding changes the rate (by 0.002 at most), not the mean.
    return kept.mul_(_LEVELS / (_LEVELS - dropped))


def _random_bytes(count: int) -> Tensor:
    """uint8 [count], from torch's global generator."""
    words = torch.empty(math.ceil(count / 8), dtype=torch.int64)
    return words.random_(-(2**63), None).view(torch.uint8)[:count]
