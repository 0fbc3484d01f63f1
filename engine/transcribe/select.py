"""Finds the Whisper model that was asked for. Only ``fetch_hub_model`` touches the network."""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path

from engine.assets import is_present, locate
from engine.assets.manifest import default_manifest
from engine.errors import AssetFetchError, AssetMissingError, TranscriptionError
from engine.runtime.threads import usable_cores
from engine.transcribe.base import DecodingOptions, Transcriber
from engine.transcribe.faster import FasterWhisperTranscriber
from engine.transcribe.openai import OpenAIWhisperTranscriber

AUTOMATIC = ("base.en", "tiny.en")
"""What ``auto`` takes, best first."""
_OPENAI = "openai:"
_MAX_THREADS = 4
"""Whisper's small models gain nothing from more."""


def load_transcriber(
    model: str = "auto",
    *,
    device: str = "cpu",
    cpu_threads: int | None = None,
    options: DecodingOptions | None = None,
) -> Transcriber:
    """Load a Whisper model that is on this machine.

    Args:
        model: ``auto`` (base.en where it is, else tiny.en); a Whisper name such as ``small`` or
            ``large-v3``; a folder with a CTranslate2 model or an openai-whisper ``.pt`` file; a
            model id of the hub; or ``openai:NAME`` for the openai-whisper backend.
        device: ``cpu``, ``cuda`` or ``mps``; what a backend cannot use becomes ``cpu``.
        cpu_threads: for the default backend; None takes the cores of this process, at most 4.

    Raises:
        AssetMissingError: the model is not on this machine; says how to fetch it.
        TranscriptionError: there is no such model, or it cannot be loaded.
    """
    if model.startswith(_OPENAI) or model.endswith(".pt"):
        checkpoint = _openai_checkpoint(model.removeprefix(_OPENAI))
        # Word alignment needs float64, which Apple's GPU does not have.
        return OpenAIWhisperTranscriber(
            checkpoint,
            name=_OPENAI + checkpoint.stem,
            device="cuda" if device == "cuda" else "cpu",
            options=options,
        )
    name = _automatic() if model == "auto" else model
    return FasterWhisperTranscriber(
        _ctranslate2_folder(name),
        name=name,
        device="cuda" if device == "cuda" else "cpu",
        cpu_threads=cpu_threads or min(usable_cores(), _MAX_THREADS),
        options=options,
    )


def smaller_model(name: str) -> str | None:
    """The next smaller model of ours that is on this machine and knows the same language; None
    where there is none."""
    for larger, smaller in pairwise(AUTOMATIC):
        if name == larger and is_present(_asset_id(smaller)):
            return smaller
    return None


def fetch_hub_model(name: str) -> Path:
    """Download a faster-whisper model from the hub into its cache; an explicit act of the user.

    Raises:
        TranscriptionError: there is no such model.
        AssetFetchError: the hub cannot be reached or does not have it.
    """
    from faster_whisper.utils import download_model  # noqa: PLC0415
    from huggingface_hub.errors import HfHubHTTPError  # noqa: PLC0415

    _require_known(name)
    try:
        return Path(download_model(name))
    except (HfHubHTTPError, OSError) as error:
        raise AssetFetchError(
            f"The speech model {name} could not be fetched from the hub: {error}",
            hint="Try again when the hub can be reached, or give the folder of a model.",
        ) from error


def _automatic() -> str:
    for name in AUTOMATIC:
        if is_present(_asset_id(name)):
            return name
    raise AssetMissingError(
        "There is no speech model on this machine.",
        hint="Fetch one with: mibscope models fetch. Or leave the words out with --no-text.",
    )


def _ctranslate2_folder(name: str) -> Path:
    folder = Path(name).expanduser()
    if folder.is_dir():
        return folder
    if _asset_id(name) in default_manifest().assets:
        return locate(_asset_id(name))
    _require_known(name)
    return _in_hub_cache(name)


def _in_hub_cache(name: str) -> Path:
    from faster_whisper.utils import download_model  # noqa: PLC0415
    from huggingface_hub.errors import LocalEntryNotFoundError  # noqa: PLC0415

    try:
        return Path(download_model(name, local_files_only=True))
    except (LocalEntryNotFoundError, OSError):
        raise AssetMissingError(
            f"The speech model {name} is not on this machine.",
            hint=f"Fetch it from the hub once: mibscope models fetch {name}. "
            "base.en and tiny.en need no hub.",
        ) from None


def _require_known(name: str) -> None:
    from faster_whisper.utils import available_models  # noqa: PLC0415

    is_hub_id = name.count("/") == 1 and not name.startswith((".", "/", "~"))
    if name not in available_models() and not is_hub_id:
        raise TranscriptionError(
            f"There is no speech model called “{name}”, nor a folder of that name.",
            hint=f"Known are: auto, {', '.join(available_models())}; openai:NAME; a folder.",
        )


def _openai_checkpoint(name: str) -> Path:
    given = Path(name).expanduser()
    if given.suffix == ".pt":
        return given
    asset_id = f"openai-{_asset_id(name)}"
    if asset_id in default_manifest().assets:
        return locate(asset_id) / f"{name}.pt"
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "whisper"
    found = cache / f"{name}.pt"
    if not found.is_file():
        raise AssetMissingError(
            f"The openai-whisper model {name} is not on this machine.",
            hint=f"Put {name}.pt into {cache}, or use openai:base.en.",
        )
    return found


def _asset_id(name: str) -> str:
    return name if name.startswith("whisper-") else f"whisper-{name}"
