"""The published models, as configurations (Mai et al. 2022, section IV-B and its appendix)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from engine.models.config import Fusion, MIBConfig, Pooling, TextEncoder, Variant
from engine.types import SENTIMENT, Head, HeadKind, Modality

BERT_BASE: Mapping[str, Any] = MappingProxyType(
    {
        "model_type": "bert",
        "vocab_size": 30_522,
        "hidden_size": 768,
        "num_hidden_layers": 12,
        "num_attention_heads": 12,
        "intermediate_size": 3072,
        "max_position_embeddings": 512,
        "type_vocab_size": 2,
    }
)
"""bert-base-uncased, as ``transformers`` describes it."""

ACOUSTIC_DIM = 74
"""COVAREP."""
VISUAL_DIM = 47
"""Facet, in CMU-MOSI; for other features use ``dataclasses.replace`` on the result."""
GLOVE_DIM = 300


def paper(
    variant: Variant = Variant.C_MIB,
    fusion: Fusion = Fusion.CONCATENATION,
    text_encoder: TextEncoder = TextEncoder.CONVOLUTION,
) -> MIBConfig:
    """The model of sentiment in CMU-MOSI and -MOSEI: one number, "sentiment".

    Args:
        variant: where the bottlenecks sit.
        fusion: how modalities become one.
        text_encoder: CONVOLUTION for the states of a BERT that was run beforehand; PRETRAINED for
            ids of word pieces and a bert-base that is trained along, as in the paper.

    Raises:
        ValueError: the fusion does not suit the variant, or the words have no BERT.
    """
    if text_encoder is TextEncoder.TRANSFORMER:
        raise ValueError("The published model of sentiment has BERT: convolution or pretrained.")
    fine_tuned = text_encoder is TextEncoder.PRETRAINED
    return _published(
        variant,
        fusion,
        text_dim=1 if fine_tuned else BERT_BASE["hidden_size"],
        heads={SENTIMENT: Head(HeadKind.REGRESSION, 1)},
        text_encoder=text_encoder,
        pretrained_text=BERT_BASE if fine_tuned else {},
    )


def paper_emotion(
    heads: Mapping[str, int],
    variant: Variant = Variant.C_MIB,
    fusion: Fusion = Fusion.CONCATENATION,
) -> MIBConfig:
    """The model of emotions in CMU-MOSEI and IEMOCAP: GloVe vectors and a Transformer for text.

    Args:
        heads: name → number of emotions, any number of which hold at once, such as
            ``{"emotions": 6}``.
        variant, fusion: as for ``paper``.

    Raises:
        ValueError: the fusion does not suit the variant.
    """
    return _published(
        variant,
        fusion,
        text_dim=GLOVE_DIM,
        heads={name: Head(HeadKind.MULTI_LABEL, size) for name, size in heads.items()},
        text_encoder=TextEncoder.TRANSFORMER,
        pretrained_text={},
    )


def _published(
    variant: Variant,
    fusion: Fusion,
    *,
    text_dim: int,
    heads: Mapping[str, Head],
    text_encoder: TextEncoder,
    pretrained_text: Mapping[str, Any],
) -> MIBConfig:
    return MIBConfig(
        input_dims={
            Modality.TEXT: text_dim,
            Modality.AUDIO: ACOUSTIC_DIM,
            Modality.VISION: VISUAL_DIM,
        },
        heads=heads,
        variant=variant,
        fusion=fusion,
        width=50,
        bottleneck_hidden=1024,
        layers=3,
        attention_heads=5,
        dropout_attention=0.5,
        dropout_feed_forward=0.3,
        dropout_residual=0.3,
        dropout_embedding=0.2,
        pooling=Pooling.LAST,
        text_encoder=text_encoder,
        pretrained_text=dict(pretrained_text),
    )
