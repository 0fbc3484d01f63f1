"""``mibscope live`` on a film."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.cli import run_cli
from engine.cli.live import Printer
from engine.live.events import Calibrated, Calibrating
from engine.training.checkpoints import default_checkpoint_path
from engine.types import Modality
from tests.helpers.media import write_clip

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("live")
    return write_clip(folder / "talk.mp4", seconds=4.0, audio="speech", audio_start_s=0.3)


def test_events_come_as_a_line_of_json_each(talk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["live", "--source", str(talk), "--speed", "20", "--asr", "tiny.en", "--json"]
    assert run_cli(command) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert events[0]["event"] == "LiveStarted"
    assert events[-1]["event"] == "LiveEnded"
    (final,) = [event for event in events if event["event"] == "UtteranceFinal"]
    words = [word["text"] for word in final["result"]["utterance"]["words"]]
    assert "quick" in words
    assert set(final["result"]["contributions"]) == {"text", "audio", "vision"}


def test_finals_are_a_table_and_the_rest_is_beside_it(
    talk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_cli(["live", "--source", str(talk), "--speed", "20", "--asr", "tiny.en"]) == 0
    shown = capsys.readouterr()
    assert "quick" in shown.out
    assert "Live health" in shown.err
    assert "Live health" not in shown.out


def test_it_stops_when_the_time_is_over(talk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["live", "--source", str(talk), "--seconds", "0.5", "--asr", "tiny.en", "--json"]
    assert run_cli(command) == 0
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert last["event"] == "LiveEnded"
    assert last["duration_s"] < 3.0


def test_a_film_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_cli(["live", "--source", "nowhere.mp4", "--asr", "tiny.en"]) == 3
    assert "nowhere.mp4" in capsys.readouterr().err


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A person who speaks long enough to be calibrated to, and goes on."""
    folder = tmp_path_factory.mktemp("calm")
    text = "There is a good deal to say about the weather of the last few days. " * 3
    return write_clip(folder / "calm.mp4", seconds=16.0, audio="speech", text=text)


@pytest.mark.slow
def test_a_person_is_calibrated_to_and_the_lines_say_so(
    calm: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["live", "--source", str(calm), "--asr", "tiny.en", "--json", "--calibrate", "8"]
    assert run_cli(command) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    kinds = [event["event"] for event in events]
    done = kinds.index("Calibrated")
    assert "Calibrating" in kinds[:done]
    assert events[done]["modalities"] == ["audio"]
    assert "did not help" in events[done]["why_not"]["vision"]
    for place, event in enumerate(events):
        if event["event"] in {"LiveState", "UtteranceFinal"}:
            assert event["calibrated"] == (["audio"] if place > done else [])
    assert "LiveState" in kinds[done:]


def test_what_the_person_is_to_do_is_said_and_what_came_of_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    printer = Printer()
    for left_s in (2.0, 1.9, 1.5, 0.4):
        printer.show(Calibrating(left_s))
    printer.show(
        Calibrated((Modality.AUDIO,), {Modality.VISION: "No face was in view."}, time_s=12.0)
    )
    printer.show(Calibrated((), {}, time_s=13.0))
    shown = capsys.readouterr()
    assert shown.err.count("speak calmly") == 2, "once a second"
    assert "From here on numbers are calibrated to this person: voice." in shown.out
    assert "Not the face: No face was in view." in shown.out
    assert "Nothing is calibrated to this person." in shown.out


def test_a_model_that_gains_nothing_by_it_refuses_at_once(
    calm: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    permissive = default_checkpoint_path().with_name("permissive.safetensors")
    command = ["live", "--source", str(calm), "--no-text", "--seconds", "2"]
    assert run_cli([*command, "--calibrate", "8", "--checkpoint", str(permissive)]) == 0
    shown = capsys.readouterr()
    assert "Nothing is calibrated to this person." in shown.out
    assert "Not the voice" in shown.out
    assert "Not the face" in shown.out
    assert "speak calmly" not in shown.err


def test_too_short_a_calibration_is_refused(calm: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_cli(["live", "--source", str(calm), "--calibrate", "2"]) == 2
    assert "--calibrate" in capsys.readouterr().err
