"""The axis of time: round steps and how they are written. Numbers only, no Qt."""

from __future__ import annotations

import math

_STEPS_S = (
    *(0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30),
    *(60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400),
)


def time_step(span_s: float, width_px: float, least_px: float) -> float:
    """Smallest round step of which labels stand at least ``least_px`` apart."""
    least = span_s * least_px / max(1.0, width_px)
    return next((step for step in _STEPS_S if step >= least), _STEPS_S[-1])


def time_ticks(start_s: float, end_s: float, step_s: float) -> list[float]:
    """Multiples of ``step_s`` from ``start_s`` to ``end_s``, ascending."""
    first, last = math.ceil(start_s / step_s - 1e-9), math.floor(end_s / step_s + 1e-9)
    return [place * step_s for place in range(first, last + 1)]


def axis_label(time_s: float, step_s: float) -> str:
    """h:mm:ss, with as many decimals as the step needs."""
    digits = 0 if step_s >= 1 else 1 if step_s >= 0.1 else 2
    units = round(time_s * 10**digits)
    seconds, rest = divmod(units, 10**digits)
    text = f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{text}.{rest:0{digits}}" if digits else text


def round_limit(value: float, least: float) -> float:
    """A round number not below ``value`` for the end of an axis, at least ``least``."""
    value = max(value, least)
    power = 10.0 ** math.floor(math.log10(value))
    return next(
        factor * power
        for factor in (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
        if factor * power >= value - 1e-9
    )
