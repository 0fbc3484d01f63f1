"""One training step as a module, so that launchers can wrap it: batches in, loss terms out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn

from engine.models.config import Constraint
from engine.models.losses import HeadTarget, LossOptions, LossTerms, mib_loss
from engine.models.mib import MIBModel
from engine.models.tensors import ModalityTensors
from engine.types import Head, Modality


class Batch(NamedTuple):
    """Rows of one pool on the device.

    keep: False keeps a modality of a row out of the fusion, bool [batch] each.
    """

    inputs: dict[Modality, ModalityTensors]
    targets: dict[str, HeadTarget]
    keep: dict[Modality, Tensor]


class Batches:
    """What one step is about, one batch of every pool.

    A class of its own, not a tuple: launchers look into collections and turn every number there
    into half precision where that is asked for, which would make other words of word-piece ids.
    """

    def __init__(self, each: Sequence[Batch]) -> None:
        self.each = tuple(each)


class Objective(nn.Module):
    """The objective of Mai et al. 2022 over one batch of every pool."""

    def __init__(
        self,
        model: MIBModel,
        heads: Mapping[str, Head],
        head_weights: Mapping[str, float],
        constraint: Constraint,
        noise: torch.Generator,
    ) -> None:
        super().__init__()
        self.model = model
        self.noise = noise
        """Where samples of z come from."""
        self._heads = heads
        self._head_weights = head_weights
        self._constraint = constraint

    def forward(self, batches: Batches, beta: float) -> tuple[LossTerms, ...]:
        """Terms of every batch. Minimise the mean of their totals."""
        options = LossOptions(beta, self._head_weights, self._constraint)
        return tuple(
            mib_loss(
                self.model(each.inputs, keep=each.keep, sample=True, generator=self.noise),
                each.targets,
                self._heads,
                options,
            )
            for each in batches.each
        )


def kept_modalities(
    present: Mapping[Modality, Tensor],
    dropout: float,
    nothing: float,
    generator: torch.Generator,
) -> dict[Modality, Tensor]:
    """Modality dropout: which modalities of each row take part in the fusion.

    A row with several loses each with the chance ``dropout`` but keeps at least one; every row
    loses all with the chance ``nothing``.

    Args:
        present: evidence of each row, bool [batch] on the CPU.
    """
    here = torch.stack(list(present.values()))
    chance = torch.rand(here.shape, generator=generator)
    kept = here & (chance >= dropout)
    # Whoever would lose everything keeps the modality that was drawn highest.
    highest = chance.masked_fill(~here, -1.0).argmax(dim=0)
    saved = torch.nn.functional.one_hot(highest, len(here)).T.bool() & here
    kept = torch.where(kept.any(dim=0), kept, saved)
    kept &= torch.rand(here.shape[1], generator=generator) >= nothing
    return dict(zip(present, kept, strict=True))
