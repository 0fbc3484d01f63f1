"""A live run as the window knows it: what was seen and said, and how the machine keeps up."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop_app.jobs.live.messages import Devices, Happened, RecordingEnded
from desktop_app.jobs.live.service import LiveService
from desktop_app.jobs.messages import Failure
from desktop_app.state.live.history import History
from engine.live.events import (
    Calibrated,
    Calibrating,
    Caption,
    FacesSeen,
    Finishing,
    LiveEnded,
    LiveEvent,
    LiveHealth,
    LiveStarted,
    LiveState,
    Noticed,
    PictureShown,
    SoundLevel,
    UtteranceFinal,
)
from engine.live.sources.base import Level, SourceSettings
from engine.types import AnalysisSettings, Modality, UtteranceResult

_CAPTIONS_KEPT = 200
_DELAYS_KEPT = 300


class LiveStatus(StrEnum):
    OFF = "off"
    STARTING = "starting"
    RUNNING = "running"
    FINISHING = "finishing"
    """The source is closed; what was said before is still read."""


BUSY = frozenset({LiveStatus.STARTING, LiveStatus.RUNNING, LiveStatus.FINISHING})


@dataclass(frozen=True, slots=True)
class Marker:
    """A moment that the user marked."""

    time_s: float
    note: str


@dataclass(frozen=True, slots=True)
class Recording:
    """A film that is being written. ``start_s``: since when, on the clock of the source."""

    path: Path
    start_s: float
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Final:
    """An utterance with its final numbers, and where it lies in the film, if it does."""

    event: UtteranceFinal
    film_offset_s: float | None


class LiveSession(QObject):
    """Changes through its methods and what the live process says; views listen to its signals."""

    status_changed = Signal()
    picture_shown = Signal()
    faces_changed = Signal()
    state_changed = Signal()
    captions_changed = Signal()
    final_arrived = Signal(Final)
    health_changed = Signal()
    level_changed = Signal()
    markers_changed = Signal()
    devices_changed = Signal()
    frozen_changed = Signal(bool)
    calibration_changed = Signal()
    calibrated = Signal(Calibrated)
    recording_changed = Signal()
    recording_began = Signal(Path)
    recording_over = Signal(RecordingEnded)
    """The film is whole."""
    noticed = Signal(str)
    failed = Signal(Failure)

    def __init__(self, jobs: LiveService, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self.status = LiveStatus.OFF
        self.devices: Devices | None = None
        self.settings = AnalysisSettings()
        self.started: LiveStarted | None = None
        self.picture: PictureShown | None = None
        self.faces: FacesSeen | None = None
        self.state: LiveState | None = None
        self.captions: deque[Caption] = deque(maxlen=_CAPTIONS_KEPT)
        """Closed ones, and the one that is being spoken last."""
        self.finals: list[UtteranceResult] = []
        self.health: LiveHealth | None = None
        self.level: Level | None = None
        """How loud the sound is now; None where there is none."""
        self.left_s = 0.0
        """Sound that is still to be read while finishing."""
        self.markers: list[Marker] = []
        self.frozen = False
        self.calibrating_s: float | None = None
        """How long the person is still to sit neutrally, while that goes on."""
        self.calibration: Calibrated | None = None
        """The last one that was done, while it holds."""
        self.recording: Recording | None = None
        self.history = History()
        self._to_screen: dict[Modality, deque[float]] = {
            m: deque(maxlen=_DELAYS_KEPT) for m in Modality
        }
        self._sent_s = 0.0
        jobs.devices_found.connect(self._on_devices)
        jobs.happened.connect(self._on_event)
        jobs.recording_begun.connect(self._on_recording)
        jobs.recording_ended.connect(self._on_recorded)
        jobs.ended.connect(self._on_ended)
        jobs.broke.connect(self._on_broke)

    @property
    def busy(self) -> bool:
        return self.status in BUSY

    @property
    def time_s(self) -> float:
        """Now, on the clock of the source, as far as the window knows."""
        known = [self.picture.time_s if self.picture else 0.0, self.history.end_s]
        return max(known)

    # ------------------------------------------------------------------ orders

    def look_for_devices(self) -> None:
        """Ask which cameras and microphones there are."""
        self._jobs.list_devices()

    def begin(self, source: SourceSettings, settings: AnalysisSettings) -> None:
        """Forget the run before, and start."""
        if self.busy:
            return
        self.started = self.picture = self.faces = self.state = self.health = None
        self.captions.clear()
        self.history.clear()
        self.finals, self.markers, self.left_s = [], [], 0.0
        for delays in self._to_screen.values():
            delays.clear()
        self.freeze(False)
        self._set_calibration(None, None)
        self.settings = settings
        self._set_status(LiveStatus.STARTING)
        self._jobs.begin(source, settings)

    def end(self) -> None:
        """Close the source; a second time: do not wait for what is still to be read."""
        if self.status is LiveStatus.FINISHING:
            self._jobs.skip()
        elif self.busy:
            self._set_status(LiveStatus.FINISHING)
            self._jobs.end()

    def calibrate(self) -> None:
        """Take the next seconds of the person as neutral."""
        if self.status is LiveStatus.RUNNING:
            self._jobs.calibrate()

    def uncalibrate(self) -> None:
        """Take the calibration back, or end it."""
        if self.busy:
            self._jobs.uncalibrate()

    def freeze(self, wanted: bool) -> None:
        """Hold what is shown; the run goes on underneath."""
        if wanted != self.frozen:
            self.frozen = wanted
            self.frozen_changed.emit(wanted)

    def mark(self, note: str, time_s: float | None = None) -> None:
        """Remember this moment."""
        self.markers.append(Marker(self.time_s if time_s is None else time_s, note.strip()))
        self.markers_changed.emit()

    def record(self, path: Path) -> None:
        """Write what the source gives into a film, from now on."""
        if self.status is LiveStatus.RUNNING and self.recording is None:
            self._jobs.record(path)

    def pause_recording(self, wanted: bool) -> None:
        if self.recording is not None:
            self._jobs.pause_recording(wanted)
            self.recording = replace(self.recording, paused=wanted)
            self.recording_changed.emit()

    def end_recording(self) -> None:
        if self.recording is not None:
            self._jobs.end_recording()

    def painted(self) -> None:
        """The newest state is on the screen: count how long its evidence took to get there."""
        if self.state is not None and self._sent_s:
            since = time.monotonic() - self._sent_s
            for modality, delay in self.state.delays_s.items():
                self._to_screen[modality].append(delay + since)
            self._sent_s = 0.0

    def delays_to_screen_s(self, modality: Modality) -> tuple[float, ...]:
        """From the evidence to its paint, of the last states."""
        return tuple(self._to_screen[modality])

    # ------------------------------------------------------------------ what happens

    def _on_devices(self, devices: Devices) -> None:
        self.devices = devices
        self.devices_changed.emit()

    def _on_event(self, happened: Happened) -> None:
        event: LiveEvent = happened.event
        match event:
            case PictureShown():
                self.picture = event
                self.picture_shown.emit()
            case FacesSeen():
                self.faces = event
                self.faces_changed.emit()
            case LiveState():
                self.state, self._sent_s = event, happened.sent_s
                self.history.add(event)
                self.state_changed.emit()
            case Caption():
                self._take_caption(event)
            case UtteranceFinal():
                self.finals.append(event.result)
                self.final_arrived.emit(Final(event, happened.film_offset_s))
            case LiveHealth():
                self.health = event
                self.health_changed.emit()
            case SoundLevel(level=level):
                self._set_level(level)
            case LiveStarted():
                self.started = event
                self._set_status(LiveStatus.RUNNING)
            case Calibrating() | Calibrated():
                self._on_calibration(event)
            case Noticed(message):
                self.noticed.emit(message)
            case Finishing(left_s):
                self.left_s = left_s
                self._set_status(LiveStatus.FINISHING)
            case LiveEnded(error=error) if error is not None:
                self.failed.emit(Failure(error.message, error.hint))

    def _take_caption(self, caption: Caption) -> None:
        if self.captions and not self.captions[-1].closed:
            self.captions.pop()
        if caption.committed or caption.pending:
            self.captions.append(caption)
        self.captions_changed.emit()

    def _on_recording(self, path: Path) -> None:
        self.recording = Recording(path, self.time_s)
        self.recording_changed.emit()
        self.recording_began.emit(path)

    def _on_recorded(self, ended: RecordingEnded) -> None:
        begun, self.recording = self.recording is not None, None
        self.recording_changed.emit()
        if ended.failure is not None:
            self.failed.emit(ended.failure)
        if begun:
            self.recording_over.emit(ended)

    def _set_level(self, level: Level | None) -> None:
        self.level = level
        self.level_changed.emit()

    def _on_ended(self) -> None:
        self._set_level(None)
        self._set_calibration(None, None)
        self._set_status(LiveStatus.OFF)

    def _on_broke(self, failure: Failure) -> None:
        if self.recording is not None:  # what was written until then can be played
            self._on_recorded(RecordingEnded(self.recording.path))
        self._on_ended()
        self.failed.emit(failure)

    def _on_calibration(self, event: Calibrating | Calibrated) -> None:
        if isinstance(event, Calibrating):
            self._set_calibration(event.left_s, self.calibration)
            return
        self._set_calibration(None, event if event.modalities else None)
        self.calibrated.emit(event)

    def _set_calibration(self, left_s: float | None, done: Calibrated | None) -> None:
        self.calibrating_s, self.calibration = left_s, done
        self.calibration_changed.emit()

    def _set_status(self, status: LiveStatus) -> None:
        self.status = status
        self.status_changed.emit()
