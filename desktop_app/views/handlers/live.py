"""Live mode."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox

from desktop_app.commands.binding import Handler
from desktop_app.state.live.session import LiveStatus
from desktop_app.views.banner import Tone
from desktop_app.views.handlers.files import media_filter
from desktop_app.views.live.calibration import reasons
from desktop_app.views.live.compact import CompactView
from desktop_app.views.text_dialog import TextDialog
from engine.live.events import Calibrated

if TYPE_CHECKING:
    from desktop_app.views.main_window import MainWindow


class LiveHandlers(QObject):
    """Source, recording, and how it is shown."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._live = window, window.session.live
        self._compact: CompactView | None = None
        for signal in (
            self._live.status_changed,
            self._live.recording_changed,
            self._live.frozen_changed,
        ):
            signal.connect(self.show_choices)
        self._live.calibrated.connect(self._tell_of_calibration)

    def table(self) -> Mapping[str, Handler]:
        """Command id → what it does; the argument is the checked state."""
        live = self._live
        return {
            "live.open": self._open,
            "live.run": lambda _: self._run(),
            "live.record": self._record,
            "live.pause": live.pause_recording,
            "live.freeze": live.freeze,
            "live.mark": lambda _: self._mark(),
            "live.calibrate": lambda _: live.calibrate(),
            "live.uncalibrate": lambda _: live.uncalibrate(),
            "live.mirror": self._mirror,
            "live.mesh": self._show_mesh,
            "live.compact": self._show_compact,
        }

    def show_choices(self) -> None:
        """Bring the check marks in line with what is chosen."""
        commands, live = self._window.commands, self._live
        recording = live.recording
        commands["live.open"].setChecked(self._window.pages.currentWidget() is self._window.live)
        commands["live.record"].setChecked(recording is not None)
        commands["live.pause"].setChecked(recording is not None and recording.paused)
        commands["live.freeze"].setChecked(live.frozen)
        commands["live.mesh"].setChecked(self._window.live.picture.meshed)
        commands["live.mirror"].setChecked(self._window.live.picture.mirrored)

    def choose_film(self) -> None:
        """A film in place of a camera: for demonstrations, and where there is no camera."""
        chosen, _ = QFileDialog.getOpenFileName(
            self._window,
            self.tr("A film to be played as if it were live"),
            self._window.preferences.folder,
            media_filter(),
        )
        if chosen:
            self._window.live.bar.choose_film(chosen)

    def choose_address(self) -> None:
        """A camera or a film in the network."""
        TextDialog(
            self._window,
            self.tr("An address"),
            self.tr("Address of a camera or a film (http, https or rtsp):"),
            "",
            self._take_address,
        ).open()

    def _take_address(self, text: str) -> None:
        if address := text.strip():
            known = address if "://" in address else f"http://{address}"
            self._window.live.bar.choose_film(known)

    def _open(self, wanted: bool) -> None:
        self._window.show_live(wanted)
        self.show_choices()

    def _run(self) -> None:
        if self._live.busy:
            self._live.end()
            return
        self._window.show_live(True)
        source = self._window.live.bar.source
        if source is None:
            self._window.banners.show_message(
                Tone.WARNING, self.tr("Choose a camera, a microphone, or a film first.")
            )
            return
        self._window.banners.clear()
        self._live.begin(source, self._window.handlers.analysis.settings)

    # ------------------------------------------------------------------ recording

    def _record(self, wanted: bool) -> None:
        if not wanted:
            self._live.end_recording()
            return
        self.show_choices()  # it is checked once a film is really written
        box = QMessageBox(
            QMessageBox.Icon.Question,
            "MIBScope",
            self.tr("Has everyone who can be seen or heard agreed to be recorded and analysed?"),
            QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No,
            self._window,
        )
        box.setInformativeText(
            self.tr("A film with picture and sound is written to this computer, and nowhere else.")
        )
        box.setDefaultButton(QMessageBox.StandardButton.No)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.accepted.connect(self._choose_place)
        box.open()

    def _choose_place(self) -> None:
        folder = self._window.preferences.projects_folder
        folder.mkdir(parents=True, exist_ok=True)
        name = self.tr("Live {time}").format(time=f"{datetime.now():%Y-%m-%d %H-%M-%S}")
        proposed = folder / f"{name}.mp4"
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Record to"), str(proposed), self.tr("Film (*.mp4)")
        )
        if chosen and self._live.status is LiveStatus.RUNNING:
            path = Path(chosen)
            self._live.record(path if path.suffix else path.with_suffix(".mp4"))

    # ------------------------------------------------------------------ moments

    def _mirror(self, wanted: bool) -> None:
        self._window.live.picture.mirror(wanted)

    def _show_mesh(self, wanted: bool) -> None:
        self._window.live.picture.show_mesh(wanted)

    def _mark(self) -> None:
        time_s = self._live.time_s  # of the key, not of the end of the typing
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle(self.tr("Mark this moment"))
        dialog.setLabelText(self.tr("Note (may be empty):"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(lambda note: self._live.mark(note, time_s))
        dialog.open()

    def _tell_of_calibration(self, calibrated: Calibrated) -> None:
        """What it left as it is; that it holds is shown over the picture."""
        if not calibrated.why_not:
            return
        why = reasons(calibrated)
        if calibrated.fresh:
            said = self.tr("Not calibrated – {why}").format(why=why)
            self._window.banners.show_message(Tone.INFO, said)
            return
        said = self.tr("Nothing could be calibrated – {why}").format(why=why)
        self._window.banners.show_message(Tone.WARNING, said)

    def _show_compact(self, wanted: bool) -> None:
        if self._compact is not None:
            self._compact.close()
        if wanted:
            self._compact = CompactView(self._live, self._window.themes, self._window)
            self._compact.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self._compact.closed.connect(self._compact_closed)
            self._compact.show()
            self._compact.refresh()

    def _compact_closed(self) -> None:
        self._compact = None
        self._window.commands["live.compact"].setChecked(False)
