"""Starting: what is a file and what a command, how soon the window is up, what is not imported."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_app.__main__ import asks_for_window, main
from tests.helpers.scripted_engine import write_script

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("arguments", "window"),
    [
        ([], True),
        (["talk.mp4"], True),
        (["a b/Übung.mov", "./name"], True),
        (["analyze", "talk.mp4"], False),
        (["demo"], False),
        (["--help"], False),
        (["--version"], False),
        (["talk.mp4", "--help"], False),
    ],
)
def test_files_open_the_window_and_everything_else_is_a_command(arguments: list[str], window: bool):
    assert asks_for_window(arguments) is window


def test_the_command_line_answers_without_qt(capsys: pytest.CaptureFixture[str]):
    assert main(["--version"]) == 0
    assert "mibscope" in capsys.readouterr().out


def test_without_a_display_the_way_out_is_named():
    environment = {
        key: value
        for key, value in os.environ.items()
        if key not in {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    }
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux can lack a display")
    done = subprocess.run(
        [sys.executable, "-m", "desktop_app"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "mibscope analyze" in done.stderr


def test_the_window_waits_for_nothing_slow_and_its_process_never_imports_torch(tmp_path: Path):
    script = write_script(tmp_path / "a.mp4", "utterances 5")
    done = subprocess.run(
        [sys.executable, "-m", "tests.helpers.start_window", str(script), str(tmp_path)],
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    assert seen["utterances"] == 5
    assert not {"torch", "cv2", "transformers", "whisper", "librosa"} & set(seen["modules"])
    assert "pyqtgraph" not in seen["modules_when_shown"]
    assert "PySide6.QtMultimedia" not in seen["modules_when_shown"]
