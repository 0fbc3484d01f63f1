"""Values of utterances as lines over time that are level in each and end between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from engine.types import Float64Array, UtteranceResult


def times(results: Sequence[UtteranceResult]) -> Float64Array:
    """Three times an utterance: its start, its end, and its end again, where the line is cut.

    The cut keeps two utterances that touch apart, and makes the length of all arrays the same.
    """
    ends = [(r.utterance.start_s, r.utterance.end_s, r.utterance.end_s) for r in results]
    return np.array(ends, np.float64).reshape(-1)


def values(
    results: Sequence[UtteranceResult],
    value: Callable[[UtteranceResult], float | None],
    *,
    between: float = np.nan,
) -> Float64Array:
    """The value at each of ``times``; ``between`` at the cuts and where there is none."""
    known = [value(result) for result in results]
    found = [(between if each is None else each) for each in known]
    return np.array([(each, each, between) for each in found], np.float64).reshape(-1)
