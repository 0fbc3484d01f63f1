"""From the outputs of a decoder to what is shown: numbers, and probabilities after calibration."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import torch
from jaxtyping import Bool, Float, Int64
from torch import Tensor

from engine.errors import CheckpointError
from engine.explain.calibration import (
    NORMAL_HALF_WIDTH,
    Calibration,
    Curve,
    HeadCalibration,
    set_name,
)
from engine.explain.shapley import subsets
from engine.models.mib import MIBModel
from engine.types import SENTIMENT, STANDARD_HEADS, Head, HeadKind

SENTIMENT_LIMIT = 3.0
"""Sentiment ends at ±3; the numbers of other heads have no known end."""


@dataclass(frozen=True, slots=True)
class HeadView:
    """How one head is shown. ``columns``: where it stands among the outputs."""

    name: str
    head: Head
    columns: slice
    limit: float | None
    """Numbers end at ± this."""
    calibration: HeadCalibration
    temperature: Tensor
    """float [subsets], of the fused decoder."""
    unimodal_temperature: Tensor
    """float [modalities], of the modalities' own decoders."""
    half_width: Tensor
    """float [subsets], of the 80 % interval in spreads."""

    @property
    def is_number(self) -> bool:
        return self.head.kind is HeadKind.REGRESSION


def views_of(
    model: MIBModel, heads: Mapping[str, Head], calibration: Calibration, device: torch.device
) -> tuple[HeadView, ...]:
    """In the order in which the model's outputs stand in a row.

    Args:
        device: where the outputs are that are to be shown.

    Raises:
        CheckpointError: the model has other heads.
    """
    found = model.fused_decoder.sizes
    if found != {name: head.size for name, head in heads.items()}:
        raise CheckpointError(f"This model predicts {found}, not {', '.join(heads)}.")
    names = [m.value for m in model.modalities]
    sets = [
        set_name(m for m, here in zip(model.modalities, subset, strict=True) if here)
        for subset in subsets(len(model.modalities))
    ]
    ends = accumulate(found.values())

    def table(values: Mapping[str, float], keys: Sequence[str], default: float) -> Tensor:
        return torch.tensor([values.get(key, default) for key in keys], device=device)

    def view(name: str, end: int) -> HeadView:
        head, own = heads[name], calibration.of(name)
        is_standard = name == SENTIMENT and head == STANDARD_HEADS[SENTIMENT]
        return HeadView(
            name=name,
            head=head,
            columns=slice(end - head.size, end),
            limit=SENTIMENT_LIMIT if is_standard else None,
            calibration=own,
            temperature=table(own.temperature, sets, 1.0),
            unimodal_temperature=table(own.unimodal_temperature, names, 1.0),
            half_width=table(own.half_width, sets, NORMAL_HALF_WIDTH),
        )

    return tuple(view(name, end) for name, end in zip(found, ends, strict=True))


def shown(
    views: Sequence[HeadView],
    logits: Float[Tensor, "rows *rest outputs"],
    code: Int64[Tensor, " rows"],
) -> Float[Tensor, "rows *rest outputs"]:
    """What the fused decoder's outputs are shown as. ``code``: who took part, as a bit mask."""
    return torch.cat([head_shown(v, logits[..., v.columns], code) for v in views], dim=-1)


def head_shown(
    view: HeadView, own: Float[Tensor, "rows *rest k"], code: Int64[Tensor, " rows"]
) -> Float[Tensor, "rows *rest k"]:
    """The same for one head and its own outputs."""
    temperature = view.temperature[code].view(-1, *[1] * (own.ndim - 1))
    values = _linked(view, own, temperature)
    if not view.calibration.curves:
        return values
    each = zip(values.unbind(dim=-1), view.calibration.curves, strict=True)
    return torch.stack([_along(curve, value) for value, curve in each], dim=-1)


def unimodal_shown(
    views: Sequence[HeadView], logits: Float[Tensor, "batch modalities outputs"]
) -> Float[Tensor, "batch modalities outputs"]:
    """The same for the modalities' own decoders."""
    return torch.cat(
        [_linked(v, logits[..., v.columns], v.unimodal_temperature.unsqueeze(1)) for v in views],
        dim=-1,
    )


def _linked(view: HeadView, own: Tensor, temperature: Tensor) -> Tensor:
    if view.is_number:
        return own if view.limit is None else own.clamp(-view.limit, view.limit)
    own = own / temperature
    if view.head.kind is HeadKind.MULTI_LABEL:
        return own.sigmoid()
    # Over a short last axis softmax takes twelve times as long.
    return own.movedim(-1, 0).contiguous().softmax(dim=0).movedim(0, -1)


def _along(curve: Curve, value: Tensor) -> Tensor:
    at, to = (value.new_tensor(points) for points in (curve.at, curve.value))
    right = torch.bucketize(value.contiguous(), at).clamp(1, len(at) - 1)
    left = right - 1
    share = ((value - at[left]) / (at[right] - at[left])).clamp(0, 1)
    return torch.lerp(to[left], to[right], share)


def half_widths(
    view: HeadView, spread: Float[Tensor, "rows k"], code: Int64[Tensor, " rows"]
) -> Float[Tensor, "rows k"]:
    """Of the 80 % intervals of numbers, from the s.d. of their samples."""
    return view.half_width[code].unsqueeze(1) * spread.clamp_min(view.calibration.spread_floor)


def intervals(
    view: HeadView,
    prediction: Float[Tensor, "rows k"],
    spread: Float[Tensor, "rows k"],
    code: Int64[Tensor, " rows"],
) -> Float[Tensor, "rows 2 k"]:
    """Lower and upper end of the 80 % intervals of numbers, as they are shown; nan for classes.

    Args:
        prediction: as shown; the middle.
        spread: s.d. of the head's samples, not clipped.
    """
    if not view.is_number:
        return torch.full_like(prediction, torch.nan).unsqueeze(1).expand(-1, 2, -1)
    half = half_widths(view, spread, code)
    ends = torch.stack((prediction - half, prediction + half), dim=1)
    return ends if view.limit is None else ends.clamp(-view.limit, view.limit)


def sd_of(samples: Tensor, dim: int) -> Tensor:
    """Standard deviation of samples whose noise has variance one (``Tensor.std`` is slower)."""
    return (samples - samples.mean(dim=dim, keepdim=True)).square_().mean(dim=dim).sqrt_()


def doubt_of(
    view: HeadView,
    spread: Float[Tensor, "rows k"],
    seen: Float[Tensor, "rows samples k"],
    code: Int64[Tensor, " rows"],
) -> Float[Tensor, " rows"]:
    """Numbers: half of the (widest) 80 % interval. Classes: how much entropy their mean
    probabilities have, from 0 (sure) to 1 (knows nothing).

    Args:
        spread: s.d. of the head's samples, not clipped.
        seen: the samples as they are shown.
    """
    if view.is_number:
        return half_widths(view, spread, code).amax(dim=1)
    mean = seen.mean(dim=1)
    entropy: Tensor = torch.special.entr(mean)
    if view.head.kind is HeadKind.MULTI_LABEL:
        other: Tensor = torch.special.entr(1 - mean)
        return (entropy + other).mean(dim=1) / math.log(2)
    return entropy.sum(dim=1) / math.log(max(2, mean.shape[1]))


def is_uncertain(doubt: Float[Tensor, " rows"], limit: float) -> Bool[Tensor, " rows"]:
    """Whether a prediction is too doubtful to stand as one.

    Args:
        doubt: as ``doubt_of`` gives it.
        limit: ``HeadCalibration.limit``.
    """
    return doubt > limit
