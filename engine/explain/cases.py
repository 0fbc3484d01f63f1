"""What a model says of labelled utterances through every set of their modalities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from engine.explain.calibration import set_name
from engine.explain.passes import Passes
from engine.explain.shown import HeadView
from engine.types import BoolArray, Float64Array, HeadKind, Modality


class HeadLabels(NamedTuple):
    """``values``: [n, k]; ``known``: bool [n, k]. Multi-class: a distribution, whose largest entry
    is the true class (of two that are equally large neither is); multi-label: 0 or 1."""

    values: Float64Array
    known: BoolArray


class Cases(NamedTuple):
    """n predictions of one head, on the CPU.

    utterance: int [n]; code: int [n] and sets: [n], bit mask and name of who took part.
    outputs: float64 [n, k], of the mean path; samples: float [n, samples, k].
    unimodal: float64 [n, k], of the modality's own decoder, where one took part alone.
    values, known: [n, k], as in ``HeadLabels``; weight: float64 [n].
    """

    utterance: npt.NDArray[np.int64]
    code: Tensor
    sets: npt.NDArray[np.str_]
    outputs: Tensor
    samples: Tensor
    unimodal: Float64Array
    values: Float64Array
    known: BoolArray
    weight: Float64Array

    @property
    def alone(self) -> BoolArray:
        """bool [n], a single modality that has a decoder of its own."""
        found: BoolArray = np.isfinite(self.unimodal[:, 0])
        return found

    def taken(self, rows: BoolArray) -> Cases:
        """Some of them."""
        here = torch.from_numpy(rows)
        return Cases(
            utterance=self.utterance[rows],
            code=self.code[here],
            sets=self.sets[rows],
            outputs=self.outputs[here],
            samples=self.samples[here],
            unimodal=self.unimodal[rows],
            values=self.values[rows],
            known=self.known[rows],
            weight=self.weight[rows],
        )


def cases_of(
    passes: Sequence[Passes],
    view: HeadView,
    labels: HeadLabels,
    weight: Float64Array | None,
    modalities: tuple[Modality, ...],
) -> Cases:
    """Of the utterances that have labels of the head, through some modality at least."""
    starts = np.cumsum([0, *(len(one.present) for one in passes)])
    parts = [
        _rows(one, view.columns, int(start)) for one, start in zip(passes, starts, strict=False)
    ]
    utterance, code, members, outputs, samples, unimodal = (
        torch.cat(each).cpu() for each in zip(*parts, strict=True)
    )
    at = utterance.numpy()
    names = [
        set_name(m for m, here in zip(modalities, row, strict=True) if here)
        for row in members.tolist()
    ]
    cases = Cases(
        utterance=at,
        code=code,
        sets=np.array(names, dtype=np.str_),
        outputs=outputs,
        samples=samples,
        unimodal=unimodal.numpy(),
        values=labels.values[at].astype(np.float64),
        known=labels.known[at],
        weight=np.ones(len(at)) if weight is None else weight[at],
    )
    return cases.taken(_labelled(view.head.kind, cases))


def _rows(passes: Passes, columns: slice, start: int) -> tuple[Tensor, ...]:
    rows = passes.who.code > 0
    utterance, members = passes.who.utterance[rows], passes.who.members[rows]
    own = passes.unimodal[utterance, members.int().argmax(dim=1)][:, columns].double()
    several = members.sum(dim=1, keepdim=True) > 1
    return (
        utterance + start,
        passes.who.code[rows],
        members,
        passes.logits[rows, 0][:, columns].double(),
        passes.logits[rows, 1:][..., columns],
        own.masked_fill(several, torch.nan),
    )


def _labelled(kind: HeadKind, cases: Cases) -> BoolArray:
    known: BoolArray = np.asarray(cases.known.any(axis=1))
    if kind is HeadKind.MULTI_CLASS:
        best = cases.values.max(axis=1, keepdims=True)
        known = cases.known.all(axis=1) & ((cases.values == best).sum(axis=1) == 1)
    return known
