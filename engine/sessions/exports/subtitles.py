"""Subtitles with a note of sentiment and expression: SubRip (SRT) and WebVTT."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from engine.runtime.cancel import Cancel
from engine.sessions.atomic import text_file
from engine.sessions.exports.base import Exporter, Report
from engine.sessions.exports.spans import Span, in_order
from engine.sessions.exports.wording import expression, interval, one_line, person, signed
from engine.types import Analysis, UtteranceResult


def note(result: UtteranceResult) -> str:
    """``[+1.2 happy 63 %]``, and what is uncertain says so."""
    sentiment = signed(result.prediction.sentiment, 1)
    if result.sentiment_uncertain:
        sentiment = f"{sentiment} uncertain, {interval(result)},"
    return f"[{sentiment} {expression(result)}]"


def _write_srt(analysis: Analysis, path: Path, _progress: Report, _cancel: Cancel) -> None:
    # SubRip has no way to write its arrow; a lookalike cannot be mistaken for a cue's times.
    cues = _cues(analysis, lambda text: text.replace("-->", "→"))
    with text_file(path) as stream:
        for number, cue in enumerate(cues, start=1):
            times = f"{_stamp(cue.start_s, ',')} --> {_stamp(cue.end_s, ',')}"
            stream.write(f"{number}\n{times}\n{cue.label}\n\n")


def _write_vtt(analysis: Analysis, path: Path, _progress: Report, _cancel: Cancel) -> None:
    with text_file(path) as stream:
        stream.write("WEBVTT\n\n")
        for cue in _cues(analysis, _escaped):
            times = f"{_stamp(cue.start_s, '.')} --> {_stamp(cue.end_s, '.')}"
            stream.write(f"{times}\n{cue.label}\n\n")


SRT = Exporter(
    name="srt",
    title="Subtitles (SRT)",
    ending="srt",
    description="subtitles with sentiment and expression",
    produce=_write_srt,
)
VTT = Exporter(
    name="vtt",
    title="Subtitles (WebVTT)",
    ending="vtt",
    description="the same for web players",
    produce=_write_vtt,
)


def _cues(analysis: Analysis, escaped: Callable[[str], str]) -> Iterator[Span]:
    """A cue an utterance: the words, if there are any, and the note on a line of its own."""
    spans = [
        Span(
            result.utterance.start_s,
            result.utterance.end_s,
            "\n".join(escaped(line) for line in (_words(analysis, result), note(result)) if line),
        )
        for result in analysis.results
    ]
    yield from in_order(spans)


def _words(analysis: Analysis, result: UtteranceResult) -> str:
    """After the name of who is in view, where the user gave one."""
    text, name = one_line(result.utterance.text), person(analysis, result)
    return f"{name}: {text}" if text and name else text


def _escaped(text: str) -> str:
    """For WebVTT, which has markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _stamp(seconds: float, point: str) -> str:
    """01:02:03,456"""
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}{point}{rest % 1000:03}"
