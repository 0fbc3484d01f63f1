"""Staged progress: what is being done, how far, how long still, and the way to stop it."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from desktop_app.state.analysis import AnalysisState, Status
from desktop_app.state.throttle import Throttle
from desktop_app.theming.tokens import GAP
from desktop_app.views.format import percent, remaining, stage_name

_STEPS = 1000
_REFRESH_MS = 100


class ProgressStrip(QWidget):
    """Visible while an analysis runs."""

    def __init__(self, state: AnalysisState, cancel: QAction) -> None:
        super().__init__()
        self._state = state
        self._label = QLabel()
        self._label.setMinimumWidth(280)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, _STEPS)
        self._bar.setMinimumWidth(120)
        self._cancel = QPushButton(self.tr("Cancel"))
        self._cancel.setToolTip(self.tr("Stop the analysis and keep the results so far (Esc)"))
        self._cancel.clicked.connect(cancel.trigger)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP + 4)
        row.addWidget(self._label)
        row.addWidget(self._bar, 1)
        row.addWidget(self._cancel)
        state.status_changed.connect(self._refresh)
        # Setting a progress bar paints at once, whatever else is waiting to be painted with it.
        self._throttle = Throttle(_REFRESH_MS, self._refresh, self)
        state.progress_changed.connect(self._throttle.poke)
        self._refresh()

    @property
    def text(self) -> str:
        return self._label.text()

    def _refresh(self) -> None:
        self.setVisible(self._state.active)
        cancelling = self._state.status is Status.CANCELLING
        self._cancel.setEnabled(not cancelling)
        progress = self._state.progress
        if cancelling:
            self._label.setText(self.tr("Stopping …"))
        elif progress is None:
            self._label.setText(self.tr("Starting the analysis …"))
        else:
            parts = [stage_name(progress.stage), percent(progress.fraction)]
            if progress.remaining_s is not None:
                parts.append(remaining(progress.remaining_s))
            self._label.setText(" · ".join(parts))
            self._label.setToolTip(progress.detail)
        self._bar.setRange(0, _STEPS if progress else 0)
        self._bar.setValue(round(progress.fraction * _STEPS) if progress else 0)
