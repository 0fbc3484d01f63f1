"""Proof on problems with a known answer that the bottleneck does what the method promises."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from engine.models.config import Fusion, Variant
from engine.training.events import TrainingFinished
from tests.engine.proof.synthetic import (
    AUDIO,
    TEXT,
    VISION,
    dataset,
    labels,
    noise,
    rates,
    sees,
    shares,
    signal,
    trained,
)

ALL = frozenset({TEXT, AUDIO})
SOLVING = {
    "learning_rate": 1e-2,
    "beta": 1e-3,
    "epochs": 25,
    "modality_dropout": 0.0,  # half of the evidence is worth nothing here
    "nothing": 0.0,
}


def one_signal(rng):
    """Words say it all, the face says nothing."""
    value = float(rng.uniform(-2, 2))
    return value, {TEXT: signal(rng, value), VISION: noise(rng)}


def told_twice(rng):
    """The voice repeats what the words say."""
    value = float(rng.uniform(-2, 2))
    return value, {TEXT: signal(rng, value), AUDIO: signal(rng, value)}


def one_clear_one_blurred(rng):
    """The voice says it too, but far less clearly."""
    value = float(rng.uniform(-2, 2))
    return value, {TEXT: signal(rng, value, 0.1), AUDIO: signal(rng, value, 2.0)}


def exclusive_or(rng):
    """Only both together tell the sign; either alone is worth nothing."""
    a, b = rng.choice([-1.0, 1.0], 2)
    return float(-1.5 * a * b), {TEXT: signal(rng, a), AUDIO: signal(rng, b)}


@pytest.fixture(scope="module")
def noisy() -> tuple[TrainingFinished, object]:
    data = dataset(one_signal)
    return trained(data, {"beta": 0.2, "epochs": 25}), data


def test_the_bottleneck_closes_on_noise_and_stays_open_for_signal(noisy) -> None:
    finished, data = noisy
    rate = rates(finished.model, data)
    assert rate[VISION] < 0.5
    assert rate[TEXT] > 3.0
    curve = [epoch["validation_rate_nats"]["vision"] for epoch in finished.history]
    assert curve[-1] < 0.1 * curve[0]


def test_noise_has_no_share_and_the_only_signal_has_it_all(noisy) -> None:
    finished, data = noisy
    share = shares(finished.model, data)
    whole = np.abs(labels(data)).mean()
    assert np.abs(share[VISION]).mean() < 0.05 * whole
    assert np.abs(share[TEXT] - labels(data)).mean() < 0.25 * whole


def test_a_redundant_copy_shares_the_credit() -> None:
    data = dataset(told_twice)
    share = shares(trained(data).model, data)
    text, audio = (np.abs(share[m]).mean() for m in (TEXT, AUDIO))
    assert 0.3 < text / (text + audio) < 0.7


@pytest.mark.parametrize("fusion", [Fusion.TENSOR, Fusion.GRAPH])
def test_exclusive_or_needs_a_fusion_that_multiplies(fusion: Fusion) -> None:
    data = dataset(exclusive_or)
    model = trained(data, SOLVING, variant=Variant.L_MIB, fusion=fusion).model
    right = np.sign(sees(model, data)[ALL]) == np.sign(labels(data))
    assert right.mean() > 0.95


def test_exclusive_or_is_out_of_reach_for_added_predictions() -> None:
    data = dataset(exclusive_or)
    model = trained(data, SOLVING, variant=Variant.L_MIB, fusion=Fusion.ADDITION).model
    error = np.abs(sees(model, data)[ALL] - labels(data)).mean()
    assert error > 0.9 * np.abs(labels(data)).mean()


def test_a_larger_beta_lowers_every_rate() -> None:
    data = dataset(one_clear_one_blurred, samples=600)
    found = [
        rates(trained(data, {"beta": beta, "epochs": 12}).model, data)
        for beta in (1e-4, 1e-2, 1e-1, 1.0)
    ]
    for modality in (TEXT, AUDIO):
        curve = [rate[modality] for rate in found]
        assert all(more > less for more, less in pairwise(curve)), curve


def test_experts_are_heard_by_their_precision() -> None:
    data = dataset(one_clear_one_blurred)
    model = trained(
        data, {"beta": 3e-2, "epochs": 25}, variant=Variant.L_MIB, fusion=Fusion.EXPERTS
    ).model
    share = shares(model, data)
    clear, blurred = (np.abs(share[m]).mean() for m in (TEXT, AUDIO))
    assert clear > 3 * blurred
    assert rates(model, data)[TEXT] > rates(model, data)[AUDIO]
