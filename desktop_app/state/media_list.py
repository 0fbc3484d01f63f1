"""The list of a project's files: which one is at hand, and what can be done with it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop_app.state.project import ProjectState
from desktop_app.state.queue import AnalysisQueue
from engine.sessions.project import MediaRecord, MediaState
from engine.types import AnalysisSettings

_IN_QUEUE = frozenset({MediaState.WAITING, MediaState.RUNNING})


class MediaList(QObject):
    """The file at hand need not be the one that is shown."""

    changed = Signal()
    """Another file is at hand, or its state is another."""
    removed = Signal(int)
    relinked = Signal(int)

    def __init__(
        self, projects: ProjectState, queue: AnalysisQueue, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._projects, self._queue = projects, queue
        self._chosen: int | None = None
        projects.changed.connect(lambda: self.choose(None))
        projects.media_changed.connect(self.changed)

    @property
    def chosen(self) -> MediaRecord | None:
        """The file at hand."""
        return next((each for each in self._projects.media if each.id == self._chosen), None)

    def choose(self, media_id: int | None) -> None:
        self._chosen = media_id
        self.changed.emit()

    @property
    def can_analyse(self) -> bool:
        media = self.chosen
        return media is not None and media.state not in _IN_QUEUE and media.is_there

    @property
    def in_queue(self) -> bool:
        media = self.chosen
        return media is not None and media.state in _IN_QUEUE

    @property
    def is_missing(self) -> bool:
        media = self.chosen
        return media is not None and not media.is_there

    @property
    def has_failed(self) -> bool:
        """Whether any file has."""
        return any(each.state is MediaState.FAILED for each in self._projects.media)

    # ------------------------------------------------------------------ changes

    def analyse(self, settings: AnalysisSettings) -> None:
        """Put the file at hand at the end of the queue."""
        if self.can_analyse and (media := self.chosen) is not None:
            self._queue.add(media, settings)

    def retry(self, settings: AnalysisSettings) -> None:
        """All that failed wait again."""
        for media in self._projects.media:
            if media.state is MediaState.FAILED:
                self._queue.add(media, settings)

    def stop(self) -> None:
        """The file at hand need not be analysed."""
        if self.in_queue and (media := self.chosen) is not None:
            self._queue.remove(media.id)

    def move(self, steps: int) -> None:
        """Earlier (−1) or later (1) in the queue."""
        ids = [each.id for each in self._projects.media]
        if self._chosen not in ids:
            return
        here = ids.index(self._chosen)
        if not 0 <= here + steps < len(ids):
            return
        others = [each for each in ids if each != self._chosen]
        self.move_before(self._chosen, next(iter(others[here + steps :]), None))

    def move_before(self, media_id: int, other: int | None) -> None:
        """Another place in the queue; None: its end."""
        if (project := self._projects.project) is not None:
            project.media.move_before(media_id, other)
            self._projects.media_changed.emit()

    def relink(self, path: Path) -> None:
        """Say where the file at hand is now.

        Raises:
            ProjectError: it cannot be read, or it is another file.
        """
        project, media = self._projects.project, self.chosen
        if project is not None and media is not None:
            project.media.relink(media.id, path)
            self._projects.media_changed.emit()
            self.relinked.emit(media.id)

    def remove(self) -> None:
        """Take the file at hand out of the project, with all that was found; it stays itself."""
        project, media = self._projects.project, self.chosen
        if project is None or media is None:
            return
        running = self._queue.running
        if running is not None and running.media_id == media.id:
            self._queue.leave()
        with project.whole():
            project.media.remove(media.id)
            project.journal.forget()  # its rows may be among those of any edit
        self._projects.history_changed.emit()
        self._chosen = None
        self._projects.media_changed.emit()
        self.removed.emit(media.id)
        self._queue.go_on()
