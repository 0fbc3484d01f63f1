"""What all scores share: array types, a mean that may be undefined, checks of the input."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating]
Ints = npt.NDArray[np.integer]
Bools = npt.NDArray[np.bool_]

NAN = float("nan")


def mean(values: Floats | Bools) -> float:
    """Mean in double precision; nan of nothing."""
    return float(np.mean(values, dtype=np.float64)) if len(values) else NAN


def defined_mean(values: Sequence[float]) -> float:
    """Mean of the values that are not nan; nan if all are."""
    return mean(np.array([each for each in values if not np.isnan(each)]))


def all_finite(*arrays: Floats) -> bool:
    """True if no array holds a nan or an infinity."""
    return all(bool(np.isfinite(each).all()) for each in arrays)


def same_shape(*arrays: npt.NDArray[np.generic]) -> None:
    """Raises ValueError where numpy would stretch one array over another."""
    if len({each.shape for each in arrays}) > 1:
        shapes = ", ".join(str(each.shape) for each in arrays)
        raise ValueError(f"Scores compare arrays of one shape, not {shapes}.")
