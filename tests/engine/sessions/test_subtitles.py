"""Subtitles are read by other libraries as they were meant: times, words, notes."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pysubs2
import pytest
import webvtt
from hypothesis import HealthCheck, given, settings

from engine.sessions import EXPORTERS
from engine.sessions.exports.subtitles import note
from engine.sessions.exports.wording import one_line
from engine.types import Analysis
from tests.helpers.analysis_results import results
from tests.helpers.exported import analyses, analysis_of, odd_analysis
from tests.helpers.results import utterance_result

FEW = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
Cue = tuple[float, float, str]


def srt_cues(found: Analysis, folder: Path) -> list[Cue]:
    """Read with pysubs2, without what it makes of braces."""
    path = folder / "talk.srt"
    EXPORTERS["srt"].write(found, path)
    read = pysubs2.load(str(path), format_="srt", keep_unknown_html_tags=True)
    return [(event.start / 1000, event.end / 1000, event.text) for event in read]


def vtt_cues(found: Analysis, folder: Path) -> list[Cue]:
    path = folder / "talk.vtt"
    EXPORTERS["vtt"].write(found, path)
    read = webvtt.read(str(path))
    return [(seconds(cue.start), seconds(cue.end), html.unescape(cue.raw_text)) for cue in read]


def seconds(stamp: str) -> float:
    hours, minutes, rest = stamp.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(rest)


def expected(found: Analysis) -> list[str]:
    return [
        "\n".join(line for line in (one_line(r.utterance.text), note(r)) if line)
        for r in found.results
    ]


def test_the_note_tells_sentiment_and_expression_and_what_is_uncertain() -> None:
    assert note(utterance_result()) == "[+0.6 happy 60 %]"
    vague = results(3)[2]
    assert vague.sentiment_uncertain
    assert re.fullmatch(
        r"\[[+−]\d\.\d uncertain, [+−]\d\.\d to [+−]\d\.\d, [a-z]+\? \d+ %\]", note(vague)
    )


def test_srt_is_read_as_it_was_meant(tmp_path: Path) -> None:
    found = analysis_of(results(6))
    cues = srt_cues(found, tmp_path)
    assert [text.replace("\\N", "\n") for _, _, text in cues] == expected(found)
    for (start, end, _), result in zip(cues, found.results, strict=True):
        assert start == pytest.approx(result.utterance.start_s, abs=0.0006)
        assert end == pytest.approx(result.utterance.end_s, abs=0.0006)


def test_no_text_ends_a_cue_of_srt_or_begins_another(tmp_path: Path) -> None:
    found = odd_analysis()
    EXPORTERS["srt"].write(found, tmp_path / "talk.srt")
    blocks = (tmp_path / "talk.srt").read_text("utf-8").rstrip("\n").split("\n\n")
    assert len(blocks) == len(srt_cues(found, tmp_path)) == len(found.results)
    for number, (block, text) in enumerate(zip(blocks, expected(found), strict=True), start=1):
        first, times, said = block.split("\n", maxsplit=2)
        assert first == str(number)
        assert times.count("-->") == 1
        assert said == text.replace("-->", "→")


@FEW
@given(analyses())
def test_vtt_gives_any_text_and_time_back(tmp_path: Path, found: Analysis) -> None:
    cues = vtt_cues(found, tmp_path)
    assert [text for _, _, text in cues] == expected(found)
    for (start, end, _), result in zip(cues, found.results, strict=True):
        # Five utterances within one millisecond are put one after the other.
        assert start == pytest.approx(result.utterance.start_s, abs=0.006)
        assert end == pytest.approx(result.utterance.end_s, abs=0.006)
        assert end > start


def test_vtt_holds_no_markup_of_the_speaker(tmp_path: Path) -> None:
    found = odd_analysis()
    assert [text for _, _, text in vtt_cues(found, tmp_path)] == expected(found)
    raw = (tmp_path / "talk.vtt").read_text("utf-8")
    assert "<" not in raw
    assert "&lt;b&gt;" in raw
