"""The table of utterances: its columns, their types and units, and its rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from engine.types import Analysis, Emotion, Modality, UtteranceResult

Cell = str | int | float | bool | None


class Kind(StrEnum):
    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Column:
    """``unit`` says what the values are measured in, for whoever opens the file."""

    name: str
    kind: Kind
    unit: str = ""


_SECONDS = "seconds of the medium's clock"
_SENTIMENT = "sentiment, -3 (very negative) to 3 (very positive)"
_SHIFT = "change of sentiment"
_NATS = "nats"
_VERDICT = "agree, conflict or unclear"


def columns() -> tuple[Column, ...]:
    """In order, the same for every analysis."""
    return (
        Column("index", Kind.WHOLE),
        Column("start_s", Kind.NUMBER, _SECONDS),
        Column("end_s", Kind.NUMBER, _SECONDS),
        Column("text", Kind.TEXT),
        Column("language", Kind.TEXT, "ISO 639-1"),
        Column("sentiment", Kind.NUMBER, _SENTIMENT),
        *(Column(f"p_{emotion}", Kind.NUMBER, "probability") for emotion in Emotion),
        Column("sentiment_low", Kind.NUMBER, f"{_SENTIMENT}; lower end of the 80 % interval"),
        Column("sentiment_high", Kind.NUMBER, f"{_SENTIMENT}; upper end of the 80 % interval"),
        Column("sentiment_uncertain", Kind.FLAG),
        Column("emotion_uncertain", Kind.FLAG),
        Column("baseline_sentiment", Kind.NUMBER, _SENTIMENT),
        Column("fused_rate_nats", Kind.NUMBER, _NATS),
        Column("face_track_id", Kind.WHOLE),
        Column("faces_seen", Kind.WHOLE, "people"),
        *(column for modality in Modality for column in _of(modality)),
        Column("agreement", Kind.TEXT, _VERDICT),
        Column("agreement_sentiment", Kind.TEXT, _VERDICT),
        Column("agreement_emotion", Kind.TEXT, _VERDICT),
        Column("person", Kind.TEXT, "what the user calls who is in view"),
        Column("note", Kind.TEXT, "what the user noted"),
    )


def rows(analysis: Analysis) -> Iterator[dict[str, Cell]]:
    """Cells of each utterance, with what the user says of it."""
    for result in analysis.results:
        track, index = result.face_track_id, result.utterance.index
        name = None if track is None else analysis.people.get(track)
        yield row(result) | {"person": name, "note": analysis.notes.get(index)}


def row(result: UtteranceResult) -> dict[str, Cell]:
    """Cells of one utterance by column name; what is absent has none."""
    utterance = result.utterance
    cells: dict[str, Cell] = {
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
    cells.update({f"p_{name}": value for name, value in result.prediction.emotions.items()})
    cells.update(_judgement(result))
    for modality, contribution in result.contributions.items():
        cells[f"{modality}_rate_nats"] = contribution.rate_nats
        cells[f"{modality}_unimodal_sentiment"] = contribution.unimodal.sentiment
        cells[f"{modality}_shapley_sentiment"] = contribution.shapley_sentiment
        cells[f"{modality}_drop_one_sentiment"] = contribution.drop_one_sentiment
    for modality, reason in result.absent.items():
        cells[f"{modality}_absent_because"] = reason
    return cells


def _of(modality: Modality) -> tuple[Column, ...]:
    return (
        Column(f"{modality}_rate_nats", Kind.NUMBER, _NATS),
        Column(f"{modality}_unimodal_sentiment", Kind.NUMBER, _SENTIMENT),
        Column(f"{modality}_shapley_sentiment", Kind.NUMBER, _SHIFT),
        Column(f"{modality}_drop_one_sentiment", Kind.NUMBER, _SHIFT),
        Column(f"{modality}_absent_because", Kind.TEXT),
    )


def _judgement(result: UtteranceResult) -> dict[str, Cell]:
    """How far it can be believed, where that was asked for."""
    cells: dict[str, Cell] = {}
    if (doubt := result.uncertainty) is not None:
        cells["sentiment_low"], cells["sentiment_high"] = doubt.sentiment_interval
        cells["sentiment_uncertain"] = doubt.sentiment_uncertain
        cells["emotion_uncertain"] = doubt.emotion_uncertain
    if (report := result.agreement) is not None:
        cells["agreement"] = report.overall.value
        cells["agreement_sentiment"] = report.sentiment.value
        cells["agreement_emotion"] = report.emotion.value
    return cells
