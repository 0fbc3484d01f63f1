"""Exact Shapley values of small games. Nothing here knows what the players are.

Both what a player adds and what is lost without it are linear in the values of the subsets, so each
is one fixed matrix, whatever else (samples, outputs) stands behind the axis of subsets.
"""

from __future__ import annotations

from functools import cache
from math import factorial

import torch
from jaxtyping import Float, Float64
from torch import Tensor


def subsets(players: int) -> list[tuple[bool, ...]]:
    """All subsets in the order of their bit mask: player i is in when bit i is set."""
    return [
        tuple(bool(mask >> player & 1) for player in range(players)) for mask in range(2**players)
    ]


def shapley_values(worth: Float[Tensor, "subsets ..."]) -> Float[Tensor, "players ..."]:
    """What each player adds, averaged over all orders of joining (Shapley 1953).

    A player who never changes the worth of a subset gets nothing (but for rounding), and the
    others get what they would get in the game without that player. So a game over all modalities
    shares out rightly what was made of those that are present.

    Args:
        worth: [2**players, ...], value of every subset in the order of ``subsets``.

    Returns:
        [players, ...]; the sum over players is worth[-1] − worth[0].

    Raises:
        ValueError: the first axis is not a power of two.
    """
    matrix = _shapley_matrix(_count(worth)).to(worth)
    values: Tensor = torch.tensordot(matrix, worth, dims=1)
    return values


def drop_one(worth: Float[Tensor, "subsets ..."]) -> Float[Tensor, "players ..."]:
    """Value of all players minus the value without each. Args, raises: as ``shapley_values``."""
    players = _count(worth)
    without = [2**players - 1 - 2**player for player in range(players)]
    return worth[-1] - worth[without]


def _count(worth: Tensor) -> int:
    players = len(worth).bit_length() - 1
    if len(worth) != 2**players:
        raise ValueError(f"{len(worth)} values are not one for each subset.")
    return players


@cache
def _shapley_matrix(players: int) -> Float64[Tensor, "players subsets"]:
    """A subset counts for its members and against everybody else."""
    rows = [
        [
            _share_of_orders(sum(subset) - 1, players)
            if subset[player]
            else -_share_of_orders(sum(subset), players)
            for subset in subsets(players)
        ]
        for player in range(players)
    ]
    return torch.tensor(rows, dtype=torch.float64).reshape(players, 2**players)


def _share_of_orders(before: int, players: int) -> float:
    """Share of all orders in which exactly a given set of ``before`` players comes first, then
    a given player."""
    return factorial(before) * factorial(players - before - 1) / factorial(players)
