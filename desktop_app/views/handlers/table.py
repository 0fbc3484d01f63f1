"""The handlers of all menus, as one table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from desktop_app.commands.binding import Handler
from desktop_app.views.handlers.analysis import AnalysisHandlers
from desktop_app.views.handlers.edits import EditHandlers
from desktop_app.views.handlers.files import FileHandlers
from desktop_app.views.handlers.help import HelpHandlers
from desktop_app.views.handlers.labels import LabelHandlers
from desktop_app.views.handlers.live import LiveHandlers
from desktop_app.views.handlers.media import MediaHandlers
from desktop_app.views.handlers.playback import PlaybackHandlers
from desktop_app.views.handlers.project import ProjectHandlers
from desktop_app.views.handlers.tools import ToolHandlers
from desktop_app.views.handlers.training import TrainingHandlers
from desktop_app.views.handlers.view import ViewHandlers

if TYPE_CHECKING:
    from desktop_app.views.main_window import MainWindow


class Handlers:
    """One for each menu."""

    def __init__(self, window: MainWindow) -> None:
        self.files = FileHandlers(window)
        self.project = ProjectHandlers(window)
        self.media = MediaHandlers(window)
        self.edits = EditHandlers(window)
        self.analysis = AnalysisHandlers(window)
        self.labels = LabelHandlers(window)
        self.playback = PlaybackHandlers(window)
        self.live = LiveHandlers(window)
        self.training = TrainingHandlers(window)
        self.view = ViewHandlers(window)
        self.tools = ToolHandlers(window)
        self.help = HelpHandlers(window)

    def table(self) -> Mapping[str, Handler]:
        """Command id → what it does; the argument is the checked state."""
        return {
            **self.files.table(),
            **self.project.table(),
            **self.media.table(),
            **self.edits.table(),
            **self.analysis.table(),
            **self.labels.table(),
            **self.playback.table(),
            **self.live.table(),
            **self.training.table(),
            **self.view.table(),
            **self.tools.table(),
            **self.help.table(),
        }

    def show_choices(self) -> None:
        """Bring the check marks in line with what is chosen."""
        self.media.show_choices()
        self.analysis.show_choices()
        self.labels.show_choices()
        self.show_pages()
        self.view.show_choices()

    def show_pages(self, *_: object) -> None:
        """Of the pages that are opened by a command."""
        self.live.show_choices()
        self.training.show_choices()
