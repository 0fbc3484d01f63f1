"""Unimodal networks: a masked sequence in, one vector out.

What lies at masked steps never matters: values are replaced before the first kernel, attention
does not look at them and pooling does not take them. A sample whose mask is all False comes out
finite and meaningless; the model replaces it.
"""

from __future__ import annotations

import math

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn
from torch.nn import functional

from engine.models.config import Pooling


class Standardise(nn.Module):
    """(values − mean) ÷ std with the training data's moments, stored with the weights.

    Buffers ``mean`` and ``std``: float [dim], zeros and ones until ``set_moments``.
    """

    mean: Tensor
    std: Tensor

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(dim))
        self.register_buffer("std", torch.ones(dim))

    def set_moments(self, mean: Float[Tensor, " dim"], std: Float[Tensor, " dim"]) -> None:
        """Take over the moments; a feature that never varies (std 0) is centred only.

        Raises:
            ValueError: not one finite mean and one finite, non-negative std per feature.
        """
        if mean.shape != self.mean.shape or std.shape != self.std.shape:
            raise ValueError(f"Expected {self.mean.numel()} means and standard deviations.")
        if not (mean.isfinite().all() and std.isfinite().all() and (std >= 0).all()):
            raise ValueError("Means and standard deviations must be finite and not negative.")
        self.mean.copy_(mean)
        self.std.copy_(torch.where(std > 0, std, torch.ones_like(std)))

    def forward(
        self, values: Float[Tensor, "batch steps dim"], mask: Bool[Tensor, "batch steps"]
    ) -> Float[Tensor, "batch steps dim"]:
        """Standardised values, zero (the training mean) where ``mask`` is False."""
        return ((values - self.mean) / self.std).masked_fill(~mask.unsqueeze(-1), 0.0)


class Convolution(nn.Module):
    """Kernel 3 over time, no bias: each step sees its neighbours. [batch, steps, dim → width]."""

    def __init__(self, dim: int, width: int) -> None:
        super().__init__()
        self.kernel = nn.Conv1d(dim, width, kernel_size=3, padding=1, bias=False)

    def forward(
        self, values: Float[Tensor, "batch steps dim"]
    ) -> Float[Tensor, "batch steps width"]:
        convolved: Tensor = self.kernel(values.transpose(1, 2))
        return convolved.transpose(1, 2)


class Attention(nn.Module):
    """Multi-head self-attention over the valid steps."""

    def __init__(self, width: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.dropout = dropout
        self.query_key_value = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)

    def forward(
        self, x: Float[Tensor, "batch steps width"], keys: Bool[Tensor, "batch steps"]
    ) -> Float[Tensor, "batch steps width"]:
        split = self.query_key_value(x).unflatten(-1, (3, self.heads, -1))
        query, key, value = split.permute(2, 0, 3, 1, 4)
        attended = functional.scaled_dot_product_attention(
            query,
            key,
            value,
            attn_mask=keys[:, None, None, :],
            dropout_p=self.dropout if self.training else 0.0,
        )
        mixed: Tensor = self.out(attended.transpose(1, 2).flatten(2))
        return mixed


class TransformerLayer(nn.Module):
    """Pre-norm attention and feed-forward, four times as wide inside, each added to the stream."""

    def __init__(
        self, width: int, attention: Attention, dropout_feed_forward: float, dropout_residual: float
    ) -> None:
        super().__init__()
        self.attention_norm = nn.LayerNorm(width)
        self.attention = attention
        self.feed_forward = nn.Sequential(
            nn.LayerNorm(width),
            nn.Linear(width, 4 * width),
            nn.ReLU(),
            nn.Dropout(dropout_feed_forward),
            nn.Linear(4 * width, width),
        )
        self.residual = nn.Dropout(dropout_residual)

    def forward(
        self, x: Float[Tensor, "batch steps width"], keys: Bool[Tensor, "batch steps"]
    ) -> Float[Tensor, "batch steps width"]:
        x = x + self.residual(self.attention(self.attention_norm(x), keys))
        updated: Tensor = x + self.residual(self.feed_forward(x))
        return updated


class Transformer(nn.Module):
    """Sinusoidal positions, ``layers``, a final norm (the encoder of MulT, Tsai et al. 2019)."""

    def __init__(self, width: int, layers: list[TransformerLayer], dropout_embedding: float):
        super().__init__()
        self.scale = math.sqrt(width)
        self.embedding = nn.Dropout(dropout_embedding)
        self.layers = nn.ModuleList(layers)
        self.norm = nn.LayerNorm(width)

    def forward(
        self, x: Float[Tensor, "batch steps width"], mask: Bool[Tensor, "batch steps"]
    ) -> Float[Tensor, "batch steps width"]:
        # A softmax over no key at all is undefined; kernels differ. A sample without evidence may
        # look everywhere: its values are all replaced, and nobody uses the result.
        keys = mask | ~mask.any(dim=1, keepdim=True)
        x = self.embedding(self.scale * x + sinusoids(x.shape[1], x.shape[2]).to(x))
        for layer in self.layers:
            x = layer(x, keys)
        normed: Tensor = self.norm(x)
        return normed


class UnimodalNetwork(nn.Module):
    """Standardise, convolve, look at context (where a Transformer is given), pool.

    A ``backbone`` (engine.models.pretrained) comes first where steps are ids, not features.
    """

    def __init__(
        self,
        dim: int,
        width: int,
        transformer: Transformer | None,
        pooling: Pooling,
        backbone: nn.Module | None = None,
    ) -> None:
        super().__init__()
        self.backbone = backbone
        self.standardise = Standardise(dim)
        self.convolution = Convolution(dim, width)
        self.transformer = transformer
        self.pooling = pooling

    def forward(
        self, values: Float[Tensor, "batch steps dim"], mask: Bool[Tensor, "batch steps"]
    ) -> Float[Tensor, "batch width"]:
        if self.backbone is not None:
            values = self.backbone(values, mask)
        x = self.convolution(self.standardise(values, mask))
        if self.transformer is not None:
            x = self.transformer(x, mask)
        return last_valid(x, mask) if self.pooling is Pooling.LAST else mean_valid(x, mask)


def sinusoids(steps: int, width: int) -> Float[Tensor, "steps width"]:
    """Position codes of Vaswani et al. 2017, sines in the even and cosines in the odd places."""
    frequencies = torch.exp(torch.arange(0, width, 2) * (-math.log(10_000.0) / width))
    angles = torch.arange(steps).unsqueeze(1) * frequencies
    return torch.stack((angles.sin(), angles.cos()), dim=-1).flatten(1)[:, :width]


def last_valid(
    x: Float[Tensor, "batch steps width"], mask: Bool[Tensor, "batch steps"]
) -> Float[Tensor, "batch width"]:
    """The last step with evidence, wherever padding or gaps follow."""
    last = (mask * torch.arange(mask.shape[1], device=mask.device)).argmax(dim=1)
    return x[torch.arange(x.shape[0], device=x.device), last]


def mean_valid(
    x: Float[Tensor, "batch steps width"], mask: Bool[Tensor, "batch steps"]
) -> Float[Tensor, "batch width"]:
    """Mean over the steps with evidence."""
    total = x.masked_fill(~mask.unsqueeze(-1), 0.0).sum(dim=1)
    return total / mask.sum(dim=1, keepdim=True).clamp_min(1)
