"""Do the modalities say the same? Read from what each one's own decoder predicts.

A modality *takes a side*
    on sentiment   when its prediction is at least half a point from zero, so that it would not
                   round to neutral;
    on emotion     when it gives one emotion more than half of the probability.

``conflict``  two modalities take different sides (opposite signs, different emotions);
``agree``     at least two take a side and all take the same;
``unclear``   fewer than two take a side. A modality near chance takes none, nor does an absent one.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from jaxtyping import Float64, Int64

from engine.types import Agreement, AgreementReport, Emotion, Modality, Prediction

SENTIMENT_SIDE = 0.5
EMOTION_SIDE = 0.5

_NO_SIDE = 0


def agreement(unimodal: Mapping[Modality, Prediction]) -> AgreementReport:
    """Compare the unimodal predictions of the modalities that are present."""
    said = unimodal.values()
    sentiment = np.array([[one.sentiment for one in said]], dtype=np.float64)
    emotions = np.array([[one.emotions[e] for e in Emotion] for one in said], dtype=np.float64)
    return agreements(sentiment, emotions.reshape(1, -1, len(Emotion)))[0]


def agreements(
    sentiment: Float64[np.ndarray, "n modalities"],
    emotions: Float64[np.ndarray, "n modalities emotions"],
) -> list[AgreementReport]:
    """Of n utterances; nan where a modality is absent."""
    on_sentiment = np.where(np.abs(sentiment) >= SENTIMENT_SIDE, np.sign(sentiment), _NO_SIDE)
    top = emotions.argmax(axis=2) + 1
    on_emotion = np.where(emotions.max(axis=2) > EMOTION_SIDE, top, _NO_SIDE)
    both = zip(_verdicts(on_sentiment.astype(np.int64)), _verdicts(on_emotion), strict=True)
    return [AgreementReport(*pair) for pair in both]


def _verdicts(sides: Int64[np.ndarray, "n modalities"]) -> list[Agreement]:
    taken = sides != _NO_SIDE
    several = taken.sum(axis=1) > 1
    limits = np.iinfo(np.int64)
    lowest = sides.min(axis=1, initial=limits.max, where=taken)
    highest = sides.max(axis=1, initial=limits.min, where=taken)
    conflict = lowest < highest
    return [
        Agreement.CONFLICT if c else Agreement.AGREE if s else Agreement.UNCLEAR
        for c, s in zip(conflict, several, strict=True)
    ]
