"""The expression shown by one face: 64 learned numbers and eight probabilities.

The network was trained on the votes of FER+: it says what observers would call the expression, not
what anyone feels. Its file is safetensors, with everything else as JSON under one key of the
metadata, so nothing in it can run:

    metadata "mibscope-expression"   {"version": 1, "side": 48, "classes": […],
                                      "widths": […], "blocks": […], "temperature": 1.1,
                                      "trained_on": …, "measured": …}
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from engine.errors import AssetCorruptError, AssetMissingError
from engine.features.vision.alignment import ALIGNED_SIDE, align
from engine.features.vision.expression_network import (
    EMBEDDING_SIZE,
    EXPRESSION_CLASSES,
    ExpressionNetwork,
)
from engine.runtime.hashing import sha256_of
from engine.runtime.whole import written_whole
from engine.types import Float32Array, Float64Array, UInt8Array

FORMAT = "mibscope-expression"
VERSION = 1
EXPRESSION_NAMES = (
    *(f"expression_embedding_{index:02d}" for index in range(EMBEDDING_SIZE)),
    *(f"expression_{name}" for name in EXPRESSION_CLASSES),
)
"""The columns that a reading adds: the embedding, then the probabilities."""


@dataclass(frozen=True, slots=True)
class ExpressionReading:
    """embedding: float32 [64]; probabilities: float32 [8] in the order of EXPRESSION_CLASSES."""

    embedding: Float32Array
    probabilities: Float32Array


class ExpressionReader:
    """The network of one file, ready for faces. Runs on the CPU."""

    def __init__(self, path: Path) -> None:
        """Raises:
        AssetMissingError: there is no such file.
        AssetCorruptError: it is damaged, foreign or of another version.
        """
        self.document: Mapping[str, Any]
        """The metadata: what it was trained on and what was measured."""
        self.document, self._network = _load(path)
        self._temperature = float(self.document["temperature"])
        self.sha256 = sha256_of(path)

    def read(self, picture: UInt8Array, points: Float64Array) -> ExpressionReading:
        """The expression of the face with the five ``points`` in ``picture``, as for ``align``.

        Raises:
            ValueError: the points are all in one place.
        """
        return self.read_aligned(align(picture, points))

    def read_aligned(self, face: UInt8Array) -> ExpressionReading:
        """The same for a face that ``align`` has cut out, uint8 [48, 48]."""
        grey = torch.from_numpy(face).float()[None, None]
        with torch.inference_mode():
            embedding, logits = self._network(grey)
            probabilities = torch.softmax(logits / self._temperature, dim=1)
        return ExpressionReading(embedding[0].numpy(), probabilities[0].numpy())


def save_expression(path: Path, network: ExpressionNetwork, document: Mapping[str, Any]) -> None:
    """Write a network whole or not at all, weights in float16; the same gives the same bytes.

    ``document``: temperature, trained_on and measured, plain JSON; the rest is added.

    Raises:
        OSError: the file cannot be written.
    """
    tensors = {
        name: (tensor.half() if tensor.is_floating_point() else tensor).contiguous().clone()
        for name, tensor in network.state_dict().items()
    }
    shape = {
        "side": ALIGNED_SIDE,
        "classes": EXPRESSION_CLASSES,
        "widths": network.widths,
        "blocks": network.block_counts,
    }
    text = json.dumps({"version": VERSION, **shape, **document})
    with written_whole(path) as partial:
        save_file(tensors, partial, metadata={FORMAT: text})
        partial.chmod(0o644)  # safetensors lets nobody but the owner read


def _load(path: Path) -> tuple[dict[str, Any], ExpressionNetwork]:
    try:
        with safe_open(path, "pt") as file:
            document: dict[str, Any] = json.loads((file.metadata() or {})[FORMAT])
            shape = document["version"], document["side"], tuple(document["classes"])
            if shape != (VERSION, ALIGNED_SIDE, EXPRESSION_CLASSES):
                raise ValueError("it was made for another version of MIBScope")  # noqa: TRY301
            if not float(document["temperature"]) > 0.0:
                raise ValueError("its temperature is not positive")  # noqa: TRY301
            network = ExpressionNetwork(document["widths"], document["blocks"])
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        network.load_state_dict(
            {n: t.float() if t.is_floating_point() else t for n, t in tensors.items()}
        )
    except FileNotFoundError as error:
        raise AssetMissingError(
            f"There is no expression network {path}.",
            hint="One comes with MIBScope; reinstall it.",
        ) from error
    except (OSError, SafetensorError, RuntimeError, KeyError, TypeError, ValueError) as error:
        raise AssetCorruptError(
            f"The expression network {path} cannot be loaded: {error}.",
            hint="One comes with MIBScope; reinstall it or train it again.",
        ) from error
    # One face at a time, convolutions are nearly twice as quick with the channels last.
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return document, network.eval()
