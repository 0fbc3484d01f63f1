"""Learning rate and beta as functions of how much of the run is done: nothing to save or resume."""

from __future__ import annotations

import math

from engine.training.config import BetaCurve, Decay, TrainingConfig

_LAST_SHARE = 0.02
_CYCLES = 4


def learning_share(config: TrainingConfig, done: int, total: int) -> float:
    """Share of the learning rate for the step after ``done`` of ``total``, in 0..1."""
    last = 1.0 if config.decay is Decay.CONSTANT else _LAST_SHARE
    return cosine_share(done, total, config.warmup, last)


def cosine_share(done: int, total: int, warmup: float, last: float) -> float:
    """Up in a straight line over the share ``warmup`` of all steps, then along a cosine to
    ``last``."""
    rising = max(1, round(total * warmup))
    if done < rising:
        return (done + 1) / rising
    progress = min(1.0, (done - rising) / max(1, total - rising))
    return last + (1 - last) * 0.5 * (1.0 + math.cos(math.pi * progress))


def beta_share(config: TrainingConfig, done: int, total: int) -> float:
    """Share of beta for the step after ``done`` of ``total``, in 0..1."""
    if config.beta_curve is BetaCurve.CONSTANT:
        return 1.0
    cycles = _CYCLES if config.beta_curve is BetaCurve.CYCLIC else 1
    progress = min(1.0, done / max(1, total)) * cycles % 1.0 if done < total else 1.0
    return min(1.0, progress / config.beta_warmup) if config.beta_warmup > 0 else 1.0
