"""How far predictions can be believed: what was claimed beside what came true.

Classes: confusions, reliability and its error before and after calibration. Numbers: what the 80 %
intervals hold. Both: how many predictions are marked as uncertain, and how good the others are.
Heads of several labels at once have none of this.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.datasets.packed import Int64Array, PackedDataset
from engine.training.calibration_metrics import bin_of, calibration_error
from engine.training.claims import Claims
from engine.training.classification_metrics import confusion
from engine.training.evaluation import true_classes
from engine.training.metric_basics import NAN, Bools, Floats, Ints, all_finite
from engine.training.pools import NO_EMOTION
from engine.types import Float64Array, HeadKind

BINS = 15
"""Of the reliability diagram, equally wide from 0 to 1."""
GROUPS = 10
"""Into which predicted numbers are sorted; less where there are fewer samples."""


@dataclass(frozen=True, slots=True)
class Reliability:
    """``BINS`` bins of the top probability; the samples of bin i have it in i/BINS < p ≤
    (i + 1)/BINS."""

    count: tuple[int, ...]
    confidence: tuple[float, ...]
    """Mean; nan in an empty bin."""
    accuracy: tuple[float, ...]
    """Share that is right, 0..1; nan in an empty bin."""


@dataclass(frozen=True, slots=True)
class Groups:
    """Samples sorted by their predicted number and cut into groups of equal size."""

    count: tuple[int, ...]
    predicted: tuple[float, ...]
    """Mean of the group, in the label's unit."""
    true: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ClassTrust:
    """Of a head of k classes, over n samples. Probabilities are those after calibration where
    nothing else is said."""

    n: int
    confusion: tuple[tuple[int, ...], ...]
    """[k][k] counts; rows are the true class, columns the predicted one."""
    reliability: Reliability
    calibration_error_before: float
    """Expected calibration error of the top probability, ten equal bins."""
    calibration_error_after: float
    negative_log_likelihood_before: float
    """Mean of −ln p(true class), nats."""
    negative_log_likelihood_after: float
    accuracy: float
    uncertain: float
    """Share of predictions above the limit of doubt in force."""
    n_certain: int
    accuracy_certain: float
    """Of the others."""


@dataclass(frozen=True, slots=True)
class NumberTrust:
    """Of a head of numbers, over n labels in the label's unit."""

    n: int
    coverage_before: float
    """Share of labels inside the interval that is to hold 80 % of them, before calibration."""
    coverage_after: float
    width_before: float
    """Mean width of these intervals."""
    width_after: float
    groups: Groups
    mae: float
    """Mean absolute error of what is shown (where the scale ends, predictions end)."""
    sign: float
    """Share of the labels ≠ 0 whose sign is right."""
    uncertain: float
    n_certain: int
    mae_certain: float
    sign_certain: float


Trust = ClassTrust | NumberTrust


@dataclass(frozen=True, slots=True)
class Evidence:
    """Claims about some samples of one data set and what is true of them."""

    claims: Claims
    values: Floats
    """Numbers: [n, k]. Classes: [n], the true class or NO_EMOTION."""
    known: Bools
    """As ``values``."""
    kind: HeadKind

    def __len__(self) -> int:
        return int(self.known.sum())


def evidence(
    claims: Claims, dataset: PackedDataset, head: str, rows: Int64Array
) -> Evidence | None:
    """What is known of ``rows``; None without a label and for heads of several labels."""
    kind = dataset.heads[head].kind
    if kind is HeadKind.MULTI_LABEL:
        return None
    if kind is HeadKind.MULTI_CLASS:
        true = true_classes(dataset, head, rows)
        found = Evidence(claims, true.astype(np.float64), true != NO_EMOTION, kind)
    else:
        labels = dataset.labels[head]
        found = Evidence(claims, labels.values[rows], labels.mask[rows], kind)
    return found if len(found) else None


def trust(parts: Sequence[Evidence]) -> Trust:
    """Of all parts together, every one of which counts the same, however large."""
    largest = max(len(part) for part in parts)
    weight = np.concatenate([np.full(len(part), largest / len(part)) for part in parts])
    judge = _of_classes if parts[0].kind is HeadKind.MULTI_CLASS else _of_numbers
    return judge(parts, weight)


def _of_classes(parts: Sequence[Evidence], weight: Float64Array) -> ClassTrust:
    before, shown = (_joined(parts, each) for each in ("outputs", "shown"))
    certain = ~_joined(parts, "uncertain").astype(np.bool_)
    label = np.concatenate([part.values[part.known] for part in parts]).astype(np.int64)
    right = shown.argmax(axis=1) == label
    right_before = before.argmax(axis=1) == label
    top = shown.max(axis=1)
    return ClassTrust(
        n=len(label),
        confusion=confusion(label, shown.argmax(axis=1), shown.shape[1]),
        reliability=_reliability(top, right, weight),
        calibration_error_before=calibration_error(before.max(axis=1), right_before, weight=weight),
        calibration_error_after=calibration_error(top, right, weight=weight),
        negative_log_likelihood_before=_surprise(before, label, weight),
        negative_log_likelihood_after=_surprise(shown, label, weight),
        accuracy=_mean(right, weight),
        uncertain=_mean(~certain, weight),
        n_certain=int(certain.sum()),
        accuracy_certain=_mean(right[certain], weight[certain]),
    )


def _of_numbers(parts: Sequence[Evidence], weight: Float64Array) -> NumberTrust:
    shown = _joined(parts, "shown")
    label = np.concatenate([part.values[part.known] for part in parts]).astype(np.float64)
    certain = ~_joined(parts, "uncertain").astype(np.bool_)
    before, after = (_ends(parts, each) for each in ("interval_before", "interval"))
    error, nonzero = np.abs(shown.astype(np.float64) - label), label != 0
    same_sign, both = (shown >= 0) == (label > 0), nonzero & certain
    return NumberTrust(
        n=len(label),
        coverage_before=_mean((before[0] <= label) & (label <= before[1]), weight),
        coverage_after=_mean((after[0] <= label) & (label <= after[1]), weight),
        width_before=_mean(before[1] - before[0], weight),
        width_after=_mean(after[1] - after[0], weight),
        groups=_groups(shown, label, weight),
        mae=_mean(error, weight),
        sign=_mean(same_sign[nonzero], weight[nonzero]),
        uncertain=_mean(~certain, weight),
        n_certain=int(certain.sum()),
        mae_certain=_mean(error[certain], weight[certain]),
        sign_certain=_mean(same_sign[both], weight[both]),
    )


def _joined(parts: Sequence[Evidence], field: str) -> Floats:
    """A field of the claims where the label is known. Numbers: [labels]; classes: [n, k]."""
    return np.concatenate(
        [_like(getattr(part.claims, field), part.known)[part.known] for part in parts]
    )


def _like(values: Floats, known: Bools) -> Floats:
    """A verdict on a sample is one on each of its numbers."""
    if known.ndim > values.ndim:
        return np.broadcast_to(values[:, None], known.shape)
    return values


def _ends(parts: Sequence[Evidence], field: str) -> tuple[Floats, Floats]:
    both = [getattr(part.claims, field) for part in parts]
    low, high = (
        np.concatenate([each[:, end][part.known] for each, part in zip(both, parts, strict=True)])
        for end in (0, 1)
    )
    return low.astype(np.float64), high.astype(np.float64)


def _reliability(top: Floats, right: Bools, weight: Float64Array) -> Reliability:
    place = bin_of(top, BINS)
    here = [place == each for each in range(BINS)]
    return Reliability(
        count=tuple(int(each.sum()) for each in here),
        confidence=tuple(_mean(top[each], weight[each]) for each in here),
        accuracy=tuple(_mean(right[each], weight[each]) for each in here),
    )


def _surprise(probabilities: Floats, label: Ints, weight: Float64Array) -> float:
    if not all_finite(probabilities):
        return NAN
    true = probabilities[np.arange(len(label)), label].astype(np.float64)
    return _mean(-np.log(np.clip(true, 1e-12, 1.0)), weight)


def _groups(shown: Floats, label: Float64Array, weight: Float64Array) -> Groups:
    order = np.argsort(shown, kind="stable")
    parts = np.array_split(order, min(GROUPS, len(order)))
    return Groups(
        count=tuple(len(part) for part in parts),
        predicted=tuple(_mean(shown[part], weight[part]) for part in parts),
        true=tuple(_mean(label[part], weight[part]) for part in parts),
    )


def _mean(values: Floats | Bools, weight: Float64Array) -> float:
    return float(values.astype(np.float64) @ weight / weight.sum()) if len(values) else NAN
