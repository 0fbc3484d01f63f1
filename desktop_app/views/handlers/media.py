"""The files of the project and their queue."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from desktop_app.commands.binding import Handler
from desktop_app.views.banner import Tone
from desktop_app.views.handlers.files import media_filter
from engine.errors import MibscopeError
from engine.sessions.media_files import media_in

if TYPE_CHECKING:
    from desktop_app.views.main_window import MainWindow


class MediaHandlers(QObject):
    """What happens to the file at hand in the list."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.session.queue.paused_changed.connect(self.show_choices)

    def table(self) -> Mapping[str, Handler]:
        """Command id → what it does; the argument is the checked state."""
        session, analysis = self._window.session, self._window.handlers.analysis
        files = session.files
        return {
            "media.add": lambda _: self._add(),
            "media.add_folder": lambda _: self._add_folder(),
            "media.again": lambda _: files.analyse(analysis.settings),
            "media.stop": lambda _: files.stop(),
            "media.retry": lambda _: files.retry(analysis.settings),
            "media.pause": session.queue.pause,
            "media.up": lambda _: files.move(-1),
            "media.down": lambda _: files.move(1),
            "media.find": lambda _: self._find(),
            "media.remove": lambda _: self._remove(),
        }

    def show_choices(self) -> None:
        """Bring the check marks in line with what is chosen."""
        self._window.commands["media.pause"].setChecked(self._window.session.queue.paused)

    def _add(self) -> None:
        preferences = self._window.preferences
        chosen, _ = QFileDialog.getOpenFileNames(
            self._window, self.tr("Add files to the project"), preferences.folder, media_filter()
        )
        self.add([Path(each) for each in chosen])

    def _add_folder(self) -> None:
        preferences = self._window.preferences
        chosen = QFileDialog.getExistingDirectory(
            self._window, self.tr("Add a folder to the project"), preferences.folder
        )
        self.add([Path(chosen)] if chosen else [])

    def add(self, paths: list[Path]) -> None:
        """To the queue of the project that is open; folders with all that is in them."""
        if not paths:
            return
        self._window.preferences.folder = str(paths[0].parent)
        try:
            settings = self._window.handlers.analysis.settings
            self._window.session.add_all(media_in(paths), settings)
        except MibscopeError as error:
            self._window.banners.show_message(Tone.ERROR, error.message, error.hint)

    def _find(self) -> None:
        media = self._window.session.files.chosen
        if media is None:
            return
        title = self.tr("Where is {name} now?").format(name=media.path.name)
        folder = self._window.preferences.folder
        chosen, _ = QFileDialog.getOpenFileName(self._window, title, folder, media_filter())
        if not chosen:
            return
        try:
            self._window.session.files.relink(Path(chosen))
        except MibscopeError as error:
            self._window.banners.show_message(Tone.ERROR, error.message, error.hint)

    def _remove(self) -> None:
        media = self._window.session.files.chosen
        if media is None:
            return
        box = QMessageBox(
            QMessageBox.Icon.Question,
            "MIBScope",
            self.tr("Remove {name} from the project?").format(name=media.path.name),
            QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.Cancel,
            self._window,
        )
        box.setInformativeText(
            self.tr(
                "Its analyses, notes and labels in the project are lost, also for undo. "
                "The file itself stays where it is."
            )
        )
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)
        box.accepted.connect(self._window.session.files.remove)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()
