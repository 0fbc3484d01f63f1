"""Graph fusion (Mai, Hu & Xing 2020, "Modality to Modality Translation: An Adversarial
Representation Learning and Graph Fusion Network for Multimodal Fusion", AAAI)."""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional

from engine.models.fusion.base import FusionModule, Parts, fully_connected

Pairs = list[tuple[int, int]]
"""Places of the two nodes that a node of the next level joins."""


class Nodes(NamedTuple):
    """``vectors``: float [batch, nodes, d]; ``strengths``: float [batch, nodes]."""

    vectors: Tensor
    strengths: Tensor

    def at(self, places: list[int]) -> Nodes:
        return Nodes(self.vectors[:, places], self.strengths[:, places])

    def and_also(self, others: Nodes) -> Nodes:
        return Nodes(
            torch.cat((self.vectors, others.vectors), dim=1),
            torch.cat((self.strengths, others.strengths), dim=1),
        )


class GraphFusion(FusionModule):
    """Levels of nodes: one modality, two, three; each level's vector goes to the readout.

    unimodal  node x_i, strength α_i = tanh(attention(x_i)); level (1/M) Σ α_i x_i
    above     a node joins two below it, p and q, that have all its modalities between them:
              strength α_pq = (α_p + α_q) ÷ (softmax(p) · softmax(q) + ½), so that unlike nodes
              count more; weight: the softmax of a level's strengths;
              node tanh(weight · MLP([p, q])); level: the sum of its nodes

    So there are three bimodal nodes of three modalities and six trimodal ones: from two bimodal
    nodes, or from one and the modality that it lacks. Fewer modalities have fewer levels.
    """

    def __init__(self, modalities: int, width: int) -> None:
        super().__init__()
        self.attention = nn.Linear(width, 1)
        self.pairs = pairs_of_levels(modalities)
        self.joins = nn.ModuleList(Join(width) for _ in self.pairs)
        self.readout = fully_connected(modalities * width, width)

    def forward(self, parts: Parts) -> Float[Tensor, "batch d"]:
        strengths = torch.tanh(self.attention(parts.vectors))
        nodes = Nodes(parts.vectors, strengths.squeeze(-1))
        levels = [(strengths * parts.vectors).mean(dim=1)]
        for join, pairs in zip(self.joins, self.pairs, strict=True):
            lefts, rights = zip(*pairs, strict=True)
            joined = join(nodes.at(list(lefts)), nodes.at(list(rights)))
            levels.append(joined.vectors.sum(dim=1))
            nodes = nodes.and_also(joined)
        fused: Tensor = self.readout(torch.cat(levels, dim=1))
        return fused


class Join(nn.Module):
    """Nodes of one level from as many pairs of nodes below it."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.merge = nn.Sequential(
            nn.Linear(2 * width, width), nn.LeakyReLU(0.2), nn.Linear(width, width), nn.Tanh()
        )

    def forward(self, left: Nodes, right: Nodes) -> Nodes:
        strengths = (left.strengths + right.strengths) / (likeness(left, right) + 0.5)
        weights = torch.softmax(strengths, dim=1).unsqueeze(-1)
        merged = self.merge(torch.cat((left.vectors, right.vectors), dim=-1))
        return Nodes(torch.tanh(weights * merged), strengths)


def likeness(left: Nodes, right: Nodes) -> Float[Tensor, "batch nodes"]:
    """softmax(p) · softmax(q) of each pair, in (0, 1)."""
    product = functional.softmax(left.vectors, dim=-1) * functional.softmax(right.vectors, dim=-1)
    return product.sum(dim=-1)


def pairs_of_levels(modalities: int) -> list[Pairs]:
    """For each level from the bimodal one up, which nodes below it are joined.

    Nodes are numbered in the order in which they arise: modalities first.
    """
    nodes = [frozenset({modality}) for modality in range(modalities)]
    levels: list[Pairs] = []
    for size in range(2, modalities + 1):
        places = combinations(range(len(nodes)), 2)
        pairs = [(p, q) for p, q in places if len(nodes[p] | nodes[q]) == size]
        levels.append(pairs)
        nodes += [nodes[p] | nodes[q] for p, q in pairs]
    return levels
