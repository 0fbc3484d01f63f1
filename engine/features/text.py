"""Text features: token states of a frozen MiniLM, one step per word piece.

The encoder is sentence-transformers/all-MiniLM-L6-v2 (six layers, 384 numbers per token, uncased),
as it is published or with the layers that learned sentiment and emotions (adapted_text).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import SafetensorError

from engine.errors import AssetCorruptError
from engine.features.adapted_text import apply_adapted
from engine.features.contract import ExtractorSpec
from engine.features.networks import Networks, weights_digest
from engine.features.word_pieces import Vocabulary
from engine.types import FeatureTrack, Float32Array, Float64Array, Word

TEXT_DIMENSION = 384
TEXT_SPEC = ExtractorSpec("minilm-l6-v2-token-states", 1, TEXT_DIMENSION, None)
"""Of the published encoder."""
ADAPTED_TEXT_NAME = "minilm-l6-v2-sentiment-states"

MAX_PIECES = 254
"""Word pieces a window: the encoder was trained on 256 positions, two of which frame the window."""


def adapted_text_spec(networks: Networks) -> ExtractorSpec:
    """Of the encoder with the layers in ``networks``."""
    weights = weights_digest(networks.text)
    return ExtractorSpec(ADAPTED_TEXT_NAME, 1, TEXT_DIMENSION, None, weights=weights)


def _load_encoder(model_dir: Path) -> Any:
    from transformers import AutoModel  # noqa: PLC0415 - takes seconds to import
    from transformers.utils import logging  # noqa: PLC0415

    bars_were_shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return AutoModel.from_pretrained(
            str(model_dir), local_files_only=True, use_safetensors=True, dtype=torch.float32
        )
    finally:
        if bars_were_shown:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class _Window:
    """Up to MAX_PIECES word pieces of one text, to be encoded together."""

    text: int
    ids: tuple[int, ...]


class TextExtractor:
    """Token states of MiniLM's last layer, frozen and deterministic.

    The two frame tokens ([CLS], [SEP]) belong to no word and have no time: they take part in
    attention and are dropped from the result. A text longer than the encoder's span is encoded in
    consecutive windows, so no word is lost.
    """

    def __init__(
        self, model_dir: Path, device: str = "cpu", networks: Networks | None = None
    ) -> None:
        """Load weights and vocabulary from ``model_dir``, never from the network.

        Args:
            networks: where the adapted layers are; None for the encoder as published.

        Raises:
            AssetCorruptError: the folder does not hold a usable model.
        """
        self._vocabulary = Vocabulary(model_dir)
        try:
            model = _load_encoder(model_dir)
        except (OSError, ValueError, RuntimeError, SafetensorError) as error:
            raise AssetCorruptError(
                f"The text encoder in {model_dir} cannot be loaded: {error}",
                hint="Fetch it again with `mibscope models fetch minilm-l6-v2`.",
            ) from error
        self.spec = TEXT_SPEC if networks is None else adapted_text_spec(networks)
        if networks is not None:
            apply_adapted(model, networks.text, model_dir)
        self._device = torch.device(device)
        self._model = model.eval().requires_grad_(False).to(self._device)

    def extract(self, words: Sequence[Word]) -> FeatureTrack:
        """Token states [pieces, 384]; a piece has the time of the centre of its word.

        Without a single spoken word the track has no steps.
        """
        ids, owners = self._vocabulary.pieces([word.text for word in words])
        states = self._encode([ids])[0]
        centres = np.array([(word.start_s + word.end_s) / 2 for word in words], dtype=np.float64)
        times: Float64Array = centres[owners] if len(owners) else np.zeros(0, dtype=np.float64)
        return FeatureTrack(states, times, np.ones(len(states), dtype=np.bool_))

    def extract_batch(self, texts: Sequence[str], batch_size: int = 64) -> list[Float32Array]:
        """Token states [pieces, 384] of each text: what ``extract`` gives for its words."""
        return self._encode([self._vocabulary.pieces([text])[0] for text in texts], batch_size)

    def _encode(self, texts: Sequence[Sequence[int]], batch_size: int = 64) -> list[Float32Array]:
        windows = [
            _Window(index, tuple(ids[start : start + MAX_PIECES]))
            for index, ids in enumerate(texts)
            for start in range(0, len(ids), MAX_PIECES)
        ]
        by_length = sorted(range(len(windows)), key=lambda position: len(windows[position].ids))
        states: dict[int, Float32Array] = {}
        for start in range(0, len(by_length), batch_size):
            batch = by_length[start : start + batch_size]
            encoded = self._forward([windows[position].ids for position in batch])
            states.update(zip(batch, encoded, strict=True))
        parts: list[list[Float32Array]] = [[] for _ in texts]
        for position, window in enumerate(windows):
            parts[window.text].append(states[position])
        empty = np.zeros((0, TEXT_DIMENSION), dtype=np.float32)
        return [np.concatenate(found) if found else empty for found in parts]

    @torch.inference_mode()
    def _forward(self, batch: Sequence[Sequence[int]]) -> list[Float32Array]:
        longest = max(len(ids) for ids in batch) + 2
        input_ids = torch.full((len(batch), longest), self._vocabulary.pad, dtype=torch.long)
        mask = torch.zeros((len(batch), longest), dtype=torch.long)
        for row, ids in enumerate(batch):
            framed = [self._vocabulary.cls, *ids, self._vocabulary.sep]
            input_ids[row, : len(framed)] = torch.tensor(framed)
            mask[row, : len(framed)] = 1
        states = self._model(
            input_ids=input_ids.to(self._device), attention_mask=mask.to(self._device)
        ).last_hidden_state.cpu()
        return [
            states[row, 1 : 1 + len(ids)].numpy().astype(np.float32, copy=True)
            for row, ids in enumerate(batch)
        ]
