"""All coalitions of a batch in one pass.

A *coalition* is a set of modalities of one utterance that take part. A modality without evidence
never does, and nobody at all is the same for every utterance, so there are at most
(2**modalities − 1) · batch + 1 of them.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from jaxtyping import Bool, Float
from torch import Tensor
from torch.nn import functional

from engine.explain.sampling import Noise
from engine.models.bottleneck import FoldedBottleneck, Gaussian
from engine.models.fusion import Parts, ProductOfExperts
from engine.models.fusion.experts import product_of_experts
from engine.models.mib import MIBModel
from engine.models.tensors import Encoded
from engine.types import Modality

_BLOCK = 512
"""Rows whose hidden units (1024 in the paper) stay in the caches of two cores."""


class Coalitions(NamedTuple):
    """Who takes part where; every row once.

    utterance: int [rows]; where nobody takes part it means nothing.
    members: bool [rows, modalities].
    code: int [rows], the members as a bit mask, the order of ``shapley.subsets``.
    row: int [subsets, batch], which coalition is left of each subset of all modalities. Subsets
        that differ in absent modalities only have the same one.
    """

    utterance: Tensor
    members: Tensor
    code: Tensor
    row: Tensor


class Fusions(NamedTuple):
    """What came out of every coalition.

    logits: float [passes, rows, fused_draws, outputs], of the fused decoder, its heads in a row.
    x: float [rows, d], the fused vector of the mean path, before a bottleneck.
    """

    logits: Tensor
    x: Tensor


def coalitions(present: Bool[Tensor, "batch modalities"]) -> Coalitions:
    """All coalitions of a batch."""
    batch, modalities = present.shape
    bits = 2 ** torch.arange(modalities, device=present.device)
    subset = torch.arange(2**modalities, device=present.device).unsqueeze(1)
    left = subset & (present * bits).sum(dim=1)
    key = left * batch + torch.arange(batch, device=present.device)
    keys, row = torch.unique(torch.where(left > 0, key, 0), return_inverse=True)
    code = keys // batch
    return Coalitions(keys % batch, (code.unsqueeze(1) & bits) > 0, code, row)


class Decoding(NamedTuple):
    """What comes after the fusion, prepared for many batches.

    weight: float [outputs, d] and bias: float [outputs], D and its bias: the heads of the fused
        decoder in a row.
    folded: the fused bottleneck with that decoder; None for L-MIB.
    noise: of the passes.
    mixing: float [passes, d, fused_draws · outputs], D ⊙ eps of the fused z: as
        D (mu + sigma ⊙ eps) = D mu + (D ⊙ eps) sigma, no z of any sample is needed.
    """

    weight: Tensor
    bias: Tensor
    folded: FoldedBottleneck | None
    noise: Noise
    mixing: Tensor


def prepare(model: MIBModel, noise: Noise) -> Decoding:
    """With the weights that the model has now."""
    weight, bias = model.fused_decoder.in_a_row()
    bottleneck = model.fused_bottleneck
    return Decoding(
        weight,
        bias,
        None if bottleneck is None else bottleneck.folded(weight, bias),
        noise,
        (noise.fused.unsqueeze(2) * weight).flatten(1, 2).transpose(1, 2),
    )


class _Posterior(NamedTuple):
    """p(z) of every row as the decoder sees it, of as many passes as differ: one, or all.

    x: float [passes, rows, d]; mean: float [passes, rows, outputs], decoded; sigma: float
    [passes, rows, d], None where z is x.
    """

    x: Tensor
    mean: Tensor
    sigma: Tensor | None


def fuse_all(model: MIBModel, encoded: Encoded, who: Coalitions, decoding: Decoding) -> Fusions:
    """Every coalition through fusion, fused bottleneck and decoder, in every pass."""
    if isinstance(model.fusion, ProductOfExperts):
        z = _experts(model, encoded, who, decoding)
    else:
        z = _bottleneck(model, _parts(model, encoded, who, decoding.noise), decoding)
    passes, times, _ = decoding.noise.fused.shape
    mean = z.mean.unsqueeze(2).expand(passes, -1, times, -1)
    if z.sigma is None:
        return Fusions(mean, z.x[0])
    moved = torch.matmul(z.sigma, decoding.mixing)
    return Fusions(mean + moved.view(passes, -1, times, mean.shape[3]), z.x[0])


def _bottleneck(model: MIBModel, parts: Parts, decoding: Decoding) -> _Posterior:
    vectors, present = torch.split(parts.vectors, _BLOCK), torch.split(parts.present, _BLOCK)
    found: list[tuple[Tensor, ...]] = []
    for v, p in zip(vectors, present, strict=True):
        x = model.fusion(Parts(v, None, p))
        if decoding.folded is None:
            found.append((x, functional.linear(x, decoding.weight, decoding.bias)))
        else:
            found.append((x, *decoding.folded.decoded(x)))
    passes = len(decoding.noise.modalities)
    joined = [torch.cat(each) for each in zip(*found, strict=True)]
    x, mean, *sigma = (each.view(passes, -1, each.shape[1]) for each in joined)
    return _Posterior(x, mean, sigma[0] if sigma else None)


def _experts(model: MIBModel, encoded: Encoded, who: Coalitions, decoding: Decoding) -> _Posterior:
    """The product reads p(z_m|x_m), whatever is drawn from it, and draws z itself."""
    vector = _any_vector(encoded)
    prior = Gaussian(torch.zeros_like(vector), torch.ones_like(vector))
    each = [encoded.bottlenecks.get(m, prior) for m in model.modalities]
    mu, sigma = (torch.stack(parts, dim=1)[who.utterance] for parts in zip(*each, strict=True))
    z = product_of_experts(Gaussian(mu, sigma), who.members)
    mean = functional.linear(z.mu, decoding.weight, decoding.bias)
    return _Posterior(*(each.unsqueeze(0) for each in (z.mu, mean, z.sigma)))


def _any_vector(encoded: Encoded) -> Float[Tensor, "batch d"]:
    """Some x_m, for its shape."""
    return next(iter(encoded.vectors.values()))


def _parts(model: MIBModel, encoded: Encoded, who: Coalitions, noise: Noise) -> Parts:
    """z_m of the members, the learned vectors of the others: [passes · rows, modalities, d]."""
    passes, batch = len(noise.modalities), len(_any_vector(encoded))
    # One table of all z_m and, behind those of each modality, its vector for absence.
    table = [
        part
        for i, m in enumerate(model.modalities)
        for part in (
            _drawn(encoded, m, noise.modalities[:, i]),
            model.absent[m.value].expand(passes, 1, -1),
        )
    ]
    place = torch.where(who.members, who.utterance.unsqueeze(1), batch)
    place = place + (batch + 1) * torch.arange(place.shape[1], device=place.device)
    vectors = torch.cat(table, dim=1).index_select(1, place.flatten())
    width = vectors.shape[2]
    return Parts(vectors.view(-1, place.shape[1], width), None, who.members.repeat(passes, 1))


def _drawn(
    encoded: Encoded, modality: Modality, noise: Float[Tensor, "passes d"]
) -> Float[Tensor, "passes batch d"]:
    """z_m where there is a bottleneck, otherwise x_m; anything where it is not in the inputs."""
    if modality in encoded.bottlenecks:
        gaussian = encoded.bottlenecks[modality]
        return gaussian.mu + gaussian.sigma * noise.unsqueeze(1)
    some = _any_vector(encoded)
    return encoded.vectors.get(modality, some).expand(len(noise), -1, -1)
