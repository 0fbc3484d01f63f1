"""Which Whisper models are on this machine, without loading what would run them."""

from __future__ import annotations

import os
from pathlib import Path

from engine.assets import default_manifest, is_present

FROM_THE_HUB = ("base", "small", "medium", "large-v3", "turbo")
"""Whisper models of many languages, the smaller ones first; they lie in the hub's own cache."""


def is_usable(name: str) -> bool:
    """Whether an analysis with this model needs no network."""
    if name == "auto":
        return True
    kind, _, bare = name.rpartition(":")
    asset_id = f"{kind}-whisper-{bare}" if kind else f"whisper-{bare}"
    if asset_id in default_manifest().assets:
        return is_present(asset_id)
    return any(_hub_cache().glob(f"models--*--faster-whisper-{bare}/snapshots/*/model.bin"))


def _hub_cache() -> Path:
    """As the hub's own library finds it."""
    if (cache := os.environ.get("HF_HUB_CACHE")) is not None:
        return Path(cache)
    home = os.environ.get("HF_HOME")
    return (Path(home) if home else Path.home() / ".cache" / "huggingface") / "hub"
