"""The log of both processes, and what works on this machine, to copy and save."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from desktop_app.jobs.service import JobService
from desktop_app.state.diagnostics import Doctor
from desktop_app.state.log import LogBuffer, without_home
from desktop_app.theming.manager import ThemeManager
from desktop_app.views.diagnostics import DiagnosticsDialog
from engine.types import AnalysisSettings
from tests.helpers.scripted_engine import write_script

HEALTHY = (
    sys.executable,
    "-c",
    "print('✓ device cpu, models in', __import__('pathlib').Path.home())",
)
SLOW = (sys.executable, "-c", "import time; time.sleep(60)")


@pytest.fixture
def log() -> Iterator[LogBuffer]:
    buffer = LogBuffer(most=3)
    buffer.install(detailed=False)
    yield buffer
    buffer.remove()


@pytest.fixture
def dialog(log: LogBuffer, themes: ThemeManager, qtbot: QtBot) -> Iterator[DiagnosticsDialog]:
    dialog = DiagnosticsDialog(log, Doctor(HEALTHY))
    qtbot.addWidget(dialog)
    dialog.show()
    yield dialog
    dialog.close()


def test_the_latest_lines_are_kept_without_the_home_folder(log: LogBuffer):
    for number in range(5):
        logging.getLogger("any").warning("line %d of %s/film.mp4", number, Path.home())
    logging.getLogger("any").info("of no interest")
    lines = log.text.splitlines()
    assert [line.partition("any: ")[2] for line in lines] == [
        f"line {number} of ~/film.mp4" for number in (2, 3, 4)
    ]
    log.set_detailed(True)
    logging.getLogger("any").info("of interest now")
    assert "of interest now" in log.text


def test_a_home_that_is_the_root_is_left_alone():
    assert without_home("/a/b", Path("/")) == "/a/b"
    assert without_home("/home/anna/b", Path("/home/anna")) == "~/b"


def test_the_level_is_as_it_was_afterwards():
    before = logging.getLogger().level
    buffer = LogBuffer()
    buffer.install(detailed=True)
    buffer.remove()
    assert logging.getLogger().level == before
    assert buffer not in logging.getLogger().handlers


def test_what_the_job_process_logs_is_in_the_same_log(
    log: LogBuffer, jobs: JobService, qtbot: QtBot, tmp_path: Path
):
    with qtbot.waitSignal(jobs.returned, timeout=20_000):
        jobs.submit(write_script(tmp_path / "a.mp4", "log it is warm"), AnalysisSettings())
    assert "WARNING jobs.scripted: it is warm" in log.text


def test_the_report_has_machine_and_log(
    dialog: DiagnosticsDialog, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    assert not dialog.again.isEnabled()
    qtbot.waitUntil(dialog.again.isEnabled, timeout=10_000)
    logging.getLogger("any").error("a slip")
    qtbot.waitUntil(lambda: "a slip" in dialog.log.toPlainText(), timeout=5_000)
    dialog.copy.click()
    copied = QGuiApplication.clipboard().text()
    assert "✓ device cpu, models in ~" in copied
    assert "ERROR any: a slip" in copied
    target = tmp_path / "report.txt"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    dialog.save.click()
    assert target.read_text("utf-8") == copied
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "x.txt"), "")
    )
    dialog.save.click()
    assert "could not be written" in dialog.banners.banners[-1].message


def test_closing_does_not_wait_for_the_doctor(log: LogBuffer, themes: ThemeManager, qtbot: QtBot):
    doctor = Doctor(SLOW)
    dialog = DiagnosticsDialog(log, doctor)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: doctor.running, timeout=5_000)
    dialog.close()
    assert not doctor.running


def test_a_doctor_that_cannot_be_asked_is_told(qapp: object, qtbot: QtBot):
    doctor = Doctor(["/no/such/program"])
    with qtbot.waitSignal(doctor.changed, timeout=5_000):
        doctor.run()
    qtbot.waitUntil(lambda: bool(doctor.text), timeout=5_000)


@pytest.mark.slow
def test_the_real_doctor(qapp: object, qtbot: QtBot):
    doctor = Doctor()
    doctor.run()
    qtbot.waitUntil(lambda: bool(doctor.text) and not doctor.running, timeout=120_000)
    assert "device cpu" in doctor.text
    assert "torch" in doctor.text
