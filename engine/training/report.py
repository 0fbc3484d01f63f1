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
        if scores[head] is not None
    ]


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f}"


def _number(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else None
    return value
