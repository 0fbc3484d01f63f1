"""What can be asked of a snapshot: who is taken for whom, and where the model is most wrong."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.training.classification_metrics import confusion
from engine.training.insight.folder import Int64Array, Seen, Snapshot, Utterances
from engine.types import EMOTIONS, SENTIMENT, Emotion

UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Wrong:
    """One utterance and what the model says of it. ``error``: how far the sentiment is off, or one
    minus the probability of the true emotion."""

    seen: Seen
    label: float
    """The sentiment, or the index of the true emotion."""
    said: float
    """The sentiment, or the index of the likeliest emotion."""
    error: float


def true_emotions(seen: Sequence[Seen]) -> Int64Array:
    """[n]: the emotion that is labelled as the strongest; UNKNOWN without labels and where two are
    equally strong."""
    return np.array([_strongest(each) for each in seen], dtype=np.int64)


def confused(known: Utterances, snapshot: Snapshot) -> tuple[tuple[int, ...], ...]:
    """How often; rows: the true emotion, columns: the likeliest one."""
    true = true_emotions(known.seen)
    said = snapshot.said.get(EMOTIONS)
    if said is None:
        return ((0,) * len(Emotion),) * len(Emotion)
    has = true != UNKNOWN
    return confusion(true[has], said[has].argmax(axis=1), len(Emotion))


def most_wrong(known: Utterances, snapshot: Snapshot, head: str, count: int) -> tuple[Wrong, ...]:
    """The largest errors first.

    Args:
        head: SENTIMENT or EMOTIONS.
    """
    if head not in snapshot.said:
        return ()
    found = _of_sentiment(known, snapshot) if head == SENTIMENT else _of_emotions(known, snapshot)
    return tuple(sorted(found, key=lambda each: -each.error)[:count])


def _of_sentiment(known: Utterances, snapshot: Snapshot) -> list[Wrong]:
    found = []
    for seen, said in zip(known.seen, snapshot.said[SENTIMENT][:, 0].tolist(), strict=True):
        label = seen.labels.get(SENTIMENT, (None,))[0]
        if label is not None:
            error = abs(said - label) if math.isfinite(said) else math.inf
            found.append(Wrong(seen, label, said, error))
    return found


def _of_emotions(known: Utterances, snapshot: Snapshot) -> list[Wrong]:
    found = []
    rows = zip(known.seen, true_emotions(known.seen).tolist(), snapshot.said[EMOTIONS], strict=True)
    for seen, true, said in rows:
        if true != UNKNOWN:
            found.append(Wrong(seen, float(true), float(said.argmax()), 1.0 - float(said[true])))
    return found


def _strongest(seen: Seen) -> int:
    values = seen.labels.get(EMOTIONS, ())
    known = [value for value in values if value is not None]
    if not values or len(known) < len(values) or known.count(max(known)) > 1:
        return UNKNOWN
    return known.index(max(known))
