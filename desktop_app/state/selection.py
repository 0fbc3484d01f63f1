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
        analysis.results_reset.connect(self.refresh)
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
        return next(
            (i for i, each in enumerate(self._analysis.results) if each is self._result), None
        )

    def select(self, result: UtteranceResult) -> None:
        """Choose an utterance, and take the playhead to its start."""
        self._playback.seek(result.utterance.start_s)
        self._chosen, self._chosen_under = result, self._under_playhead()
        self.refresh()

    def refresh(self) -> None:
        """Bring the selection in line with playhead and results."""
        under = self._under_playhead()
        if under is not self._chosen_under:
            self._chosen = self._chosen_under = None
        result = self._chosen or under
        if result is not self._result:
            self._result = result
            self.changed.emit()

    def _under_playhead(self) -> UtteranceResult | None:
        results = self._analysis.results
        if not results:
            return None
        return results[self._analysis.index_before(self._playback.position_s) or 0]

    def _clear(self) -> None:
        self._chosen = self._chosen_under = None
        self.refresh()
