"""The variational information bottleneck of Mai et al. 2022 (arXiv 2210.17444), section III-B."""

from __future__ import annotations

from typing import NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional

_SIGMA_SHIFT = 5.0
"""The paper's softplus(… − 5): an untrained bottleneck starts almost noiseless."""


class Gaussian(NamedTuple):
    """p(z|x) with a diagonal covariance. ``mu``, ``sigma``: float [..., d]."""

    mu: Tensor
    sigma: Tensor

    def _kl_per_dimension(self) -> Float[Tensor, "*batch d"]:
        # A sigma that underflowed to zero counts as the smallest number there is, not as −inf.
        log_sigma = self.sigma.clamp_min(torch.finfo(self.sigma.dtype).tiny).log()
        return 0.5 * (self.mu.square() + self.sigma.square() - 2 * log_sigma - 1)

    def rate(self) -> Float[Tensor, "*batch"]:
        """KL(p(z|x) ‖ N(0, I)) in nats, summed over dimensions: how much is let through."""
        return self._kl_per_dimension().sum(dim=-1)

    def kl_mean(self) -> Float[Tensor, "*batch"]:
        """The paper's objective: ½ mean_j(mu_j² + sigma_j² − 2 ln sigma_j − 1), rate ÷ d."""
        return self._kl_per_dimension().mean(dim=-1)

    def draw(self, generator: torch.Generator | None) -> Float[Tensor, "*batch d"]:
        """One sample mu + sigma ⊙ eps, or the mean where no generator is given."""
        if generator is None:
            return self.mu
        noise = torch.randn(
            self.mu.shape, generator=generator, device=self.mu.device, dtype=self.mu.dtype
        )
        return self.mu + self.sigma * noise

    def repeated(self, times: int) -> Gaussian:
        """The batch one after another ``times`` times: [b, d] → [times · b, d]."""
        return Gaussian(self.mu.repeat(times, 1), self.sigma.repeat(times, 1))


class Bottleneck(nn.Module):
    """x [batch, d] → p(z|x) over [batch, d]."""

    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.hidden = nn.Linear(width, hidden)
        self.mu = nn.Linear(hidden, width)
        self.sigma = nn.Linear(hidden, width)

    def forward(self, x: Float[Tensor, "batch d"]) -> Gaussian:
        hidden = functional.relu(self.hidden(x))
        return Gaussian(self.mu(hidden), functional.softplus(self.sigma(hidden) - _SIGMA_SHIFT))

    def folded(self, weight: Float[Tensor, "k d"], bias: Float[Tensor, " k"]) -> FoldedBottleneck:
        """For those who want ``weight`` mu + ``bias`` (what a decoder says) instead of mu."""
        both = torch.cat((weight @ self.mu.weight, self.sigma.weight))
        shift = torch.cat((weight @ self.mu.bias + bias, self.sigma.bias - _SIGMA_SHIFT))
        # Matrix products are a sixth faster when they are a multiple of 16 wide.
        more = -len(shift) % 16
        return FoldedBottleneck(
            self.hidden,
            functional.pad(both, (0, 0, 0, more)),
            functional.pad(shift, (0, more)),
            outputs=len(bias),
            width=self.sigma.out_features,
        )


class FoldedBottleneck(NamedTuple):
    """A bottleneck with a linear decoder of its mean: of two linear maps in a row one is left.

    weight: float [k + d + padding, hidden] and bias: the same without hidden, for the k outputs
        of the decoder and d of sigma.
    """

    hidden: nn.Linear
    weight: Tensor
    bias: Tensor
    outputs: int
    width: int

    def decoded(
        self, x: Float[Tensor, "batch d"]
    ) -> tuple[Float[Tensor, "batch k"], Float[Tensor, "batch d"]]:
        """What the decoder says of the mean of p(z|x), and sigma."""
        hidden = self.hidden(x).relu_()
        both = functional.linear(hidden, self.weight, self.bias)
        mean, sigma, _ = both.tensor_split((self.outputs, self.outputs + self.width), dim=1)
        return mean, functional.softplus(sigma)
