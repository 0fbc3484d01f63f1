"""The objective of Mai et al. 2022, over several heads and with labels or modalities missing.

    total = fused task term + beta · constraint of the fused bottleneck
            + Σ_m (unimodal task term + beta · constraint_m)

Terms of parts that the variant does not have fall away. The fused task term is in the sum once
(the published code adds it twice). The constraint is the KL to N(0, I) or what stands in for it
(engine.models.constraints).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import torch
from jaxtyping import Bool, Float
from torch import Tensor
from torch.nn import functional

from engine.models.config import Constraint, Variant
from engine.models.constraints import constraint_term, kl_term, masked_mean
from engine.models.tensors import MIBOutput, Outputs
from engine.types import Head, HeadKind, Modality

PAPER_BETA = 1e-3


class HeadTarget(NamedTuple):
    """``values``: float [batch, k]; ``mask``: bool [batch, k], True where the label is known.

    Regression: numbers. Multi-class: a distribution, known as a whole or not at all. Multi-label:
    0 or 1. Masked entries may hold anything.
    """

    values: Tensor
    mask: Tensor


@dataclass(frozen=True, slots=True)
class LossOptions:
    beta: float = PAPER_BETA
    """Weight of every constraint."""
    head_weights: Mapping[str, float] = field(default_factory=dict)
    """Weight of a head's task term; 1 where a head is not named."""
    constraint: Constraint = Constraint.KL


def variant_beta(variant: Variant, beta: float) -> float:
    """B-MIB is the baseline whose bottleneck costs nothing."""
    return 0.0 if variant is Variant.B_MIB else beta


class LossTerms(NamedTuple):
    """Scalars before weighting, to be watched one by one; ``total`` is what to minimise.

    A head is missing where no target was given for it. A term is zero where no sample counts.
    """

    total: Tensor
    fused: dict[str, Tensor]
    unimodal: dict[Modality, dict[str, Tensor]]
    constraints: dict[Modality, Tensor]
    """Of each unimodal bottleneck, over samples that have the modality."""
    fused_constraint: Tensor | None
    kl: dict[Modality, Tensor]
    """½ mean_j(…), without gradient: to be watched whatever the constraint is."""
    fused_kl: Tensor | None


Loss = Callable[[Float[Tensor, "batch k"], Float[Tensor, "batch k"]], Float[Tensor, "batch k"]]


def absolute_error(
    output: Float[Tensor, "batch k"], target: Float[Tensor, "batch k"]
) -> Float[Tensor, "batch k"]:
    """The paper's loss for regression."""
    return (output - target).abs()


def soft_cross_entropy(
    logits: Float[Tensor, "batch k"], target: Float[Tensor, "batch k"]
) -> Float[Tensor, "batch k"]:
    """−target_k · log softmax(logits)_k, times k: the mean over k is the cross-entropy."""
    return -(target * functional.log_softmax(logits, dim=1)) * logits.shape[1]


def binary_cross_entropy(
    logits: Float[Tensor, "batch k"], target: Float[Tensor, "batch k"]
) -> Float[Tensor, "batch k"]:
    """The paper's loss for (multi-label) classification."""
    return functional.binary_cross_entropy_with_logits(logits, target, reduction="none")


HEAD_LOSSES: Mapping[HeadKind, Loss] = {
    HeadKind.REGRESSION: absolute_error,
    HeadKind.MULTI_CLASS: soft_cross_entropy,
    HeadKind.MULTI_LABEL: binary_cross_entropy,
}


def mib_loss(
    output: MIBOutput,
    targets: Mapping[str, HeadTarget],
    heads: Mapping[str, Head],
    options: LossOptions,
) -> LossTerms:
    """All terms of one batch, each a mean over the labels that count for it.

    Args:
        output: of a pass with ``sample=True``, as the objective is an expectation over z.
        targets: per head; heads that are left out are not trained.
        heads: what each head predicts.
        options: the weights.
    """
    known = {name: (heads[name].kind, target) for name, target in targets.items()}
    everyone = torch.ones_like(next(iter(output.present.values())))
    fused = _task_terms(output.fused, known, everyone)
    unimodal = {
        m: _task_terms(outputs, known, output.present[m]) for m, outputs in output.unimodal.items()
    }
    constraints = {
        m: constraint_term(options.constraint, passage, output.present[m])
        for m, passage in output.passages.items()
    }
    with torch.no_grad():
        kl = {m: kl_term(passage, output.present[m]) for m, passage in output.passages.items()}
    fused_constraint = fused_kl = None
    total = _weighted(fused, options)
    if output.fused_passage is not None:
        fused_constraint = constraint_term(options.constraint, output.fused_passage, everyone)
        with torch.no_grad():
            fused_kl = kl_term(output.fused_passage, everyone)
        total = total + options.beta * fused_constraint
    for modality, terms in unimodal.items():
        total = total + _weighted(terms, options) + options.beta * constraints[modality]
    return LossTerms(total, fused, unimodal, constraints, fused_constraint, kl, fused_kl)


def _task_terms(
    outputs: Outputs,
    known: Mapping[str, tuple[HeadKind, HeadTarget]],
    counts: Bool[Tensor, " batch"],
) -> dict[str, Tensor]:
    return {
        name: _task_term(HEAD_LOSSES[kind], outputs[name], target, counts)
        for name, (kind, target) in known.items()
    }


def _task_term(
    loss: Loss, output: Tensor, target: HeadTarget, counts: Bool[Tensor, " batch"]
) -> Float[Tensor, ""]:
    # Replaced, not multiplied away: a label that is not there may be NaN.
    values = torch.where(target.mask, target.values, torch.zeros_like(output))
    return masked_mean(loss(output, values), target.mask & counts.unsqueeze(1))


def _weighted(terms: Mapping[str, Tensor], options: LossOptions) -> Tensor:
    weighted = [options.head_weights.get(name, 1.0) * term for name, term in terms.items()]
    return torch.stack(weighted).sum()
