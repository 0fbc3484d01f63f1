"""The report's words: facts, limits, and the rows of its tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.sessions.exports.report.summary import Summary
from engine.sessions.exports.wording import (
    MODALITY_NAMES,
    attributed,
    expression,
    interval,
    moment,
    one_line,
    percent,
    signed,
)
from engine.types import Analysis, Modality, UtteranceResult

LIMITS = (
    "This report describes the expression shown, as an observer would label it. It does not know "
    "what a person feels or means.",
    "The figures are predictions of a small model that was trained on few people, most of them "
    "actors or film reviewers. They are often wrong, and they differ between people, languages, "
    "cameras and recordings. Shares and rates tell what a prediction rests on; they do not make "
    "it right. Never decide about a person on their strength.",
    "In the European Union, inferring the emotions of people at the workplace or in educational "
    "institutions is prohibited, except for medical or safety reasons (AI Act, Regulation (EU) "
    "2024/1689, Article 5(1)(f)). People who are analysed must be informed. Other laws may apply "
    "where you are.",
)

HEAD = (
    "time",
    "text",
    "sentiment",
    "80 %",
    "expression shown",
    *(MODALITY_NAMES[modality] for modality in Modality),
    "agreement",
)
"""Of the table of utterances."""


@dataclass(frozen=True, slots=True)
class Row:
    """Cells of one utterance under ``HEAD``."""

    cells: tuple[str, ...]
    uncertain: bool
    conflict: bool


def title(analysis: Analysis) -> str:
    return one_line(analysis.media.path.name)


def rows(analysis: Analysis, results: Iterable[UtteranceResult]) -> tuple[Row, ...]:
    """The table of utterances, or of some of them."""
    return tuple(_row(analysis, result) for result in results)


def tiles(summary: Summary, count: int) -> dict[str, str]:
    """What the large figures are, and the figures."""
    found = {
        "utterances" if count != 1 else "utterance": str(count),
        f"speech, of {moment(summary.analysed_s)} analysed": moment(summary.speech_s),
    }
    if summary.mean_sentiment is not None:
        found["mean sentiment, −3 to 3"] = signed(summary.mean_sentiment)
    if summary.positive_share is not None and summary.negative_share is not None:
        both = f"{percent(summary.positive_share)} / {percent(summary.negative_share)}"
        found["of the time positive / negative"] = both
    vague = (summary.sentiment_uncertain_share, summary.emotion_uncertain_share)
    if summary.doubt_asked:
        both = " / ".join(percent(share) for share in vague if share is not None)
        found["of the time sentiment / expression uncertain"] = both
    if summary.agreement_asked:
        found["utterances with modalities in conflict"] = f"{summary.conflicts} of {count}"
    return found


def modality_lines(summary: Summary) -> dict[str, str]:
    """A sentence for each modality."""
    return {
        MODALITY_NAMES[modality]: _modality_line(summary, modality)
        for modality in summary.modalities
    }


def facts(analysis: Analysis) -> dict[str, str]:
    """The recording and what produced the numbers."""
    media, made, wanted = analysis.media, analysis.provenance, analysis.settings
    used = {"words": wanted.use_text, "voice": wanted.use_audio, "face": wanted.use_video}
    found = {
        "Recording": f"{one_line(str(media.path))} ({media.container}, {moment(media.duration_s)})",
        "Picture": _picture(analysis),
        "Sound": (
            f"{media.audio.codec}, {media.audio.sample_rate_hz} Hz, {media.audio.channels} ch"
            if media.audio
            else "none"
        ),
        "Complete": "yes" if analysis.complete else "no: the analysis was stopped before its end",
        "MIBScope": made.mibscope_version,
        "Model": f"{made.checkpoint} (SHA-256 {made.checkpoint_sha256})",
        "Speech recognition": made.asr_model,
        "Device": f"{made.device} ({made.device_reason})",
        "Asked for": ", ".join(name for name, on in used.items() if on),
        "Language": wanted.language or "detected",
        "Recognition asked for": wanted.asr_model,
        "Device asked for": wanted.device,
        "Checkpoint asked for": one_line(str(wanted.checkpoint or "default")),
        "Voice baseline": one_line(str(wanted.voice_baseline or "none")),
    }
    for number, note in enumerate((*media.notes, *analysis.warnings), start=1):
        found[f"Note {number}"] = one_line(note)
    return found


def _picture(analysis: Analysis) -> str:
    video = analysis.media.video
    if video is None:
        return "none"
    rate = f", about {video.average_fps:.3g} a second" if video.average_fps else ""
    return f"{video.codec}, {video.width} × {video.height}{rate}"


def _row(analysis: Analysis, result: UtteranceResult) -> Row:
    utterance = result.utterance
    doubt = "?" if result.sentiment_uncertain else ""
    cells = (
        f"{moment(utterance.start_s)}–{moment(utterance.end_s)}",
        attributed(analysis, result),
        f"{signed(result.prediction.sentiment)}{doubt}",
        interval(result),
        expression(result),
        *(_share(result, modality) for modality in Modality),
        result.agreement.overall.value if result.agreement else "",
    )
    return Row(cells, result.sentiment_uncertain, cells[-1] == "conflict")


def _share(result: UtteranceResult, modality: Modality) -> str:
    """The Shapley share with the rate in nats, or that it is absent."""
    contribution = result.contributions.get(modality)
    if contribution is None:
        return "–"
    return f"{signed(contribution.shapley_sentiment)} ({contribution.rate_nats:.1f})"


def _modality_line(summary: Summary, modality: Modality) -> str:
    found = summary.modalities[modality]
    if found.mean_share is None or found.mean_rate_nats is None:
        return f"absent throughout{_because(found.reasons)}."
    part = percent(found.present_s / summary.analysed_s)
    absent = _because(found.reasons)
    return (
        f"takes part {part} of the time, moves the sentiment by {found.mean_share:.2f} on average "
        f"and lets {found.mean_rate_nats:.1f} nats through"
        + (f"; absent elsewhere{absent}." if absent else ".")
    )


def _because(reasons: Iterable[str]) -> str:
    named = ", ".join(one_line(reason) for reason in reasons)
    return f" ({named})" if named else ""


def strongest(analysis: Analysis, summary: Summary) -> Mapping[str, tuple[Row, ...]]:
    """Tables of moments by their title; those without rows are left out."""
    listed = len(summary.sharpest_conflicts)
    some = f", the sharpest {listed} of {summary.conflicts}" if listed < summary.conflicts else ""
    found = {
        "Most positive": rows(analysis, summary.most_positive),
        "Most negative": rows(analysis, summary.most_negative),
        f"Words, voice and face in conflict{some}": rows(analysis, summary.sharpest_conflicts),
    }
    return {name: table for name, table in found.items() if table}
