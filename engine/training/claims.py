"""What people are told of labelled samples: predictions after calibration, intervals, doubt.

The numbers are those of an analysis (engine.explain.batch), through any subset of the modalities,
and beside them what the model would have said without its calibration.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import torch
from torch import Tensor

from engine.datasets.packed import Int64Array
from engine.explain.calibration import Calibration
from engine.explain.coalitions import prepare
from engine.explain.passes import run_passes
from engine.explain.sampling import Sampling, draw_noise
from engine.explain.shown import (
    HeadView,
    doubt_of,
    head_shown,
    intervals,
    is_uncertain,
    sd_of,
    views_of,
)
from engine.models.mib import MIBModel
from engine.runtime.cancel import NEVER, Cancel
from engine.training.evaluation import Subset, gathered
from engine.training.tensor_data import TensorData
from engine.types import BoolArray, Float32Array, Head, HeadKind


@dataclass(frozen=True, slots=True)
class Claims:
    """Of n samples by one head of k outputs."""

    outputs: Float32Array
    """[n, k]: numbers as the decoder gives them, not clipped; probabilities before calibration."""
    shown: Float32Array
    """[n, k]: numbers clipped where the scale ends; probabilities after calibration."""
    interval_before: Float32Array
    """[n, 2, k]: ends of the 80 % intervals before calibration; nan for classes."""
    interval: Float32Array
    """[n, 2, k]: the same after calibration."""
    uncertain: BoolArray
    """[n]: whether the doubt is above the limit in force."""

    def taken(self, rows: Int64Array) -> Claims:
        """Those of some samples."""
        return Claims(*(getattr(self, each.name)[rows] for each in fields(self)))


@torch.inference_mode()
def claims(
    model: MIBModel,
    data: TensorData,
    rows: Int64Array,
    subsets: Sequence[Subset],
    calibration: Calibration,
    *,
    cancel: Cancel = NEVER,
) -> dict[Subset, dict[str, Claims]]:
    """By the modalities that take part and by head, for the heads that the data has.

    What a sample lacks is absent. The model must be in evaluation mode.
    """
    pairs = _views(model, data, calibration)
    noise = draw_noise(Sampling(), len(model.modalities), next(iter(model.absent.values())))
    decoding = prepare(model, noise)
    order = _by_length(data, rows)
    parts: dict[tuple[Subset, str], list[tuple[Tensor, ...]]] = {}
    for inputs in gathered(model, data, torch.from_numpy(rows)[order], cancel):
        passes = run_passes(model, inputs, decoding)
        for subset in subsets:
            at = passes.who.row[_code(model, subset)]
            logits, code = passes.logits[at], passes.who.code[at]
            for plain, view in pairs:
                found = _claimed(plain, view, logits[..., view.columns], code)
                parts.setdefault((subset, view.name), []).append(found)
    back = order.argsort()
    return {
        subset: {view.name: _joined(parts[subset, view.name], back) for _, view in pairs}
        for subset in subsets
    }


def _views(
    model: MIBModel, data: TensorData, calibration: Calibration
) -> list[tuple[HeadView, HeadView]]:
    """Of the heads that the data has, without and with the calibration."""
    known = data.dataset.heads
    # Heads without labels only take up their columns; whatever they predict is not looked at.
    heads = {
        name: known.get(name, Head(HeadKind.REGRESSION, size))
        for name, size in model.fused_decoder.sizes.items()
    }
    plain = views_of(model, heads, Calibration(), model.device)
    views = views_of(model, heads, calibration, model.device)
    return [pair for pair in zip(plain, views, strict=True) if pair[0].name in known]


def _by_length(data: TensorData, rows: Int64Array) -> Tensor:
    return data.lengths(torch.from_numpy(rows)).argsort(stable=True)


def _code(model: MIBModel, subset: Subset) -> int:
    return sum(1 << place for place, m in enumerate(model.modalities) if m in subset)


def _claimed(plain: HeadView, view: HeadView, logits: Tensor, code: Tensor) -> tuple[Tensor, ...]:
    """The fields of ``Claims``. ``logits``: [batch, 1 + samples, k], the mean path first."""
    path, samples = logits[:, 0], logits[:, 1:]
    before, shown = (head_shown(each, path, code) for each in (plain, view))
    seen = head_shown(view, samples, code)
    spread = sd_of(samples if view.is_number else seen, dim=1)
    doubt = doubt_of(view, spread, seen, code)
    return (
        path if view.is_number else before,
        shown,
        intervals(plain, before, spread, code),
        intervals(view, shown, spread, code),
        is_uncertain(doubt, view.calibration.limit(view.head.kind)),
    )


def _joined(parts: Sequence[tuple[Tensor, ...]], back: Tensor) -> Claims:
    return Claims(*(torch.cat(each).cpu()[back].numpy() for each in zip(*parts, strict=True)))
