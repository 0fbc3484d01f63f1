"""Corrections of predictions from validation data. Arrays in, plain numbers out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from jaxtyping import Bool, Float, Int
from scipy.optimize import isotonic_regression, minimize_scalar
from scipy.special import logsumexp

from engine.explain.calibration import COVERAGE, Curve
from engine.types import BoolArray, Float64Array

FEWEST = 50
"""Labels that a correction of its own needs; with fewer a set takes that of all sets together."""

RIGHT = 1 / 2
"""A prediction stands where at least every other one that is as doubtful is right."""

_TEMPERATURES = (0.05, 20.0)
_FLOOR_SHARES = (0.05, 0.25, 0.5, 0.75, 1.0)


def fit_temperatures(
    logits: Float[np.ndarray, "n classes"],
    label: Int[np.ndarray, " n"],
    sets: Sequence[str],
    weight: Float[np.ndarray, " n"] | None = None,
) -> dict[str, float]:
    """For each set of modalities the temperature with the least negative log-likelihood.

    Args:
        logits: as the decoder gives them.
        label: the true class.
        sets: by which modalities a prediction was made.
        weight: how much each counts; all alike where it is not given.
    """
    weights = _weights(weight, len(label))
    return _by_set(sets, lambda rows: best_temperature(logits[rows], label[rows], weights[rows]))


def best_temperature(
    logits: Float[np.ndarray, "n classes"],
    label: Int[np.ndarray, " n"],
    weight: Float[np.ndarray, " n"],
) -> float:
    """The divisor of the logits with the least negative log-likelihood (Guo et al. 2017)."""
    true = np.take_along_axis(logits, label[:, None], axis=1)[:, 0]

    def loss(log_temperature: float) -> float:
        t = np.exp(log_temperature)
        return float(weight @ (logsumexp(logits / t, axis=1) - true / t))

    best = minimize_scalar(loss, bounds=np.log(_TEMPERATURES), method="bounded")
    return float(np.exp(best.x))


def fit_curves(
    probability: Float[np.ndarray, "n classes"],
    happened: Bool[np.ndarray, "n classes"],
    known: Bool[np.ndarray, "n classes"],
) -> tuple[Curve, ...]:
    """A monotone correction for each class, by isotonic regression (Zadrozny & Elkan 2002).

    A class without known labels is left as it is. No corrected probability is 0 or 1: n labels
    cannot tell it from 1 ÷ (n + 2).
    """
    columns = zip(probability.T, happened.T, known.T, strict=True)
    return tuple(_curve(p[k].astype(np.float64), h[k]) for p, h, k in columns)


def fit_floor(
    error: Float[np.ndarray, " n"],
    spread: Float[np.ndarray, " n"],
    sets: Sequence[str],
    weight: Float[np.ndarray, " n"] | None = None,
) -> float:
    """The smallest spread that counts, so that the 80 % intervals are short and yet hold.

    Of some quantiles of the spread the one with the least interval score (Gneiting & Raftery 2007,
    equation 43). The largest makes all intervals of a set of modalities equally wide: then the
    spread says nothing of the error. Arguments as for ``fit_half_widths``.
    """
    if not len(spread):
        return 0.0
    floors = np.unique(np.quantile(spread, _FLOOR_SHARES))
    weights = _weights(weight, len(spread))
    names = np.asarray(sets, dtype=np.str_)

    def score(floor: float) -> float:
        factor = fit_half_widths(error, spread, sets, floor, weights)
        factors = np.array([factor[name] for name in names])
        half = factors * np.maximum(spread, floor)
        outside = np.maximum(np.abs(error) - half, 0.0)
        return float(weights @ (half + outside / (1 - COVERAGE)))

    return float(min(floors, key=score))


def fit_half_widths(
    error: Float[np.ndarray, " n"],
    spread: Float[np.ndarray, " n"],
    sets: Sequence[str],
    floor: float = 0.0,
    weight: Float[np.ndarray, " n"] | None = None,
) -> dict[str, float]:
    """For each set of modalities half of the 80 % interval in spreads.

    Split conformal prediction with normalised errors (Lei et al. 2018): an interval of so many
    spreads around the prediction holds the labels of at least 80 % of exchangeable samples.

    Args:
        error: prediction − label.
        spread: s.d. of the samples.
        sets: by which modalities a prediction was made.
        floor: smaller spreads count as this much.
        weight: how much each counts; all alike where it is not given.
    """
    weights = _weights(weight, len(error))
    smallest = max(floor, float(np.finfo(np.float32).tiny))
    ratio = np.abs(error) / np.maximum(spread, smallest)
    return _by_set(sets, lambda rows: _conformal_quantile(ratio[rows], weights[rows]))


def fit_limit(
    doubt: Float[np.ndarray, " n"],
    right: Bool[np.ndarray, " n"],
    weight: Float[np.ndarray, " n"] | None = None,
    wanted: float = RIGHT,
) -> float:
    """The largest doubt with which at least ``wanted`` are right, if more doubt never helps.

    The share that is right falls with the doubt (isotonic regression). 0 where it is too small
    from the beginning: then every prediction is uncertain.

    Args:
        weight: how much each counts; all alike where it is not given.
    """
    weights = _weights(weight, len(doubt))
    at, group = np.unique(doubt, return_inverse=True)
    total = np.bincount(group, weights=weights)
    share = np.bincount(group, weights=weights * right) / total
    falling = isotonic_regression(share, weights=total, increasing=False).x
    stands = at[falling >= wanted]
    if not len(stands) or np.count_nonzero(doubt <= stands[-1]) < min(FEWEST, len(doubt)):
        return 0.0
    return float(stands[-1])


def _by_set(sets: Sequence[str], fit: Callable[[BoolArray], float]) -> dict[str, float]:
    names = np.asarray(sets, dtype=np.str_)
    found, counts = np.unique(names, return_counts=True)
    everything = np.ones(len(names), dtype=np.bool_)
    return {
        str(name): fit(names == name if count >= FEWEST else everything)
        for name, count in zip(found, counts, strict=True)
    }


def _weights(weight: Float64Array | None, n: int) -> Float64Array:
    return np.ones(n) if weight is None else np.asarray(weight, dtype=np.float64)


def _conformal_quantile(ratio: Float64Array, weight: Float64Array) -> float:
    """The next one, of mean weight, may be larger than all (Tibshirani et al. 2019, lemma 1)."""
    order = np.argsort(ratio, kind="stable")
    share = np.cumsum(weight[order]) / (weight.sum() + weight.mean())
    # Sums of weights are a little off: what is reached but for that is reached.
    place = int(np.searchsorted(share, COVERAGE - 1e-12))
    return float(ratio[order[min(place, len(ratio) - 1)]])


def _curve(probability: Float64Array, happened: BoolArray) -> Curve:
    # Rounded, so that two points stay two in single precision.
    at, group, count = np.unique(probability.round(6), return_inverse=True, return_counts=True)
    if len(at) < 2:
        return Curve((0.0, 1.0), (0.0, 1.0))
    share = np.bincount(group, weights=happened) / count
    value = isotonic_regression(share, weights=count).x
    least = 1 / (len(probability) + 2)
    value = np.clip(value, least, 1 - least)
    # Points inside a step say nothing that its ends do not.
    inner = np.diff(value, prepend=np.nan) == 0
    inside = inner & np.append(inner[1:], False)
    return Curve(tuple(at[~inside].tolist()), tuple(value[~inside].tolist()))
