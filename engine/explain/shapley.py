"""Exact Shapley values of small games. Nothing here knows what the players are."""

from __future__ import annotations

from math import factorial

import numpy as np

from engine.types import Float64Array


def subsets(players: int) -> list[tuple[bool, ...]]:
    """All subsets in the order of their bit mask: player i is in when bit i is set."""
    return [
        tuple(bool(mask >> player & 1) for player in range(players)) for mask in range(2**players)
    ]


def shapley_values(worth: Float64Array) -> Float64Array:
    """What each player adds, averaged over all orders of joining (Shapley 1953).

    Args:
        worth: float64 [2**players, ...], value of every subset in the order of ``subsets``.

    Returns:
        float64 [players, ...]; the sum over players is worth[-1] − worth[0].

    Raises:
        ValueError: the first axis is not a power of two.
    """
    players = _count(worth)
    values = np.zeros((players, *worth.shape[1:]))
    for player in range(players):
        for mask in range(2**players):
            if not mask >> player & 1:
                joined = worth[mask | 1 << player] - worth[mask]
                values[player] += _share_of_orders(mask.bit_count(), players) * joined
    return values


def drop_one(worth: Float64Array) -> Float64Array:
    """Value of all players minus the value without each.

    Args, raises: as for ``shapley_values``. Returns: float64 [players, ...].
    """
    players = _count(worth)
    without = np.array([2**players - 1 - 2**player for player in range(players)], dtype=np.int64)
    changes: Float64Array = worth[-1] - worth[without]
    return changes


def _count(worth: Float64Array) -> int:
    players = len(worth).bit_length() - 1
    if len(worth) != 2**players:
        raise ValueError(f"{len(worth)} values are not one for each subset.")
    return players


def _share_of_orders(before: int, players: int) -> float:
    """Share of all orders in which exactly a given set of ``before`` players comes first, then
    a given player."""
    return factorial(before) * factorial(players - before - 1) / factorial(players)
