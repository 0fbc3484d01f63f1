"""Opening and writing files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from desktop_app.commands.binding import Handler
from desktop_app.commands.menus.file import export_command_id
from desktop_app.i18n.texts import translate
from desktop_app.state.files import EXPORT_FORMATS, Export, locate_demo_clip
from desktop_app.views.banner import Tone
from engine.errors import CancelledError, MibscopeError
from engine.sessions.media_files import AUDIO_SUFFIXES, VIDEO_SUFFIXES
from engine.sessions.project.project import SUFFIX
from engine.types import Analysis

if TYPE_CHECKING:
    from desktop_app.views.main_window import MainWindow

_SUFFIXES = " ".join(f"*.{each}" for each in (*VIDEO_SUFFIXES, *AUDIO_SUFFIXES))


def media_filter() -> str:
    """Kinds of files for a dialog that opens media."""
    media, every = translate("Files", "Video and sound"), translate("Files", "All files")
    return f"{media} ({_SUFFIXES});;{every} (*)"


def open_filter() -> str:
    """Kinds of files for a dialog that opens media and projects."""
    both, projects = translate("Files", "Everything"), translate("Files", "Projects")
    return f"{both} (*{SUFFIX} {_SUFFIXES});;{projects} (*{SUFFIX});;{media_filter()}"


class FileHandlers(QObject):
    """Projects, media and exports."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def table(self) -> Mapping[str, Handler]:
        """Command id → what it does."""
        return {
            "file.open": lambda _: self._open(),
            "file.demo": lambda _: self._open_demo(),
            **{export_command_id(name): self._exporting(name) for name in EXPORT_FORMATS},
            "file.quit": lambda _: self._window.close(),
        }

    def _open(self) -> None:
        preferences = self._window.preferences
        chosen, _ = QFileDialog.getOpenFileNames(
            self._window,
            self.tr("Open videos, sound files or a project"),
            preferences.folder,
            open_filter(),
        )
        if chosen:
            preferences.folder = str(Path(chosen[0]).parent)
            self._window.open_files([Path(each) for each in chosen])

    def _open_demo(self) -> None:
        try:
            clip = locate_demo_clip()
        except MibscopeError as error:
            self._window.banners.show_message(Tone.ERROR, error.message, error.hint)
            return
        self._window.open_files([clip])

    def _exporting(self, format_name: str) -> Handler:
        return lambda _: self._export(format_name)

    def _export(self, format_name: str) -> None:
        analysis = self._window.session.analysis.snapshot()
        if analysis is None:
            return
        wanted = EXPORT_FORMATS[format_name]
        title = translate("Command", wanted.title)
        folder = Path(self._window.preferences.folder)
        chosen, _ = QFileDialog.getSaveFileName(
            self._window,
            self.tr("Export: {format}").format(format=title),
            str(folder / wanted.file_name(analysis.media.path.stem)),
            f"{title} (*.{wanted.ending})",
        )
        if chosen:
            path = Path(chosen)
            path = path if path.suffix else path.with_name(f"{path.name}.{wanted.ending}")
            self.export_to(analysis, path, format_name)

    def export_to(self, analysis: Analysis, path: Path, format_name: str) -> None:
        """Write beside the window; say how far it is and how it went."""
        window, export = self._window, Export(analysis, path, format_name)

        def told(error: Exception | None) -> None:
            window.exports.end(export)
            if error is None:
                whole, part = (
                    self.tr("Exported to {path}."),
                    self.tr("Exported to {path} (the results so far)."),
                )
                said = whole if analysis.complete else part
                window.banners.show_message(Tone.INFO, said.format(path=path))
            elif isinstance(error, CancelledError):
                said = self.tr("{name} was not written: stopped.")
                window.banners.show_message(Tone.INFO, said.format(name=path.name))
            elif isinstance(error, MibscopeError):
                window.banners.show_message(Tone.ERROR, error.message, error.hint)
            else:
                raise error

        window.exports.begin(export)
        window.background.run("export", export.run, told)
