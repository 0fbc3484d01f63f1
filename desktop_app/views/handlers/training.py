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
from desktop_app.state.training.curves import write_csv
from desktop_app.state.training.moving import Moved
from desktop_app.state.training.runs import RESUMABLE
from desktop_app.views.banner import Action, Tone
from desktop_app.views.handlers.tools import open_dialog
from desktop_app.views.training.comparison.dialog import ComparisonDialog

ENDING = ".safetensors"
"""Of models."""
if TYPE_CHECKING:
    from desktop_app.views.main_window import MainWindow


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

    def table(self) -> Mapping[str, Handler]:
        """Command id → what it does; the argument is the checked state."""
        training = self._training
        return {
            "train.open": self._open,
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

    # ------------------------------------------------------------------ curves

    def _export(self, pattern: str, suffix: str) -> None:
        run = self._training.watched
        if run is None:
            return
        chosen, _ = QFileDialog.getSaveFileName(
            self._window,
            self.tr("Export the curves"),
            str(Path(self._window.preferences.folder) / f"{run.name}{suffix}"),
            pattern,
        )
        if not chosen:
            return
        path = Path(chosen)
        path = path if path.suffix else path.with_suffix(suffix)
        if not self._written(path):
            said = self.tr("{path} could not be written.").format(path=path)
            self._tell(Failure(said, self.tr("Choose another folder.")))

    def _written(self, path: Path) -> bool:
        if path.suffix == ".png":
            return self._window.training.picture().save(str(path))
        try:
            write_csv(self._training.follower.curves, path)
        except OSError:
            return False
        return True

    def _tell(self, failure: Failure) -> None:
        self._window.banners.show_message(
            Tone.ERROR, failure.message, failure.hint, failure.details
        )
