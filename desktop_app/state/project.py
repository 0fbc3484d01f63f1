"""The project that is open: where everything that is shown is kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop_app.settings.recent import RecentProjects
from engine.runtime.paths import free_path
from engine.sessions.project import MediaRecord, Project
from engine.sessions.project.project import SUFFIX


class ProjectState(QObject):
    """Changes through its methods only; views listen to its signals."""

    changed = Signal()
    """Another project, or none."""
    media_changed = Signal()
    """A file was added or removed, moved in the queue, or stands elsewhere in its life."""
    history_changed = Signal()
    """What can be undone or made again is something else."""
    remarks_changed = Signal()
    """Names of people, or notes."""
    labels_changed = Signal()
    """What raters say."""

    def __init__(self, folder: Path, recent: RecentProjects, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folder = folder
        """Where projects are made that nobody gave a place."""
        self.recent = recent
        self.project: Project | None = None
        self._chosen = False

    @property
    def media(self) -> tuple[MediaRecord, ...]:
        """In the order of the queue."""
        return self.project.media.all() if self.project else ()

    @property
    def was_chosen(self) -> bool:
        """Whether the user opened or named it; others are made as files are opened."""
        return self._chosen

    def open(self, path: Path) -> Project:
        """Show another project.

        Raises:
            ProjectError: it cannot be opened; the one before stays.
        """
        if self.project is not None and self.project.path == path.resolve():
            return self.project
        return self._show(Project.open(path.resolve()), chosen=True)

    def create(self, path: Path) -> Project:
        """A new one, named by the user.

        Raises:
            ProjectError: it cannot be written; the one before stays.
        """
        return self._show(Project.create(path.resolve()), chosen=True)

    def create_for(self, media: Path) -> Project:
        """A new one that is named after the file that will be in it.

        Raises:
            ProjectError: it cannot be written.
        """
        path = self.folder / f"{media.stem} {date.today().isoformat()}{SUFFIX}"
        return self._show(Project.create(free_path(path)), chosen=False)

    def close(self) -> None:
        """Everything is in its file."""
        if self.project is not None:
            self.project.close()
            self.project = None
            self.changed.emit()

    def _show(self, project: Project, *, chosen: bool) -> Project:
        if self.project is not None:
            self.project.close()
        self.project, self._chosen = project, chosen
        self.recent.add(project.path)
        self.changed.emit()
        return project
