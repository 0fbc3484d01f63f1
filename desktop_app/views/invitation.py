"""What a view says while it has nothing to show, and what to do about it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLabel

from desktop_app.commands.menus.analysis import AGAIN_KEYS
from desktop_app.state.analysis import AnalysisState, Status


class Invitation(QLabel):
    """Follows how far the analysis is. ``expected``: what will be here, as a sentence."""

    def __init__(self, analysis: AnalysisState, expected: str) -> None:
        super().__init__()
        self._analysis, self._expected = analysis, expected
        self.setProperty("role", "muted")
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setContentsMargins(24, 24, 24, 24)
        analysis.status_changed.connect(self._refresh)
        analysis.begun.connect(self._refresh)
        self._refresh()

    def _refresh(self) -> None:
        native = QKeySequence.SequenceFormat.NativeText
        keys = QKeySequence(AGAIN_KEYS).toString(native)
        self.setText(self._said().format(keys=keys))

    def _said(self) -> str:
        if self._analysis.path is None:
            return self.tr("Open a video or a sound file.")
        match self._analysis.status:
            case Status.EMPTY:
                return self.tr("This file has not been analysed yet. Analyse it with {keys}.")
            case Status.WAITING:
                return self.tr("Other files are analysed before this one.")
            case Status.DONE:
                return self.tr("Nobody speaks in this file, and no face is in view.")
            case Status.CANCELLED | Status.FAILED:
                return self.tr(
                    "The analysis ended before the first utterance. Analyse again with {keys}."
                )
            case Status.RUNNING | Status.CANCELLING:
                return self._expected
