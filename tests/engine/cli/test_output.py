"""What the command line prints and how it names result files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.cli import results, run_cli
from engine.cli.console import duration
from engine.cli.result_files import format_named, output_stems
from engine.sessions import EXPORTERS
from engine.sessions.exports.wording import moment
from tests.helpers.results import utterance_result


def test_a_line_shows_shares_rates_and_what_is_absent() -> None:
    line = results.line(utterance_result()).plain
    assert "0:00.0–0:02.5" in line
    assert "+0.60" in line
    assert "happy 60%" in line
    assert "+0.75 (3.5)" in line
    assert "–  " in line
    assert line.endswith("don't forget a jacket")


def test_columns_stand_under_their_titles() -> None:
    title, line = results.header().plain, results.line(utterance_result()).plain
    assert line.index("+0.60") == title.index("sentiment")
    assert line.index("happy") == title.index("expression")
    assert line.index("don't") == title.index("text")


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0.0, "0:00.0"), (59.96, "1:00.0"), (3723.44, "1:02:03.4")]
)
def test_moments(seconds: float, shown: str) -> None:
    assert moment(seconds) == shown


def test_an_unknown_duration_is_empty() -> None:
    assert duration(None) == ""
    assert duration(125) == "2:05"


@given(st.lists(st.sampled_from(["a.mp4", "A.mov", "a-2.mp4", "b/a.mp4", "c.wav"]), max_size=8))
def test_result_names_never_collide(names: list[str]) -> None:
    stems = [stem.casefold() for stem in output_stems([Path(name) for name in names])]
    assert len(set(stems)) == len(stems) == len(names)


def test_version_and_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_cli(["--version"]) == 0
    assert capsys.readouterr().out.startswith("mibscope ")
    assert run_cli(["analyze"]) == 2
    assert run_cli(["no-such-command"]) == 2


def test_help_lists_every_format(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_cli(["analyze", "--help"]) == 0
    said = " ".join(re.sub(r"[│\s]+", " ", capsys.readouterr().out).split())
    for each in EXPORTERS.values():
        assert f"{each.name}: " in said
        assert f"(.{each.ending})" in said


def test_a_wrong_export_is_refused_before_anything_is_analysed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = str(tmp_path / "missing.mp4")
    assert run_cli(["analyze", missing, "--export", str(tmp_path / "talk.docx")]) == 9
    assert ".TextGrid" in capsys.readouterr().err
    blocked = tmp_path / "file"
    blocked.write_text("", "utf-8")
    assert run_cli(["analyze", missing, "--export", str(blocked / "talk.json")]) == 9
    assert run_cli(["analyze", missing, missing, "--export", str(tmp_path / "talk.json")]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_formats_are_named_by_name_or_by_ending() -> None:
    for each in EXPORTERS.values():
        assert format_named(each.name.upper()) is each
        assert format_named(f" {each.ending} ") is each
