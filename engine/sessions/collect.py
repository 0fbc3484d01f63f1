"""Put an analysis together from its events, complete or not."""

from __future__ import annotations

from collections.abc import Mapping

from engine.types import (
    Analysis,
    AnalysisEvent,
    AnalysisSettings,
    MediaInfo,
    MediaProbed,
    ModelsReady,
    Provenance,
    Stage,
    UtteranceAnalysed,
    UtteranceResult,
    Warned,
)


class AnalysisCollector:
    """Listens to the events of one analysis; what came so far can be exported at any time."""

    def __init__(self, settings: AnalysisSettings) -> None:
        self._settings = settings
        self._media: MediaInfo | None = None
        self._provenance: Provenance | None = None
        self._results: list[UtteranceResult] = []
        self._warnings: list[str] = []

    def add(self, event: AnalysisEvent) -> None:
        """Take in one event; events that carry no result are ignored."""
        match event:
            case MediaProbed(info):
                self._media = info
            case ModelsReady(provenance):
                self._provenance = provenance
            case UtteranceAnalysed(result):
                self._results.append(result)
            case Warned(message):
                self._warnings.append(message)

    def analysis(
        self, *, complete: bool, stage_seconds: Mapping[Stage, float] | None = None
    ) -> Analysis | None:
        """The analysis so far; None before the medium and the models are known."""
        if self._media is None or self._provenance is None:
            return None
        return Analysis(
            media=self._media,
            settings=self._settings,
            provenance=self._provenance,
            results=tuple(self._results),
            warnings=tuple(self._warnings),
            complete=complete,
            stage_seconds=dict(stage_seconds or {}),
        )
