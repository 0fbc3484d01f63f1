"""The figures of a model: every set, through every subset of the modalities that it has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

import numpy as np

from engine.datasets.packed import Int64Array, PackedDataset
from engine.datasets.schema import Split
from engine.explain.calibration import Calibration
from engine.models.mib import MIBModel
from engine.runtime.cancel import NEVER, Cancel
from engine.training.claims import Claims, claims
from engine.training.evaluation import (
    Predictions,
    SetScores,
    by_dataset,
    score,
    score_shown,
    subset_name,
    subsets_of,
)
from engine.training.plain import to_plain
from engine.training.pools import NO_EMOTION, main_emotions
from engine.training.tensor_data import TensorData
from engine.training.trust import Evidence, Trust, evidence, trust
from engine.types import EMOTIONS, Float32Array, Float64Array, HeadKind

PROTOCOL = (
    "Splits by speaker, video or dialogue. Sentiment: acc7 clipped and rounded over all; acc2 "
    "and weighted F1 non-zero (labels ≠ 0) and has-zero (negative against non-negative); MAE and "
    "Pearson r over all and over labels ≠ 0. Emotions: argmax against the strongest label, "
    "utterances with equally strong labels left out. Mean path, no sampling; probabilities after "
    "the checkpoint's calibration unless a column says before. Intervals and doubt come from 32 "
    "samples of z, as in an analysis."
)


@dataclass(frozen=True, slots=True)
class SetReport:
    """One set. ``views``: scores by the modalities that took part, as ``text+audio``.

    ``baseline``: always the median of the set's training labels, or the shares of their classes:
    what a model must beat to have seen anything.
    ``trust``: by view and head, how far predictions can be believed.
    """

    n: int
    views: Mapping[str, SetScores]
    baseline: SetScores
    trust: Mapping[str, Mapping[str, Trust]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figures:
    """All sets; and by head all of them together, each through all that it has, in equal parts."""

    sets: Mapping[str, SetReport]
    trust: Mapping[str, Trust]


def evaluate(
    model: MIBModel,
    data: TensorData,
    calibration: Calibration | None = None,
    *,
    split: Split = Split.TEST,
    cancel: Cancel = NEVER,
) -> Figures:
    """Scores of each data set on its samples of a split. The model must be in evaluation mode.

    A view counts the samples that have at least one of its modalities; what they lack is absent.

    Args:
        calibration: the model's; None where it has none.
    """
    reports: dict[str, SetReport] = {}
    full: dict[str, list[Evidence]] = {}
    for name, rows in by_dataset(data.dataset, split).items():
        looks = _looks(model, data, rows, calibration or Calibration(), cancel)
        blind = baseline_predictions(data.dataset, name, len(rows))
        reports[name] = SetReport(
            n=len(rows),
            views={view: look.scores for view, look in looks.items()},
            baseline=score(blind, data.dataset, rows),
            trust={
                view: {head: trust([each]) for head, each in look.evidence.items()}
                for view, look in looks.items()
            },
        )
        for head, each in _widest(looks).items():
            full.setdefault(head, []).append(each)
    return Figures(reports, {head: trust(parts) for head, parts in full.items()})


class _Look(NamedTuple):
    """At one set through some modalities; ``evidence`` by head."""

    scores: SetScores
    evidence: Mapping[str, Evidence]


def _looks(
    model: MIBModel, data: TensorData, rows: Int64Array, calibration: Calibration, cancel: Cancel
) -> dict[str, _Look]:
    """By view, small ones first."""
    dataset = data.dataset
    has = {m: dataset.has(m)[rows] for m in model.modalities}
    subsets = list(subsets_of([m for m in model.modalities if has[m].any()]))
    found: dict[str, _Look] = {}
    for subset, by_head in claims(model, data, rows, subsets, calibration, cancel=cancel).items():
        seen = np.flatnonzero(np.any([has[m] for m in subset], axis=0))
        mine = {head: each.taken(seen) for head, each in by_head.items()}
        # Errors of numbers are those of published tables, which do not clip.
        predicted = {head: _predicted(dataset, head, each) for head, each in mine.items()}
        known = {head: evidence(each, dataset, head, rows[seen]) for head, each in mine.items()}
        found[subset_name(subset)] = _Look(
            score_shown(predicted, dataset, rows[seen]),
            {head: each for head, each in known.items() if each is not None},
        )
    return found


def _predicted(dataset: PackedDataset, head: str, claimed: Claims) -> Float32Array:
    is_number = dataset.heads[head].kind is HeadKind.REGRESSION
    return claimed.outputs if is_number else claimed.shown


def _widest(looks: Mapping[str, _Look]) -> dict[str, Evidence]:
    """By head, through all modalities of the set: the last view has them."""
    return {head: each for look in looks.values() for head, each in look.evidence.items()}


def baseline_predictions(dataset: PackedDataset, name: str, count: int) -> Predictions:
    """``count`` times the same, from the TRAIN labels of one set: medians of numbers, logits of
    how often classes hold."""
    rows = dataset.rows_of(name, Split.TRAIN)
    return Predictions(
        {
            head: np.tile(_blind_guess(dataset, rows, head), (count, 1)).astype(np.float32)
            for head in dataset.heads
        }
    )


def _blind_guess(dataset: PackedDataset, rows: Int64Array, head: str) -> Float64Array:
    values, mask = dataset.labels[head].values[rows], dataset.labels[head].mask[rows]
    kind, size = dataset.heads[head].kind, dataset.heads[head].size
    if kind is HeadKind.REGRESSION:
        known = [column[here] for column, here in zip(values.T, mask.T, strict=True)]
        return np.array([np.median(each) if len(each) else 0.0 for each in known])
    if head == EMOTIONS:
        shown = main_emotions(dataset)[rows]
        counts = np.bincount(shown[shown != NO_EMOTION], minlength=size) + 1e-3
        logits: Float64Array = np.log(counts / counts.sum())
        return logits
    share = np.clip((values * mask).sum(axis=0) / np.maximum(mask.sum(axis=0), 1), 1e-3, 0.999)
    odds: Float64Array = np.log(share) - (np.log1p(-share) if kind is HeadKind.MULTI_LABEL else 0.0)
    return odds


def to_json(figures: Figures) -> dict[str, Any]:
    """Plain values; scores that are not defined are null."""
    return {"protocol": PROTOCOL, **to_plain(asdict(figures))}
