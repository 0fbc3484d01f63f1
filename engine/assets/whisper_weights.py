"""Whisper weights from ggml to the two forms that the backends load, without loss.

openai-whisper stores its matrices as float16, ggml keeps them so and widens the rest to float32;
every value of the English models is a float16 number. So both results hold exactly the values
of the ggml file, as ``tensor_digest`` and the tests show.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import shutil
import struct
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from engine.assets.ggml import Tensor, WhisperGgml, read_ggml
from engine.errors import AssetCorruptError

if TYPE_CHECKING:
    from transformers import WhisperForConditionalGeneration

GGML_FILE = "ggml-base.en.bin"
CHECKPOINT_FILE = "base.en.pt"
_MODEL_NAME = "base.en"

_TO_TRANSFORMERS = (
    ("blocks", "layers"),
    (".mlp.0", ".fc1"),
    (".mlp.2", ".fc2"),
    (".mlp_ln", ".final_layer_norm"),
    (".cross_attn_ln", ".encoder_attn_layer_norm"),
    (".cross_attn", ".encoder_attn"),
    (".attn_ln", ".self_attn_layer_norm"),
    (".attn", ".self_attn"),
    (".query", ".q_proj"),
    (".key", ".k_proj"),
    (".value", ".v_proj"),
    (".out", ".out_proj"),
    ("encoder.ln_post", "encoder.layer_norm"),
    ("decoder.ln", "decoder.layer_norm"),
    ("positional_embedding", "embed_positions.weight"),
    ("token_embedding", "embed_tokens"),
)
"""openai-whisper's parameter names to transformers', applied in this order."""

_CT2_DTYPES = {0: "<f4", 1: "<i1", 2: "<i2", 3: "<i4", 4: "<f2"}


def make_checkpoint(ggml_folder: Path, target: Path) -> None:
    """Write ``base.en.pt``, which ``whisper.load_model`` reads with ``weights_only``."""
    import torch  # noqa: PLC0415 - heavy, and needed for this act only

    weights = read_ggml(ggml_folder / GGML_FILE)
    state = {name: torch.from_numpy(value) for name, value in _float16(weights).items()}
    checkpoint = {"dims": asdict(weights.dimensions), "model_state_dict": state}
    torch.save(checkpoint, target / CHECKPOINT_FILE)


def make_ctranslate2(ggml_folder: Path, tokenizer_folder: Path, target: Path) -> None:
    """Write the folder that faster-whisper loads, by way of transformers' form of the model.

    ``tokenizer_folder``: another English CTranslate2 Whisper. All English models share one
    tokenizer and one list of suppressed tokens; the alignment heads are each model's own.
    """
    from ctranslate2.converters import TransformersConverter  # noqa: PLC0415
    from transformers.utils import logging  # noqa: PLC0415

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    weights = read_ggml(ggml_folder / GGML_FILE)
    config = json.loads((tokenizer_folder / "config.json").read_text("utf-8"))
    config["alignment_heads"] = alignment_heads(weights)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix="transformers-") as folder:
        _transformers_model(weights).save_pretrained(folder)
        shutil.copyfile(tokenizer_folder / "tokenizer.json", Path(folder) / "tokenizer.json")
        converter = TransformersConverter(folder, copy_files=["tokenizer.json"])
        converter.convert(str(target), quantization="float16", force=True)
    vocabulary = target / "vocabulary.json"
    _write_json(vocabulary, json.loads(vocabulary.read_text("utf-8")))
    _write_json(target / "config.json", config)


def alignment_heads(weights: WhisperGgml) -> list[list[int]]:
    """The decoder's [layer, head] pairs whose attention follows the words in time.

    They are not part of the weights; openai-whisper keeps them in its code.
    """
    from whisper import _ALIGNMENT_HEADS  # noqa: PLC0415

    sizes = weights.dimensions
    packed = gzip.decompress(base64.b85decode(_ALIGNMENT_HEADS[_MODEL_NAME]))
    mask = np.frombuffer(packed, bool).reshape(sizes.n_text_layer, sizes.n_text_head)
    return [[int(layer), int(head)] for layer, head in np.argwhere(mask)]


def checkpoint_tensors(path: Path) -> dict[str, Tensor]:
    """The tensors of an openai-whisper checkpoint; nothing in the file is executed."""
    import torch  # noqa: PLC0415

    state = torch.load(path, map_location="cpu", weights_only=True)["model_state_dict"]
    return {name: value.numpy() for name, value in state.items()}


def ctranslate2_tensors(path: Path) -> dict[str, Tensor]:
    """The floating-point tensors of a CTranslate2 ``model.bin`` (binary version 6).

    Layout: ``ctranslate2.specs.model_spec.ModelSpec._serialize``.
    """
    tensors: dict[str, Tensor] = {}
    with path.open("rb") as stream:
        _unpack(stream, "<I")
        _string(stream)
        _, count = _unpack(stream, "<II")
        for _ in range(count):
            name = _string(stream)
            (axes,) = _unpack(stream, "<B")
            shape = _unpack(stream, f"<{axes}I")
            kind, length = _unpack(stream, "<BI")
            values = np.frombuffer(stream.read(length), _CT2_DTYPES[kind]).reshape(shape)
            if axes and np.issubdtype(values.dtype, np.floating):
                tensors[name] = values
    return tensors


def tensor_digest(tensors: Mapping[str, Tensor]) -> str:
    """SHA-256 over names, shapes and float16 values in the order of the names.

    The bytes of the files depend on the versions of torch and ctranslate2 that wrote them
    (header, order, padding, extra scalars); the weights do not, so these are what is pinned.
    """
    digest = hashlib.sha256()
    for name, values in sorted(tensors.items()):
        digest.update(f"{name}{list(values.shape)}".encode())
        digest.update(_exact_float16(name, values).tobytes())
    return digest.hexdigest()


def _float16(weights: WhisperGgml) -> dict[str, Tensor]:
    """ggml's tensors with openai-whisper's shapes: convolution biases lose their second axis."""
    return {
        name: _exact_float16(name, value.reshape(-1) if name.endswith("bias") else value)
        for name, value in weights.tensors.items()
    }


def _exact_float16(name: str, values: Tensor) -> Tensor:
    narrow = values.astype("<f2")
    if not np.array_equal(narrow, values):
        raise AssetCorruptError(f"The weights {name} do not fit float16.")
    return narrow


def _transformers_model(weights: WhisperGgml) -> WhisperForConditionalGeneration:
    import torch  # noqa: PLC0415
    from transformers import WhisperConfig, WhisperForConditionalGeneration  # noqa: PLC0415

    sizes = weights.dimensions
    model: WhisperForConditionalGeneration = WhisperForConditionalGeneration(
        WhisperConfig(
            vocab_size=sizes.n_vocab,
            num_mel_bins=sizes.n_mels,
            d_model=sizes.n_audio_state,
            encoder_layers=sizes.n_audio_layer,
            encoder_attention_heads=sizes.n_audio_head,
            encoder_ffn_dim=4 * sizes.n_audio_state,
            max_source_positions=sizes.n_audio_ctx,
            decoder_layers=sizes.n_text_layer,
            decoder_attention_heads=sizes.n_text_head,
            decoder_ffn_dim=4 * sizes.n_text_state,
            max_target_positions=sizes.n_text_ctx,
        )
    )
    model.to(torch.float16)  # type: ignore[arg-type]
    state = {_renamed(name): torch.from_numpy(value) for name, value in _float16(weights).items()}
    state["proj_out.weight"] = state["model.decoder.embed_tokens.weight"]
    model.load_state_dict(state, strict=True)
    return model


def _renamed(name: str) -> str:
    for ours, theirs in _TO_TRANSFORMERS:
        name = name.replace(ours, theirs)
    return f"model.{name}"


def _write_json(path: Path, content: object) -> None:
    """Bytes that depend on the content alone, so that their SHA-256 can be pinned."""
    path.write_bytes(json.dumps(content, indent=1).encode())


def _string(stream: BinaryIO) -> str:
    (length,) = _unpack(stream, "<H")
    return stream.read(length)[:-1].decode()


def _unpack(stream: BinaryIO, layout: str) -> tuple[Any, ...]:
    return struct.unpack(layout, stream.read(struct.calcsize(layout)))
