"""The figures of a model: every test set, through every subset of the modalities that it has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from engine.datasets.packed import Int64Array, PackedDataset
from engine.datasets.schema import Split
from engine.models.mib import MIBModel
from engine.runtime.cancel import NEVER, Cancel
from engine.training.evaluation import (
    Predictions,
    SetScores,
    by_dataset,
    predict,
    score,
    subset_name,
    subsets_of,
)
from engine.training.plain import to_plain
from engine.training.pools import NO_EMOTION, main_emotions
from engine.training.tensor_data import TensorData
from engine.types import EMOTIONS, Float64Array, HeadKind

PROTOCOL = (
    "Test splits by speaker, video or dialogue. Sentiment: acc7 clipped and rounded over all; acc2 "
    "and weighted F1 non-zero (labels ≠ 0) and has-zero (negative against non-negative); MAE and "
    "Pearson r over all and over labels ≠ 0. Emotions: argmax against the strongest label, "
    "utterances with equally strong labels left out. Mean path, no sampling."
)


@dataclass(frozen=True, slots=True)
class SetReport:
    """One test set. ``views``: scores by the modalities that took part, as ``text+audio``.

    ``baseline``: always the median of the set's training labels, or the shares of their classes:
    what a model must beat to have seen anything.
    """

    n: int
    views: Mapping[str, SetScores]
    baseline: SetScores


def evaluate(model: MIBModel, data: TensorData, cancel: Cancel = NEVER) -> dict[str, SetReport]:
    """Scores of each data set on its TEST samples.

    A view counts the samples that have at least one of its modalities; what they lack is absent.
    """
    dataset = data.dataset
    reports: dict[str, SetReport] = {}
    for name, rows in by_dataset(dataset, Split.TEST).items():
        has = {m: dataset.has(m)[rows] for m in model.modalities}
        subsets = list(subsets_of([m for m in model.modalities if has[m].any()]))
        views: dict[str, SetScores] = {}
        for subset, predicted in predict(model, data, rows, subsets, cancel).items():
            seen = np.flatnonzero(np.any([has[m] for m in subset], axis=0))
            views[subset_name(subset)] = score(predicted.taken(seen), dataset, rows[seen])
        blind = baseline_predictions(dataset, name, len(rows))
        reports[name] = SetReport(len(rows), views, score(blind, dataset, rows))
    return reports


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


def to_json(reports: Mapping[str, SetReport]) -> dict[str, Any]:
    """Plain values; scores that are not defined are null."""
    sets = {name: to_plain(asdict(report)) for name, report in reports.items()}
    return {"protocol": PROTOCOL, "sets": sets}


def sentiment_rows(card: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """One row per set and view of ``to_json``, in the columns of SENTIMENT_HEAD."""
    columns = ("acc2_nonzero", "f1_nonzero", "acc2_haszero", "acc7")
    return [
        (
            *(name, view, str(scores["n"])),
            *(_percent(scores[each]) for each in columns),
            *(_number(scores[each], 3) for each in ("mae", "pearson")),
        )
        for name, view, scores in _lines(card, "sentiment")
    ]


def emotion_rows(card: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """One row per set and view of ``to_json``, in the columns of EMOTION_HEAD."""
    columns = ("accuracy", "balanced_accuracy", "macro_f1", "weighted_f1", "macro_auc")
    last = ("negative_log_likelihood", "calibration_error")
    return [
        (
            *(name, view, str(scores["n"])),
            *(_percent(scores[each]) for each in columns),
            *(_number(scores[each], 2) for each in last),
        )
        for name, view, scores in _lines(card, "emotions")
    ]


SENTIMENT_HEAD = ("set", "seen", "n", "acc2 ≠0", "F1 ≠0", "acc2 0≤", "acc7", "MAE", "r")
EMOTION_HEAD = ("set", "seen", "n", "acc", "bal. acc", "macro F1", "w. F1", "AUC", "NLL", "ECE")


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table for the model card."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _lines(card: Mapping[str, Any], head: str) -> list[tuple[str, str, Mapping[str, Any]]]:
    return [
        (name, view, scores[head])
        for name, report in card["sets"].items()
        for view, scores in (*report["views"].items(), ("nothing", report["baseline"]))
        if scores.get(head) is not None
    ]


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f}"


def _number(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:.{digits}f}"
