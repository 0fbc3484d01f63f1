from dataclasses import replace

import pytest
import torch

from engine.models.builders import build_model
from engine.models.config import Fusion, MIBConfig, Pooling, TextEncoder, Variant
from engine.models.mib import MIBModel
from engine.models.presets import BERT_BASE, paper, paper_emotion
from engine.models.tensors import ModalityTensors
from engine.types import Head, HeadKind, Modality

TEXT, AUDIO, VISION = Modality
every_combination = pytest.mark.parametrize(
    ("variant", "fusion"), [(v, f) for v in Variant for f in Fusion if f.suits(v)]
)


def described(config: MIBConfig) -> MIBModel:
    """The model without memory for its weights."""
    with torch.device("meta"):
        return build_model(config)


def parameters(module: torch.nn.Module) -> int:
    return sum(p.numel() for p in module.parameters())


def published_inputs(config: MIBConfig) -> dict[Modality, ModalityTensors]:
    return {
        m: ModalityTensors(torch.randn(2, 4, dim), torch.ones(2, 4, dtype=torch.bool))
        for m, dim in config.input_dims.items()
    }


def test_sizes_are_the_published_ones() -> None:
    config = paper()
    assert config.input_dims == {TEXT: 768, AUDIO: 74, VISION: 47}
    assert config.heads == {"sentiment": Head(HeadKind.REGRESSION, 1)}
    assert (config.variant, config.fusion) == (Variant.C_MIB, Fusion.CONCATENATION)
    assert (config.width, config.bottleneck_hidden) == (50, 1024)
    assert (config.layers, config.attention_heads) == (3, 5)
    assert config.pooling is Pooling.LAST
    assert config.text_encoder is TextEncoder.CONVOLUTION
    dropouts = (config.dropout_attention, config.dropout_feed_forward)
    assert dropouts == (0.5, 0.3)
    assert (config.dropout_residual, config.dropout_embedding) == (0.3, 0.2)


@pytest.mark.parametrize("fusion", [f for f in Fusion if f is not Fusion.EXPERTS])
@pytest.mark.parametrize(
    ("variant", "added"),
    [(Variant.E_MIB, 154_724), (Variant.L_MIB, 464_325), (Variant.C_MIB, 619_049)],
)
def test_bottlenecks_add_the_parameters_of_table_xi(
    variant: Variant, fusion: Fusion, added: int
) -> None:
    # The model without bottlenecks: what L-MIB would be, had it no unimodal half.
    late = described(paper(Variant.L_MIB, fusion))
    plain = sum(
        parameters(part) for part in (late.networks, late.fusion, late.absent, late.fused_decoder)
    )
    assert parameters(described(paper(variant, fusion))) - plain == added


def test_experts_add_what_every_l_mib_adds() -> None:
    model = described(paper(Variant.L_MIB, Fusion.EXPERTS))
    assert parameters(model.bottlenecks) + parameters(model.decoders) == 464_325
    assert parameters(model.fusion) == 0


@every_combination
def test_a_published_model_of_every_variant_and_fusion_runs(
    variant: Variant, fusion: Fusion
) -> None:
    config = paper(variant, fusion)
    model = build_model(config).eval()
    output = model(published_inputs(config))
    assert output.fused["sentiment"].shape == (2, 1)
    assert output.fused["sentiment"].isfinite().all()
    assert output.vector.shape == (2, 50)


@every_combination
def test_a_published_model_of_emotions_runs(variant: Variant, fusion: Fusion) -> None:
    config = paper_emotion({"emotions": 6}, variant, fusion)
    assert config.heads == {"emotions": Head(HeadKind.MULTI_LABEL, 6)}
    assert config.input_dims == {TEXT: 300, AUDIO: 74, VISION: 47}
    model = build_model(config).eval()
    assert model.networks["text"].transformer is not None
    output = model(published_inputs(config))
    assert output.fused["emotions"].shape == (2, 6)
    assert output.fused["emotions"].isfinite().all()


def test_words_have_no_transformer_of_their_own_behind_bert() -> None:
    model = described(paper())
    assert model.networks["text"].transformer is None
    assert model.networks["audio"].transformer is not None


def test_bert_is_part_of_the_model_when_asked_for() -> None:
    config = paper(text_encoder=TextEncoder.PRETRAINED)
    assert MIBConfig.from_dict(config.to_dict()) == config
    assert config.input_dims[TEXT] == 1
    model = described(config)
    # 109 482 240 parameters of bert-base less the 590 592 of its pooler.
    assert parameters(model.backbones[TEXT]) == 108_891_648
    frozen = described(paper())
    assert parameters(model) - parameters(frozen) == 108_891_648


def test_bert_base_is_what_transformers_means_by_it() -> None:
    from transformers import BertConfig  # noqa: PLC0415 - takes seconds to import

    published = BertConfig().to_dict()
    assert {name: published[name] for name in BERT_BASE} == dict(BERT_BASE)


def test_words_of_the_sentiment_model_need_bert() -> None:
    with pytest.raises(ValueError, match="convolution or pretrained"):
        paper(text_encoder=TextEncoder.TRANSFORMER)


def test_experts_are_refused_where_they_do_not_fit() -> None:
    with pytest.raises(ValueError, match="choose L-MIB"):
        paper(Variant.E_MIB, Fusion.EXPERTS)
    with pytest.raises(ValueError, match="choose L-MIB"):
        paper_emotion({"emotions": 6}, fusion=Fusion.EXPERTS)


def test_other_features_go_into_a_published_model() -> None:
    wider = replace(paper(), input_dims={TEXT: 768, AUDIO: 74, VISION: 35})
    assert described(wider).input_dims[VISION] == 35
