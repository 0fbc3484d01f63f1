"""Other analyses of the file that is shown, and the checkpoints that it can be analysed with."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop_app.state.analysis import AnalysisState
from desktop_app.state.project import ProjectState
from engine.runtime.paths import resources_dir
from engine.sessions.project import RunRecord
from engine.types import UtteranceResult

DEFAULT = "default"
"""Name of the checkpoint that is used when none is asked for."""
_REMEMBERED = 2
"""Analyses whose results are kept in memory."""


def shipped_checkpoints() -> dict[str, Path]:
    """Those that come with MIBScope, by name; the default one is the first."""
    found = sorted((resources_dir() / "checkpoints").glob("*.safetensors"))
    return {path.stem: path for path in sorted(found, key=lambda p: p.stem != DEFAULT)}


class EarlierRuns(QObject):
    """What the project keeps beside the analysis at hand."""

    changed = Signal()

    def __init__(
        self, projects: ProjectState, analysis: AnalysisState, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._projects, self._analysis = projects, analysis
        self._runs: tuple[RunRecord, ...] = ()
        self._results = lru_cache(maxsize=_REMEMBERED)(self._read)
        analysis.begun.connect(self._refresh)
        projects.changed.connect(self._results.cache_clear)

    @property
    def runs(self) -> Sequence[RunRecord]:
        """Other analyses of this file that found something, the latest first."""
        return self._runs

    def results(self, run_id: int) -> tuple[UtteranceResult, ...]:
        """What an analysis found, in the order of time."""
        return self._results(run_id)

    def _read(self, run_id: int) -> tuple[UtteranceResult, ...]:
        project = self._projects.project
        stored = project.runs.utterances(run_id) if project else ()
        return tuple(each.result for each in stored)

    def _refresh(self) -> None:
        project, media_id = self._projects.project, self._analysis.media_id
        found: tuple[RunRecord, ...] = ()
        if project is not None and media_id is not None:
            runs = [run for run in project.runs.of(media_id) if run.id != self._analysis.run_id]
            found = tuple(run for run in reversed(runs) if project.runs.count(run.id))
        if found != self._runs:
            self._runs = found
            self.changed.emit()
