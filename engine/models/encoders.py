"""Unimodal networks: a masked sequence in, one vector out.

What lies at masked steps never matters: values are replaced before the first kernel, attention
does not look at them and pooling does not take them. A sample whose mask is all False comes out
finite and meaningless; the model replaces it.
"""

from __future__ import annotations

import math
from typing import Any, cast

import torch
from jaxtyping import Bool, Float, Int64
from torch import Tensor, nn
from torch.nn import functional

from engine.models.config import Pooling
from engine.models.dropout import Dropout


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
    """Kernel 3 over time, no bias: each step sees its neighbours."""

    def __init__(self, dim: int, width: int) -> None:
        super().__init__()
        self.kernel = nn.Conv1d(dim, width, kernel_size=3, padding=1, bias=False)

    def forward(
        self, values: Float[Tensor, "batch steps dim"]
    ) -> Float[Tensor, "batch steps width"]:
        """At every step; zeros lie beyond the ends."""
        return self._at_middles(functional.pad(values, (0, 0, 1, 1)).unfold(1, 3, 1))

    def of_windows(self, windows: Float[Tensor, "batch 3 dim"]) -> Float[Tensor, "batch width"]:
        """Of three steps each, at the middle one."""
        return self._at_middles(windows.transpose(1, 2))

    def _at_middles(self, windows: Float[Tensor, "*shape dim 3"]) -> Float[Tensor, "*shape width"]:
        # As one matrix product its result lies step by step, as all that follows wants it.
        return functional.linear(windows.flatten(-2), self.kernel.weight.flatten(1))


class Attention(nn.Module):
    """Multi-head self-attention over the valid steps."""

    def __init__(self, width: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.query_key_value = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.dropout = Dropout(dropout)

    def forward(
        self, x: Float[Tensor, "batch steps width"], keys: Bool[Tensor, "batch steps"]
    ) -> Float[Tensor, "batch steps width"]:
        """From every step to all that ``keys`` names, at least one per sample."""
        attend = self._attend_and_drop if self.training else self._attend
        split = self.query_key_value(x).view(*keys.shape, 3, self.heads, -1)
        mixed: Tensor = self.out(attend(split, keys))
        return mixed

    def from_one_step(
        self,
        x: Float[Tensor, "batch steps width"],
        keys: Bool[Tensor, "batch steps"],
        step: Int64[Tensor, " batch"],
    ) -> Float[Tensor, "batch width"]:
        """What ``forward`` has at one step of each sample, without a key or value for any.

        By associativity: scores q · (K x + k) are (Kᵀ q) · x, plus q · k, which is the same for all
        steps and so nothing to a softmax; and Σ w (V x + v) is V Σ w x + v Σ w.
        """
        width = x.shape[2]
        query, key, value = self.query_key_value.weight.view(3, self.heads, -1, width)
        query_bias, _, value_bias = self.query_key_value.bias.view(3, self.heads, -1)
        # Per head: [heads, batch, width] @ [heads, width, size], and so on.
        asked = torch.baddbmm(
            query_bias.unsqueeze(1),
            at_step(x, step).expand(self.heads, -1, -1),
            query.transpose(1, 2),
        )
        looked_for = torch.bmm(asked * asked.shape[2] ** -0.5, key).transpose(0, 1)
        scores = torch.baddbmm(_not_these(keys, x).unsqueeze(1), looked_for, x.transpose(1, 2))
        weights = self.dropout(scores.softmax(dim=2))
        seen = torch.bmm(weights, x).transpose(0, 1)
        attended = torch.bmm(seen, value.transpose(1, 2)).transpose(0, 1)
        attended = attended + weights.sum(dim=2, keepdim=True) * value_bias
        mixed: Tensor = self.out(attended.flatten(1))
        return mixed

    def _attend(
        self, split: Float[Tensor, "batch steps 3 heads size"], keys: Bool[Tensor, "batch steps"]
    ) -> Float[Tensor, "batch steps width"]:
        query, key, value = split.permute(2, 0, 3, 1, 4)
        attended = functional.scaled_dot_product_attention(
            query, key, value, attn_mask=keys[:, None, None, :]
        )
        return attended.transpose(1, 2).flatten(2)

    def _attend_and_drop(
        self, split: Float[Tensor, "batch steps 3 heads size"], keys: Bool[Tensor, "batch steps"]
    ) -> Float[Tensor, "batch steps width"]:
        """With dropout, for which torch has no fused kernel on a processor.

        Everything lies [batch · heads, size, steps]: a matrix product that is as narrow as a head
        takes four times as long as one that is as low.
        """
        batch, steps = keys.shape
        query, key, value = split.permute(2, 0, 3, 4, 1).flatten(1, 2)
        scores = _inner_products(key * key.shape[1] ** -0.5, query)
        scores.add_(_not_these(keys, scores).repeat_interleave(self.heads, dim=0).unsqueeze(2))
        weights = self.dropout(scores.softmax(dim=1))
        attended = torch.bmm(value, weights).view(batch, -1, steps)
        return attended.transpose(1, 2)


class _InnerProducts(torch.autograd.Function):
    """aᵀ b for a [n, size, s] and b [n, size, t] → [n, s, t].

    As torch.bmm; but torch's gradient of its first argument is a narrow product.
    """

    @staticmethod
    def forward(ctx: Any, a: Tensor, b: Tensor) -> Tensor:
        ctx.save_for_backward(a, b)
        return torch.bmm(a.transpose(1, 2), b)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, Tensor]:
        (gradient,) = gradients
        a, b = ctx.saved_tensors
        return torch.bmm(b, gradient.transpose(1, 2)), torch.bmm(a, gradient)


def _inner_products(
    a: Float[Tensor, "n size s"], b: Float[Tensor, "n size t"]
) -> Float[Tensor, "n s t"]:
    products: Tensor = _InnerProducts.apply(a, b)  # type: ignore[no-untyped-call]
    return products


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
            Dropout(dropout_feed_forward),
            nn.Linear(4 * width, width),
        )
        self.residual = Dropout(dropout_residual)

    def forward(
        self, x: Float[Tensor, "batch steps width"], keys: Bool[Tensor, "batch steps"]
    ) -> Float[Tensor, "batch steps width"]:
        return self._updated(x, self.attention(self.attention_norm(x), keys))

    def at_one_step(
        self,
        x: Float[Tensor, "batch steps width"],
        keys: Bool[Tensor, "batch steps"],
        step: Int64[Tensor, " batch"],
    ) -> Float[Tensor, "batch width"]:
        """What ``forward`` has at one step of each sample."""
        attended = self.attention.from_one_step(self.attention_norm(x), keys, step)
        return self._updated(at_step(x, step), attended)

    def _updated(
        self, x: Float[Tensor, "*shape width"], attended: Float[Tensor, "*shape width"]
    ) -> Float[Tensor, "*shape width"]:
        x = x + self.residual(attended)
        updated: Tensor = x + self.residual(self.feed_forward(x))
        return updated


class Transformer(nn.Module):
    """Sinusoidal positions, ``layers``, a final norm (the encoder of MulT, Tsai et al. 2019)."""

    def __init__(self, width: int, layers: list[TransformerLayer], dropout_embedding: float):
        super().__init__()
        self.scale = math.sqrt(width)
        self.embedding = Dropout(dropout_embedding)
        self.layers = nn.ModuleList(layers)
        self.norm = nn.LayerNorm(width)

    def forward(
        self, x: Float[Tensor, "batch steps width"], mask: Bool[Tensor, "batch steps"]
    ) -> Float[Tensor, "batch steps width"]:
        keys = _where_to_look(mask)
        x = self._embed(x)
        for layer in self.layers:
            x = layer(x, keys)
        normed: Tensor = self.norm(x)
        return normed

    def at_last_step(
        self, x: Float[Tensor, "batch steps width"], mask: Bool[Tensor, "batch steps"]
    ) -> Float[Tensor, "batch width"]:
        """What ``forward`` has at the last valid step: no other step leaves the last layer."""
        keys = _where_to_look(mask)
        x = self._embed(x)
        *layers, top = self.layers
        for layer in layers:
            x = layer(x, keys)
        normed: Tensor = self.norm(
            cast(TransformerLayer, top).at_one_step(x, keys, last_step(mask))
        )
        return normed

    def _embed(self, x: Float[Tensor, "batch steps width"]) -> Float[Tensor, "batch steps width"]:
        embedded: Tensor = self.embedding(self.scale * x + sinusoids(x.shape[1], x.shape[2]).to(x))
        return embedded


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
        if self.transformer is None:
            return self.convolution.of_windows(self._pooled_windows(values, mask))
        x = self.convolution(self.standardise(values, mask))
        if self.pooling is Pooling.LAST:
            return self.transformer.at_last_step(x, mask)
        return mean_valid(self.transformer(x, mask), mask)

    def _pooled_windows(
        self, values: Float[Tensor, "batch steps dim"], mask: Bool[Tensor, "batch steps"]
    ) -> Float[Tensor, "batch 3 dim"]:
        # A convolution is linear: pooling may come before it and leaves it one window per sample.
        if self.pooling is Pooling.LAST:
            last: Tensor = self.standardise(*windows_at(values, mask, last_step(mask)))
            return last
        return mean_window(self.standardise(values, mask), mask)


def sinusoids(steps: int, width: int) -> Float[Tensor, "steps width"]:
    """Position codes of Vaswani et al. 2017, sines in the even and cosines in the odd places."""
    frequencies = torch.exp(torch.arange(0, width, 2) * (-math.log(10_000.0) / width))
    angles = torch.arange(steps).unsqueeze(1) * frequencies
    return torch.stack((angles.sin(), angles.cos()), dim=-1).flatten(1)[:, :width]


def last_step(mask: Bool[Tensor, "batch steps"]) -> Int64[Tensor, " batch"]:
    """The last step with evidence, wherever padding or gaps follow; the first if there is none."""
    return (mask * torch.arange(mask.shape[1], device=mask.device)).argmax(dim=1)


def at_step(
    x: Float[Tensor, "batch steps width"], step: Int64[Tensor, " batch"]
) -> Float[Tensor, "batch width"]:
    """One step of each sample."""
    return x[torch.arange(x.shape[0], device=x.device), step]


def windows_at(
    values: Float[Tensor, "batch steps dim"],
    mask: Bool[Tensor, "batch steps"],
    step: Int64[Tensor, " batch"],
) -> tuple[Float[Tensor, "batch 3 dim"], Bool[Tensor, "batch 3"]]:
    """A step of each sample between its neighbours, and which of the three have evidence."""
    steps = mask.shape[1]
    wanted = step.unsqueeze(1) + torch.arange(-1, 2, device=step.device)
    place = wanted.clamp(0, steps - 1)
    rows = torch.arange(values.shape[0], device=values.device).unsqueeze(1)
    return values[rows, place], mask[rows, place] & (wanted == place)


def mean_valid(
    x: Float[Tensor, "batch steps width"], mask: Bool[Tensor, "batch steps"]
) -> Float[Tensor, "batch width"]:
    """Mean over the steps with evidence."""
    total = x.masked_fill(~mask.unsqueeze(-1), 0.0).sum(dim=1)
    return total / mask.sum(dim=1, keepdim=True).clamp_min(1)


def mean_window(
    values: Float[Tensor, "batch steps dim"], mask: Bool[Tensor, "batch steps"]
) -> Float[Tensor, "batch 3 dim"]:
    """Mean over the steps with evidence of what lies before, at and after them."""
    shares = mask / mask.sum(dim=1, keepdim=True).clamp_min(1)
    # Step t is before what t + 1 counts, and after what t - 1 counts.
    shifted = functional.pad(shares, (1, 1)).unfold(1, mask.shape[1], 1).flip(1)
    return torch.bmm(shifted.to(values.dtype), values)


def _where_to_look(mask: Bool[Tensor, "batch steps"]) -> Bool[Tensor, "batch steps"]:
    # A softmax over no key at all is undefined; kernels differ. A sample without evidence may
    # look everywhere: its values are all replaced, and nobody uses the result.
    return mask | ~mask.any(dim=1, keepdim=True)


def _not_these(keys: Bool[Tensor, "batch steps"], like: Tensor) -> Float[Tensor, "batch steps"]:
    """To be added to scores: −inf where there is no key."""
    return like.new_zeros(keys.shape).masked_fill_(~keys, -math.inf)
