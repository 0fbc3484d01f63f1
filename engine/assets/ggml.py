"""Reader of Whisper weights in whisper.cpp's ggml file format.

The layout, little-endian, as written by ``models/convert-pt-to-ggml.py`` of whisper.cpp::

    int32 magic 0x67676d6c, then eleven int32: the model's dimensions and the tensor type
    int32 mels, int32 bins, float32 [mels, bins]          mel filters
    int32 tokens, then per token int32 length and bytes   vocabulary
    per tensor: int32 axes, int32 name length, int32 type (0 float32, 1 float16),
                int32 [axes] sizes, last axis first, name, values
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from engine.errors import AssetCorruptError

_MAGIC = 0x67676D6C
_DTYPES: dict[int, np.dtype[Any]] = {0: np.dtype("<f4"), 1: np.dtype("<f2")}
_MOST_AXES = 4

Tensor = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Dimensions:
    """Whisper's sizes, named and ordered as in ``whisper.model.ModelDimensions``' checkpoint."""

    n_vocab: int
    n_audio_ctx: int
    n_audio_state: int
    n_audio_head: int
    n_audio_layer: int
    n_text_ctx: int
    n_text_state: int
    n_text_head: int
    n_text_layer: int
    n_mels: int


@dataclass(frozen=True, slots=True)
class WhisperGgml:
    """A whole file. ``mel_filters``: float32 [mels, bins]; tensors by openai-whisper's names."""

    dimensions: Dimensions
    mel_filters: npt.NDArray[np.float32]
    vocabulary: tuple[bytes, ...]
    tensors: dict[str, Tensor]


def read_ggml(path: Path) -> WhisperGgml:
    """Read a ggml file with float16 or float32 tensors.

    Raises AssetCorruptError when it is not such a file, is cut short or is quantised.
    """
    with path.open("rb") as stream:
        try:
            magic, *sizes, _ = _ints(stream, 12)
            if magic != _MAGIC:
                raise AssetCorruptError(f"{path.name} is not a ggml file.")
            mels, bins = _ints(stream, 2)
            filters = _values(stream, np.dtype("<f4"), (mels, bins))
            vocabulary = tuple(_bytes(stream, *_ints(stream, 1)) for _ in range(*_ints(stream, 1)))
            tensors = dict(_tensors(stream))
        except (struct.error, ValueError, KeyError, UnicodeDecodeError) as error:
            raise AssetCorruptError(
                f"{path.name} is damaged: {error}.", hint="Fetch it again: mibscope models fetch"
            ) from error
    return WhisperGgml(Dimensions(*sizes), filters, vocabulary, tensors)


def _tensors(stream: BinaryIO) -> Iterator[tuple[str, Tensor]]:
    while head := stream.read(12):
        axes, name_length, kind = struct.unpack("<3i", head)
        if not 0 <= axes <= _MOST_AXES:
            raise ValueError(f"a tensor with {axes} axes")
        shape = tuple(reversed(_ints(stream, axes)))
        name = _bytes(stream, name_length).decode()
        yield name, _values(stream, _DTYPES[kind], shape)


def _ints(stream: BinaryIO, count: int) -> tuple[int, ...]:
    return struct.unpack(f"<{count}i", stream.read(4 * count))


def _bytes(stream: BinaryIO, length: int) -> bytes:
    if length < 0 or len(data := stream.read(length)) != length:
        raise ValueError("it ends too early")
    return data


def _values(stream: BinaryIO, dtype: np.dtype[Any], shape: tuple[int, ...]) -> Any:
    data = _bytes(stream, dtype.itemsize * math.prod(shape))
    return np.frombuffer(data, dtype).reshape(shape)
