"""A model's calibration from validation data, and how much it helps.

Every labelled utterance is seen through every set of its modalities, so that each set gets the
corrections that it needs. What is reported is measured on one half of the utterances with
corrections fitted on the other, both ways round; the calibration itself is fitted on all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import NamedTuple

import numpy as np
import torch

from engine.explain.calibration import COVERAGE, Calibration, HeadCalibration, set_name
from engine.explain.cases import Cases, HeadLabels, cases_of
from engine.explain.coalitions import prepare
from engine.explain.fitting import (
    fit_curves,
    fit_floor,
    fit_half_widths,
    fit_limit,
    fit_temperatures,
)
from engine.explain.passes import run_passes
from engine.explain.sampling import Sampling, draw_noise
from engine.explain.shown import HeadView, doubt_of, half_widths, head_shown, sd_of, views_of
from engine.models.mib import MIBModel
from engine.models.tensors import ModalityTensors
from engine.types import BoolArray, Float64Array, Head, HeadKind, Modality

CalibrationError = Callable[[Float64Array, BoolArray], float]
"""(confidence [n], correct [n]) → expected calibration error."""

ALL_SETS = "all sets"

_STEPS = 3
"""Of a scale to either side of its middle: sentiment from −3 to 3. A number is right within one
of its label, and not on the other side of the middle."""
_NEAR = 0.5
"""A number without a scale is right within half an s.d. of the labels."""

_Viewed = Callable[[HeadCalibration], HeadView]


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """Of n predictions. Classes: expected calibration error of the best one; labels: mean over
    them; numbers: share of the labels inside the interval that is to hold 80 %."""

    before: float
    after: float
    n: int


@dataclass(frozen=True, slots=True)
class Calibrated:
    calibration: Calibration
    report: Mapping[str, Mapping[str, BeforeAfter]]
    """By head and set of modalities (and ``ALL_SETS``), measured crosswise."""


def calibrate(
    model: MIBModel,
    batches: Iterable[Mapping[Modality, ModalityTensors]],
    labels: Mapping[str, HeadLabels],
    heads: Mapping[str, Head],
    calibration_error: CalibrationError,
    *,
    weight: Float64Array | None = None,
    sampling: Sampling | None = None,
) -> Calibrated:
    """Fit every head that has labels.

    Args:
        batches: inputs of the validation utterances; a few dozen at a time are quick.
        labels: of all batches in a row, by head.
        heads: what the model's heads predict.
        calibration_error: what is reported of classes.
        weight: [n], how much each utterance counts for temperatures; all alike if not given.
        sampling: the one that explanations will have; None for the default one.
    """
    found: dict[str, HeadCalibration] = {}
    report: dict[str, dict[str, BeforeAfter]] = {}
    with torch.inference_mode():
        vector = next(iter(model.absent.values()))
        noise = draw_noise(sampling or Sampling(), len(model.modalities), vector)
        decoding = prepare(model, noise)
        passes = [run_passes(model, inputs, decoding) for inputs in batches]
        for name in labels:

            def viewed(calibration: HeadCalibration, name: str = name) -> HeadView:
                views = views_of(
                    model, heads, Calibration({name: calibration}), torch.device("cpu")
                )
                return next(view for view in views if view.name == name)

            plain = viewed(HeadCalibration())
            cases = cases_of(passes, plain, labels[name], weight, model.modalities)
            found[name] = _careful(_fit(cases, viewed), model.modalities)
            report[name] = _report(cases, viewed, calibration_error)
    return Calibrated(Calibration(found), report)


def _fit(cases: Cases, viewed: _Viewed) -> HeadCalibration:
    plain = viewed(HeadCalibration())
    corrected = _FITS[plain.head.kind](cases, plain)
    view = viewed(corrected)
    seen = head_shown(view, cases.samples, cases.code)
    doubt = doubt_of(view, sd_of(cases.samples, dim=1), seen, cases.code)
    return replace(
        corrected, uncertain_above=fit_limit(doubt.numpy(), _right(cases, view), cases.weight)
    )


def _careful(found: HeadCalibration, modalities: Sequence[Modality]) -> HeadCalibration:
    """Sets of modalities that no utterance was seen through take the largest temperature of their
    parts: together they may be as much too sure as any of them."""
    known = dict(found.temperature)
    for size in range(2, len(modalities) + 1):
        for taking_part in combinations(modalities, size):
            parts = [known.get(set_name(part)) for part in combinations(taking_part, size - 1)]
            measured = [part for part in parts if part is not None]
            if measured:
                known.setdefault(set_name(taking_part), max(measured))
    return replace(found, temperature=known)


def _fit_number(cases: Cases, plain: HeadView) -> HeadCalibration:
    spread = sd_of(cases.samples, dim=1).double().numpy()[cases.known]
    error = (_seen(cases, plain) - cases.values)[cases.known]
    sets = np.broadcast_to(cases.sets[:, None], cases.known.shape)[cases.known]
    names = sets.tolist()
    weight = np.broadcast_to(cases.weight[:, None], cases.known.shape)[cases.known]
    floor = fit_floor(error, spread, names, weight)
    return HeadCalibration(
        half_width=fit_half_widths(error, spread, names, floor, weight), spread_floor=floor
    )


def _fit_classes(cases: Cases, _: HeadView) -> HeadCalibration:
    label, alone = cases.values.argmax(axis=1), cases.alone
    return HeadCalibration(
        temperature=fit_temperatures(
            cases.outputs.numpy(), label, cases.sets.tolist(), cases.weight
        ),
        unimodal_temperature=fit_temperatures(
            cases.unimodal[alone], label[alone], cases.sets[alone].tolist(), cases.weight[alone]
        ),
    )


def _fit_labels(cases: Cases, plain: HeadView) -> HeadCalibration:
    happened = cases.values > 0.5
    return HeadCalibration(curves=fit_curves(_seen(cases, plain), happened, cases.known))


_FITS: Mapping[HeadKind, Callable[[Cases, HeadView], HeadCalibration]] = {
    HeadKind.REGRESSION: _fit_number,
    HeadKind.MULTI_CLASS: _fit_classes,
    HeadKind.MULTI_LABEL: _fit_labels,
}


def _seen(cases: Cases, view: HeadView) -> Float64Array:
    """[n, k], on the mean path."""
    seen: Float64Array = head_shown(view, cases.outputs, cases.code).numpy()
    return seen


def _right(cases: Cases, view: HeadView) -> BoolArray:
    """[n], whether all known labels were met."""
    seen = _seen(cases, view)
    if view.head.kind is HeadKind.MULTI_CLASS:
        right: BoolArray = seen.argmax(axis=1) == cases.values.argmax(axis=1)
        return right
    if view.is_number:
        near = np.abs(seen - cases.values) <= _tolerance(cases, view)
        if view.limit is not None:
            near = near & (seen * cases.values >= 0)
    else:
        near = (seen > 0.5) == (cases.values > 0.5)
    return np.asarray((near | ~cases.known).all(axis=1), dtype=np.bool_)


def _tolerance(cases: Cases, view: HeadView) -> float:
    if view.limit is not None:
        return view.limit / _STEPS
    return float(_NEAR * cases.values[cases.known].std())


def _report(
    cases: Cases, viewed: _Viewed, calibration_error: CalibrationError
) -> dict[str, BeforeAfter]:
    even = cases.utterance % 2 == 0
    halves = [(cases.taken(rows), cases.taken(~rows)) for rows in (even, ~even)]
    if not all(len(half.sets) for half, _ in halves):
        return {}
    plain = viewed(HeadCalibration())
    before = [_evidence(half, plain) for half, _ in halves]
    after = [_evidence(half, viewed(_fit(other, viewed))) for half, other in halves]
    sets = np.concatenate([half.sets for half, _ in halves])
    rows = {str(name): sets == name for name in np.unique(sets)}

    def score(evidence: list[_Evidence], here: BoolArray) -> float:
        joined = _Evidence(*(np.concatenate(each)[here] for each in zip(*evidence, strict=True)))
        return _score(joined, plain.head.kind, calibration_error)

    return {
        name: BeforeAfter(score(before, here), score(after, here), int(here.sum()))
        for name, here in (rows | {ALL_SETS: np.ones(len(sets), dtype=np.bool_)}).items()
    }


class _Evidence(NamedTuple):
    """What was claimed and what came true, [n, claims] each; numbers claim 80 % of each."""

    confidence: Float64Array
    correct: BoolArray
    known: BoolArray


def _evidence(cases: Cases, view: HeadView) -> _Evidence:
    seen = _seen(cases, view)
    if view.is_number:
        half = half_widths(view, sd_of(cases.samples, dim=1), cases.code)
        return _Evidence(
            np.full(seen.shape, COVERAGE), np.abs(seen - cases.values) <= half.numpy(), cases.known
        )
    if view.head.kind is HeadKind.MULTI_LABEL:
        return _Evidence(seen, cases.values > 0.5, cases.known)
    right = _right(cases, view)[:, None]
    return _Evidence(seen.max(axis=1, keepdims=True), right, np.ones_like(right))


def _score(evidence: _Evidence, kind: HeadKind, calibration_error: CalibrationError) -> float:
    if kind is HeadKind.REGRESSION:
        return float(evidence.correct[evidence.known].mean())
    claims = zip(*(each.T for each in evidence), strict=True)
    errors = [
        calibration_error(c[known], right[known]) for c, right, known in claims if known.any()
    ]
    return float(np.mean(errors))
