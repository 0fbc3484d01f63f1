"""Other analyses of the file that is shown, and the checkpoints that it can be analysed with."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.state.analysis import AnalysisState
from desktop_app.state.project import ProjectState
from engine.runtime.paths import resources_dir
from engine.sessions.project import RunRecord
from engine.types import UtteranceResult

DEFAULT = "default"
"""Name of the checkpoint that is used when none is asked for."""
_REMEMBERED = 2
"""Analyses whose results are kept in memory: one a side."""
_SLICE_S = 0.008
"""How long reading may keep the event loop busy before it gets a turn."""


def shipped_checkpoints() -> dict[str, Path]:
    """Those that come with MIBScope, by name; the default one is the first."""
    found = sorted((resources_dir() / "checkpoints").glob("*.safetensors"))
    return {path.stem: path for path in sorted(found, key=lambda p: p.stem != DEFAULT)}


class EarlierRuns(QObject):
    """What the project keeps beside the analysis at hand.

    Results are read in slices, as a film of hours has seconds of them to read.
    """

    changed = Signal()
    """Other runs."""
    arrived = Signal()
    """The results of a run that somebody asked for can be had now."""

    def __init__(
        self, projects: ProjectState, analysis: AnalysisState, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._projects, self._analysis = projects, analysis
        self._runs: tuple[RunRecord, ...] = ()
        self._known: dict[int, tuple[UtteranceResult, ...]] = {}
        self._reading: dict[int, Iterator[UtteranceResult]] = {}
        self._read: dict[int, list[UtteranceResult]] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)
        analysis.begun.connect(self._refresh)
        projects.changed.connect(self._forget)

    @property
    def runs(self) -> Sequence[RunRecord]:
        """Other analyses of this file that found something, the latest first."""
        return self._runs

    @property
    def reading(self) -> bool:
        return bool(self._reading)

    def results(self, run_id: int) -> tuple[UtteranceResult, ...] | None:
        """What an analysis found, in the order of time; None until ``arrived`` tells that it is
        here."""
        if run_id not in self._known and run_id not in self._reading:
            self._reading[run_id], self._read[run_id] = self._rows(run_id), []
            self._timer.start()
        return self._known.get(run_id)

    def _rows(self, run_id: int) -> Iterator[UtteranceResult]:
        project = self._projects.project
        if project is not None:
            for utterance_id in project.runs.utterance_ids(run_id):
                yield project.runs.utterance(utterance_id)

    def _go_on(self) -> None:
        until = time.perf_counter() + _SLICE_S
        while self._reading and time.perf_counter() < until:
            run_id, rows = next(iter(self._reading.items()))
            if (row := next(rows, None)) is not None:
                self._read[run_id].append(row)
                continue
            del self._reading[run_id]
            if len(self._known) >= _REMEMBERED:
                del self._known[next(iter(self._known))]
            self._known[run_id] = tuple(self._read.pop(run_id))
            self.arrived.emit()
        if not self._reading:
            self._timer.stop()

    def _forget(self) -> None:
        self._timer.stop()
        self._known, self._reading, self._read = {}, {}, {}

    def _refresh(self) -> None:
        project, media_id = self._projects.project, self._analysis.media_id
        found: tuple[RunRecord, ...] = ()
        if project is not None and media_id is not None:
            runs = [run for run in project.runs.of(media_id) if run.id != self._analysis.run_id]
            found = tuple(run for run in reversed(runs) if project.runs.count(run.id))
        if found != self._runs:
            self._runs = found
            self.changed.emit()
