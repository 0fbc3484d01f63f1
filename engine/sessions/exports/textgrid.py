"""Praat TextGrids, an interval tier a measure."""

from __future__ import annotations

from pathlib import Path

from engine.runtime.cancel import Cancel
from engine.sessions.exports.base import Exporter, Report
from engine.sessions.exports.spans import tiers
from engine.types import Analysis

_SHORTEST_S = 0.01
"""Of a recording: Praat refuses a grid without length."""


def _write(analysis: Analysis, path: Path, _progress: Report, _cancel: Cancel) -> None:
    """From zero to the end of the recording, or of what was found in it where that is later."""
    from praatio.data_classes.interval_tier import IntervalTier  # noqa: PLC0415
    from praatio.data_classes.textgrid import Textgrid  # noqa: PLC0415 - only this format needs it

    found = tiers(analysis)
    ends = [span.end_s for tier in found for span in tier.spans]
    end_s = max([analysis.media.duration_s, _SHORTEST_S, *ends])
    grid = Textgrid(0.0, end_s)
    for tier in found:
        spans = [(span.start_s, span.end_s, span.label) for span in tier.spans]
        grid.addTier(IntervalTier(tier.name, spans, 0.0, end_s))
    grid.save(
        str(path),
        format="long_textgrid",
        includeBlankSpaces=True,
        minimumIntervalLength=None,  # a short word stays
    )


EXPORTER = Exporter(
    name="textgrid",
    title="Praat TextGrid",
    ending="TextGrid",
    description="annotations for Praat, a tier a measure",
    produce=_write,
)
