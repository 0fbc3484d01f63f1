"""Analyses to export, and texts that have broken file formats before."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from hypothesis import strategies as st

from engine.types import Analysis, AnalysisSettings, UtteranceResult, Word
from tests.helpers import analysis_results as made

EAF_SCHEMA = Path(__file__).with_name("EAFv3.0.xsd")
"""ELAN's own schema (Max Planck Institute for Psycholinguistics), as in pympi-ling's source."""

ODD_TEXTS = (
    'she said "no", twice',
    "one\ntwo\r\nthree",
    "a,b;c\td",
    "مرحبا بالعالم",
    "你好,世界",
    "so 😀 happy 👩‍👩‍👧",
    "\x00null \x0bvertical \x1b[31m \x85 \ufffe",
    "<b>bold</b> & <script>alert(1)</script> ]]> --> {{ braces }} {\\an8}",
    "\\N backslash \\ and 'quotes'",
    "",
)


def saying(result: UtteranceResult, text: str) -> UtteranceResult:
    """The same result with one word that is ``text``; no words where it is empty."""
    spoken = result.utterance
    words = (Word(text, spoken.start_s, spoken.end_s, 0.9),) if text else ()
    return dataclasses.replace(result, utterance=dataclasses.replace(spoken, words=words))


def analysis_of(
    results: Sequence[UtteranceResult], path: Path = Path("talk.mp4"), duration_s: float = 60.0
) -> Analysis:
    media = made.media_info(path, duration_s)
    return Analysis(media, AnalysisSettings(), made.provenance(), tuple(results))


def odd_analysis() -> Analysis:
    """Every odd text once; some results without a modality, one without uncertainty."""
    results = [
        saying(result, text)
        for result, text in zip(made.results(len(ODD_TEXTS)), ODD_TEXTS, strict=True)
    ]
    results[3] = dataclasses.replace(results[3], uncertainty=None, agreement=None, coalitions={})
    return analysis_of(results)


@st.composite
def analyses(draw: st.DrawFn) -> Analysis:
    """Any texts, and utterances one after the other at any times up to a day."""
    starts = sorted(draw(st.lists(st.floats(0, 86_400), min_size=0, max_size=5, unique=True)))
    results = []
    for index, (start, end) in enumerate(zip(starts, [*starts[1:], 90_000.0], strict=False)):
        length = draw(st.floats(0.001, 12))
        result = made.utterance_result(
            index,
            start,
            max(start + 0.001, min(start + length, end)),
            silent=draw(st.booleans()),
            face=draw(st.booleans()),
        )
        if draw(st.booleans()):
            result = dataclasses.replace(result, uncertainty=None, agreement=None)
        results.append(saying(result, draw(st.text(max_size=30))))
    return analysis_of(results, duration_s=90_000.0)
