"""What the expression network is worth on one part of FER+."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from scipy.special import log_softmax

from engine.explain.fitting import best_temperature
from engine.features.vision.expression_network import EXPRESSION_CLASSES, ExpressionNetwork
from engine.runtime.cancel import Cancel, check
from engine.training.calibration_metrics import calibration_error
from engine.training.classification_metrics import confusion, emotion_scores
from engine.training.expression.augment import centred
from engine.training.expression.data import ExpressionPart
from engine.training.metric_basics import NAN, mean
from engine.types import Float32Array, Float64Array

_BATCH = 256
_BINS = 15
_CONTEMPT = EXPRESSION_CLASSES.index("contempt")


@dataclass(frozen=True, slots=True)
class ExpressionScores:
    """Against the class with the most of the ten votes; of equal ones the first counts.

    Every picture of the part counts, those too in which no face was found.
    """

    n: int
    accuracy: float
    accuracy_seven: float
    """Without contempt: pictures of it are left out, and it is not chosen."""
    n_agreed: int
    """Pictures to which more than half of the votes give one class …"""
    accuracy_agreed: float
    """… and the accuracy on them; many published figures are of these alone."""
    balanced_accuracy: float
    """Mean recall of the eight classes (unweighted average recall)."""
    recall: tuple[float, ...]
    negative_log_likelihood: float
    """Of that class, nats."""
    votes_negative_log_likelihood: float
    """Cross-entropy with the distribution of the votes, nats: what training minimises."""
    calibration_error: float
    """Expected calibration error of the top probability, fifteen equal bins."""
    confusion: tuple[tuple[int, ...], ...]
    """Rows: the class voted for; columns: the class predicted."""
    n_not_found: int
    """Pictures in which no face was found …"""
    accuracy_not_found: float
    """… and the share of right answers on them."""

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> ExpressionScores:
        """From JSON, where what is not defined is null."""
        values: dict[str, Any] = {
            name: NAN if each is None else each for name, each in plain.items()
        }
        values["recall"] = tuple(NAN if each is None else each for each in plain["recall"])
        values["confusion"] = tuple(tuple(row) for row in plain["confusion"])
        return cls(**values)


def expression_logits(
    network: ExpressionNetwork, part: ExpressionPart, cancel: Cancel
) -> Float32Array:
    """Float32 [n, 8]. The network must be in evaluation mode."""
    logits = []
    with torch.inference_mode():
        for faces in np.split(centred(part.faces), range(_BATCH, len(part), _BATCH)):
            check(cancel)
            logits.append(network(torch.from_numpy(faces)[:, None].float())[1].numpy())
    return np.concatenate(logits)


def expression_temperature(logits: Float32Array, part: ExpressionPart) -> float:
    """What logits are divided by, so that probabilities are as often right as they say."""
    label = part.votes.argmax(axis=1)
    return best_temperature(logits.astype(np.float64), label, np.ones(len(label)))


def expression_scores(
    logits: Float32Array, temperature: float, part: ExpressionPart
) -> ExpressionScores:
    """Scores of a part's ``logits`` [n, 8]."""
    logs: Float64Array = log_softmax(logits.astype(np.float64) / temperature, axis=1)
    probabilities, label = np.exp(logs), part.votes.argmax(axis=1)
    predicted = logs.argmax(axis=1)
    basic = emotion_scores(probabilities, label)
    seven = label != _CONTEMPT
    predicted_seven = np.where(np.arange(logs.shape[1]) == _CONTEMPT, -np.inf, logs).argmax(axis=1)
    right, agreed = predicted == label, part.votes.max(axis=1) > 0.5
    return ExpressionScores(
        n=len(label),
        accuracy=basic.accuracy,
        accuracy_seven=mean(predicted_seven[seven] == label[seven]),
        n_agreed=int(agreed.sum()),
        accuracy_agreed=mean(right[agreed]),
        balanced_accuracy=basic.balanced_accuracy,
        recall=basic.recall,
        negative_log_likelihood=basic.negative_log_likelihood,
        votes_negative_log_likelihood=mean(-(part.votes * logs).sum(axis=1)),
        calibration_error=calibration_error(probabilities.max(axis=1), right, _BINS),
        confusion=confusion(label, predicted, len(EXPRESSION_CLASSES)),
        n_not_found=int((~part.found).sum()),
        accuracy_not_found=mean(right[~part.found]),
    )
