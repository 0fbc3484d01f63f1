"""Do the modalities say the same? Read from what each one's own decoder predicts.

A modality *takes a side*
    on sentiment   when its prediction is at least half a point from zero, so that it would not
                   round to neutral;
    on emotion     when it gives one emotion more than half of the probability.

``conflict``  two modalities take different sides (opposite signs, different emotions);
``agree``     at least two take a side and all take the same;
``unclear``   fewer than two take a side. A modality near chance takes none.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from engine.types import Emotion, Modality, Prediction

SENTIMENT_SIDE = 0.5
EMOTION_SIDE = 0.5


class Agreement(StrEnum):
    AGREE = "agree"
    CONFLICT = "conflict"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class AgreementReport:
    sentiment: Agreement
    emotion: Agreement

    @property
    def overall(self) -> Agreement:
        """Conflict in either is a conflict; otherwise agreement in either is an agreement."""
        both = (self.sentiment, self.emotion)
        for verdict in (Agreement.CONFLICT, Agreement.AGREE):
            if verdict in both:
                return verdict
        return Agreement.UNCLEAR


def agreement(unimodal: Mapping[Modality, Prediction]) -> AgreementReport:
    """Compare the unimodal predictions of the modalities that are present."""
    return AgreementReport(
        sentiment=_verdict(sentiment_side(prediction) for prediction in unimodal.values()),
        emotion=_verdict(emotion_side(prediction) for prediction in unimodal.values()),
    )


def sentiment_side(prediction: Prediction) -> int | None:
    """1, −1, or None where the prediction takes no side."""
    if abs(prediction.sentiment) < SENTIMENT_SIDE:
        return None
    return 1 if prediction.sentiment > 0 else -1


def emotion_side(prediction: Prediction) -> Emotion | None:
    """The emotion with more than half of the probability, if there is one."""
    top = prediction.top_emotion
    return top if prediction.emotions[top] > EMOTION_SIDE else None


def _verdict(sides: Iterable[Hashable | None]) -> Agreement:
    taken = [side for side in sides if side is not None]
    if len(set(taken)) > 1:
        return Agreement.CONFLICT
    return Agreement.AGREE if len(taken) > 1 else Agreement.UNCLEAR
