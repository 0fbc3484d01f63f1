"""From a ``MIBConfig`` to a model: which parts, and how large."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.models.bottleneck import Bottleneck
from engine.models.config import Fusion, MIBConfig, TextEncoder
from engine.models.encoders import Attention, Transformer, TransformerLayer, UnimodalNetwork
from engine.models.fusion import (
    Addition,
    Concatenation,
    FusionModule,
    GraphFusion,
    LowRankFusion,
    Multiplication,
    ProductOfExperts,
    TensorFusion,
)
from engine.models.mib import Decoder, MIBModel
from engine.models.pretrained import build_pretrained
from engine.types import Modality


def build_model(config: MIBConfig) -> MIBModel:
    """An untrained model; the global torch generator decides its weights."""
    modalities = config.modalities
    with_unimodal = modalities if config.variant.has_unimodal_bottlenecks else ()
    return MIBModel(
        networks={m: _build_network(config, m) for m in modalities},
        bottlenecks={m: _build_bottleneck(config) for m in with_unimodal},
        decoders={m: Decoder(config.width, config.heads) for m in with_unimodal},
        fusion=_build_fusion(config),
        fused_bottleneck=(
            _build_bottleneck(config) if config.variant.has_fused_bottleneck else None
        ),
        fused_decoder=Decoder(config.width, config.heads),
        width=config.width,
    )


_FUSIONS: Mapping[Fusion, Callable[[MIBConfig], FusionModule]] = {
    Fusion.CONCATENATION: lambda config: Concatenation(len(config.modalities), config.width),
    Fusion.ADDITION: lambda config: Addition(),
    Fusion.MULTIPLICATION: lambda config: Multiplication(),
    Fusion.TENSOR: lambda config: TensorFusion(len(config.modalities), config.width),
    Fusion.LOW_RANK: lambda config: LowRankFusion(len(config.modalities), config.width),
    Fusion.GRAPH: lambda config: GraphFusion(len(config.modalities), config.width),
    Fusion.EXPERTS: lambda config: ProductOfExperts(),
}


def _build_network(config: MIBConfig, modality: Modality) -> UnimodalNetwork:
    plain = modality is Modality.TEXT and config.text_encoder is not TextEncoder.TRANSFORMER
    transformer = None if plain else _build_transformer(config)
    if modality is Modality.TEXT and config.trains_text:
        backbone = build_pretrained(config.pretrained_text)
        return UnimodalNetwork(backbone.dim, config.width, transformer, config.pooling, backbone)
    dim = config.input_dims[modality]
    return UnimodalNetwork(dim, config.width, transformer, config.pooling)


def _build_transformer(config: MIBConfig) -> Transformer:
    layers = [
        TransformerLayer(
            config.width,
            Attention(config.width, config.attention_heads, config.dropout_attention),
            config.dropout_feed_forward,
            config.dropout_residual,
        )
        for _ in range(config.layers)
    ]
    return Transformer(config.width, layers, config.dropout_embedding)


def _build_bottleneck(config: MIBConfig) -> Bottleneck:
    return Bottleneck(config.width, config.bottleneck_hidden)


def _build_fusion(config: MIBConfig) -> FusionModule:
    return _FUSIONS[config.fusion](config)
