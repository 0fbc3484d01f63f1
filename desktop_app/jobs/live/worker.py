"""The live process: one run at a time, events out, orders in. Runs without Qt."""

from __future__ import annotations

import os
import signal
import threading
import time
from multiprocessing.connection import Connection
from pathlib import Path

from desktop_app.jobs.live.engine import LiveEngine, LiveRun, LiveTarget
from desktop_app.jobs.live.messages import (
    Begin,
    Broke,
    Calibrate,
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
from desktop_app.jobs.messages import Shutdown
from desktop_app.jobs.worker import failure_of
from engine.live.events import UtteranceFinal
from engine.types import MediaInfo


def serve_live(connection: Connection, target: LiveTarget) -> None:
    """Entry of the spawned process; ends with the window or on Shutdown."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is for the window alone
    _Worker(connection, target()).listen()


class _Worker:
    """Listens on the main thread; a run is told of on a thread of its own."""

    def __init__(self, connection: Connection, engine: LiveEngine) -> None:
        self._connection, self._engine = connection, engine
        self._sending = threading.Lock()
        self._run: LiveRun | None = None
        self._teller: threading.Thread | None = None

    def listen(self) -> None:
        while True:
            try:
                order: Order = self._connection.recv()
            except (EOFError, OSError):
                break  # the window is gone
            if isinstance(order, Shutdown):
                break
            self._obey(order)
        if self._run is not None:
            self._run.end_recording()  # a film that was begun becomes whole
        os._exit(0)

    def _obey(self, order: Order) -> None:
        match order:
            case ListDevices():
                self._send(self._engine.devices())
            case Begin():
                self._begin(order)
            case End() if self._run is not None:
                self._run.stop()
            case Skip() if self._run is not None:
                self._run.skip()
            case Record(path) if self._run is not None:
                self._record(self._run, path)
            case PauseRecording(paused) if self._run is not None:
                self._run.pause_recording(paused)
            case EndRecording() if self._run is not None:
                self._run.end_recording()
            case Calibrate() if self._run is not None:
                self._run.calibrate()
            case Uncalibrate() if self._run is not None:
                self._run.uncalibrate()

    def _begin(self, order: Begin) -> None:
        if self._teller is not None:
            self._teller.join()  # one run at a time; the window waits for Ended before it asks
        try:
            run = self._engine.begin(order.source, order.settings)
        except Exception as error:
            self._send(Broke(failure_of(error)))
            return
        self._run = run
        self._teller = threading.Thread(target=self._tell, args=(run,), name="live-teller")
        self._teller.start()

    def _tell(self, run: LiveRun) -> None:
        try:
            for event in run.events():
                offset_s = None
                if isinstance(event, UtteranceFinal):
                    said = event.result.utterance
                    offset_s = run.film_offset_s(said.start_s, said.end_s)
                self._send(Happened(event, time.monotonic(), offset_s))
        except Exception as error:
            run.close()
            self._send(Broke(failure_of(error)))
            return
        self._send(Ended())

    def _record(self, run: LiveRun, path: Path) -> None:
        def ended(media: MediaInfo | None, error: Exception | None) -> None:
            failure = failure_of(error) if error else None
            self._send(RecordingEnded(path, media, run.film_spans, failure))

        try:
            run.record(path, ended)
        except Exception as error:
            self._send(RecordingEnded(path, failure=failure_of(error)))
            return
        self._send(RecordingBegun(path))

    def _send(self, report: LiveReport) -> None:
        try:
            with self._sending:
                self._connection.send(report)
        except OSError:
            os._exit(0)  # the window is gone
