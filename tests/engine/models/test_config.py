import json

import pytest

from engine.errors import CheckpointError
from engine.models.config import Fusion, MIBConfig, Pooling, Variant
from engine.types import Modality
from tests.helpers.mib import DIMS, small_config


@pytest.mark.parametrize(
    ("variant", "fusion"), [(v, f) for v in Variant for f in Fusion if f.suits(v)]
)
def test_a_config_survives_json(variant: Variant, fusion: Fusion) -> None:
    config = small_config(variant=variant, fusion=fusion, pooling=Pooling.MEAN)
    assert MIBConfig.from_dict(json.loads(json.dumps(config.to_dict()))) == config


def test_defaults_are_those_of_the_paper() -> None:
    config = MIBConfig(input_dims=DIMS)
    assert (config.width, config.bottleneck_hidden) == (50, 1024)
    assert (config.layers, config.attention_heads) == (3, 5)
    assert config.variant is Variant.C_MIB
    assert config.fusion is Fusion.CONCATENATION


def test_modalities_have_one_order_however_they_were_named() -> None:
    config = small_config(input_dims={Modality.VISION: 3, Modality.TEXT: 6})
    assert config.modalities == (Modality.TEXT, Modality.VISION)


@pytest.mark.parametrize(
    "wrong",
    [
        {"input_dims": {}},
        {"heads": {}},
        {"width": 0},
        {"width": 11},
    ],
)
def test_impossible_sizes_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"least one|shared by"):
        small_config(**wrong)


@pytest.mark.parametrize("variant", [v for v in Variant if v is not Variant.L_MIB])
def test_a_product_of_experts_is_refused_where_it_has_no_gaussians_of_its_own(
    variant: Variant,
) -> None:
    with pytest.raises(ValueError, match="choose L-MIB or another fusion"):
        small_config(variant=variant, fusion=Fusion.EXPERTS)
    plain = small_config(variant=Variant.L_MIB, fusion=Fusion.EXPERTS).to_dict()
    with pytest.raises(CheckpointError, match="choose L-MIB"):
        MIBConfig.from_dict(plain | {"variant": variant.value})


@pytest.mark.parametrize("variant", Variant)
def test_every_other_fusion_suits_every_variant(variant: Variant) -> None:
    suitable = [fusion for fusion in Fusion if fusion.suits(variant)]
    assert (suitable == list(Fusion)) == (variant is Variant.L_MIB)
    assert set(Fusion) - set(suitable) <= {Fusion.EXPERTS}


@pytest.mark.parametrize(
    "damage",
    [
        {"variant": "Z-MIB"},
        {"fusion": "blending"},
        {"input_dims": {"smell": 3}},
        {"input_dims": None},
        {"pooling": "first"},
        {"text_encoder": "none"},
        {"colour": 1},
        {"width": 7},
    ],
)
def test_a_description_that_cannot_be_used_is_named(damage: dict[str, object]) -> None:
    with pytest.raises(CheckpointError, match="cannot be used"):
        MIBConfig.from_dict(small_config().to_dict() | damage)


def test_a_description_without_its_variant_is_refused() -> None:
    plain = small_config().to_dict()
    del plain["variant"]
    with pytest.raises(CheckpointError, match="variant"):
        MIBConfig.from_dict(plain)
