"""How far the raters of the whole project agree."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, Signal

from desktop_app.jobs.background import Background
from desktop_app.state.project import ProjectState
from desktop_app.state.slices import InSlices
from engine.sessions.labels.agreement import RaterAgreement, rater_agreement
from engine.sessions.labels.units import Units, units_by_media
from engine.sessions.project import Project


class ProjectAgreement(QObject):
    """Found when it is asked for: read recording by recording between events, reckoned on a
    thread."""

    found = Signal(object)
    """A RaterAgreement; None where there is one rater only."""

    def __init__(self, projects: ProjectState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._projects = projects
        self._slices, self._thinking = InSlices(self), Background(self)
        self._asked = 0
        projects.changed.connect(self._forget)

    @property
    def raters(self) -> tuple[str, ...]:
        """Everybody who has labelled something in the project."""
        project = self._projects.project
        return project.labels.raters() if project is not None else ()

    def ask(self) -> None:
        """What was asked before is answered no more."""
        self._forget()
        project, units, asked = self._projects.project, list[Units](), self._asked
        if project is None or len(self.raters) < 2:
            self.found.emit(None)
            return
        self._slices.do(_collected(project, units), lambda: self._think(units, asked))

    def close(self) -> None:
        """No thread remains."""
        self._forget()
        self._thinking.close()

    def _think(self, units: list[Units], asked: int) -> None:
        answer: list[RaterAgreement] = []

        def think() -> None:
            answer.append(rater_agreement([labels for part in units for labels in part]))

        def thought(error: Exception | None) -> None:
            if error is not None:
                raise error
            if asked == self._asked:
                self.found.emit(answer[0])

        self._thinking.run("agreement", think, thought)

    def _forget(self) -> None:
        self._asked += 1
        self._slices.leave()


def _collected(project: Project, units: list[Units]) -> Iterator[None]:
    for part in units_by_media(project):
        units.append(part)
        yield
