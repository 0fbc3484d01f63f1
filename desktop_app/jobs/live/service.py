"""The live process as the window sees it: orders in, typed Qt signals out."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop_app.i18n.texts import translate
from desktop_app.jobs.live.engine import LiveTarget
from desktop_app.jobs.live.messages import (
    Begin,
    Broke,
    Calibrate,
    Devices,
    End,
    Ended,
    EndRecording,
    Happened,
    ListDevices,
    LiveReport,
    Order,
    PauseRecording,
    Record,
    RecordingBegun,
    RecordingEnded,
    Skip,
    Uncalibrate,
)
from desktop_app.jobs.live.worker import serve_live
from desktop_app.jobs.mail import Mail
from desktop_app.jobs.messages import Failure
from desktop_app.jobs.process import Died, JobProcess
from desktop_app.jobs.service import how_it_ended
from engine.live.events import PictureShown
from engine.live.sources.base import SourceSettings
from engine.types import AnalysisSettings

_CLOSE_PATIENCE_S = 3.0
"""A film that is being written needs a moment to become whole."""
Process = JobProcess[LiveTarget, LiveReport]


class LiveService(QObject):
    """Owns the live process, which begins with the first order and is kept between runs.

    All methods and signals belong to the window's thread. Of pictures that come faster than they
    are taken only the newest arrives.
    """

    devices_found = Signal(Devices)
    happened = Signal(Happened)
    recording_begun = Signal(Path)
    recording_ended = Signal(RecordingEnded)
    ended = Signal()
    broke = Signal(Failure)

    def __init__(self, target: LiveTarget, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._target = target
        self._process: Process | None = None
        self._busy = False
        self._mail: Mail[tuple[Process, LiveReport | Died]] = Mail(self._handle, self)

    @property
    def process_id(self) -> int | None:
        return self._process.pid if self._process else None

    def list_devices(self) -> None:
        self._order(ListDevices())

    def begin(self, source: SourceSettings, settings: AnalysisSettings) -> None:
        self._busy = True
        self._order(Begin(source, settings))

    def end(self) -> None:
        self._order(End())

    def skip(self) -> None:
        self._order(Skip())

    def record(self, path: Path) -> None:
        self._order(Record(path))

    def pause_recording(self, paused: bool) -> None:
        self._order(PauseRecording(paused))

    def end_recording(self) -> None:
        self._order(EndRecording())

    def calibrate(self) -> None:
        self._order(Calibrate())

    def uncalibrate(self) -> None:
        self._order(Uncalibrate())

    def close(self) -> None:
        """End everything: no process and no thread remains."""
        if self._process is not None:
            self._process.close(_CLOSE_PATIENCE_S)
            self._process = None
        self._busy = False

    # ------------------------------------------------------------------ inner workings

    def _order(self, order: Order) -> None:
        if self._process is None:
            self._process = JobProcess(serve_live, self._target, self._post, "live")
        self._process.send(order)

    def _post(self, process: Process, report: LiveReport | Died) -> None:
        """Called on the reading thread."""
        if isinstance(report, Happened) and isinstance(report.event, PictureShown):
            self._mail.put_newest((process, report))
        else:
            self._mail.put((process, report))

    def _handle(self, posted: tuple[Process, LiveReport | Died]) -> None:
        process, report = posted
        if process is not self._process:
            return
        match report:
            case Devices():
                self.devices_found.emit(report)
            case Happened():
                self.happened.emit(report)
            case RecordingBegun(path):
                self.recording_begun.emit(path)
            case RecordingEnded():
                self.recording_ended.emit(report)
            case Ended():
                self._busy = False
                self.ended.emit()
            case Broke(failure):
                self._busy = False
                self.broke.emit(failure)
            case Died(exit_code):
                self._process = None
                if self._busy:
                    self._busy = False
                    self.broke.emit(_failure_of_dead_process(exit_code))


def _failure_of_dead_process(exit_code: int | None) -> Failure:
    message = translate(
        "Failure",
        "Live mode ended unexpectedly ({how}). What was shown stays, and a recording can be played "
        "up to here.",
    )
    hint = translate(
        "Failure",
        "The usual cause is too little memory. Close other programs or choose a smaller speech "
        "model, then start again.",
    )
    return Failure(message.format(how=how_it_ended(exit_code)), hint)
