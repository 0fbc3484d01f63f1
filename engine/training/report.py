"""The figures of a model: every test set, through every subset of the modalities that it has."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from engine.datasets.schema import LabelledSample, Labels
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
from engine.training.pools import main_emotion
from engine.types import Emotion

PROTOCOL = (
    "Test splits by speaker, video or dialogue. Sentiment: acc7 clipped and rounded over all; acc2 "
    "and weighted F1 non-zero (labels ≠ 0) and has-zero (negative against non-negative); MAE and "
    "Pearson r over all and over labels ≠ 0. Emotions: argmax against the strongest label, "
    "utterances with equally strong labels left out. Mean path, no sampling."
)


@dataclass(frozen=True, slots=True)
class SetReport:
    """One test set. ``views``: scores by the modalities that took part, as ``text+audio``.

    ``baseline``: always the median sentiment and the most frequent emotion of the set's training
    part, with its class shares as probabilities: what a model must beat to have seen anything.
    """

    n: int
    views: Mapping[str, SetScores]
    baseline: SetScores


def evaluate(
    model: MIBModel,
    test: Sequence[LabelledSample],
    training_labels: Mapping[str, Sequence[Labels]],
    cancel: Cancel = NEVER,
) -> dict[str, SetReport]:
    """Scores of each data set in ``test``.

    A view counts the samples that have at least one of its modalities; what they lack is absent.
    """
    reports: dict[str, SetReport] = {}
    for name, samples in by_dataset(test).items():
        has = [m for m in model.modalities if any(m in s.tracks for s in samples)]
        views: dict[str, SetScores] = {}
        predictions = predict(model, samples, list(subsets_of(has)), cancel)
        for subset, predicted in predictions.items():
            seen = [i for i, s in enumerate(samples) if subset & set(s.tracks)]
            views[subset_name(subset)] = score(
                Predictions(predicted.sentiment[seen], predicted.logits[seen]),
                [samples[i] for i in seen],
            )
        blind = baseline_predictions(training_labels.get(name, ()), len(samples))
        reports[name] = SetReport(len(samples), views, score(blind, samples))
    return reports


def baseline_predictions(labels: Sequence[Labels], count: int) -> Predictions:
    """``count`` times the same: median sentiment and class shares of ``labels``."""
    felt = [each.sentiment for each in labels if each.sentiment is not None]
    shown = [emotion for each in labels if (emotion := main_emotion(each)) is not None]
    shares = np.bincount(np.array(shown, dtype=np.int64), minlength=len(Emotion)) + 1e-3
    return Predictions(
        np.full(count, np.median(felt) if felt else 0.0, dtype=np.float32),
        np.tile(np.log(shares / shares.sum()).astype(np.float32), (count, 1)),
    )


def to_json(reports: Mapping[str, SetReport]) -> dict[str, Any]:
    """Plain values; scores that are not defined are null."""
    sets = {name: _plain(asdict(report)) for name, report in reports.items()}
    return {"protocol": PROTOCOL, "sets": sets}


def sentiment_rows(reports: Mapping[str, SetReport]) -> list[tuple[str, ...]]:
    """Set, view, n, acc2 non-zero, F1 non-zero, acc2 has-zero, acc7, MAE, r; baselines last."""
    rows: list[tuple[str, ...]] = []
    for name, view, scores in _lines(reports):
        if (s := scores.sentiment) is not None:
            shares = (s.acc2_nonzero, s.f1_nonzero, s.acc2_haszero, s.acc7)
            numbers = [*(f"{100 * x:.1f}" for x in shares), f"{s.mae:.3f}", f"{s.pearson:.3f}"]
            rows.append((name, view, str(s.n), *numbers))
    return rows


def emotion_rows(reports: Mapping[str, SetReport]) -> list[tuple[str, ...]]:
    """Set, view, n, accuracy, balanced accuracy, macro F1, weighted F1, AUC, NLL, ECE."""
    rows: list[tuple[str, ...]] = []
    for name, view, scores in _lines(reports):
        if (s := scores.emotions) is not None:
            shares = (s.accuracy, s.balanced_accuracy, s.macro_f1, s.weighted_f1, s.macro_auc)
            numbers = [
                *(f"{100 * x:.1f}" for x in shares),
                f"{s.negative_log_likelihood:.2f}",
                f"{s.calibration_error:.2f}",
            ]
            rows.append((name, view, str(s.n), *numbers))
    return rows


SENTIMENT_HEAD = ("set", "seen", "n", "acc2 ≠0", "F1 ≠0", "acc2 0≤", "acc7", "MAE", "r")
EMOTION_HEAD = ("set", "seen", "n", "acc", "bal. acc", "macro F1", "w. F1", "AUC", "NLL", "ECE")


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table for the model card."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _lines(reports: Mapping[str, SetReport]) -> list[tuple[str, str, SetScores]]:
    return [
        (name, view, scores)
        for name, report in reports.items()
        for view, scores in (*report.views.items(), ("nothing (baseline)", report.baseline))
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else None
    return value
