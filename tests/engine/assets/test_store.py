"""Finding assets: offline, and never half of one."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from engine.assets import default_manifest, is_present, locate
from engine.errors import AssetMissingError


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MIBSCOPE_CACHE", str(tmp_path))
    return tmp_path


def _place(cache: Path, asset_id: str) -> Path:
    folder = cache / "assets" / asset_id
    folder.mkdir(parents=True)
    for file in default_manifest()[asset_id].files:
        with (folder / file.name).open("wb") as stream:
            stream.truncate(file.size or 1)
    return folder


def test_a_complete_asset_is_located_without_network(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was touched")

    monkeypatch.setattr(socket, "socket", refuse)
    folder = _place(cache, "yunet")
    assert is_present("yunet")
    assert locate("yunet") == folder


def test_a_missing_asset_says_what_it_is_for_and_how_to_fetch_it() -> None:
    with pytest.raises(AssetMissingError, match="finding faces") as caught:
        locate("yunet")
    assert caught.value.hint == "Fetch it with: mibscope models fetch yunet"


def test_an_asset_without_one_of_its_files_is_missing(cache: Path) -> None:
    (_place(cache, "minilm-l6-v2") / "vocab.txt").unlink()
    assert not is_present("minilm-l6-v2")


def test_a_file_of_the_wrong_length_is_missing(cache: Path) -> None:
    folder = _place(cache, "yunet")
    (folder / "face_detection_yunet_2023mar.onnx").write_bytes(b"cut short")
    with pytest.raises(AssetMissingError):
        locate("yunet")
