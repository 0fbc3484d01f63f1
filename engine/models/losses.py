"""The objective of Mai et al. 2022, over several heads and with labels or modalities missing.

    total = fused task term + beta · KL of the fused bottleneck
            + Σ_m (unimodal task term + beta · KL_m)

Terms of parts that the variant does not have fall away. The fused task term is in the sum once
(the published code adds it twice).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import torch
from jaxtyping import Bool, Float
from torch import Tensor
from torch.nn import functional

from engine.models.config import EMOTIONS, SENTIMENT, Variant
from engine.models.tensors import MIBOutput, Outputs
from engine.types import Modality

PAPER_BETA = 1e-3


class HeadTarget(NamedTuple):
    """``values``: float [batch, k]; ``mask``: bool [batch], True where the sample has this label.

    Sentiment: k = 1, in −3..3. Emotions: k = 7, a distribution. Masked rows may hold anything.
    """

    values: Tensor
    mask: Tensor


@dataclass(frozen=True, slots=True)
class LossOptions:
    beta: float = PAPER_BETA
    """Weight of every KL term."""
    head_weights: Mapping[str, float] = field(default_factory=dict)
    """Weight of a head's task term; 1 where a head is not named."""

    @classmethod
    def of(cls, variant: Variant, beta: float = PAPER_BETA) -> LossOptions:
        """B-MIB is the baseline whose bottleneck costs nothing."""
        return cls(beta=0.0 if variant is Variant.B_MIB else beta)


class LossTerms(NamedTuple):
    """Scalars before weighting, to be watched one by one; ``total`` is what to minimise.

    A head is missing where no target was given for it. A term is zero where no sample counts.
    """

    total: Tensor
    fused: dict[str, Tensor]
    unimodal: dict[Modality, dict[str, Tensor]]
    kl: dict[Modality, Tensor]
    """½ mean_j(…) of each unimodal bottleneck, over samples that have the modality."""
    fused_kl: Tensor | None


def absolute_error(
    output: Float[Tensor, "batch k"], target: Float[Tensor, "batch k"]
) -> Float[Tensor, " batch"]:
    """Mean absolute error of each sample, the paper's loss for regression."""
    return (output - target).abs().mean(dim=1)


def soft_cross_entropy(
    logits: Float[Tensor, "batch k"], target: Float[Tensor, "batch k"]
) -> Float[Tensor, " batch"]:
    """−Σ_k target_k · log softmax(logits)_k of each sample."""
    return -(target * functional.log_softmax(logits, dim=1)).sum(dim=1)


HEAD_LOSSES: Mapping[
    str, Callable[[Float[Tensor, "batch k"], Float[Tensor, "batch k"]], Float[Tensor, " batch"]]
] = {SENTIMENT: absolute_error, EMOTIONS: soft_cross_entropy}


def mib_loss(
    output: MIBOutput, targets: Mapping[str, HeadTarget], options: LossOptions
) -> LossTerms:
    """All terms of one batch, each a mean over the samples that count for it.

    Args:
        output: of a pass with ``sample=True``, as the objective is an expectation over z.
        targets: per head; heads that are left out are not trained.
        options: the weights.
    """
    everyone = torch.ones_like(next(iter(output.present.values())))
    fused = _task_terms(output.fused, targets, everyone)
    unimodal = {
        m: _task_terms(outputs, targets, output.present[m])
        for m, outputs in output.unimodal.items()
    }
    kl = {m: _masked_mean(g.kl_mean(), output.present[m]) for m, g in output.bottlenecks.items()}
    bottleneck = output.fused_bottleneck
    fused_kl = None if bottleneck is None else bottleneck.kl_mean().mean()

    total = _weighted(fused, options)
    if fused_kl is not None:
        total = total + options.beta * fused_kl
    for modality, terms in unimodal.items():
        total = total + _weighted(terms, options) + options.beta * kl[modality]
    return LossTerms(total, fused, unimodal, kl, fused_kl)


def _task_terms(
    outputs: Outputs, targets: Mapping[str, HeadTarget], counts: Bool[Tensor, " batch"]
) -> dict[str, Tensor]:
    return {
        name: _task_term(name, outputs[name], target, counts) for name, target in targets.items()
    }


def _task_term(
    name: str, output: Tensor, target: HeadTarget, counts: Bool[Tensor, " batch"]
) -> Float[Tensor, ""]:
    # Replaced, not multiplied away: a label that is not there may be NaN.
    values = torch.where(target.mask.unsqueeze(1), target.values, torch.zeros_like(output))
    return _masked_mean(HEAD_LOSSES[name](output, values), target.mask & counts)


def _masked_mean(
    values: Float[Tensor, " batch"], mask: Bool[Tensor, " batch"]
) -> Float[Tensor, ""]:
    return values.masked_fill(~mask, 0.0).sum() / mask.sum().clamp_min(1)


def _weighted(terms: Mapping[str, Tensor], options: LossOptions) -> Tensor:
    weighted = [options.head_weights.get(name, 1.0) * term for name, term in terms.items()]
    return torch.stack(weighted).sum()
