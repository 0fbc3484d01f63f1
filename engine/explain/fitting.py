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

RIGHT = 2 / 3
"""A prediction stands where two of three as doubtful, or less, are right."""

_TEMPERATURES = (0.05, 20.0)
_FLOOR_SHARE = 0.05


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
    weights = np.ones(len(label)) if weight is None else np.asarray(weight, dtype=np.float64)
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


def fit_floor(spread: Float[np.ndarray, " n"]) -> float:
    """The smallest spread that counts: that of the surest twentieth."""
    return float(np.quantile(spread, _FLOOR_SHARE)) if len(spread) else 0.0


def fit_half_widths(
    error: Float[np.ndarray, " n"],
    spread: Float[np.ndarray, " n"],
    sets: Sequence[str],
    floor: float = 0.0,
) -> dict[str, float]:
    """For each set of modalities half of the 80 % interval in spreads.

    Split conformal prediction with normalised errors (Lei et al. 2018): an interval of so many
    spreads around the prediction holds the labels of at least 80 % of exchangeable samples.

    Args:
        error: prediction − label.
        spread: s.d. of the samples.
        sets: by which modalities a prediction was made.
        floor: smaller spreads count as this much.
    """
    smallest = max(floor, float(np.finfo(np.float32).tiny))
    ratio = np.abs(error) / np.maximum(spread, smallest)
    return _by_set(sets, lambda rows: _conformal_quantile(ratio[rows]))


def fit_limit(
    doubt: Float[np.ndarray, " n"], right: Bool[np.ndarray, " n"], wanted: float = RIGHT
) -> float:
    """The doubt up to which predictions stand: of those at or below it ``wanted`` are right.

    0 where there is no such limit: then every prediction is uncertain.
    """
    order = np.argsort(doubt, kind="stable")
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(share >= wanted)
    good = good[good >= min(FEWEST, len(order)) - 1]
    return float(doubt[order[good[-1]]]) if len(good) else 0.0


def _by_set(sets: Sequence[str], fit: Callable[[BoolArray], float]) -> dict[str, float]:
    names = np.asarray(sets, dtype=np.str_)
    found, counts = np.unique(names, return_counts=True)
    everything = np.ones(len(names), dtype=np.bool_)
    return {
        str(name): fit(names == name if count >= FEWEST else everything)
        for name, count in zip(found, counts, strict=True)
    }


def _conformal_quantile(ratio: Float64Array) -> float:
    place = int(np.ceil(COVERAGE * (len(ratio) + 1)))
    return float(np.sort(ratio)[min(place, len(ratio)) - 1])


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
