"""Running means over an epoch of training."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.training.stepper import StepTaken
from engine.types import Modality


class Watch:
    """Collects what single steps tell."""

    def __init__(self) -> None:
        self._values: dict[str, list[float]] = {}

    def add(self, step: StepTaken) -> None:
        self._values.setdefault("loss", []).append(step.loss)
        for name, values in step.kl.items():
            self._values.setdefault(name, []).extend(values)

    @property
    def loss(self) -> float:
        return float(np.mean(self._values["loss"]))

    def rates(self, width: int) -> dict[Modality, float]:
        """The objective has the mean over the width; a rate is the sum."""
        return {
            m: float(np.mean(self._values[m.value])) * width
            for m in Modality
            if m.value in self._values
        }

    def fused_rate(self, width: int) -> float | None:
        found = self._values.get("fused")
        return float(np.mean(found)) * width if found else None

    def state(self) -> dict[str, list[float]]:
        return {name: list(values) for name, values in self._values.items()}

    @classmethod
    def of(cls, state: Mapping[str, list[float]]) -> Watch:
        """The inverse of ``state``."""
        watch = cls()
        watch._values = {name: list(values) for name, values in state.items()}
        return watch
