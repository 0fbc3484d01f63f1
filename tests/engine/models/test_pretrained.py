from pathlib import Path

import pytest
import torch

from engine.assets import locate
from engine.errors import CheckpointError
from engine.models.builders import build_model
from engine.models.config import MIBConfig, TextEncoder
from engine.models.mib import MIBModel
from engine.models.pretrained import (
    PretrainedText,
    build_pretrained,
    load_pretrained,
    pretrained_config,
)
from engine.models.tensors import ModalityTensors
from engine.types import Modality
from tests.helpers.mib import DIMS, generator, small_config

VOCABULARY, HIDDEN = 50, 16
TINY = {
    "model_type": "bert",
    "vocab_size": VOCABULARY,
    "hidden_size": HIDDEN,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 24,
    "max_position_embeddings": 32,
}


def tiny(seed: int = 0) -> PretrainedText:
    torch.manual_seed(seed)
    return build_pretrained(TINY).eval()


def some_ids(batch: int = 3, steps: int = 7, vocabulary: int = VOCABULARY) -> torch.Tensor:
    ids = torch.randint(1, vocabulary, (batch, steps, 1), generator=generator())
    return ids.float()


def gaps() -> torch.Tensor:
    mask = torch.ones(3, 7, dtype=torch.bool)
    mask[0, 4:] = False
    mask[1, [0, 3]] = False
    return mask


def tiny_model() -> MIBModel:
    torch.manual_seed(0)
    config = small_config(
        input_dims={**DIMS, Modality.TEXT: 1},
        text_encoder=TextEncoder.PRETRAINED,
        pretrained_text=TINY,
    )
    return build_model(MIBConfig.from_dict(config.to_dict())).eval()


def inputs(mask: torch.Tensor) -> dict[Modality, ModalityTensors]:
    audio = torch.randn(3, 5, DIMS[Modality.AUDIO], generator=generator())
    return {
        Modality.TEXT: ModalityTensors(some_ids(), mask),
        Modality.AUDIO: ModalityTensors(audio, torch.ones(3, 5, dtype=torch.bool)),
    }


def test_states_have_the_size_of_the_encoder() -> None:
    backbone = tiny()
    assert backbone.dim == HIDDEN
    assert backbone(some_ids(), gaps()).shape == (3, 7, HIDDEN)


@pytest.mark.parametrize("rubbish", [7.0, 1e6, -3.0, float("nan"), float("inf")])
def test_ids_at_masked_steps_never_matter(rubbish: float) -> None:
    backbone, ids, mask = tiny(), some_ids(), gaps()
    spoilt = torch.where(mask.unsqueeze(-1), ids, rubbish)
    assert torch.equal(backbone(ids, mask), backbone(spoilt, mask))


def test_padding_changes_nothing() -> None:
    backbone, ids = tiny(), some_ids()
    mask = torch.ones(3, 7, dtype=torch.bool)
    mask[:, 5:] = False
    padded, alone = backbone(ids, mask), backbone(ids[:, :5], mask[:, :5])
    torch.testing.assert_close(padded[:, :5], alone, atol=1e-5, rtol=1e-5)


def test_states_depend_on_the_words_around() -> None:
    backbone, ids, mask = tiny(), some_ids(), gaps()
    other = ids.clone()
    other[:, 2] = (ids[:, 2] + 1) % VOCABULARY
    moved = (backbone(ids, mask) - backbone(other, mask)).abs().amax(dim=2)
    assert moved[mask].min() > 0


def test_a_row_without_any_word_stays_finite_and_spoils_no_other() -> None:
    backbone, ids, mask = tiny(), some_ids(), gaps()
    expected = backbone(ids, mask)
    mask[2] = False
    states = backbone(ids, mask)
    assert states.isfinite().all()
    torch.testing.assert_close(states[:2], expected[:2])


def test_nothing_in_the_encoder_is_left_untrained() -> None:
    backbone = tiny()
    assert getattr(backbone.encoder, "pooler", None) is None
    backbone(some_ids(), gaps()).square().sum().backward()
    for name, parameter in backbone.named_parameters():
        assert parameter.grad is not None and parameter.grad.isfinite().all(), name
        # A shift of all keys changes no attention: their bias has nothing to learn.
        assert parameter.grad.any() or name.endswith("key.bias"), name


def test_the_task_trains_the_encoder_inside_a_model() -> None:
    model = tiny_model()
    assert model.input_dims[Modality.TEXT] == 1
    assert list(model.backbones) == [Modality.TEXT]
    model(inputs(gaps())).fused["sentiment"].sum().backward()
    words = model.backbones[Modality.TEXT].get_submodule("encoder.embeddings.word_embeddings")
    gradient = words.weight.grad
    read = set(some_ids()[gaps()].flatten().long().tolist())
    assert {int(word) for word in gradient.abs().sum(dim=1).nonzero()} == read


def test_masked_ids_do_not_matter_to_a_model() -> None:
    model, mask = tiny_model(), gaps()
    clean = inputs(mask)
    spoilt = torch.where(mask.unsqueeze(-1), clean[Modality.TEXT].values, float("nan"))
    damaged = clean | {Modality.TEXT: ModalityTensors(spoilt, mask)}
    assert torch.equal(model(clean).fused["sentiment"], model(damaged).fused["sentiment"])


@pytest.mark.parametrize("wrong", [{"model_type": "brain"}, {**TINY, "model_type": "abacus"}])
def test_an_encoder_that_nobody_knows_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=str(wrong["model_type"])):
        build_pretrained(wrong)


def test_a_folder_without_an_encoder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="no text encoder"):
        pretrained_config(tmp_path)
    with pytest.raises(CheckpointError, match="cannot be read"):
        load_pretrained(tiny(), tmp_path)


def saved(folder: Path, seed: int) -> PretrainedText:
    backbone = tiny(seed)
    backbone.encoder.save_pretrained(folder)
    return backbone


def test_a_saved_encoder_comes_back_as_it_was(tmp_path: Path) -> None:
    source = saved(tmp_path, seed=1)
    plain = pretrained_config(tmp_path)
    assert {name: plain.get(name) for name in TINY} == TINY
    copy = build_pretrained(plain).eval()
    assert not torch.equal(copy(some_ids(), gaps()), source(some_ids(), gaps()))
    load_pretrained(copy, tmp_path)
    assert torch.equal(copy(some_ids(), gaps()), source(some_ids(), gaps()))


def test_weights_that_lack_a_part_are_refused(tmp_path: Path) -> None:
    saved(tmp_path, seed=1)
    deeper = build_pretrained({**TINY, "num_hidden_layers": 3})
    with pytest.raises(CheckpointError, match=r"does not fit: encoder\.layer\.2.* 15 more"):
        load_pretrained(deeper, tmp_path)


def test_weights_of_other_sizes_are_refused(tmp_path: Path) -> None:
    saved(tmp_path, seed=1)
    larger = build_pretrained({**TINY, "vocab_size": VOCABULARY + 1})
    with pytest.raises(CheckpointError, match=r"word_embeddings\.weight and 0 more"):
        load_pretrained(larger, tmp_path)


def test_a_truncated_weight_file_is_refused(tmp_path: Path) -> None:
    saved(tmp_path, seed=1)
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:200])
    with pytest.raises(CheckpointError, match="cannot be read"):
        load_pretrained(tiny(), tmp_path)


@pytest.fixture(scope="module")
def minilm() -> Path:
    return locate("minilm-l6-v2")


@pytest.mark.models
def test_states_of_a_published_encoder_are_those_of_transformers(minilm: Path) -> None:
    from transformers import AutoModel  # noqa: PLC0415 - takes seconds to import

    backbone = build_pretrained(pretrained_config(minilm)).eval()
    load_pretrained(backbone, minilm)
    reference = AutoModel.from_pretrained(str(minilm), local_files_only=True).eval()
    ids = some_ids(vocabulary=reference.config.vocab_size)
    mask = torch.ones(3, 7, dtype=torch.bool)
    mask[1, 4:] = False
    with torch.no_grad():
        expected = reference(
            input_ids=ids.squeeze(-1).long() * mask, attention_mask=mask.long()
        ).last_hidden_state
        found = backbone(ids, mask)
    assert found.shape == (3, 7, 384)
    torch.testing.assert_close(found, expected)
