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


class Passage(NamedTuple):
    """One way through one bottleneck: ``x`` → p(z|x) → ``z``, all [batch, d].

    ``z`` is the mean or a sample, as the pass was asked for.
    """

    x: Tensor
    gaussian: Gaussian
    z: Tensor


class Fused(NamedTuple):
    """The fused half of a pass.

    outputs: of the fused decoder.
    vector: float [batch, d], what the decoder read.
    passage: through the fused bottleneck; None for L-MIB, which has none.
    """

    outputs: Outputs
    vector: Tensor
    passage: Passage | None


@dataclass(frozen=True, slots=True)
class MIBOutput:
    """A whole pass.

    ``unimodal`` and ``passages`` hold the modalities in the inputs (nothing for E- and B-MIB);
    their rows count only where ``present``, the evidence in the inputs. ``used`` is what took
    part in the fusion: evidence that was also kept.
    """

    fused: Outputs
    vector: Tensor
    """What the fused decoder read, float [batch, d]."""
    unimodal: dict[Modality, Outputs]
    passages: dict[Modality, Passage]
    fused_passage: Passage | None
    present: dict[Modality, Tensor]
    used: dict[Modality, Tensor]
