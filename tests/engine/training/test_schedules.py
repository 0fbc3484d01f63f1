"""Learning rate and beta over a run."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.training.config import BetaCurve, Decay, TrainingConfig
from engine.training.schedules import beta_share, learning_share

CONFIG = TrainingConfig()
TOTALS = st.integers(1, 400)


def rates(config: TrainingConfig, total: int) -> list[float]:
    return [learning_share(config, done, total) for done in range(total)]


def betas(config: TrainingConfig, total: int) -> list[float]:
    return [beta_share(config, done, total) for done in range(total)]


def test_the_learning_rate_rises_shortly_and_falls_to_a_fiftieth() -> None:
    curve = rates(CONFIG, 100)
    assert curve[:5] == pytest.approx([0.2, 0.4, 0.6, 0.8, 1.0])
    assert curve[5] == pytest.approx(1.0)
    assert curve[5:] == sorted(curve[5:], reverse=True)
    assert curve[5 + 95 // 2] == pytest.approx(0.51, abs=0.02), "a cosine is half way in the middle"
    assert 0.02 <= curve[-1] < 0.03
    assert learning_share(CONFIG, 100, 100) == pytest.approx(0.02)


def test_a_constant_rate_stays_after_the_warm_up() -> None:
    curve = rates(replace(CONFIG, decay=Decay.CONSTANT, warmup=0.1), 50)
    assert curve == pytest.approx([0.2, 0.4, 0.6, 0.8, *[1.0] * 46])


@pytest.mark.parametrize("decay", Decay)
def test_without_warm_up_the_first_step_has_the_whole_rate(decay: Decay) -> None:
    assert learning_share(replace(CONFIG, decay=decay, warmup=0.0), 0, 30) == 1.0


@given(total=TOTALS, warmup=st.floats(0.0, 1.0), decay=st.sampled_from(Decay))
def test_a_learning_rate_rises_then_falls_and_is_never_zero(
    total: int, warmup: float, decay: Decay
) -> None:
    curve = rates(replace(CONFIG, warmup=warmup, decay=decay), total)
    assert all(0 < share <= 1 for share in curve)
    top = curve.index(max(curve))
    assert curve[: top + 1] == sorted(curve[: top + 1])
    assert curve[top:] == sorted(curve[top:], reverse=True)
    if warmup < 0.9:
        assert max(curve) == 1.0


def test_beta_is_constant_or_rises_once() -> None:
    assert betas(CONFIG, 20) == [1.0] * 20
    linear = replace(CONFIG, beta_curve=BetaCurve.LINEAR, beta_warmup=0.5)
    assert betas(linear, 20) == pytest.approx([i / 10 for i in range(10)] + [1.0] * 10)


def test_cyclic_beta_rises_four_times() -> None:
    cyclic = replace(CONFIG, beta_curve=BetaCurve.CYCLIC, beta_warmup=0.5)
    quarter = [0.0, 0.2, 0.4, 0.6, 0.8, *[1.0] * 5]
    assert betas(cyclic, 40) == pytest.approx(quarter * 4)


@given(
    total=TOTALS,
    rise=st.floats(0.0, 1.0),
    curve=st.sampled_from(BetaCurve),
)
def test_beta_stays_between_nothing_and_the_whole(
    total: int, rise: float, curve: BetaCurve
) -> None:
    config = replace(CONFIG, beta_curve=curve, beta_warmup=rise)
    shares = betas(config, total)
    assert all(0 <= share <= 1 for share in shares)
    assert beta_share(config, total, total) == 1.0
    falls = sum(after < before for before, after in pairwise(shares))
    assert falls <= (3 if curve is BetaCurve.CYCLIC else 0)
