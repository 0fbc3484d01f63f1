"""A ``transformers`` text encoder as a part of the model, trained along or frozen."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn

from engine.errors import CheckpointError


class PretrainedText(nn.Module):
    """Word-piece ids → contextual states, for any encoder that ``AutoModel`` knows.

    Ids arrive as the single feature of each step, special tokens included, because every modality
    is a track of numbers; float32 holds all vocabularies' ids exactly.
    """

    def __init__(self, encoder: nn.Module, dim: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.dim = dim
        """Numbers per state."""

    def forward(
        self, ids: Float[Tensor, "batch steps 1"], mask: Bool[Tensor, "batch steps"]
    ) -> Float[Tensor, "batch steps dim"]:
        # A row without any word would give attention nothing to look at.
        looked_at = mask | ~mask.any(dim=1, keepdim=True)
        words = torch.where(mask, ids.squeeze(-1), torch.zeros_like(ids.squeeze(-1))).long()
        states: Tensor = self.encoder(
            input_ids=words, attention_mask=looked_at.long()
        ).last_hidden_state
        return states


def build_pretrained(config: Mapping[str, Any]) -> PretrainedText:
    """An untrained encoder of that shape; ``config`` as ``transformers`` writes it.

    Raises:
        ValueError: ``transformers`` does not know such an encoder.
    """
    from transformers import AutoConfig, AutoModel  # noqa: PLC0415 - takes seconds to import

    described = AutoConfig.for_model(**config)
    encoder = AutoModel.from_config(described)  # type: ignore[no-untyped-call]
    if getattr(encoder, "pooler", None) is not None:
        encoder.pooler = None  # nothing reads it, so it would never be trained
    return PretrainedText(encoder, described.hidden_size)


def pretrained_config(folder: Path) -> dict[str, Any]:
    """The shape of the encoder in ``folder``, for ``MIBConfig.pretrained_text``.

    Raises:
        CheckpointError: there is no usable encoder.
    """
    from transformers import AutoConfig  # noqa: PLC0415

    try:
        config = AutoConfig.from_pretrained(str(folder), local_files_only=True)
    except (OSError, ValueError) as error:
        raise CheckpointError(f"There is no text encoder in {folder}: {error}.") from error
    plain: dict[str, Any] = config.to_diff_dict()
    for name in ("_name_or_path", "transformers_version", "dtype", "architectures"):
        plain.pop(name, None)
    return plain


def load_pretrained(encoder: PretrainedText, folder: Path) -> None:
    """Take over the published weights of ``folder``: safetensors, never from the network.

    Raises:
        CheckpointError: they are missing or do not fit.
    """
    from safetensors import SafetensorError  # noqa: PLC0415
    from safetensors.torch import load_file  # noqa: PLC0415

    try:
        found = load_file(folder / "model.safetensors")
    except (OSError, SafetensorError) as error:
        raise CheckpointError(
            f"The text encoder in {folder} cannot be read: {error}.",
            hint="Fetch it again with `mibscope models fetch`.",
        ) from error
    wanted = encoder.encoder.state_dict()
    unfit = [
        name
        for name, weights in wanted.items()
        if name not in found or found[name].shape != weights.shape
    ]
    if unfit:
        raise CheckpointError(
            f"The text encoder in {folder} does not fit: {unfit[0]} and {len(unfit) - 1} more "
            "are missing or of another size."
        )
    encoder.encoder.load_state_dict({name: found[name] for name in wanted})
