"""Which utterance the window is about: the one under the playhead, or the one that was chosen."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop_app.state.analysis import AnalysisState
from desktop_app.state.playback import PlaybackState
from engine.types import UtteranceResult


class SelectionState(QObject):
    """Follows the playhead; in a pause it keeps the utterance before it, and before the first
    utterance it is the first.

    What was chosen by ``select`` holds until the playhead comes to another utterance.
    """

    changed = Signal()
    """Another utterance, or none."""
    chosen = Signal()
    """Somebody chose a place, be it the one that was chosen before."""

    def __init__(
        self, analysis: AnalysisState, playback: PlaybackState, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._analysis, self._playback = analysis, playback
        self._result: UtteranceResult | None = None
        self._chosen: UtteranceResult | None = None
        self._chosen_under: UtteranceResult | None = None
        """What the playhead was on when the choice was made."""
        playback.position_changed.connect(self.refresh)
        analysis.result_added.connect(self.refresh)
        analysis.results_reset.connect(self._on_reset)
        analysis.begun.connect(self._clear)
        self.refresh()

    @property
    def result(self) -> UtteranceResult | None:
        return self._result

    @property
    def index(self) -> int | None:
        """Place of the utterance among the results."""
        if self._result is None:
            return None
        results = self._analysis.results
        last = self._analysis.index_before(self._result.utterance.start_s)
        while last is not None and last >= 0:
            if results[last] is self._result:
                return last
            if results[last].utterance.start_s != self._result.utterance.start_s:
                break
            last -= 1
        return None

    def select(self, result: UtteranceResult, at_s: float | None = None) -> None:
        """Choose an utterance, and take the playhead to its start or to ``at_s`` within it."""
        self._playback.seek(result.utterance.start_s if at_s is None else at_s)
        self._chosen, self._chosen_under = result, self._under_playhead()
        self.refresh()
        self.chosen.emit()

    def go_to(self, time_s: float) -> None:
        """Choose a moment, and with it the utterance that is spoken there."""
        self._playback.seek(time_s)
        self.refresh()
        self.chosen.emit()

    def refresh(self) -> None:
        """Bring the selection in line with playhead and results."""
        under = self._under_playhead()
        if under is not self._chosen_under:
            self._chosen = self._chosen_under = None
        result = self._chosen or under
        if result is not self._result:
            self._result = result
            self.changed.emit()

    def _on_reset(self) -> None:
        """What was chosen may be there no more."""
        if not any(each is self._chosen for each in self._analysis.results):
            self._chosen = None
        self.refresh()

    def _under_playhead(self) -> UtteranceResult | None:
        results = self._analysis.results
        if not results:
            return None
        return results[self._analysis.index_before(self._playback.position_s) or 0]

    def _clear(self) -> None:
        self._chosen = self._chosen_under = None
        self.refresh()
