"""Projects as a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog

from desktop_app.commands.binding import Handler
from desktop_app.views.banner import Tone
from desktop_app.views.project_dialog import ProjectDialog
from engine.errors import MibscopeError
from engine.sessions.project.project import SUFFIX

if TYPE_CHECKING:
    from desktop_app.views.main_window import MainWindow


class ProjectHandlers(QObject):
    """New, copied, described, closed."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def table(self) -> Mapping[str, Handler]:
        """Command id → what it does."""
        return {
            "file.new": lambda _: self._new(),
            "file.project": lambda _: self._describe(),
            "file.copy": lambda _: self._copy(),
            "file.close": lambda _: self._window.session.close_project(),
        }

    def _new(self) -> None:
        path = self._ask(self.tr("New project"), self.tr("Study"))
        if path is not None and self._try(self._window.session.new_project, path):
            self._window.show_project()

    def _copy(self) -> None:
        project = self._window.session.projects.project
        if project is None:
            return
        proposed = self.tr("{name} (copy)").format(name=project.path.stem)
        path = self._ask(self.tr("Save a copy of the project"), proposed)
        if path == project.path:
            said = self.tr("The project itself is always saved; choose another name for a copy.")
            self._window.banners.show_message(Tone.WARNING, said)
        elif path is not None and self._try(project.copy, path):
            said = self.tr("A copy was saved as {path}.").format(path=path)
            self._window.banners.show_message(Tone.INFO, said)

    def _describe(self) -> None:
        project = self._window.session.projects.project
        if project is None:
            return
        dialog = ProjectDialog(project, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _ask(self, title: str, stem: str) -> Path | None:
        folder = self._window.preferences.projects_folder
        folder.mkdir(parents=True, exist_ok=True)
        kinds = self.tr("MIBScope projects") + f" (*{SUFFIX})"
        proposed = str(folder / f"{stem}{SUFFIX}")
        chosen, _ = QFileDialog.getSaveFileName(self._window, title, proposed, kinds)
        if not chosen:
            return None
        path = Path(chosen)
        return path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)

    def _try(self, act: Callable[[Path], None], path: Path) -> bool:
        try:
            act(path)
        except MibscopeError as error:
            self._window.banners.show_message(Tone.ERROR, error.message, error.hint)
            return False
        return True
