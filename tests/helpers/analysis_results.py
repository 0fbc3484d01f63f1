"""Realistic analysis results for tests of the window: made up, but of the shape of real ones."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np

from engine.types import (
    Agreement,
    AgreementReport,
    Analysis,
    AnalysisSettings,
    AudioStreamInfo,
    Contribution,
    Draft,
    Emotion,
    FaceObservation,
    MediaInfo,
    MeshedFace,
    Modality,
    Prediction,
    Provenance,
    UInt8Array,
    Uncertainty,
    Utterance,
    UtteranceAnalysed,
    UtteranceResult,
    VideoStreamInfo,
    Word,
)

SENTENCES = (
    "Don't forget a jacket.",
    "I really enjoyed the second half of it, even though the beginning was slow.",
    "Well.",
    "The actors did what they could with such a script, and it showed in every single scene.",
    "Honestly, I would not watch it again.",
    "It's eleven o'clock.",
    "And that is exactly what happened to us on the way home that night.",
)
ABSENT = {
    Modality.TEXT: "nobody speaks here",
    Modality.AUDIO: "digital silence",
    Modality.VISION: "no face in view",
}


def media_info(path: Path, duration_s: float = 60.0, *, video: bool = True) -> MediaInfo:
    return MediaInfo(
        path=path,
        container="mov,mp4",
        duration_s=duration_s,
        video=VideoStreamInfo(0, "h264", 480, 360, 0, 30.0, 0.0) if video else None,
        audio=AudioStreamInfo(1, "aac", 44100, 1, 0.0),
    )


def provenance() -> Provenance:
    return Provenance("0.1.0", "c-mib-default", "0" * 64, "base.en", "cpu", "no GPU was found")


def utterance_result(
    index: int,
    start_s: float,
    end_s: float,
    *,
    silent: bool = False,
    face: bool = True,
    seed: int = 0,
) -> UtteranceResult:
    """One result; Shapley values add up to prediction minus baseline, emotions to one."""
    rng = random.Random(seed * 100_003 + index)
    words = () if silent else _words(SENTENCES[index % len(SENTENCES)], start_s, end_s)
    absent = {Modality.TEXT: ABSENT[Modality.TEXT]} if silent else {}
    if not face:
        absent[Modality.VISION] = ABSENT[Modality.VISION]
    baseline = _prediction(rng, 0.1, 0.2)
    shares = {m: rng.gauss(0.0, 0.7) for m in Modality if m not in absent}
    total = baseline.sentiment + sum(shares.values())
    prediction = _prediction(rng, max(-3.0, min(3.0, total)), 1.2)
    weights = {m: abs(share) / sum(map(abs, shares.values())) for m, share in shares.items()}
    contributions = {
        modality: Contribution(
            modality=modality,
            rate_nats=rng.uniform(0.5, 12.0) * (1.6 if modality is Modality.TEXT else 0.7),
            unimodal=_prediction(rng, rng.uniform(-2.0, 2.0), 0.8),
            shapley_sentiment=share,
            shapley_emotions={
                e: weights[modality] * (prediction.emotions[e] - baseline.emotions[e])
                for e in Emotion
            },
            drop_one_sentiment=share * rng.uniform(0.6, 1.3),
            drop_one_emotions={emotion: rng.gauss(0.0, 0.1) for emotion in Emotion},
        )
        for modality, share in shares.items()
    }
    return UtteranceResult(
        utterance=Utterance(index, start_s, end_s, words, None if silent else "en"),
        prediction=prediction,
        baseline=baseline,
        fused_rate_nats=rng.uniform(2.0, 9.0),
        contributions=contributions,
        absent=absent,
        faces=_faces(start_s, end_s) if face else (),
        face_track_id=1 if face else None,
        faces_seen=1 if face else 0,
        uncertainty=_uncertainty(prediction, tuple(shares), uncertain=index % 4 == 2),
        coalitions=_coalitions(baseline, prediction, shares),
        agreement=AgreementReport(
            Agreement.CONFLICT if index % 4 == 1 else Agreement.AGREE, Agreement.UNCLEAR
        ),
    )


def _coalitions(
    baseline: Prediction, prediction: Prediction, shares: Mapping[Modality, float]
) -> dict[frozenset[Modality], Prediction]:
    """As if nothing but the sum of the shares counted."""
    total = sum(abs(share) for share in shares.values()) or 1.0
    found = {}
    for size in range(len(shares) + 1):
        for who in combinations(shares, size):
            part = sum(abs(shares[m]) for m in who) / total
            emotions = {
                e: (1 - part) * baseline.emotions[e] + part * prediction.emotions[e]
                for e in Emotion
            }
            sentiment = baseline.sentiment + sum(shares[m] for m in who)
            found[frozenset(who)] = Prediction(max(-3.0, min(3.0, sentiment)), emotions)
    return found


def results(count: int, length_s: float = 3.0, seed: int = 0) -> tuple[UtteranceResult, ...]:
    """A run of utterances with pauses; every fifth is silent, every seventh has no face."""
    return tuple(
        utterance_result(
            index,
            index * (length_s + 0.4),
            index * (length_s + 0.4) + length_s,
            silent=index % 5 == 4,
            face=index % 7 != 5,
            seed=seed,
        )
        for index in range(count)
    )


def repredicted(drafts: Sequence[Draft]) -> tuple[UtteranceAnalysed, ...]:
    """As many tenths of sentiment as there are words."""
    return tuple(
        UtteranceAnalysed(
            replace(
                draft.before,
                utterance=draft.utterance,
                prediction=replace(
                    draft.before.prediction, sentiment=len(draft.utterance.words) / 10
                ),
            ),
            draft.tracks,
        )
        for draft in drafts
    )


def meshed(picture: UInt8Array) -> tuple[MeshedFace, ...]:
    """A face where that of the results is. Its mesh is a line that tells how bright the picture is
    (0..1, from the top)."""
    mesh = np.empty((468, 2), dtype=np.float32)
    mesh[:, 0] = np.linspace(0.4, 0.6, len(mesh))
    mesh[:, 1] = picture.mean() / 255
    return (MeshedFace((0.4, 0.2, 0.24, 0.4), mesh),)


def analysis(path: Path, count: int = 6) -> Analysis:
    found = results(count)
    return Analysis(
        media=media_info(path, found[-1].utterance.end_s + 0.5),
        settings=AnalysisSettings(),
        provenance=provenance(),
        results=found,
    )


def _words(sentence: str, start_s: float, end_s: float) -> tuple[Word, ...]:
    texts = sentence.split()
    step = (end_s - start_s) / len(texts)
    return tuple(
        Word(text, start_s + i * step, start_s + (i + 0.9) * step, 0.9)
        for i, text in enumerate(texts)
    )


def _prediction(rng: random.Random, sentiment: float, contrast: float) -> Prediction:
    weights = [2.718 ** rng.gauss(0.0, contrast) for _ in Emotion]
    total = sum(weights)
    return Prediction(
        sentiment, {emotion: w / total for emotion, w in zip(Emotion, weights, strict=True)}
    )


def _faces(start_s: float, end_s: float) -> tuple[FaceObservation, ...]:
    count = max(2, int((end_s - start_s) * 10))
    step = (end_s - start_s) / count
    return tuple(
        FaceObservation(start_s + i * step, 1, (0.38 + 0.0005 * i, 0.2, 0.24, 0.4), 0.95)
        for i in range(count)
    )


def _uncertainty(
    prediction: Prediction, present: tuple[Modality, ...], *, uncertain: bool
) -> Uncertainty:
    half = 1.7 if uncertain else 0.8
    low, high = prediction.sentiment - half, prediction.sentiment + half
    return Uncertainty(
        sentiment_sd=half / 1.28,
        sentiment_interval=(max(-3.0, low), min(3.0, high)),
        sentiment_uncertain=uncertain,
        emotions_sd=dict.fromkeys(Emotion, 0.05),
        emotion_entropy=0.9 if uncertain else 0.4,
        emotion_uncertain=uncertain,
        shapley_sentiment_sd=dict.fromkeys(present, 0.1),
        shapley_emotions_sd={m: dict.fromkeys(Emotion, 0.02) for m in present},
    )
