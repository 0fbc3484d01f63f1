from itertools import permutations

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from engine.explain import shapley
from engine.explain.shapley import subsets

finite = st.floats(-100, 100)


def shapley_values(worth: np.ndarray) -> np.ndarray:
    return shapley.shapley_values(torch.from_numpy(worth)).numpy()


def drop_one(worth: np.ndarray) -> np.ndarray:
    return shapley.drop_one(torch.from_numpy(worth)).numpy()


# A busy machine is slow, not wrong.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def games(draw: st.DrawFn, outputs: int = 2) -> np.ndarray:
    players = draw(st.integers(0, 4))
    return draw(arrays(np.float64, (2**players, outputs), elements=finite))


def players_of(game: np.ndarray) -> int:
    return len(game).bit_length() - 1


@patient
@given(games())
def test_efficiency_shares_add_up_to_the_whole(game: np.ndarray) -> None:
    np.testing.assert_allclose(shapley_values(game).sum(axis=0), game[-1] - game[0], atol=1e-9)


@patient
@given(games(), st.data())
def test_symmetry_the_names_of_players_do_not_matter(game: np.ndarray, data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(players_of(game))))
    renamed = np.empty_like(game)
    for mask in range(len(game)):
        renamed[sum(1 << order[i] for i in range(len(order)) if mask >> i & 1)] = game[mask]
    np.testing.assert_allclose(
        shapley_values(renamed)[list(order)], shapley_values(game), atol=1e-9
    )


@patient
@given(games(), finite)
def test_a_dummy_gets_what_it_brings_and_changes_nobody(game: np.ndarray, brings: float) -> None:
    # The new last player adds the same to every subset.
    values = shapley_values(np.concatenate((game, game + brings)))
    np.testing.assert_allclose(values[-1], brings, atol=1e-9)
    np.testing.assert_allclose(values[:-1], shapley_values(game), atol=1e-9)


@patient
@given(games(), finite, st.data())
def test_linearity(game: np.ndarray, factor: float, data: st.DataObject) -> None:
    other = data.draw(arrays(np.float64, game.shape, elements=finite))
    np.testing.assert_allclose(
        shapley_values(factor * game + other),
        factor * shapley_values(game) + shapley_values(other),
        atol=1e-7,
    )


@patient
@given(games())
def test_the_value_is_the_mean_over_all_orders_of_joining(game: np.ndarray) -> None:
    orders = list(permutations(range(players_of(game))))
    expected = np.zeros((players_of(game), game.shape[1]))
    for order in orders:
        mask = 0
        for player in order:
            expected[player] += (game[mask | 1 << player] - game[mask]) / len(orders)
            mask |= 1 << player
    np.testing.assert_allclose(shapley_values(game), expected, atol=1e-9)


def test_the_glove_game() -> None:
    # One left glove (player 0), two right ones; a pair is worth 1 (the textbook: 2/3, 1/6, 1/6).
    worth = [float(left and (one or two)) for left, one, two in subsets(3)]
    np.testing.assert_allclose(shapley_values(np.array(worth)), [2 / 3, 1 / 6, 1 / 6])
    np.testing.assert_allclose(drop_one(np.array(worth)), [1, 0, 0])


def test_drop_one_is_all_minus_all_but_one() -> None:
    game = np.array([0.0, 1.0, 10.0, 100.0])  # nobody, first, second, both
    assert drop_one(game).tolist() == [90.0, 99.0]


def test_subsets_are_in_the_order_of_their_bit_masks() -> None:
    assert subsets(2) == [(False, False), (True, False), (False, True), (True, True)]
    assert subsets(0) == [()]


@pytest.mark.parametrize("length", [0, 3, 6])
def test_a_game_needs_a_value_for_every_subset(length: int) -> None:
    for function in (shapley_values, drop_one):
        with pytest.raises(ValueError, match="each subset"):
            function(np.zeros(length))
