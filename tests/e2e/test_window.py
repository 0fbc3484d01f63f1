"""The window with the real engine: the command line's numbers, no torch, alive when jobs die."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.app import Composition
from desktop_app.jobs.target import load_engine
from desktop_app.state.analysis import Status
from desktop_app.views.player.panel import PlayerPanel
from engine.assets import locate
from engine.features.vision.faces import FaceExtractor
from engine.pipelines.analysis import Analyzer
from engine.types import AnalysisFinished
from tests.helpers.media import write_clip
from tests.helpers.window import preferences, running_window

pytestmark = pytest.mark.models

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_MS = 120_000


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_clip(tmp_path_factory.mktemp("talk") / "talk.mp4", seconds=4.0, audio="speech")


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path, talk: Path) -> Iterator[Composition]:
    with running_window(qapp, load_engine, preferences(tmp_path), talk) as composition:
        yield composition


def test_window_and_library_give_identical_numbers(
    window: Composition, talk: Path, qtbot: QtBot
) -> None:
    analysis = window.session.analysis
    qtbot.waitUntil(lambda: analysis.status is Status.DONE, timeout=PATIENCE_MS)
    shown = analysis.snapshot()
    *_, last = Analyzer().analyze(talk)
    assert isinstance(last, AnalysisFinished)
    assert shown is not None
    assert shown.results == last.analysis.results
    assert shown.provenance == last.analysis.provenance


def test_killing_the_job_process_leaves_the_window_with_a_message(
    window: Composition, qtbot: QtBot
) -> None:
    analysis = window.session.analysis
    qtbot.waitUntil(lambda: analysis.media is not None, timeout=PATIENCE_MS)
    victim = window.jobs.process_id
    assert victim is not None
    with qtbot.waitSignal(analysis.failed, timeout=5_000) as failed:
        os.kill(victim, signal.SIGKILL)
    assert "ended unexpectedly" in failed.args[0].message
    assert window.window.isVisible()
    window.session.analyse_again()
    qtbot.waitUntil(lambda: analysis.status is Status.DONE, timeout=PATIENCE_MS)
    assert analysis.results


def test_the_mesh_of_a_real_face_appears_once_the_film_stands_still(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    """A step has led to a picture of the demo clip; what lies over it is that picture's face."""
    film = locate("demo-clip") / "demo.mp4"
    with running_window(qapp, load_engine, preferences(tmp_path), film) as app:
        surface = app.window.workspace.panel(PlayerPanel).surface
        qtbot.waitUntil(lambda: len(app.session.analysis.results) > 0, timeout=PATIENCE_MS)
        app.window.commands["view.mesh"].trigger()
        qtbot.waitUntil(lambda: bool(surface.overlays.mesh), timeout=PATIENCE_MS)
        for _ in range(2):
            with qtbot.waitSignal(app.session.frames.picture_ready, timeout=10_000) as shown:
                app.window.commands["play.frame_forward"].trigger()
            qtbot.waitUntil(lambda: bool(surface.overlays.mesh), timeout=10_000)
        assert shown.args is not None
        (face,) = FaceExtractor(locate("yunet"), locate("face-mesh")).mesh_still(shown.args[0].bgr)
        mesh = np.array(surface.overlays.mesh)
        assert np.abs(mesh - face.mesh).max() < 0.01
        left, top, width, height = surface.overlays.face or face.box
        assert left < mesh[:, 0].mean() < left + width
        assert top < mesh[:, 1].mean() < top + height


def test_the_windows_process_never_imports_torch(talk: Path, tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.helpers.start_window", str(talk), str(tmp_path), "real"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        timeout=PATIENCE_MS / 1000,
    )
    report = json.loads(run.stdout.strip().splitlines()[-1])
    assert report["status"] == Status.DONE.value
    assert report["utterances"] >= 1
    heavy = {"torch", "cv2", "transformers", "faster_whisper", "whisper", "librosa"}
    assert not heavy & set(report["modules"])
