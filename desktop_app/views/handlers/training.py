"""Training."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from desktop_app.commands.binding import Handler
from desktop_app.jobs.messages import Failure
from desktop_app.state.training.applying import Model
from desktop_app.state.training.compared import write_comparison
from desktop_app.state.training.exporting import write_bytes, write_table
from desktop_app.state.training.moving import Moved
from desktop_app.state.training.places import Placed, go_to
from desktop_app.state.training.runs import RESUMABLE
from desktop_app.views.banner import Action, Tone
from desktop_app.views.handlers.tools import open_dialog
from desktop_app.views.training.comparison.dialog import ComparisonDialog

ENDING = ".safetensors"
"""Of models."""
if TYPE_CHECKING:
    from desktop_app.views.main_window import MainWindow
    from desktop_app.views.training.insight.exhibit import Exhibit


class TrainingHandlers(QObject):
    """Of the run that is chosen in the table."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._training = window, window.session.training
        self._models = window.session.model_switch

    def listen(self) -> None:
        """Tell what happens, once there is a place for messages."""
        self._training.failed.connect(self._tell)
        self._training.taken_up.connect(self._on_taken_up)
        self._models.failed.connect(self._tell)
        self._models.done.connect(self._on_used)
        self._models.cancelled.connect(self._on_cancelled)
        files = self._window.session.model_files
        files.failed.connect(self._tell)
        files.exported.connect(self._on_exported)
        files.imported.connect(self._on_imported)
        self._window.session.comparison.failed.connect(self._tell)
        self._window.training.utterance_wanted.connect(self._go_to)

    def table(self) -> Mapping[str, Handler]:
        """Command id → what it does; the argument is the checked state."""
        training = self._training
        return {
            "train.open": self._open,
            "train.data": lambda _: self._look_at_data(),
            "train.pause": lambda _: self._pause_or_go_on(),
            "train.stop": self._with_name(training.stop),
            "train.kill": self._with_name(training.kill),
            "train.use": lambda _: self._use(),
            "train.halt": lambda _: self._models.cancel(),
            "train.back": lambda _: self._back(),
            "train.compare": lambda _: self._compare(),
            "train.details": lambda _: self._show_comparison(),
            "train.csv": lambda _: self._export(self.tr("Table (*.csv)"), ".csv"),
            "train.png": lambda _: self._export(self.tr("Picture (*.png)"), ".png"),
            "train.svg": lambda _: self._export(self.tr("Drawing (*.svg)"), ".svg"),
            "train.export_model": lambda _: self._export_model(),
            "train.import_model": lambda _: self._import_model(),
            "train.remove": lambda _: self._ask_to_remove(),
        }

    def show_choices(self) -> None:
        """Bring the check mark in line with the page that is shown."""
        window = self._window
        shown = window.pages.currentWidget() is window.training
        window.commands["train.open"].setChecked(shown)

    # ------------------------------------------------------------------ runs

    def _open(self, wanted: bool) -> None:
        self._window.show_page(self._window.training if wanted else None)
        self.show_choices()

    def _look_at_data(self) -> None:
        from desktop_app.views.training.dataset.dialog import DataDialog  # noqa: PLC0415 - not at once

        window = self._window
        if (known := window.findChild(DataDialog)) is not None:
            known.raise_()
            known.activateWindow()
            return
        dialog = DataDialog(window.session, window.themes, window)
        dialog.sample_wanted.connect(self._go_to)
        dialog.sample_wanted.connect(dialog.close)
        dialog.show()

    def _with_name(self, act: Callable[[str], None]) -> Handler:
        def handler(_: bool) -> None:
            run = self._training.watched
            if run is not None:
                act(run.name)

        return handler

    def _pause_or_go_on(self) -> None:
        run = self._training.watched
        if run is None:
            return
        if run.status in RESUMABLE:
            self._training.go_on(run.name)
        else:
            self._training.pause(run.name)

    def _ask_to_remove(self) -> None:
        run = self._training.watched
        if run is None:
            return
        box = QMessageBox(
            QMessageBox.Icon.Question,
            "MIBScope",
            self.tr("Delete “{name}” with its model and its curves?").format(name=run.name),
            QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No,
            self._window,
        )
        box.setInformativeText(self.tr("Analyses that were made with it stay."))
        box.setDefaultButton(QMessageBox.StandardButton.No)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.accepted.connect(lambda: self._training.remove(run.name))
        box.open()

    def _on_taken_up(self, names: Sequence[str]) -> None:
        self._window.banners.show_message(
            Tone.INFO,
            self.tr("%n training(s) that waited go on now: {names}.", None, len(names)).format(
                names=", ".join(names)
            ),
            actions=(
                Action(self.tr("Leave them out"), lambda: self._training.leave_out(names)),
                Action(self.tr("Show"), lambda: self._open(True)),
            ),
        )

    # ------------------------------------------------------------------ models

    def _use(self) -> None:
        run = self._training.watched
        if run is not None and run.model is not None:
            self._models.use(Model(run.name, run.model, run.sha256))

    def _on_used(self, name: str, count: int) -> None:
        banners = self._window.banners
        if not count:
            banners.show_message(
                Tone.INFO,
                self.tr("Every file was predicted by “{name}” already.").format(name=name),
            )
            return
        banners.show_message(
            Tone.INFO,
            self.tr("“{name}” is used now for %n file(s).", None, count).format(name=name),
            self.tr("What was predicted before is kept; Compare shows both."),
            actions=(Action(self.tr("Back to the model before"), self._back),),
        )

    def _on_cancelled(self) -> None:
        self._window.banners.show_message(
            Tone.INFO,
            self.tr("Predicting was stopped."),
            self.tr("Files that were not done show what they did before."),
        )

    def _back(self) -> None:
        count = self._models.back()
        self._window.banners.show_message(
            Tone.INFO,
            self.tr("%n file(s) show the predictions before.", None, count),
        )

    def _compare(self) -> None:
        session, pair = self._window.session, self._training.pair
        project = session.projects.project
        run = self._training.run(pair[1]) if len(pair) == 2 else None
        if project is not None and len(pair) == 2:
            session.comparison.begin(*pair, project, run.splits if run else None)

    def _show_comparison(self) -> None:
        found = self._window.session.comparison.found
        if found is not None:
            dialog = ComparisonDialog(found, self._export_comparison, self._window)
            open_dialog(self._window, dialog)

    def _export_comparison(self, suffix: str) -> None:
        found = self._window.session.comparison.found
        if found is None:
            return
        name = f"{found.one} {found.other}{suffix}"
        pattern = self.tr("Table (*.csv)") if suffix == ".csv" else self.tr("JSON (*.json)")
        chosen, _ = QFileDialog.getSaveFileName(
            self._window,
            self.tr("Export the comparison"),
            str(Path(self._window.preferences.folder) / name),
            pattern,
        )
        if not chosen:
            return
        path = Path(chosen)
        path = path if path.suffix else path.with_suffix(suffix)
        try:
            write_comparison(found, path)
        except OSError:
            said = self.tr("{path} could not be written.").format(path=path)
            self._tell(Failure(said, self.tr("Choose another folder.")))

    # ------------------------------------------------------------------ models as files

    def _export_model(self) -> None:
        run = self._training.watched
        if run is None or run.model is None:
            return
        chosen, _ = QFileDialog.getSaveFileName(
            self._window,
            self.tr("Export the model"),
            str(Path(self._window.preferences.folder) / run.model.name),
            self.tr("Model ({pattern})").format(pattern=f"*{ENDING}"),
        )
        if chosen:
            path = Path(chosen)
            path = path if path.suffix else path.with_suffix(ENDING)
            self._window.session.model_files.export(run.name, path)

    def _import_model(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self._window,
            self.tr("Import a model"),
            self._window.preferences.folder,
            self.tr("Model ({pattern})").format(pattern=f"*{ENDING}"),
        )
        if chosen:
            self._window.session.model_files.take_in(Path(chosen))

    def _on_exported(self, moved: Moved) -> None:
        self._window.banners.show_message(
            Tone.INFO,
            self.tr("“{name}” is in {path}, with its card.").format(
                name=moved.name, path=moved.path
            ),
            f"SHA-256 {moved.sha256}",
        )

    def _on_imported(self, moved: Moved) -> None:
        said = self.tr("“{name}” was taken in; its features can be computed here.")
        data = self.tr("Trained on {data}.").format(data=", ".join(moved.data))
        hint = f"SHA-256 {moved.sha256}"
        self._window.banners.show_message(
            Tone.INFO,
            said.format(name=moved.name),
            f"{data} {hint}" if moved.data else hint,
            actions=(Action(self.tr("Show"), lambda: self._show_run(moved.name)),),
        )

    def _show_run(self, name: str) -> None:
        self._open(True)
        self._training.watch(name)

    # ------------------------------------------------------------------ what is shown

    def _go_to(self, seen: Placed) -> None:
        """Into the video, if it is at hand."""
        if go_to(self._window.session, seen):
            self._window.show_page(None)
            self.show_choices()
            return
        name = Path(seen.path).name or seen.group
        self._window.banners.show_message(
            Tone.INFO,
            self.tr("{name} is not in the open project.").format(name=name),
            self.tr("Open the project that it was labelled in to watch this utterance."),
        )

    def _export(self, pattern: str, suffix: str) -> None:
        run, exhibit = self._training.watched, self._window.training.exhibit
        if run is None:
            return
        if exhibit.is_empty:
            self._tell(Failure(self.tr("There is nothing to export here yet."), ""))
            return
        chosen, _ = QFileDialog.getSaveFileName(
            self._window,
            self.tr("Export what is shown"),
            str(Path(self._window.preferences.folder) / f"{run.name} {exhibit.about}{suffix}"),
            pattern,
        )
        if not chosen:
            return
        path = Path(chosen)
        path = path if path.suffix else path.with_suffix(suffix)
        try:
            _write(exhibit, path, suffix)
        except OSError as error:
            said = self.tr("{path} could not be written: {why}.")
            said = said.format(path=path, why=error.strerror or error)
            self._tell(Failure(said, self.tr("Choose another folder.")))

    def _tell(self, failure: Failure) -> None:
        self._window.banners.show_message(
            Tone.ERROR, failure.message, failure.hint, failure.details
        )


def _write(exhibit: Exhibit, path: Path, suffix: str) -> None:
    if suffix == ".csv":
        write_table(path, exhibit.rows())
    else:
        write_bytes(path, exhibit.png() if suffix == ".png" else exhibit.svg())
