"""``mibscope live`` on a film."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.cli import run_cli
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
