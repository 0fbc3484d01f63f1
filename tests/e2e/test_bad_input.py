"""Bad input: one clear message that names the file, a telling exit code, no traceback."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.cli import run_cli
from tests.helpers.media import cut_off, text_file, with_unknown_codec, write_clip

pytestmark = pytest.mark.models


def _missing(folder: Path) -> Path:
    return folder / "nowhere.mp4"


def _directory(folder: Path) -> Path:
    path = folder / "folder.mp4"
    path.mkdir()
    return path


def _empty(folder: Path) -> Path:
    path = folder / "empty.mp4"
    path.touch()
    return path


def _renamed_text(folder: Path) -> Path:
    return text_file(folder / "letter.mp4")


def _truncated(folder: Path) -> Path:
    # The index of an ordinary mp4 stands at its end, so half a file has none.
    whole = write_clip(folder / "whole.mp4", seconds=2.0)
    return cut_off(whole, folder / "truncated.mp4", 0.5)


def _unknown_codecs(folder: Path) -> Path:
    whole = write_clip(folder / "whole.mp4", seconds=1.0)
    return with_unknown_codec(whole, folder / "unknown.mp4", b"avc1", b"mp4a")


def _nobody(folder: Path) -> Path:
    return write_clip(folder / "nobody.mp4", seconds=2.0, face=False, audio="silence")


def _only_a_tone(folder: Path) -> Path:
    return write_clip(folder / "tone.m4a", seconds=2.0, picture=False, audio="tone")


CASES: list[Callable[[Path], Path]] = [
    _missing,
    _directory,
    _empty,
    _renamed_text,
    _truncated,
    _unknown_codecs,
    _nobody,
    _only_a_tone,
]


@pytest.mark.parametrize("make", CASES, ids=lambda make: make.__name__.strip("_"))
def test_one_clear_message_names_the_file(
    make: Callable[[Path], Path], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = make(tmp_path)
    assert run_cli(["analyze", str(path)]) == 3
    shown = " ".join(capfd.readouterr().err.split())
    assert shown.count("Error:") == 1
    assert path.name in shown
    assert "Traceback" not in shown


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = write_clip(tmp_path / "secret.mp4", seconds=1.0)
    path.chmod(0)
    assert run_cli(["analyze", str(path)]) == 3
    assert "secret.mp4" in capfd.readouterr().err


def test_a_bad_file_does_not_stop_the_others(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    good = write_clip(tmp_path / "good.mp4", seconds=2.0, audio="silence")
    out = tmp_path / "out"
    assert run_cli(["analyze", str(tmp_path / "no.mp4"), str(good), "--out", str(out)]) == 3
    assert "no.mp4" in capfd.readouterr().err
    assert {path.name for path in out.iterdir()} == {"good.json", "good.csv"}


def test_a_result_folder_that_cannot_be_written(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    clip = write_clip(tmp_path / "face.mp4", seconds=2.0, audio=None)
    blocker = tmp_path / "out"
    blocker.write_text("a file where a folder should be", encoding="utf-8")
    assert run_cli(["analyze", str(clip), "--out", str(blocker)]) == 9
    assert "could not be written" in capfd.readouterr().err


def test_wrong_options_are_refused_before_models_are_loaded(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run_cli(["analyze", "x.mp4", "--format", "xls"]) == 2
    assert "xls" in capfd.readouterr().err
