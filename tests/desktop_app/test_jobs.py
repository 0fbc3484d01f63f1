"""The job layer with a real spawned process."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import numpy as np
import psutil
import pytest
from pytestqt.qtbot import QtBot

from desktop_app.jobs.messages import AbortReason, Failure
from desktop_app.jobs.service import JobService
from engine.types import AnalysisSettings, UInt8Array, UtteranceAnalysed
from tests.helpers.scripted_engine import broken_engine, scripted_engine, write_script

SETTINGS = AnalysisSettings()


class Log:
    """What a service has said, in order."""

    def __init__(self, service: JobService) -> None:
        self.lines: list[tuple[str, int]] = []
        self.events: list[object] = []
        self.failures: list[Failure] = []
        self.reasons: list[AbortReason] = []
        service.started.connect(lambda job: self.lines.append(("started", job)))
        service.returned.connect(lambda job: self.lines.append(("returned", job)))
        service.errored.connect(self._errored)
        service.aborted.connect(self._aborted)
        service.yielded.connect(lambda _, event: self.events.append(event))

    def _errored(self, job: int, failure: Failure) -> None:
        self.lines.append(("errored", job))
        self.failures.append(failure)

    def _aborted(self, job: int, reason: AbortReason) -> None:
        self.lines.append(("aborted", job))
        self.reasons.append(reason)

    @property
    def utterances(self) -> int:
        return sum(isinstance(event, UtteranceAnalysed) for event in self.events)


def test_a_job_is_started_yields_and_returns(jobs: JobService, qtbot: QtBot, tmp_path: Path):
    log = Log(jobs)
    with qtbot.waitSignal(jobs.returned, timeout=20_000):
        job = jobs.submit(write_script(tmp_path / "a", "utterances 4"), SETTINGS)
    assert log.lines == [("started", job), ("returned", job)]
    assert log.utterances == 4
    assert not jobs.busy


def test_the_process_is_kept_between_jobs(jobs: JobService, qtbot: QtBot, tmp_path: Path):
    with qtbot.waitSignal(jobs.ready, timeout=20_000):
        jobs.prewarm()
    pid = jobs.process_id
    for name in "ab":
        with qtbot.waitSignal(jobs.returned, timeout=20_000):
            jobs.submit(write_script(tmp_path / name, "utterances 1"), SETTINGS)
    assert jobs.process_id == pid


def test_a_cooperative_cancel_keeps_the_process(jobs: JobService, qtbot: QtBot, tmp_path: Path):
    log = Log(jobs)
    with qtbot.waitSignal(jobs.started, timeout=20_000):
        jobs.submit(write_script(tmp_path / "a", "forever"), SETTINGS)
    pid = jobs.process_id
    with qtbot.waitSignal(jobs.aborted, timeout=2_000):
        jobs.cancel()
    assert log.reasons == [AbortReason.CANCELLED]
    assert jobs.process_id == pid


def test_cancel_ends_within_two_seconds_though_the_job_ignores_it(
    jobs: JobService, qtbot: QtBot, tmp_path: Path
):
    log = Log(jobs)
    with qtbot.waitSignal(jobs.started, timeout=20_000):
        jobs.submit(write_script(tmp_path / "a", "utterances 3", "ignore"), SETTINGS)
    qtbot.waitUntil(lambda: log.utterances == 3, timeout=5_000)
    qtbot.wait(200)  # until the job is where it hears nothing
    deaf = jobs.process_id
    began = time.monotonic()
    with qtbot.waitSignal(jobs.aborted, timeout=3_000):
        jobs.cancel()
    assert time.monotonic() - began < 2.0
    assert log.reasons == [AbortReason.TERMINATED]
    qtbot.waitUntil(lambda: not psutil.pid_exists(deaf or 0), timeout=2_000)
    with qtbot.waitSignal(jobs.returned, timeout=20_000):
        jobs.submit(write_script(tmp_path / "b", "utterances 1"), SETTINGS)
    assert jobs.process_id != deaf


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")
def test_a_killed_process_ends_the_job_and_the_next_one_gets_a_new_process(
    jobs: JobService, qtbot: QtBot, tmp_path: Path
):
    log = Log(jobs)
    with qtbot.waitSignal(jobs.started, timeout=20_000):
        jobs.submit(write_script(tmp_path / "a", "utterances 2", "forever"), SETTINGS)
    qtbot.waitUntil(lambda: log.utterances == 2, timeout=5_000)
    killed = jobs.process_id
    assert killed is not None
    with qtbot.waitSignal(jobs.errored, timeout=2_000):
        os.kill(killed, signal.SIGKILL)
    assert "killed" in log.failures[0].message
    assert "memory" in log.failures[0].hint
    with qtbot.waitSignal(jobs.returned, timeout=20_000):
        jobs.submit(write_script(tmp_path / "b", "utterances 1"), SETTINGS)
    assert jobs.process_id not in {None, killed}


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("media-error", "is no media"),
        ("bug", "ValueError: a shape that cannot be"),
        ("memory", "out of memory"),
        ("die", "ended unexpectedly"),
    ],
)
def test_errors_arrive_as_words_with_a_way_out(
    jobs: JobService, qtbot: QtBot, tmp_path: Path, script: str, message: str
):
    log = Log(jobs)
    with qtbot.waitSignal(jobs.errored, timeout=20_000):
        jobs.submit(write_script(tmp_path / "a", script), SETTINGS)
    assert message in log.failures[0].message
    assert log.failures[0].hint
    assert not jobs.busy


def test_an_engine_that_cannot_load_fails_the_job_only(qtbot: QtBot, tmp_path: Path):
    service = JobService(broken_engine)
    try:
        with qtbot.waitSignal(service.errored, timeout=20_000) as blocker:
            service.submit(write_script(tmp_path / "a", "utterances 1"), SETTINGS)
        assert blocker.args is not None
        assert blocker.args[1].message == "The models cannot be loaded."
        assert service.process_id is not None
    finally:
        service.close()


def test_a_second_submit_cancels_the_first_and_follows_it(
    jobs: JobService, qtbot: QtBot, tmp_path: Path
):
    log = Log(jobs)
    with qtbot.waitSignal(jobs.started, timeout=20_000):
        first = jobs.submit(write_script(tmp_path / "a", "forever"), SETTINGS)
    with qtbot.waitSignal(jobs.returned, timeout=20_000):
        second = jobs.submit(write_script(tmp_path / "b", "utterances 1"), SETTINGS)
    assert log.lines == [
        ("started", first),
        ("aborted", first),
        ("started", second),
        ("returned", second),
    ]


@pytest.mark.parametrize("script", ["forever", "ignore"])
def test_close_in_the_middle_of_a_job_is_quick_and_complete(
    qtbot: QtBot, tmp_path: Path, script: str
):
    service = JobService(scripted_engine)
    with qtbot.waitSignal(service.started, timeout=20_000):
        service.submit(write_script(tmp_path / "a", script), SETTINGS)
    pid = service.process_id
    began = time.monotonic()
    service.close()
    assert time.monotonic() - began < 1.5
    assert not psutil.pid_exists(pid or 0)


def picture(brightness: int) -> UInt8Array:
    return np.full((360, 640, 3), brightness, np.uint8)


def test_faces_are_looked_for_while_an_analysis_runs(
    jobs: JobService, qtbot: QtBot, tmp_path: Path
):
    with qtbot.waitSignal(jobs.started, timeout=20_000):
        jobs.submit(write_script(tmp_path / "a", "forever"), SETTINGS)
    with qtbot.waitSignal(jobs.meshes_found, timeout=5_000) as found:
        job = jobs.find_meshes(picture(51))
    assert jobs.busy
    assert found.args is not None
    assert found.args[0] == job
    (face,) = found.args[1]
    assert face.mesh[:, 1] == pytest.approx(0.2)


def test_a_process_that_dies_has_found_no_faces(jobs: JobService, qtbot: QtBot, tmp_path: Path):
    with qtbot.waitSignal(jobs.started, timeout=20_000):
        jobs.submit(write_script(tmp_path / "a", "ignore"), SETTINGS)
    assert jobs.process_id is not None
    os.kill(jobs.process_id, signal.SIGSTOP)  # or the answer might come first
    with qtbot.waitSignal(jobs.meshes_found, timeout=5_000) as found:
        job = jobs.find_meshes(picture(51))
        os.kill(jobs.process_id, signal.SIGKILL)
    assert found.args == [job, ()]


def test_a_process_that_takes_nothing_does_not_keep_the_window_waiting(
    jobs: JobService, qtbot: QtBot
):
    with qtbot.waitSignal(jobs.ready, timeout=20_000):
        jobs.prewarm()
    assert jobs.process_id is not None
    os.kill(jobs.process_id, signal.SIGSTOP)
    began = time.monotonic()
    asked = [jobs.find_meshes(picture(shade)) for shade in (51, 102, 153)]
    assert time.monotonic() - began < 0.1
    found: list[int] = []
    jobs.meshes_found.connect(lambda job, _: found.append(job))
    os.kill(jobs.process_id, signal.SIGCONT)
    qtbot.waitUntil(lambda: found == asked, timeout=5_000)
