"""What people say of an utterance."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from desktop_app.commands.binding import Handler
from desktop_app.commands.menus.labels import toggle_command
from desktop_app.settings.table import LABEL_BLIND
from desktop_app.views.banner import Tone
from desktop_app.views.handlers.tools import open_dialog
from desktop_app.views.labels.columns_dialog import ColumnsDialog
from desktop_app.views.labels.import_dialog import ImportDialog
from engine.errors import MibscopeError
from engine.sessions.labels.columns import TableHead, head_of
from engine.sessions.labels.exporting import write_table
from engine.sessions.labels.importing import ENDINGS
from engine.types import Emotion

if TYPE_CHECKING:
    from desktop_app.views.main_window import MainWindow

_TABLES = (".csv", ".tsv")
STEP = 0.5
"""Of sentiment, by a key."""


class LabelHandlers(QObject):
    """Of the utterance that is selected, by the rater at hand."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._labels = window, window.session.labels
        self._labels.changed.connect(self.show_choices)
        self._labels.hidden_changed.connect(self.show_choices)
        window.session.selection.changed.connect(self.show_choices)

    def table(self) -> Mapping[str, Handler]:
        """Command id → what it does; the argument is the checked state."""
        labels = self._labels
        return {
            "labels.more": lambda _: labels.nudge(STEP),
            "labels.less": lambda _: labels.nudge(-STEP),
            **{toggle_command(emotion): self._toggle(emotion) for emotion in Emotion},
            "labels.none": lambda _: labels.show_none(),
            "labels.remove": lambda _: labels.remove(),
            "labels.next": lambda _: self._go_on(1),
            "labels.previous": lambda _: self._go_on(-1),
            "labels.suggest": lambda _: self._suggest(),
            "labels.drop": lambda _: labels.drop_queue(),
            "labels.blind": lambda on: self._window.preferences.put(LABEL_BLIND, on),
            "labels.import": lambda _: self._import(),
            "labels.export": lambda _: self._export(),
        }

    def show_choices(self) -> None:
        """Bring the check marks in line with what is said."""
        commands, said = self._window.commands, self._labels.current
        shown = said.emotions if said is not None else None
        for emotion in Emotion:
            commands[toggle_command(emotion)].setChecked(emotion in (shown or ()))
        commands["labels.none"].setChecked(shown == frozenset())
        commands["labels.blind"].setChecked(self._labels.blind)

    def _toggle(self, emotion: Emotion) -> Handler:
        return lambda _: self._labels.toggle(emotion)

    def _go_on(self, steps: int) -> None:
        if not self._labels.go_on(steps):
            self._window.banners.show_message(
                Tone.INFO, self.tr("Every utterance of this file is labelled.")
            )

    def _suggest(self) -> None:
        self._labels.suggest()
        self._window.workspace.show_panel("labels")

    # ------------------------------------------------------------------ files

    def _import(self) -> None:
        endings = " ".join(f"*{ending}" for ending in ENDINGS)
        chosen, _ = QFileDialog.getOpenFileName(
            self._window,
            self.tr("Import labels"),
            self._window.preferences.folder,
            self.tr("Labels ({endings})").format(endings=endings),
        )
        if chosen:
            self.import_file(Path(chosen))

    def import_file(self, path: Path) -> None:
        """Show what is in a file before anything is written."""
        self._read(path, None)

    def _read(self, path: Path, roles: Mapping[str, str] | None) -> None:
        try:
            found = self._labels.read_file(path, roles)
        except MibscopeError as error:
            head = _head(path) if roles is None else None
            if head is not None and head.rows:
                self._ask_for_columns(path, head, error.message)
            else:
                self._window.banners.show_message(Tone.ERROR, error.message, error.hint)
            return
        dialog = ImportDialog(path.name, found, self._window)
        dialog.accepted.connect(lambda: self._labels.import_all(found))
        if (head := _head(path)) is not None:
            dialog.columns.show()
            dialog.columns.clicked.connect(dialog.reject)
            dialog.columns.clicked.connect(lambda: self._ask_for_columns(path, head, ""))
        open_dialog(self._window, dialog)

    def _ask_for_columns(self, path: Path, head: TableHead, why: str) -> None:
        dialog = ColumnsDialog(path.name, head, why, self._window)
        dialog.chosen.connect(lambda roles: self._read(path, roles))
        open_dialog(self._window, dialog)

    def _export(self) -> None:
        project = self._window.session.projects.project
        if project is None:
            return
        name = self.tr("{project} labels.csv").format(project=project.path.stem)
        chosen, _ = QFileDialog.getSaveFileName(
            self._window,
            self.tr("Export labels"),
            str(project.path.with_name(name)),
            self.tr("Table (*.csv)"),
        )
        if not chosen:
            return
        try:
            write_table(project, Path(chosen))
        except MibscopeError as error:
            self._window.banners.show_message(Tone.ERROR, error.message, error.hint)


def _head(path: Path) -> TableHead | None:
    """The first lines of a table; None of other files, and of what cannot be read."""
    if path.suffix.casefold() not in _TABLES:
        return None
    try:
        return head_of(path)
    except MibscopeError:
        return None
