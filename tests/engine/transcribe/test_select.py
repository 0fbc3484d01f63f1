"""Which model is taken, what is said when it is not there, and that nobody phones home."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from engine.errors import AssetFetchError, AssetMissingError, TranscriptionError
from engine.transcribe import fetch_hub_model, load_transcriber, smaller_model
from engine.transcribe.select import AUTOMATIC
from tests.helpers.speech import plain, requires_asset, spoken, transcribed


@pytest.fixture
def empty_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine on which nothing has been fetched."""
    monkeypatch.setenv("MIBSCOPE_CACHE", str(tmp_path / "mibscope"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    return tmp_path


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every attempt to reach anything is refused and written down."""
    attempts: list[object] = []

    def refuse(*address: object, **_: object) -> object:
        attempts.append(address)
        raise OSError("this test has no network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    return attempts


@pytest.mark.usefixtures("empty_machine")
@pytest.mark.parametrize(
    "model", ["auto", "base.en", "whisper-tiny.en", "small", "large-v3", "turbo", "owner/model"]
)
def test_a_missing_model_is_named_with_the_way_out(model: str, no_network: list[object]) -> None:
    with pytest.raises(AssetMissingError) as caught:
        load_transcriber(model)
    assert "fetch" in caught.value.hint
    assert no_network == []


@requires_asset("whisper-tiny.en")
def test_a_smaller_model_is_one_that_is_there_and_knows_the_same_language() -> None:
    assert smaller_model("base.en") == "tiny.en"
    assert smaller_model("tiny.en") is None
    assert smaller_model("small") is None


@pytest.mark.usefixtures("empty_machine")
def test_without_models_there_is_no_smaller_one() -> None:
    assert smaller_model("base.en") is None


@pytest.mark.usefixtures("empty_machine")
@pytest.mark.parametrize("model", ["openai:base.en", "openai:small"])
def test_a_missing_checkpoint_is_named_with_the_way_out(
    model: str, no_network: list[object]
) -> None:
    with pytest.raises(AssetMissingError) as caught:
        load_transcriber(model)
    assert caught.value.hint
    assert no_network == []


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(TranscriptionError, match=r"“enormous”.*base\.en.*large-v3"):
        load_transcriber("enormous")
    with pytest.raises(TranscriptionError, match="enormous"):
        fetch_hub_model("enormous")


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TranscriptionError, match=r"model\.bin"):
        load_transcriber(str(tmp_path))


def test_a_broken_folder_is_refused(tmp_path: Path) -> None:
    for name in ("model.bin", "tokenizer.json", "config.json", "vocabulary.txt"):
        (tmp_path / name).write_bytes(b"{}")
    with pytest.raises(TranscriptionError, match="could not be loaded"):
        load_transcriber(str(tmp_path))


def test_a_file_that_is_no_checkpoint_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "base.en.pt"
    broken.write_bytes(b"not a checkpoint")
    with pytest.raises(TranscriptionError, match="could not be loaded"):
        load_transcriber(str(broken))


@pytest.mark.usefixtures("empty_machine", "no_network")
def test_fetching_without_a_network_is_an_error_with_a_way_out() -> None:
    with pytest.raises(AssetFetchError, match="small") as caught:
        fetch_hub_model("small")
    assert caught.value.hint


@requires_asset("whisper-tiny.en")
def test_loading_and_transcribing_touch_no_network(no_network: list[object]) -> None:
    transcriber = load_transcriber("auto")
    found = transcribed(transcriber, spoken(["The weather is fine today."], pause_s=1.0))
    assert "weather" in plain(" ".join(segment.text for segment in found))
    assert transcriber.name in AUTOMATIC
    assert no_network == []


def test_importing_transcription_is_light() -> None:
    heavy = "torch, whisper, faster_whisper, ctranslate2, onnxruntime, numba, huggingface_hub, av"
    code = (
        "import sys, engine.transcribe;"
        f"print([m for m in '{heavy}'.split(', ') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
