"""Every test of the window fails when it leaves a process or a thread behind."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from desktop_app.i18n.translators import Translations
from desktop_app.jobs.service import JobService
from desktop_app.theming.manager import Appearance, ThemeManager
from tests.helpers.scripted_engine import scripted_engine

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def _children() -> set[int]:
    """Ours, without multiprocessing's resource tracker, which lives as long as the interpreter."""
    return {
        child.pid
        for child in psutil.Process().children(recursive=True)
        if child.status() != psutil.STATUS_ZOMBIE and "resource_tracker" not in str(child.cmdline())
    }


@pytest.fixture(autouse=True)
def no_leaks() -> Iterator[None]:
    threads, children = set(threading.enumerate()), _children()
    yield
    deadline = time.monotonic() + 2.0
    while time.monotonic() < deadline:
        left_threads, left_children = set(threading.enumerate()) - threads, _children() - children
        if not left_threads and not left_children:
            return
        time.sleep(0.02)
    pytest.fail(f"left behind: threads {left_threads}, processes {left_children}")


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path) -> None:
    """QSettings of a test live in its own folder."""
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    QSettings.setPath(
        QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "settings")
    )


@pytest.fixture(autouse=True)
def own_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A window that is opened in a test goes on with no training of the machine."""
    monkeypatch.setenv("MIBSCOPE_RUNS", str(tmp_path / "runs"))
    return tmp_path / "runs"


@pytest.fixture(autouse=True)
def english(qapp: QApplication) -> Iterator[None]:
    """Parts of the window that are tested by themselves count in English: 1 utterance."""
    translations = Translations(qapp, "en")
    yield
    translations.remove()


@pytest.fixture
def jobs(qapp: object) -> Iterator[JobService]:
    service = JobService(scripted_engine)
    yield service
    service.close()


@pytest.fixture
def themes(qapp: QApplication) -> Iterator[ThemeManager]:
    themes = ThemeManager(qapp, Appearance.LIGHT)
    yield themes
    themes.deleteLater()
