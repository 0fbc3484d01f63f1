"""``mibscope models`` as a user calls it."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from engine.assets import default_manifest
from engine.cli.models import app
from engine.errors import AssetCorruptError, AssetMissingError


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MIBSCOPE_CACHE", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


def _place_empty(cache: Path, asset_id: str) -> None:
    folder = cache / "assets" / asset_id
    folder.mkdir(parents=True)
    for file in default_manifest()[asset_id].files:
        with (folder / file.name).open("wb") as stream:
            stream.truncate(file.size or 1)


def test_list_shows_what_is_here_and_where(cache: Path) -> None:
    _place_empty(cache, "yunet")
    lines = CliRunner().invoke(app, ["list"]).output.splitlines()
    assert any("yunet" in line and "yes" in line and "MIT" in line for line in lines)
    assert any("face-mesh" in line and "no" in line for line in lines)
    assert str(cache / "assets") in lines[-1]


def test_fetching_what_is_here_touches_no_network(cache: Path) -> None:
    _place_empty(cache, "yunet")
    result = CliRunner().invoke(app, ["fetch", "yunet"])
    assert result.exit_code == 0
    assert "yunet: present" in result.output


def test_fetching_something_unknown_names_the_known() -> None:
    result = CliRunner().invoke(app, ["fetch", "whisper-vast"])
    assert isinstance(result.exception, AssetMissingError)
    assert "whisper-base.en" in result.exception.hint


def test_verify_names_the_damaged_and_the_way_out(cache: Path) -> None:
    _place_empty(cache, "yunet")
    result = CliRunner().invoke(app, ["verify"])
    assert isinstance(result.exception, AssetCorruptError)
    assert result.exception.hint == "Fetch anew: mibscope models fetch --again yunet"


def test_verify_without_models_says_how_to_get_them() -> None:
    result = CliRunner().invoke(app, ["verify"])
    assert result.exit_code == 0
    assert "mibscope models fetch" in result.output
