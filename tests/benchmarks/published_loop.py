"""The published training loop of C-MIB, written plainly: what bench_training_step compares with.

It has the structure of the authors' code (github.com/TmacMai/Multimodal-Information-Bottleneck,
cmib.py), in our own words: encoders and bottlenecks one after the other, every sequence padded to
full length, Transformers of MulT and fairseq (sequences first, attention spelled out), the last
step of the padded sequence, and a ``forward`` that trains with an optimiser for the words and one
for the rest. BERT is left out, as in the comparison its states are frozen. So are two things of
theirs that cost time and that nothing reads: attention weights averaged over heads, and two more
optimisers that are never stepped.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import chain

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional

BETA = 1e-3


class SelfAttention(nn.Module):
    """x [steps, batch, width] → the same shape."""

    def __init__(self, width: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.dropout = dropout
        self.project = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)

    def forward(self, x: Float[Tensor, "steps batch width"]) -> Float[Tensor, "steps batch width"]:
        steps, batch, width = x.shape
        size = width // self.heads
        query, key, value = (
            part.contiguous().view(steps, batch * self.heads, size).transpose(0, 1)
            for part in self.project(x).chunk(3, dim=-1)
        )
        weights = torch.bmm(query * size**-0.5, key.transpose(1, 2)).softmax(dim=-1)
        weights = functional.dropout(weights, self.dropout, self.training)
        mixed = torch.bmm(weights, value).transpose(0, 1).contiguous().view(steps, batch, width)
        attended: Tensor = self.out(mixed)
        return attended


class Layer(nn.Module):
    """Pre-norm: attention, then feed-forward, each added to the stream."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.attention_norm = nn.LayerNorm(width)
        self.attention = SelfAttention(width, heads, dropout=0.5)
        self.feed_forward_norm = nn.LayerNorm(width)
        self.widen = nn.Linear(width, 4 * width)
        self.narrow = nn.Linear(4 * width, width)

    def forward(self, x: Float[Tensor, "steps batch width"]) -> Float[Tensor, "steps batch width"]:
        added = self.attention(self.attention_norm(x))
        x = x + functional.dropout(added, 0.3, self.training)
        hidden = functional.relu(self.widen(self.feed_forward_norm(x)))
        added = self.narrow(functional.dropout(hidden, 0.3, self.training))
        return x + functional.dropout(added, 0.3, self.training)


class Encoder(nn.Module):
    """Positions, three layers, a norm."""

    positions: Tensor

    def __init__(self, width: int, longest: int, heads: int = 5, layers: int = 3) -> None:
        super().__init__()
        self.scale = math.sqrt(width)
        self.layers = nn.ModuleList(Layer(width, heads) for _ in range(layers))
        self.norm = nn.LayerNorm(width)
        rates = torch.exp(torch.arange(0, width, 2) * (-math.log(10_000.0) / width))
        angles = torch.arange(longest).unsqueeze(1) * rates
        self.register_buffer("positions", torch.cat((angles.sin(), angles.cos()), dim=1))

    def forward(self, x: Float[Tensor, "steps batch width"]) -> Float[Tensor, "steps batch width"]:
        x = self.scale * x + self.positions[: len(x)].unsqueeze(1)
        x = functional.dropout(x, 0.2, self.training)
        for layer in self.layers:
            x = layer(x)
        normed: Tensor = self.norm(x)
        return normed


class VariationalPart(nn.Module):
    """Bottleneck and decoder with their loss: x [batch, width] → (prediction, z, loss)."""

    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.hidden = nn.Sequential(nn.Linear(width, hidden), nn.ReLU(inplace=True))
        self.mu = nn.Linear(hidden, width)
        self.sigma = nn.Linear(hidden, width)
        self.decoder = nn.Linear(width, 1)

    def forward(
        self, x: Float[Tensor, "batch width"], labels: Float[Tensor, " batch"]
    ) -> tuple[Tensor, Tensor, Tensor]:
        hidden = self.hidden(x)
        mu, sigma = self.mu(hidden), functional.softplus(self.sigma(hidden) - 5)
        z = mu + sigma * torch.randn_like(sigma)
        predicted = self.decoder(z)
        kl = 0.5 * (mu.pow(2) + sigma.pow(2) - 2 * sigma.log() - 1).mean()
        return predicted, z, functional.l1_loss(predicted.view(-1), labels) + BETA * kl


class PublishedLoop(nn.Module):
    """The whole model; calling it is one training step."""

    def __init__(
        self, text: int, audio: int, vision: int, *, width: int, hidden: int, longest: int
    ) -> None:
        super().__init__()
        self.text, self.audio, self.vision = (
            nn.Conv1d(size, width, kernel_size=3, padding=1, bias=False)
            for size in (text, audio, vision)
        )
        self.audio_encoder = Encoder(width, longest)
        self.vision_encoder = Encoder(width, longest)
        self.parts = nn.ModuleList(VariationalPart(width, hidden) for _ in range(3))
        self.fusion = nn.Linear(3 * width, width)
        self.fused_part = VariationalPart(width, hidden)
        self._text_optimiser = torch.optim.Adam(self.text.parameters(), lr=1e-5)
        self._optimiser = torch.optim.Adam(self._all_but_text(), lr=2e-5)

    def forward(
        self,
        text: Float[Tensor, "batch steps text"],
        audio: Float[Tensor, "batch steps audio"],
        vision: Float[Tensor, "batch steps vision"],
        labels: Float[Tensor, " batch"],
    ) -> Float[Tensor, "batch 1"]:
        said = self.text(text.transpose(1, 2))[:, :, -1]
        heard = self.audio_encoder(self.audio(audio.transpose(1, 2)).permute(2, 0, 1))[-1]
        seen = self.vision_encoder(self.vision(vision.transpose(1, 2)).permute(2, 0, 1))[-1]
        zs, losses = [], []
        for part, x in zip(self.parts, (said, heard, seen), strict=True):
            _, z, loss = part(x, labels)
            zs.append(z)
            losses.append(loss)
        fused = functional.relu(self.fusion(torch.cat(zs, dim=1)))
        predicted, _, fused_loss = self.fused_part(fused, labels)
        # Theirs: the fused task term, which fused_loss has already, once more.
        task = functional.l1_loss(predicted.view(-1), labels)
        loss = losses[0] + losses[1] + losses[2] + fused_loss + task
        self._text_optimiser.zero_grad()
        self._optimiser.zero_grad()
        loss.backward(retain_graph=True)
        self._optimiser.step()
        self._text_optimiser.step()
        return predicted

    def _all_but_text(self) -> Iterator[nn.Parameter]:
        others = (module for module in self.children() if module is not self.text)
        return chain.from_iterable(module.parameters() for module in others)
