"""What a model says of a batch, before any of it is shown: plain numbers and logits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from engine.explain.coalitions import Coalitions, Decoding, coalitions, fuse_all
from engine.models.bottleneck import Gaussian
from engine.models.mib import MIBModel
from engine.models.tensors import Encoded, ModalityTensors
from engine.types import Modality


class Passes(NamedTuple):
    """Of one batch.

    present: bool [batch, modalities].
    who: the coalitions that are the rows of what follows.
    logits: float [rows, 1 + samples, outputs], of the fused decoder, its heads in a row: on the
        mean path, then from samples of z.
    unimodal: float [batch, modalities, outputs], of each modality's own decoder.
    rates: float [batch, modalities], nats through each modality's bottleneck.
    fused_rate: float [batch], nats through the fused one.

    nan stands where the model has no such decoder or bottleneck and where a modality is absent.
    """

    present: Tensor
    who: Coalitions
    logits: Tensor
    unimodal: Tensor
    rates: Tensor
    fused_rate: Tensor


def run_passes(
    model: MIBModel, inputs: Mapping[Modality, ModalityTensors], decoding: Decoding
) -> Passes:
    """Encode once, then fuse all coalitions as one batch. The model is in evaluation for the call.

    Args:
        inputs: of at least one modality; an all-False mask is an absent one.
        decoding: of the same model (``coalitions.prepare``).
    """
    with _evaluating(model), torch.inference_mode():
        encoded = model.encode(inputs)
        present = torch.stack([encoded.present[m] for m in model.modalities], dim=1)
        who = coalitions(present)
        fusions = fuse_all(model, encoded, who, decoding)
        return Passes(
            present,
            who,
            # Of pass 0, the mean path, one draw of z is as good as the other.
            fusions.logits.transpose(0, 1).flatten(1, 2)[:, fusions.logits.shape[2] - 1 :],
            _unimodal(model, encoded, present, fusions.logits.shape[-1]),
            _rates(model, encoded, present),
            _fused_rate(model, fusions.x[who.row[-1]]),
        )


def _unimodal(
    model: MIBModel, encoded: Encoded, present: Bool[Tensor, "batch modalities"], outputs: int
) -> Float[Tensor, "batch modalities outputs"]:
    found = {m: torch.cat([*o.values()], 1) for m, o in model.decode_unimodal(encoded).items()}
    nothing = torch.full((len(present), outputs), torch.nan, device=present.device)
    all_of_them = torch.stack([found.get(m, nothing) for m in model.modalities], dim=1)
    return all_of_them.masked_fill(~present.unsqueeze(2), torch.nan)


def _rates(
    model: MIBModel, encoded: Encoded, present: Bool[Tensor, "batch modalities"]
) -> Float[Tensor, "batch modalities"]:
    found = {m: gaussian.rate() for m, gaussian in encoded.bottlenecks.items()}
    nothing = torch.full((len(present),), torch.nan, device=present.device)
    all_of_them = torch.stack([found.get(m, nothing) for m in model.modalities], dim=1)
    return all_of_them.masked_fill(~present, torch.nan)


def _fused_rate(model: MIBModel, x: Float[Tensor, "batch d"]) -> Float[Tensor, " batch"]:
    if model.fused_bottleneck is None:
        return torch.full((len(x),), torch.nan, device=x.device)
    gaussian: Gaussian = model.fused_bottleneck(x)
    return gaussian.rate()


@contextmanager
def _evaluating(model: MIBModel) -> Iterator[None]:
    # Asked first: setting the mode of every part takes as long as the whole pass of an utterance.
    if not model.training:
        yield
        return
    model.eval()
    try:
        yield
    finally:
        model.train()
