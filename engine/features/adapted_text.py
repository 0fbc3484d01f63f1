"""The layers of a text encoder that training has changed, in a file of their own.

Half precision, without what is as published: an eighth of the whole. A file names the encoder it
belongs to by the SHA-256 of its weights.

    metadata "mibscope-text-network"   {"version": 1, "base_sha256": …, "lineage": …, "card": …}
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from engine.errors import AssetCorruptError
from engine.runtime.hashing import sha256_of
from engine.runtime.whole import written_whole

FORMAT = "mibscope-text-network"
VERSION = 1

_HINT = "It comes with MIBScope: install MIBScope again, or train it anew."


def save_adapted(
    path: Path,
    adapted: Mapping[str, Tensor],
    base_dir: Path,
    described: Mapping[str, Any],
) -> None:
    """Write what differs from the published weights; whole or not at all.

    Args:
        adapted: the encoder's state after training, named as in ``base_dir``.
        described: where it comes from and what was measured, as plain JSON.
    """
    published = base_dir / "model.safetensors"
    with safe_open(published, "pt") as base:
        changed = {
            name: tensor.detach().cpu().to(torch.float16).contiguous()
            for name, tensor in sorted(adapted.items())
            if not torch.equal(tensor.detach().cpu(), base.get_tensor(name))
        }
    document = {"version": VERSION, "base_sha256": sha256_of(published), **described}
    with written_whole(path) as partial:
        save_file(changed, partial, metadata={FORMAT: json.dumps(document)})


def apply_adapted(encoder: nn.Module, path: Path, base_dir: Path) -> None:
    """Put the changed layers into an encoder that has the published weights of ``base_dir``.

    Raises:
        AssetCorruptError: the file is damaged, or was made for another encoder.
    """
    try:
        with safe_open(path, "pt") as file:
            document = json.loads((file.metadata() or {})[FORMAT])
            changed = {name: file.get_tensor(name).float() for name in file.keys()}  # noqa: SIM118
    except (OSError, SafetensorError, KeyError, ValueError) as error:
        raise AssetCorruptError(
            f"The text network {path} cannot be read: {error}.", hint=_HINT
        ) from error
    if document["base_sha256"] != sha256_of(base_dir / "model.safetensors"):
        raise AssetCorruptError(
            f"The text network {path.name} belongs to another encoder than that in {base_dir}.",
            hint="Fetch the encoder again with `mibscope models fetch minilm-l6-v2`.",
        )
    unknown = changed.keys() - encoder.state_dict().keys()
    if unknown:
        raise AssetCorruptError(
            f"The text network {path} has foreign layers: {min(unknown)}.", hint=_HINT
        )
    encoder.load_state_dict(changed, strict=False)
