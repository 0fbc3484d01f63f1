"""The figures of the whole analysis, and two sides of it next to each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from desktop_app.state.analysis import AnalysisState
from engine.sessions.summary import (
    HISTOGRAM_EDGES,
    Aggregate,
    Moment,
    Person,
    Summary,
    aggregate,
    summarise,
)
from engine.types import UtteranceResult

__all__ = [
    "HISTOGRAM_EDGES",
    "Aggregate",
    "ComparisonState",
    "Moment",
    "OverviewState",
    "Person",
    "Place",
    "Side",
    "Source",
    "Summary",
    "person_side",
    "utterance_side",
    "whole_side",
]


class OverviewState(QObject):
    """The summary is made when it is asked for, once per change of the results."""

    changed = Signal()

    def __init__(self, analysis: AnalysisState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._analysis = analysis
        self._summary: Summary | None = None
        self._fresh = False
        for signal in (analysis.begun, analysis.result_added, analysis.results_reset):
            signal.connect(self.forget)

    @property
    def summary(self) -> Summary | None:
        if not self._fresh:
            self._summary, self._fresh = summarise(self._analysis.results), True
        return self._summary

    def forget(self) -> None:
        """The results have changed: what was summed up is void."""
        self._fresh = False
        self.changed.emit()


class Place(StrEnum):
    """Of a side."""

    A = "A"
    B = "B"


@dataclass(frozen=True, slots=True)
class Side:
    """Something with figures: an utterance, a person, another checkpoint's view of the video."""

    title: str
    detail: str
    aggregate: Aggregate


Source = Callable[[Sequence[UtteranceResult]], Side | None]
"""Makes a side of the results there are; None while they say nothing of it."""


def utterance_side(result: UtteranceResult, title: str, detail: str) -> Source:
    """One utterance, as it is."""
    figures = aggregate([result])
    return lambda _: Side(title, detail, figures) if figures else None


def person_side(face_track_id: int, title: str) -> Source:
    """Everything that was predicted from one face, as far as the analysis has come."""

    def side(results: Sequence[UtteranceResult]) -> Side | None:
        theirs = [result for result in results if result.face_track_id == face_track_id]
        return _of_several(theirs, title)

    return side


def whole_side(title: str, results: Sequence[UtteranceResult] | None = None) -> Source:
    """A whole analysis: the one at hand, or another one's results."""
    return lambda at_hand: _of_several(at_hand if results is None else results, title)


def _of_several(results: Sequence[UtteranceResult], title: str) -> Side | None:
    figures = aggregate(results)
    if figures is None:
        return None
    return Side(title, "", figures)


class ComparisonState(QObject):
    """What stands at A and at B; another file clears both."""

    changed = Signal()

    def __init__(self, analysis: AnalysisState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._analysis = analysis
        self._sources: dict[Place, Source] = {}
        analysis.begun.connect(self.clear)
        analysis.result_added.connect(self._on_results)
        analysis.results_reset.connect(self._on_results)

    def side(self, place: Place) -> Side | None:
        source = self._sources.get(place)
        return source(self._analysis.results) if source else None

    def put(self, place: Place, source: Source) -> None:
        self._sources[place] = source
        self.changed.emit()

    def clear(self) -> None:
        self._sources = {}
        self.changed.emit()

    def _on_results(self) -> None:
        if self._sources:
            self.changed.emit()
