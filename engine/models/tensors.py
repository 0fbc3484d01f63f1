"""What goes into a model and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor

from engine.models.bottleneck import Gaussian
from engine.types import Modality

Outputs = dict[str, Tensor]
"""Per head: float [batch, k]. Sentiment is in its own unit, emotions are logits."""


class ModalityTensors(NamedTuple):
    """``values``: float [batch, steps, dim]; ``mask``: bool [batch, steps], True = evidence."""

    values: Tensor
    mask: Tensor

    def to(self, device: torch.device | str) -> ModalityTensors:
        return ModalityTensors(self.values.to(device), self.mask.to(device))


class Encoded(NamedTuple):
    """The unimodal half of a pass: all that fusing any subset of modalities needs.

    vectors: x_m, float [batch, d], of the modalities in the inputs.
    bottlenecks: p(z_m|x_m) of the same; empty for variants without unimodal bottlenecks.
    present: bool [batch] for every modality of the model. Rows of ``vectors`` and
        ``bottlenecks`` where it is False are finite and mean nothing.
    """

    vectors: dict[Modality, Tensor]
    bottlenecks: dict[Modality, Gaussian]
    present: dict[Modality, Tensor]

    def repeated(self, times: int) -> Encoded:
        """The batch ``times`` times in a row, to fuse several subsets or samples in one go."""
        return Encoded(
            {m: x.repeat(times, 1) for m, x in self.vectors.items()},
            {m: gaussian.repeated(times) for m, gaussian in self.bottlenecks.items()},
            {m: present.repeat(times) for m, present in self.present.items()},
        )


class Fused(NamedTuple):
    """Outputs of the fused decoder and p(z|x) behind them (None for L-MIB)."""

    outputs: Outputs
    bottleneck: Gaussian | None


@dataclass(frozen=True, slots=True)
class MIBOutput:
    """A whole pass.

    ``unimodal`` and ``bottlenecks`` hold the modalities in the inputs (nothing for E- and B-MIB);
    their rows count only where ``present``, the evidence in the inputs. ``used`` is what took
    part in the fusion: evidence that was also kept.
    """

    fused: Outputs
    unimodal: dict[Modality, Outputs]
    bottlenecks: dict[Modality, Gaussian]
    fused_bottleneck: Gaussian | None
    present: dict[Modality, Tensor]
    used: dict[Modality, Tensor]
