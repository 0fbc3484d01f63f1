"""How much each bottleneck has let through at most: what the rest of an utterance is held against.

A Gaussian code has no capacity of its own that could be filled to the brim; the fullest utterance
of the same video is the measure that there is.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop_app.state.analysis import AnalysisState
from engine.types import Modality


class RateCeiling(QObject):
    """The highest rate in nats of each modality so far, kept in step with the analysis."""

    changed = Signal()

    def __init__(self, analysis: AnalysisState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._analysis = analysis
        self._highest: dict[Modality, float] = {}
        analysis.begun.connect(self._read_all)
        analysis.results_reset.connect(self._read_all)
        analysis.result_added.connect(self._take)
        self._read_all()

    def of(self, modality: Modality) -> float:
        return self._highest.get(modality, 0.0)

    @property
    def highest(self) -> float:
        """Of all modalities; 0 as long as there are no results."""
        return max(self._highest.values(), default=0.0)

    def _read_all(self) -> None:
        self._highest = {}
        for index in range(len(self._analysis.results)):
            self._take(index)
        self.changed.emit()

    def _take(self, index: int) -> None:
        before = dict(self._highest)
        for modality, part in self._analysis.results[index].contributions.items():
            self._highest[modality] = max(self.of(modality), part.rate_nats)
        if self._highest != before:
            self.changed.emit()
