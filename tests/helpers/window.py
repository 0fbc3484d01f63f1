"""A whole window with a scripted engine, and small media files to open in it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import av
import numpy as np
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from desktop_app.app import Composition
from desktop_app.jobs.live.engine import LiveTarget
from desktop_app.jobs.target import JobTarget
from desktop_app.settings import table
from desktop_app.settings.preferences import Preferences
from desktop_app.state.project import ProjectState
from desktop_app.theming.manager import Appearance
from tests.helpers.scripted_live import scripted_live

TRAINING = (sys.executable, "-m", "tests.helpers.scripted_training")


def preferences(folder: Path, *, notice_seen: bool = True) -> Preferences:
    """Kept in ``folder``, so that tests do not see each other's."""
    kept = Preferences(QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat))
    kept.put(table.APPEARANCE, Appearance.LIGHT)
    kept.put(table.LANGUAGE, "en")
    kept.put(table.PROJECTS_FOLDER, folder / "projects")
    if notice_seen:
        kept.remember_notice()
    return kept


def projects_in(folder: Path) -> ProjectState:
    """For a session without a window."""
    kept = preferences(folder)
    return ProjectState(kept.projects_folder, kept.recent)


@contextmanager
def running_window(
    application: QApplication,
    target: JobTarget,
    kept: Preferences,
    *paths: Path,
    live: LiveTarget = scripted_live,
    training: Sequence[str] = TRAINING,
) -> Iterator[Composition]:
    """The program as ``mibscope`` starts it; closed at the end."""
    composition = Composition(application, target, kept, live, training)
    composition.start(paths)
    try:
        yield composition
    finally:
        composition.window.close()
        composition.window.deleteLater()
        composition.deleteLater()


def write_video(path: Path, seconds: float = 2.0, width: int = 160, height: int = 120) -> Path:
    """A picture that is red on the left half and blue on the right, with a tone."""
    rate, fps = 16_000, 25
    with av.open(str(path), "w") as container:
        video = container.add_stream("mpeg4", rate=fps)
        video.width, video.height, video.pix_fmt = width, height, "yuv420p"
        audio = container.add_stream("aac", rate=rate, layout="mono")
        picture = np.zeros((height, width, 3), np.uint8)
        picture[:, : width // 2, 0] = 230
        picture[:, width // 2 :, 2] = 230
        for _ in range(round(seconds * fps)):
            container.mux(video.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(video.encode(None))
        wave = np.sin(np.arange(round(seconds * rate)) * 2 * np.pi * 440 / rate)
        sound = av.AudioFrame.from_ndarray(
            (wave * 0.2).astype(np.float32)[None, :], format="fltp", layout="mono"
        )
        sound.sample_rate = rate
        container.mux(audio.encode(sound))
        container.mux(audio.encode(None))
    return path
