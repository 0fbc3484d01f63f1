"""Writer of small Whisper files in ggml's format, after whisper.cpp's converter."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import astuple
from pathlib import Path

import numpy as np

from engine.assets.ggml import Dimensions, Tensor


def write_ggml(
    path: Path, dimensions: Dimensions, vocabulary: list[bytes], tensors: Mapping[str, Tensor]
) -> None:
    filters = np.linspace(0, 1, dimensions.n_mels * 3, dtype="<f4")
    parts = [
        struct.pack("<12i", 0x67676D6C, *astuple(dimensions), 1),
        struct.pack("<2i", dimensions.n_mels, 3),
        filters.tobytes(),
        struct.pack("<i", len(vocabulary)),
    ]
    for token in vocabulary:
        parts += [struct.pack("<i", len(token)), token]
    for name, values in tensors.items():
        kind = {np.dtype("<f4"): 0, np.dtype("<f2"): 1}[values.dtype]
        encoded = name.encode()
        parts += [struct.pack("<3i", values.ndim, len(encoded), kind)]
        parts += [struct.pack(f"<{values.ndim}i", *reversed(values.shape)), encoded]
        parts += [values.tobytes()]
    path.write_bytes(b"".join(parts))
