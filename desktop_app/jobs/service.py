"""Jobs as the window sees them: one at a time, typed Qt signals out, cancel in.

    submit ─ started ─ yielded* ─ returned | errored | aborted

The process is kept between jobs so that models stay warm. If it dies the job ends as errored and
the next job gets a new process.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.i18n.texts import translate
from desktop_app.jobs.mail import Mail
from desktop_app.jobs.messages import (
    Aborted,
    AbortReason,
    Analyse,
    Asked,
    Cancel,
    Errored,
    Failure,
    FindMeshes,
    Logged,
    MeshesFound,
    NotRepredicted,
    Ready,
    Report,
    Repredict,
    Repredicted,
    Returned,
    Started,
    Yielded,
)
from desktop_app.jobs.process import Died, JobProcess
from desktop_app.jobs.target import JobTarget, load_engine
from desktop_app.jobs.worker import serve
from engine.types import AnalysisSettings, Draft, UInt8Array

Process = JobProcess[JobTarget, Report]

CANCEL_GRACE_MS = 1500
CLOSE_PATIENCE_S = 0.5


class JobService(QObject):
    """Owns the job process. All methods and signals belong to the window's thread."""

    ready = Signal()
    started = Signal(int)
    yielded = Signal(int, object)
    returned = Signal(int)
    errored = Signal(int, Failure)
    aborted = Signal(int, AbortReason)
    repredicted = Signal(int, tuple)
    not_repredicted = Signal(int, Failure)
    meshes_found = Signal(int, tuple)

    def __init__(self, target: JobTarget = load_engine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._target = target
        self._process: Process | None = None
        self._retired: list[Process] = []
        self._running: Analyse | None = None
        self._waiting: Analyse | None = None
        self._asides: dict[int, Asked] = {}
        self._cancelling = False
        self._last_job = 0
        self._mail: Mail[tuple[Process, Report | Died]] = Mail(self._handle, self)
        self._grace = QTimer(self)
        self._grace.setInterval(CANCEL_GRACE_MS)
        self._grace.setSingleShot(True)
        self._grace.timeout.connect(self._end_by_force)

    @property
    def busy(self) -> bool:
        return self._running is not None

    @property
    def process_id(self) -> int | None:
        return self._process.pid if self._process else None

    def prewarm(self) -> None:
        """Start the process now, so that the first job need not wait for it."""
        if self._process is None:
            self._process = JobProcess(serve, self._target, self._post, "jobs")

    def submit(self, path: Path, settings: AnalysisSettings) -> int:
        """Start an analysis; one that is running is cancelled first. Returns the job's number."""
        self._last_job += 1
        request = Analyse(self._last_job, path, settings)
        if self._running is None:
            self._begin(request)
        else:
            self._waiting = request
            self.cancel()
        return request.job

    def repredict(
        self, settings: AnalysisSettings, checkpoint_sha256: str, drafts: Sequence[Draft]
    ) -> int:
        """Predict edited utterances anew, beside whatever runs. Returns the job's number.

        Ends with ``repredicted``, which has one UtteranceAnalysed for each draft, or with
        ``not_repredicted``.
        """
        self._last_job += 1
        return self._ask(Repredict(self._last_job, settings, checkpoint_sha256, tuple(drafts)))

    def find_meshes(self, picture: UInt8Array) -> int:
        """Look for faces in a picture, uint8 [height, width, 3] BGR, beside whatever runs. Returns
        the job's number.

        Ends with ``meshes_found``, which has a MeshedFace for each.
        """
        self._last_job += 1
        return self._ask(FindMeshes(self._last_job, picture))

    def cancel(self) -> None:
        """Ask the running job to stop; after the grace its process is ended."""
        if self._running is None or self._process is None or self._cancelling:
            return
        self._cancelling = True
        self._process.send(Cancel(self._running.job))
        self._grace.start()

    def close(self) -> None:
        """End everything: no process and no thread remains."""
        self._grace.stop()
        self._running = self._waiting = None
        for process in (*self._retired, *([self._process] if self._process else [])):
            process.close(CLOSE_PATIENCE_S)
        self._retired.clear()
        self._process = None

    # ------------------------------------------------------------------ inner workings

    def _begin(self, request: Analyse) -> None:
        self.prewarm()
        assert self._process is not None
        self._running = request
        self._cancelling = False
        self._process.send(request)

    def _ask(self, request: Asked) -> int:
        self.prewarm()
        assert self._process is not None
        self._asides[request.job] = request
        self._process.send(request)
        return request.job

    def _post(self, process: Process, report: Report | Died) -> None:
        """Called on the reading thread."""
        self._mail.put((process, report))

    def _handle(self, posted: tuple[Process, Report | Died]) -> None:
        process, report = posted
        if isinstance(report, Died) and process in self._retired:
            self._retired.remove(process)
        if process is not self._process:
            return  # from a process that has been given up
        match report:
            case Ready():
                self.ready.emit()
            case Logged(logger, level, text):
                logging.getLogger(f"jobs.{logger}").log(level, "%s", text)
            case Started(job):
                self.started.emit(job)
            case Yielded(job, event):
                self.yielded.emit(job, event)
            case Repredicted(job, results):
                self._asides.pop(job, None)
                self.repredicted.emit(job, results)
            case NotRepredicted(job, failure):
                self._asides.pop(job, None)
                self.not_repredicted.emit(job, in_words(failure))
            case MeshesFound(job, faces):
                self._asides.pop(job, None)
                self.meshes_found.emit(job, faces)
            case Died(exit_code):
                self._process = None
                self._give_up_asides()
                if self._running is not None:
                    self._conclude(self._end_of_dead_process(self._running.job, exit_code))
            case _:
                self._conclude(report)

    def _give_up_asides(self) -> None:
        lost, self._asides = self._asides, {}
        for job, request in lost.items():
            if isinstance(request, Repredict):
                self.not_repredicted.emit(job, failure_of_no_answer())
            else:
                self.meshes_found.emit(job, ())

    def _end_of_dead_process(self, job: int, exit_code: int | None) -> Errored | Aborted:
        if self._cancelling:
            return Aborted(job, AbortReason.TERMINATED)
        return Errored(job, failure_of_dead_process(exit_code))

    def _conclude(self, end: Returned | Errored | Aborted) -> None:
        self._grace.stop()
        self._running = None
        self._cancelling = False
        match end:
            case Returned(job):
                self.returned.emit(job)
            case Errored(job, failure):
                self.errored.emit(job, in_words(failure))
            case Aborted(job, reason):
                self.aborted.emit(job, reason)
        if self._waiting is not None and self._running is None:
            request, self._waiting = self._waiting, None
            self._begin(request)

    def _end_by_force(self) -> None:
        if self._running is None or self._process is None:
            return
        process, self._process = self._process, None
        self._retired.append(process)
        process.kill()
        self._give_up_asides()
        self._conclude(Aborted(self._running.job, AbortReason.TERMINATED))
        self.prewarm()


def failure_of_dead_process(exit_code: int | None) -> Failure:
    """Why a process that reports nothing more may have ended, and what to do."""
    message = translate(
        "Failure", "The analysis process ended unexpectedly ({how}). The results so far are kept."
    )
    hint = translate(
        "Failure",
        "The usual cause is too little memory. Close other programs or choose a smaller speech "
        "model, then analyse again; a fresh process is started for it.",
    )
    return Failure(message.format(how=how_it_ended(exit_code)), hint)


def how_it_ended(exit_code: int | None) -> str:
    """A process that was not asked to."""
    if exit_code == -9:
        return translate("Failure", "it was killed")
    return translate("Failure", "exit code {number}").format(number=exit_code)


def failure_of_no_answer() -> Failure:
    """The process ended while an edit waited for it."""
    return Failure(
        translate(
            "Failure",
            "The edit was not made: the analysis process ended before it could be predicted.",
        ),
        translate("Failure", "Try again; a new process is there."),
    )


def in_words(failure: Failure) -> Failure:
    """What the job process reports, in the window's language; what the engine says as it is."""
    message = translate("Failure", failure.message)
    if failure.subject:
        message = message.format(error=failure.subject)
    return Failure(
        message, translate("Failure", failure.hint), failure.details, remedy=failure.remedy
    )
