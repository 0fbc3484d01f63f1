"""Conversion of Whisper weights is lossless, and both backends hold the same numbers."""

from __future__ import annotations

import json
import zlib
from pathlib import Path

import numpy as np
import pytest

from engine.assets import default_manifest, locate
from engine.assets.ggml import Dimensions, Tensor, read_ggml
from engine.assets.verify import verify_folder
from engine.assets.whisper_weights import (
    CHECKPOINT_FILE,
    GGML_FILE,
    checkpoint_tensors,
    ctranslate2_tensors,
    make_checkpoint,
    make_ctranslate2,
    tensor_digest,
)
from engine.errors import AssetCorruptError
from tests.helpers.ggml import write_ggml

# base.en's depth and heads, as its alignment heads need, and little else.
SMALL = Dimensions(51864, 16, 16, 8, 6, 8, 16, 8, 6, 80)


@pytest.fixture
def ggml(tmp_path: Path) -> Path:
    """A folder with small random weights that are float16 numbers, as those of Whisper are."""
    from whisper.model import ModelDimensions, Whisper  # noqa: PLC0415

    random = np.random.default_rng(0)
    tensors: dict[str, Tensor] = {}
    for name, value in Whisper(ModelDimensions(*_sizes())).state_dict().items():
        values = random.normal(size=value.shape).astype("<f2")
        wide = values if values.ndim > 1 and "positional" not in name else values.astype("<f4")
        tensors[name] = wide[:, None] if name.endswith(("conv1.bias", "conv2.bias")) else wide
    write_ggml(tmp_path / GGML_FILE, SMALL, [b"a"], tensors)
    return tmp_path


def test_the_checkpoint_holds_exactly_the_values_of_the_ggml_file(
    ggml: Path, tmp_path: Path
) -> None:
    import whisper  # noqa: PLC0415

    make_checkpoint(ggml, tmp_path)
    expected = {name: np.squeeze(v) for name, v in read_ggml(ggml / GGML_FILE).tensors.items()}
    written = checkpoint_tensors(tmp_path / CHECKPOINT_FILE)
    assert written.keys() == expected.keys()
    for name, values in expected.items():
        np.testing.assert_array_equal(written[name], values)
    model = whisper.load_model(str(tmp_path / CHECKPOINT_FILE), device="cpu")
    assert model.dims.n_vocab == SMALL.n_vocab
    for name, value in model.state_dict().items():
        np.testing.assert_array_equal(value.numpy(), expected[name])


@pytest.mark.models
def test_ctranslate2_holds_exactly_the_values_of_the_ggml_file(ggml: Path, tmp_path: Path) -> None:
    target = tmp_path / "converted"
    target.mkdir()
    make_ctranslate2(ggml, locate("whisper-tiny.en"), target)
    source = {name: np.squeeze(v) for name, v in read_ggml(ggml / GGML_FILE).tensors.items()}
    _assert_same_values(source, ctranslate2_tensors(target / "model.bin"))
    heads = json.loads((target / "config.json").read_text())["alignment_heads"]
    assert heads == [[3, 3], [4, 7], [5, 1], [5, 5], [5, 7]]


@pytest.mark.models
def test_both_backends_of_base_en_hold_the_same_values() -> None:
    checkpoint = checkpoint_tensors(locate("openai-whisper-base.en") / CHECKPOINT_FILE)
    converted = ctranslate2_tensors(locate("whisper-base.en") / "model.bin")
    _assert_same_values(checkpoint, converted)


@pytest.mark.models
def test_a_changed_weight_is_found(tmp_path: Path) -> None:
    spec = default_manifest()["whisper-base.en"]
    for file in locate(spec.id).iterdir():
        (tmp_path / file.name).symlink_to(file)
    verify_folder(spec, tmp_path)
    content = bytearray((locate(spec.id) / "model.bin").read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / "model.bin").unlink()
    (tmp_path / "model.bin").write_bytes(content)
    with pytest.raises(AssetCorruptError, match=r"model\.bin"):
        verify_folder(spec, tmp_path)


def test_weights_that_do_not_fit_float16_are_refused() -> None:
    with pytest.raises(AssetCorruptError, match="do not fit"):
        tensor_digest({"w": np.array([0.1], np.float32)})


def test_the_digest_sees_names_shapes_and_values_but_not_order_or_width() -> None:
    one, two = np.array([[1.0, 2.0]], "<f2"), np.array([3.0], "<f2")
    digest = tensor_digest({"a": one, "b": two})
    assert digest == tensor_digest({"b": two.astype("<f4"), "a": one})
    assert digest != tensor_digest({"a": one, "c": two})
    assert digest != tensor_digest({"a": one.T, "b": two})
    assert digest != tensor_digest({"a": one, "b": -two})


def _sizes() -> list[int]:
    order = ("n_mels", "n_audio_ctx", "n_audio_state", "n_audio_head", "n_audio_layer",
             "n_vocab", "n_text_ctx", "n_text_state", "n_text_head", "n_text_layer")  # fmt: skip
    return [getattr(SMALL, name) for name in order]


def _assert_same_values(ours: dict[str, Tensor], converted: dict[str, Tensor]) -> None:
    """Every matrix row of one is a row of the other, and the vectors hold the same numbers.

    CTranslate2 joins the projections of attention into one and fills in the key's missing bias
    with zeros; rows and numbers survive that, names do not.
    """
    assert _rows(ours) == _rows(converted)
    np.testing.assert_array_equal(_vector_values(ours), _vector_values(converted))


def _rows(tensors: dict[str, Tensor]) -> set[int]:
    """Fingerprints of the rows of all tensors with more than one axis."""
    return {
        zlib.crc32(row.tobytes())
        for values in tensors.values()
        if values.ndim > 1
        for row in values.astype("<f2").reshape(len(values), -1)
    }


def _vector_values(tensors: dict[str, Tensor]) -> Tensor:
    """The sorted numbers of all vectors that are not zero."""
    vectors = [values.astype("<f2") for values in tensors.values() if values.ndim == 1]
    joined = np.concatenate(vectors)
    return np.sort(joined[joined != 0])
