"""The outline of the sound at hand, read on a thread and taken in part by part."""

from __future__ import annotations

from enum import StrEnum
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from desktop_app.jobs.background import Background
from desktop_app.state.analysis import AnalysisState
from engine.errors import CancelledError, MibscopeError
from engine.types import MediaInfo

if TYPE_CHECKING:
    from engine.media.peaks import PeakPart, PeakPyramid


class Reading(StrEnum):
    """How far the outline is."""

    NOTHING = "nothing"
    """There is no file."""
    NO_SOUND = "no sound"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Waveform(QObject):
    """Follows the analysis: each new medium is read, what ran before is stopped. ``close`` it."""

    changed = Signal()
    """The state, or the pyramid, which has grown."""
    _began = Signal(int, object)
    _read = Signal(int, object)

    def __init__(self, analysis: AnalysisState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = Reading.NOTHING
        self.pyramid: PeakPyramid | None = None
        self.version = 0
        """Grows with every change."""
        self._analysis = analysis
        self._background = Background(self)
        self._cancel = Event()
        self._run = 0
        queued = Qt.ConnectionType.QueuedConnection
        self._began.connect(self._on_began, queued)
        self._read.connect(self._on_read, queued)
        analysis.begun.connect(self._forget)
        analysis.media_changed.connect(self._start)

    def close(self) -> None:
        """Stop reading and wait for the thread to end."""
        self._cancel.set()
        self._background.close()

    def _forget(self) -> None:
        self._cancel.set()
        self._run += 1
        self.pyramid = None
        self._become(Reading.NOTHING)

    def _start(self) -> None:
        media = self._analysis.media
        self._forget()
        if media is None:
            return
        if media.audio is None:
            self._become(Reading.NO_SOUND)
            return
        run, cancel = self._run, Event()
        self._cancel = cancel

        def ended(error: Exception | None) -> None:
            if run != self._run:
                return
            if not isinstance(error, CancelledError):
                self._become(Reading.FAILED if error else Reading.DONE)
            if error is not None and not isinstance(error, MibscopeError):
                raise error

        self._become(Reading.RUNNING)
        self._background.run("waveform", lambda: self._work(run, media, cancel), ended)

    def _work(self, run: int, media: MediaInfo, cancel: Event) -> None:
        from engine.media.peaks import PeakPyramid, read_peaks  # noqa: PLC0415 - loads the codecs

        self._began.emit(run, PeakPyramid(media.duration_s))
        for part in read_peaks(media, cancel=cancel):
            self._read.emit(run, part)

    def _on_began(self, run: int, pyramid: PeakPyramid) -> None:
        if run == self._run:
            self.pyramid = pyramid

    def _on_read(self, run: int, part: PeakPart) -> None:
        if run == self._run and self.pyramid is not None:
            self.pyramid.add(part)
            self._become(self.state)

    def _become(self, state: Reading) -> None:
        self.state = state
        self.version += 1
        self.changed.emit()
