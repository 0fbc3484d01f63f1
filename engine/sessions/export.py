"""Export of an analysis as JSON (everything) and CSV (a row an utterance)."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from engine.sessions.atomic import atomic_text
from engine.types import (
    Analysis,
    Contribution,
    Emotion,
    Modality,
    Prediction,
    Uncertainty,
    UtteranceResult,
)

FORMAT_VERSION = 1


def export_json(analysis: Analysis, path: Path) -> None:
    """Write every number of the analysis with its settings and provenance.

    Raises:
        ExportError: the file could not be written; nothing is left behind.
    """
    document = {
        "format": "mibscope-analysis",
        "format_version": FORMAT_VERSION,
        "units": {
            "time": "seconds of the medium's clock",
            "sentiment": "-3 (very negative) to 3 (very positive)",
            "emotions": "probabilities, sum 1",
            "rate": "nats, KL(p(z|x) || N(0, I)) summed over dimensions",
            "shapley": "exact share of prediction minus baseline",
            "sentiment_interval": "80 %",
            "emotion_entropy": "0 (sure) to 1 (knows nothing)",
        },
        "media": _media(analysis),
        "settings": _settings(analysis),
        "provenance": asdict(analysis.provenance),
        "complete": analysis.complete,
        "warnings": list(analysis.warnings),
        "utterances": [_utterance(result) for result in analysis.results],
    }
    with atomic_text(path) as stream:
        json.dump(document, stream, ensure_ascii=False, indent=2, allow_nan=False)
        stream.write("\n")


def export_csv(analysis: Analysis, path: Path) -> None:
    """Write one row an utterance; what is absent is an empty cell.

    Raises:
        ExportError: the file could not be written; nothing is left behind.
    """
    with atomic_text(path) as stream:
        writer = csv.DictWriter(stream, fieldnames=csv_columns())
        writer.writeheader()
        writer.writerows(csv_row(result) for result in analysis.results)


EXPORTERS: Mapping[str, Callable[[Analysis, Path], None]] = {
    "json": export_json,
    "csv": export_csv,
}
"""File name ending → writer."""


def csv_columns() -> list[str]:
    """Column names in order."""
    columns = ["index", "start_s", "end_s", "text", "language", "sentiment"]
    columns += [f"p_{emotion}" for emotion in Emotion]
    columns += ["sentiment_low", "sentiment_high", "sentiment_uncertain", "emotion_uncertain"]
    columns += ["baseline_sentiment", "fused_rate_nats", "face_track_id", "faces_seen"]
    for modality in Modality:
        columns += [f"{modality}_{name}" for name in _MODALITY_COLUMNS]
    return columns


_MODALITY_COLUMNS = (
    "rate_nats",
    "unimodal_sentiment",
    "shapley_sentiment",
    "drop_one_sentiment",
    "absent_because",
)


def csv_row(result: UtteranceResult) -> dict[str, object]:
    """Cells of one utterance by column name."""
    utterance = result.utterance
    row: dict[str, object] = {
        "index": utterance.index,
        "start_s": utterance.start_s,
        "end_s": utterance.end_s,
        "text": utterance.text,
        "language": utterance.language,
        "sentiment": result.prediction.sentiment,
        "baseline_sentiment": result.baseline.sentiment,
        "fused_rate_nats": result.fused_rate_nats,
        "face_track_id": result.face_track_id,
        "faces_seen": result.faces_seen,
    }
    row.update({f"p_{name}": value for name, value in result.prediction.emotions.items()})
    if (doubt := result.uncertainty) is not None:
        row["sentiment_low"], row["sentiment_high"] = doubt.sentiment_interval
        row["sentiment_uncertain"] = int(doubt.sentiment_uncertain)
        row["emotion_uncertain"] = int(doubt.emotion_uncertain)
    for modality, contribution in result.contributions.items():
        row[f"{modality}_rate_nats"] = contribution.rate_nats
        row[f"{modality}_unimodal_sentiment"] = contribution.unimodal.sentiment
        row[f"{modality}_shapley_sentiment"] = contribution.shapley_sentiment
        row[f"{modality}_drop_one_sentiment"] = contribution.drop_one_sentiment
    for modality, reason in result.absent.items():
        row[f"{modality}_absent_because"] = reason
    return row


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


def _utterance(result: UtteranceResult) -> dict[str, Any]:
    utterance = result.utterance
    return {
        "index": utterance.index,
        "start_s": utterance.start_s,
        "end_s": utterance.end_s,
        "text": utterance.text,
        "language": utterance.language,
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
        "faces_seen": result.faces_seen,
        "face_track_id": result.face_track_id,
        "faces": [asdict(face) for face in result.faces],
    }


def _uncertainty(doubt: Uncertainty | None) -> dict[str, Any] | None:
    if doubt is None:
        return None
    return {
        "sentiment_sd": doubt.sentiment_sd,
        "sentiment_interval": list(doubt.sentiment_interval),
        "sentiment_uncertain": doubt.sentiment_uncertain,
        "emotions_sd": {str(k): v for k, v in doubt.emotions_sd.items()},
        "emotion_entropy": doubt.emotion_entropy,
        "emotion_uncertain": doubt.emotion_uncertain,
        "shapley_sentiment_sd": {str(k): v for k, v in doubt.shapley_sentiment_sd.items()},
    }


def _prediction(prediction: Prediction) -> dict[str, Any]:
    return {
        "sentiment": prediction.sentiment,
        "emotions": {str(name): value for name, value in prediction.emotions.items()},
    }


def _contribution(contribution: Contribution) -> dict[str, Any]:
    return {
        "rate_nats": contribution.rate_nats,
        "unimodal": _prediction(contribution.unimodal),
        "shapley_sentiment": contribution.shapley_sentiment,
        "shapley_emotions": {str(k): v for k, v in contribution.shapley_emotions.items()},
        "drop_one_sentiment": contribution.drop_one_sentiment,
        "drop_one_emotions": {str(k): v for k, v in contribution.drop_one_emotions.items()},
    }
