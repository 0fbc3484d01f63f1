"""What would be predicted without a modality, or if the words were others."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop_app.state.analysis import AnalysisState
from desktop_app.state.selection import SelectionState
from engine.types import Modality, Prediction, UtteranceResult


class WhatIfState(QObject):
    """Muted modalities hold from utterance to utterance, until they are reset or another file is
    opened; other words belong to one utterance."""

    changed = Signal()
    """Another utterance, or another question about it."""

    def __init__(
        self, analysis: AnalysisState, selection: SelectionState, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._selection = selection
        self._muted: frozenset[Modality] = frozenset()
        self._swapped: UtteranceResult | None = None
        self._swapped_of: UtteranceResult | None = None
        selection.changed.connect(self._on_selection)
        analysis.begun.connect(self.reset)

    # ------------------------------------------------------------------ questions

    @property
    def subject(self) -> UtteranceResult | None:
        """The utterance at hand, with the other words where they were given."""
        return self._swapped or self._selection.result

    @property
    def swapped(self) -> bool:
        return self._swapped is not None

    @property
    def muted(self) -> frozenset[Modality]:
        """Those that would take part in this utterance and are muted."""
        return frozenset(modality for modality in self._muted if self.can_mute(modality))

    @property
    def active(self) -> bool:
        """Whether something else than the analysis' own prediction is shown."""
        return self.swapped or bool(self.muted)

    @property
    def prediction(self) -> Prediction | None:
        """With the modalities that are left; the exact numbers of their coalition."""
        subject = self.subject
        if subject is None or not self.muted:
            return subject.prediction if subject else None
        return subject.coalitions[frozenset(subject.contributions) - self.muted]

    def can_mute(self, modality: Modality) -> bool:
        """Only who takes part, and only where the coalitions are known."""
        subject = self.subject
        return (
            subject is not None and bool(subject.coalitions) and modality in subject.contributions
        )

    # ------------------------------------------------------------------ changes

    def mute(self, modality: Modality, muted: bool) -> None:
        """Leave a modality out, or let it take part again."""
        wanted = self._muted | {modality} if muted else self._muted - {modality}
        if self.can_mute(modality) and wanted != self._muted:
            self._muted = wanted
            self.changed.emit()

    def show_swapped(self, result: UtteranceResult | None) -> None:
        """The utterance with other words; None takes them back.

        What comes for another utterance than the one at hand is too late, and is left out.
        """
        selected = self._selection.result
        if result is not None and (
            selected is None or result.utterance.index != selected.utterance.index
        ):
            return
        self._swapped, self._swapped_of = result, selected
        self.changed.emit()

    def reset(self) -> None:
        """Back to the analysis' own prediction."""
        self._muted, self._swapped = frozenset(), None
        self.changed.emit()

    def _on_selection(self) -> None:
        if self._selection.result is not self._swapped_of:
            self._swapped = None
        self.changed.emit()
