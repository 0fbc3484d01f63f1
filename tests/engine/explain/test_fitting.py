import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.special import expit, softmax
from sklearn.isotonic import IsotonicRegression

from engine.explain.fitting import (
    FEWEST,
    best_temperature,
    fit_curves,
    fit_floor,
    fit_half_widths,
    fit_limit,
    fit_temperatures,
)
from engine.training.calibration_metrics import calibration_error

N = 4000


def honest(rng: np.random.Generator, n: int = N) -> tuple[np.ndarray, np.ndarray]:
    """Logits that mean what they say, and what happened."""
    logits = 2 * rng.standard_normal((n, 5))
    chances = softmax(logits, axis=1).cumsum(axis=1)
    return logits, (rng.random((n, 1)) > chances[:, :-1]).sum(axis=1)


def error_of(logits: np.ndarray, label: np.ndarray, temperature: float) -> float:
    chances = softmax(logits / temperature, axis=1)
    return calibration_error(chances.max(axis=1), chances.argmax(axis=1) == label)


@pytest.mark.parametrize("too_sure", [0.3, 1.0, 3.0])
def test_temperatures_undo_how_much_too_sure_the_logits_are(too_sure: float) -> None:
    rng = np.random.default_rng(0)
    logits, label = honest(rng)
    found = best_temperature(logits * too_sure, label, np.ones(N))
    assert found == pytest.approx(too_sure, rel=0.05)
    fresh, truth = honest(rng)
    before, after = (error_of(fresh * too_sure, truth, t) for t in (1.0, found))
    assert after < 0.03
    if too_sure != 1.0:
        assert before > 0.1
    else:
        assert abs(before - after) < 0.01


def test_every_set_of_modalities_has_its_own_temperature() -> None:
    logits, label = honest(np.random.default_rng(1))
    sets = np.where(np.arange(N) % 2, "text", "audio")
    scale = np.where(sets == "text", 0.5, 2.0)[:, None]
    found = fit_temperatures(logits * scale, label, sets.tolist())
    assert found["text"] == pytest.approx(0.5, rel=0.1)
    assert found["audio"] == pytest.approx(2.0, rel=0.1)


def test_a_set_with_few_labels_takes_what_fits_all_together() -> None:
    logits, label = honest(np.random.default_rng(2))
    few = np.arange(N) < FEWEST - 1
    found = fit_temperatures(
        np.where(few[:, None], 9.0, 2.0) * logits, label, np.where(few, "audio", "text").tolist()
    )
    assert found["text"] == pytest.approx(2.0, rel=0.1)
    assert found["text"] < found["audio"] < 3.0


def test_weights_decide_which_labels_count() -> None:
    logits, label = honest(np.random.default_rng(3))
    first = np.arange(N) < N // 2
    scaled = np.where(first[:, None], 0.5, 2.0) * logits
    found = fit_temperatures(scaled, label, ["text"] * N, np.where(first, 1.0, 0.0))
    assert found["text"] == pytest.approx(0.5, rel=0.1)


def chances_and_events(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities that are bent for one label and right for the other."""
    real = rng.random((N, 2))
    claimed = np.stack((expit(4 * (real[:, 0] - 0.3)), real[:, 1]), axis=1)
    return claimed, rng.random((N, 2)) < real


def test_curves_make_claims_come_true() -> None:
    rng = np.random.default_rng(4)
    claimed, happened = chances_and_events(rng)
    curves = fit_curves(claimed, happened, np.ones_like(happened))
    fresh, events = chances_and_events(rng)
    for i, curve in enumerate(curves):
        corrected = np.interp(fresh[:, i], curve.at, curve.value)
        before = calibration_error(fresh[:, i], events[:, i])
        after = calibration_error(corrected, events[:, i])
        assert after < 0.04
        assert after < before if i == 0 else after < before + 0.02


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.floats(0, 1, width=16), st.booleans()), min_size=2, max_size=40),
)
def test_curves_are_isotonic_regressions(points: list[tuple[float, bool]]) -> None:
    claimed, happened = (np.array(each)[:, None] for each in zip(*points, strict=True))
    (curve,) = fit_curves(claimed, happened, np.ones_like(happened))
    assert (np.diff(curve.value) >= 0).all()
    assert curve.value[0] > 0 or curve.at == (0.0, 1.0)
    if len(np.unique(claimed.round(6))) > 1:
        reference = IsotonicRegression(out_of_bounds="clip").fit(
            claimed[:, 0].round(6), happened[:, 0].astype(float)
        )
        least = 1 / (len(points) + 2)
        np.testing.assert_allclose(
            np.interp(claimed[:, 0].round(6), curve.at, curve.value),
            reference.predict(claimed[:, 0].round(6)).clip(least, 1 - least),
            atol=1e-6,
        )


def test_only_known_labels_shape_a_curve() -> None:
    claimed, happened = chances_and_events(np.random.default_rng(5))
    known = np.ones_like(happened)
    known[: N // 2, 0] = False
    known[:, 1] = False
    spoilt = np.where(known, happened, True)
    curves = fit_curves(claimed, spoilt, known)
    assert (
        curves[0]
        == fit_curves(claimed[N // 2 :, :1], happened[N // 2 :, :1], known[N // 2 :, :1])[0]
    )
    assert (curves[1].at, curves[1].value) == ((0.0, 1.0), (0.0, 1.0))


def numbers(rng: np.random.Generator, n: int = N) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Errors that grow with the spread, by another factor for each set, and are not normal."""
    spread = rng.uniform(0.05, 0.5, n)
    sets = np.where(np.arange(n) % 3, "text", "audio")
    error = rng.standard_t(4, n) * spread * np.where(sets == "text", 2.0, 5.0)
    return error, spread, sets.tolist()


def test_intervals_hold_four_of_five_fresh_labels() -> None:
    rng = np.random.default_rng(6)
    widths = fit_half_widths(*numbers(rng, 20_000))
    error, spread, sets = numbers(rng, 20_000)
    inside = np.abs(error) <= spread * np.array([widths[each] for each in sets])
    for each in ("text", "audio"):
        assert inside[np.array(sets) == each].mean() == pytest.approx(0.8, abs=0.025)


def test_few_labels_give_intervals_that_are_wide_enough() -> None:
    # Conformal: over many fits on nine labels, at least 80 % of fresh ones are inside.
    rng = np.random.default_rng(7)
    inside = []
    for _ in range(2000):
        error = rng.standard_normal(10)
        width = fit_half_widths(error[:9], np.ones(9), ["text"] * 9)["text"]
        inside.append(abs(error[9]) <= width)
    assert 0.78 < np.mean(inside) < 0.83


def test_spreads_below_the_floor_count_as_the_floor() -> None:
    error, spread = np.ones(99), np.zeros(99)
    assert fit_half_widths(error, spread, ["text"] * 99, floor=0.5) == {"text": 2.0}
    assert np.isfinite(fit_half_widths(error, spread, ["text"] * 99)["text"])
    assert fit_floor(np.empty(0), np.empty(0), []) == 0.0


def test_a_spread_that_knows_the_error_is_used_and_another_is_levelled() -> None:
    rng = np.random.default_rng(7)
    spread = rng.uniform(0.1, 1.0, N)
    noise = rng.standard_normal(N)
    names = ["text"] * N
    assert fit_floor(spread * noise, spread, names) == pytest.approx(np.quantile(spread, 0.05))
    assert fit_floor(noise, spread, names) == pytest.approx(spread.max())
    level = fit_half_widths(noise, spread, names, spread.max())["text"] * spread.max()
    assert level == pytest.approx(1.2816, rel=0.05)


def test_the_limit_lies_where_every_other_one_is_right() -> None:
    rng = np.random.default_rng(8)
    doubt = rng.random(N)
    right = rng.random(N) > doubt
    assert fit_limit(doubt, right) == pytest.approx(0.5, abs=0.06)


def test_right_ones_of_small_doubt_do_not_carry_those_of_large() -> None:
    rng = np.random.default_rng(9)
    doubt = np.repeat([0.2, 0.8], N // 2)
    right = rng.random(N) < np.repeat([0.9, 0.3], N // 2)
    assert fit_limit(doubt, right) == 0.2
    # … unless the large doubts that are right count for more.
    assert fit_limit(doubt, right, np.where(right, 9.0, 1.0)) == 0.8


def test_where_nothing_is_right_everything_is_uncertain() -> None:
    doubt = np.linspace(0.1, 1, N)
    assert fit_limit(doubt, np.zeros(N, dtype=np.bool_)) == 0.0
    assert fit_limit(doubt, np.ones(N, dtype=np.bool_)) == 1.0


def test_a_few_lucky_ones_make_no_limit() -> None:
    doubt = np.linspace(0.1, 1, N)
    assert fit_limit(doubt, np.arange(N) < 10) == 0.0
