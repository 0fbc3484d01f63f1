"""Results with known numbers, for tests of what shows or writes them."""

from __future__ import annotations

from pathlib import Path

from engine.types import (
    Analysis,
    AnalysisSettings,
    Contribution,
    Emotion,
    MediaInfo,
    Modality,
    Prediction,
    Provenance,
    Utterance,
    UtteranceResult,
    Word,
)


def prediction(sentiment: float, top: Emotion = Emotion.NEUTRAL) -> Prediction:
    """Sixty per cent for one emotion, the rest shared evenly."""
    return Prediction(sentiment, {name: 0.6 if name == top else 0.4 / 6 for name in Emotion})


def contribution(modality: Modality, share: float) -> Contribution:
    nothing = dict.fromkeys(Emotion, 0.0)
    return Contribution(modality, 3.5, prediction(share), share, nothing, share, nothing)


def utterance_result(index: int = 0, text: str = "don't forget a jacket") -> UtteranceResult:
    """An utterance with words and voice, no face."""
    start = 3.0 * index
    words = tuple(
        Word(word, start + 0.3 * i, start + 0.3 * i + 0.25, 0.9)
        for i, word in enumerate(text.split())
    )
    present = {Modality.TEXT: 0.75, Modality.AUDIO: -0.25}
    return UtteranceResult(
        utterance=Utterance(index, start, start + 2.5, words, "en"),
        prediction=prediction(0.6, Emotion.HAPPY),
        baseline=prediction(0.1),
        fused_rate_nats=4.0,
        contributions={name: contribution(name, share) for name, share in present.items()},
        absent={Modality.VISION: "no face in view"},
    )


def analysis(path: Path = Path("talk.mp4"), count: int = 2) -> Analysis:
    return Analysis(
        media=MediaInfo(path, "mp4", 3.0 * count, None, None),
        settings=AnalysisSettings(),
        provenance=Provenance("0.1.0", "default", "0" * 64, "base.en", "cpu", "for the test"),
        results=tuple(utterance_result(index) for index in range(count)),
    )
