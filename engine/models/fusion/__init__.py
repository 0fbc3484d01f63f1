"""Fusion: one vector per modality in, one vector out.

A fusion sees the parts of all modalities in the model's order, be they one, two or three. Where a
modality is absent its vector is the model's learned one for that case; ``neutral`` says where that
one starts. The product of experts is the exception: it leaves absent modalities out.
"""

from engine.models.fusion.base import FusionModule, Parts
from engine.models.fusion.experts import ProductOfExperts
from engine.models.fusion.graph import GraphFusion
from engine.models.fusion.low_rank import LowRankFusion
from engine.models.fusion.simple import Addition, Concatenation, Multiplication
from engine.models.fusion.tensor import TensorFusion

__all__ = [
    "Addition",
    "Concatenation",
    "FusionModule",
    "GraphFusion",
    "LowRankFusion",
    "Multiplication",
    "Parts",
    "ProductOfExperts",
    "TensorFusion",
]
