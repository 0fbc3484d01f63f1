"""JSON: every number of the analysis with its settings and provenance."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from engine.runtime.cancel import Cancel
from engine.sessions.atomic import text_file
from engine.sessions.exports.base import Exporter, Report
from engine.types import (
    AgreementReport,
    Analysis,
    Contribution,
    Emotion,
    Label,
    Modality,
    Prediction,
    Uncertainty,
    UtteranceResult,
)

FORMAT_VERSION = 1

_UNITS = {
    "time": "seconds of the medium's clock",
    "sentiment": "-3 (very negative) to 3 (very positive)",
    "emotions": "probabilities, sum 1",
    "rate": "nats, KL(p(z|x) || N(0, I)) summed over dimensions",
    "shapley": "exact share of prediction minus baseline",
    "coalitions": "prediction with each subset of the modalities that take part, from none to all",
    "agreement": "whether the unimodal predictions agree, conflict or leave it unclear",
    "sentiment_interval": "80 %",
    "emotion_entropy": "0 (sure) to 1 (knows nothing)",
    "box": "left, top, width, height as fractions of the upright picture",
}


def _write(analysis: Analysis, path: Path, _progress: Report, _cancel: Cancel) -> None:
    document = {
        "format": "mibscope-analysis",
        "format_version": FORMAT_VERSION,
        "units": _UNITS,
        "media": _media(analysis),
        "settings": _settings(analysis),
        "provenance": asdict(analysis.provenance),
        "complete": analysis.complete,
        "warnings": list(analysis.warnings),
        "stage_seconds": {str(stage): spent for stage, spent in analysis.stage_seconds.items()},
        "utterances": [_utterance(result, analysis) for result in analysis.results],
    }
    with text_file(path) as stream:
        json.dump(document, stream, ensure_ascii=False, indent=2, allow_nan=False)
        stream.write("\n")


EXPORTER = Exporter(
    name="json",
    title="JSON",
    ending="json",
    description="every number, with settings and provenance",
    produce=_write,
)


def _media(analysis: Analysis) -> dict[str, Any]:
    media = analysis.media
    return {
        "path": str(media.path),
        "container": media.container,
        "duration_s": media.duration_s,
        "video": asdict(media.video) if media.video else None,
        "audio": asdict(media.audio) if media.audio else None,
        "notes": list(media.notes),
    }


def _settings(analysis: Analysis) -> dict[str, Any]:
    settings = asdict(analysis.settings)
    for name in ("checkpoint", "voice_baseline"):
        settings[name] = str(settings[name]) if settings[name] else None
    return settings


def _utterance(result: UtteranceResult, analysis: Analysis) -> dict[str, Any]:
    utterance, track = result.utterance, result.face_track_id
    return {
        "index": utterance.index,
        "start_s": utterance.start_s,
        "end_s": utterance.end_s,
        "text": utterance.text,
        "language": utterance.language,
        "has_speech": utterance.has_speech,
        "words": [asdict(word) for word in utterance.words],
        "prediction": _prediction(result.prediction),
        "uncertainty": _uncertainty(result.uncertainty),
        "baseline": _prediction(result.baseline),
        "fused_rate_nats": result.fused_rate_nats,
        "contributions": {
            str(modality): _contribution(contribution)
            for modality, contribution in result.contributions.items()
        },
        "absent": {str(modality): reason for modality, reason in result.absent.items()},
        "coalitions": _coalitions(result.coalitions),
        "agreement": _agreement(result.agreement),
        "faces_seen": result.faces_seen,
        "face_track_id": track,
        "person": None if track is None else analysis.people.get(track),
        "note": analysis.notes.get(utterance.index),
        "labels": [_label(label) for label in analysis.labels.get(utterance.index, ())],
        "faces": [asdict(face) for face in result.faces],
    }


def _label(label: Label) -> dict[str, Any]:
    """What one rater says; null: nothing of it."""
    shown = label.emotions
    return {
        "rater": label.rater,
        "sentiment": label.sentiment,
        "emotions": None if shown is None else [str(e) for e in Emotion if e in shown],
    }


def _coalitions(found: Mapping[frozenset[Modality], Prediction]) -> list[dict[str, Any]]:
    """In the order of the modalities, smallest subsets first."""
    order = list(Modality)
    ranked = sorted(found, key=lambda who: (len(who), sorted(order.index(m) for m in who)))
    return [
        {"modalities": [str(m) for m in order if m in who], **_prediction(found[who])}
        for who in ranked
    ]


def _agreement(report: AgreementReport | None) -> dict[str, str] | None:
    if report is None:
        return None
    return {
        "overall": str(report.overall),
        "sentiment": str(report.sentiment),
        "emotion": str(report.emotion),
    }


def _uncertainty(doubt: Uncertainty | None) -> dict[str, Any] | None:
    if doubt is None:
        return None
    return {
        "sentiment_sd": doubt.sentiment_sd,
        "sentiment_interval": list(doubt.sentiment_interval),
        "sentiment_uncertain": doubt.sentiment_uncertain,
        "emotions_sd": _by_name(doubt.emotions_sd),
        "emotion_entropy": doubt.emotion_entropy,
        "emotion_uncertain": doubt.emotion_uncertain,
        "shapley_sentiment_sd": {str(k): v for k, v in doubt.shapley_sentiment_sd.items()},
        "shapley_emotions_sd": {str(k): _by_name(v) for k, v in doubt.shapley_emotions_sd.items()},
    }


def _prediction(prediction: Prediction) -> dict[str, Any]:
    return {"sentiment": prediction.sentiment, "emotions": _by_name(prediction.emotions)}


def _contribution(contribution: Contribution) -> dict[str, Any]:
    return {
        "rate_nats": contribution.rate_nats,
        "unimodal": _prediction(contribution.unimodal),
        "shapley_sentiment": contribution.shapley_sentiment,
        "shapley_emotions": _by_name(contribution.shapley_emotions),
        "drop_one_sentiment": contribution.drop_one_sentiment,
        "drop_one_emotions": _by_name(contribution.drop_one_emotions),
    }


def _by_name(values: Mapping[Emotion, float]) -> dict[str, float]:
    return {str(emotion): value for emotion, value in values.items()}
