"""How z is drawn to show the spread of a prediction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor


@dataclass(frozen=True, slots=True)
class Sampling:
    """32 samples of z by default: 4 of the fused z from each of 8 draws of the z_m.

    A draw of the z_m has to go through fusion and the fused bottleneck, which is what costs time;
    another draw of the fused z costs next to nothing, and each has the distribution of z. What is
    lost is precision: on the default checkpoint the s.d. of 8 × 4 samples is 16 to 20 % off the
    true one, that of 16 × 2 is 12 to 16 % off in twice the time, and that of 32 × 1 is 13 % off in
    four times.

    Raises:
        ValueError: too few draws to have a spread.
    """

    modality_draws: int = 8
    """Of every z_m."""
    fused_draws: int = 4
    """Of the fused z, from each of them."""
    seed: int = 0
    """The same seed, the same numbers."""

    def __post_init__(self) -> None:
        if self.modality_draws < 2 or self.fused_draws < 1:
            raise ValueError("A spread needs at least two draws of the z_m and one of z from each.")

    @property
    def samples(self) -> int:
        """Predictions from every coalition."""
        return self.modality_draws * self.fused_draws


class Noise(NamedTuple):
    """Standard normal numbers of every pass; those of pass 0, the mean path, are zero.

    They are the same for all coalitions, so that shares compare like with like (common random
    numbers), and for all utterances: one has the same numbers in any company, and luck is no
    difference between two.

    modalities: float [passes, modalities, d], of the z_m.
    fused: float [passes, fused_draws, d], of the fused z.
    """

    modalities: Tensor
    fused: Tensor


def draw_noise(sampling: Sampling | None, modalities: int, vector: Float[Tensor, " d"]) -> Noise:
    """The noise of the mean path and, with ``sampling``, of as many passes as there are draws.

    Over the draws each number has exactly mean zero and variance one, so that what is linear in z
    has its mean on the mean path. It is drawn on the CPU and so the same on every device.

    Args:
        vector: some vector of the model; noise has its size, type and device.
    """
    if sampling is None:
        zeros = vector.new_zeros(1, modalities, len(vector))
        return Noise(zeros, zeros[:, :1])
    generator = torch.Generator().manual_seed(sampling.seed)
    draws, times = sampling.modality_draws, sampling.fused_draws
    of_modalities = torch.randn(draws, modalities, len(vector), generator=generator)
    of_fused = torch.randn(draws * times, len(vector), generator=generator)
    drawn = (_standard(of_modalities), _standard(of_fused).view(draws, times, -1))
    return Noise(*(torch.cat((torch.zeros_like(e[:1]), e)).to(vector) for e in drawn))


def _standard(noise: Float[Tensor, "draws ..."]) -> Float[Tensor, "draws ..."]:
    return (noise - noise.mean(dim=0)) / noise.std(dim=0, correction=0)
