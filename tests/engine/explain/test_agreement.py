import numpy as np
import pytest

from engine.explain.agreement import agreement, agreements
from engine.types import Agreement, AgreementReport, Emotion, Modality, Prediction

AGREE, CONFLICT, UNCLEAR = Agreement


def says(sentiment: float, emotion: Emotion = Emotion.HAPPY, probability: float = 1 / 7):
    rest = (1 - probability) / 6
    return Prediction(sentiment, {e: probability if e is emotion else rest for e in Emotion})


def verdicts(*predictions: Prediction):
    report = agreement(dict(zip(Modality, predictions, strict=False)))
    return report.sentiment, report.emotion, report.overall


@pytest.mark.parametrize(
    ("sentiments", "expected"),
    [
        ((2.0, 0.6), AGREE),
        ((-2.0, -0.5), AGREE),
        ((2.0, 0.6, 0.1), AGREE),
        ((2.0, -0.6), CONFLICT),
        ((2.0, 1.0, -0.5), CONFLICT),
        ((2.0, -0.49), UNCLEAR),
        ((0.1, -0.2, 0.0), UNCLEAR),
        ((3.0,), UNCLEAR),
        ((), UNCLEAR),
    ],
)
def test_sentiments(sentiments: tuple[float, ...], expected: Agreement) -> None:
    assert verdicts(*(says(value) for value in sentiments)) == (expected, UNCLEAR, expected)


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ((says(0, Emotion.ANGRY, 0.6),), AGREE),
        ((says(0, Emotion.SAD, 0.6),), CONFLICT),
        ((says(0, Emotion.SAD, 0.5),), UNCLEAR),
        ((says(0, Emotion.SAD, 0.4), says(0, Emotion.ANGRY, 0.9)), AGREE),
    ],
)
def test_emotions(others: tuple[Prediction, ...], expected: Agreement) -> None:
    assert verdicts(says(0, Emotion.ANGRY, 0.8), *others) == (UNCLEAR, expected, expected)


def test_conflict_in_one_outweighs_agreement_in_the_other() -> None:
    words, voice = says(2.0, Emotion.HAPPY, 0.9), says(1.0, Emotion.ANGRY, 0.9)
    assert verdicts(words, voice) == (AGREE, CONFLICT, CONFLICT)


def test_a_batch_is_judged_row_by_row_and_absent_modalities_take_no_side() -> None:
    nothing = np.full(7, np.nan)
    happy, sad = np.eye(7)[1], np.eye(7)[2]
    reports = agreements(
        np.array([[2.0, np.nan, 0.6], [2.0, -1.0, np.nan], [np.nan, np.nan, 1.0]]),
        np.array([[happy, nothing, sad], [happy, happy, nothing], [nothing, nothing, sad]]),
    )
    assert reports == [
        AgreementReport(AGREE, CONFLICT),
        AgreementReport(CONFLICT, AGREE),
        AgreementReport(UNCLEAR, UNCLEAR),
    ]
