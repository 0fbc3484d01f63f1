"""What the user says of the file that is shown: names of people, and notes."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from desktop_app.state.analysis import AnalysisState
from desktop_app.state.project import ProjectState
from engine.sessions.labels.placing import by_utterance as labels_of
from engine.sessions.project import Note
from engine.sessions.project.remarks import by_utterance
from engine.types import Analysis, Label


class Remarks(QObject):
    """As the project has them; written by the editor."""

    changed = Signal()

    def __init__(
        self, projects: ProjectState, analysis: AnalysisState, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._projects, self._analysis = projects, analysis
        self.names: dict[int, str] = {}
        """Of the people who have one, by the track of their face."""
        self._kept: tuple[Note, ...] = ()
        self._notes: dict[int, str] | None = None
        projects.remarks_changed.connect(self._read)
        projects.changed.connect(self._read)
        analysis.begun.connect(self._read)
        analysis.result_added.connect(self._forget_notes)
        analysis.results_reset.connect(self._forget_notes)

    @property
    def notes(self) -> dict[int, str]:
        """By the place of the utterance."""
        if self._notes is None:
            self._notes = by_utterance(self._analysis.results, self._kept)
        return self._notes

    def snapshot(self) -> Analysis | None:
        """What can be exported now, with names, notes and labels."""
        analysis = self._analysis.snapshot()
        return analysis and replace(
            analysis, people=dict(self.names), notes=dict(self.notes), labels=self._labels()
        )

    def _labels(self) -> dict[int, tuple[Label, ...]]:
        project, media_id = self._projects.project, self._analysis.media_id
        if project is None or media_id is None:
            return {}
        return labels_of(self._analysis.results, project.labels.of_media(media_id))

    def _forget_notes(self) -> None:
        self._notes = None

    def _read(self) -> None:
        project, media_id = self._projects.project, self._analysis.media_id
        self.names, self._kept, self._notes = {}, (), None
        if project is not None and media_id is not None:
            self.names, self._kept = project.names(media_id), project.notes(media_id)
        self.changed.emit()
