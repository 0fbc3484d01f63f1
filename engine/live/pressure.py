"""What is given up when the machine is too slow, and taken back when it is not."""

from __future__ import annotations

from dataclasses import dataclass

from engine.live.events import Pressure

TOO_MANY_DROPPED = 0.2
"""Share of the pictures that were to be looked at and were not, of one second."""
TOO_RARE = 0.8
"""Share of the wanted predictions that were made."""
UNREAD_S = 3.0
"""Speech that ended so long ago and has not been read."""
UNHEARD_S = 1.0
"""Sound that voice activity has not gone through."""
DRAFT_S = 1.0
"""That one draft took; a word needs two until it is committed."""
HOPELESS_S = 30.0
"""Unread speech above which reading is given up until it has caught up."""
_PATIENCE = 2
"""Bad seconds in a row before something is given up …"""
_RECOVERY = 10
"""… and good ones before something is taken back."""


@dataclass(frozen=True, slots=True)
class Load:
    """How the last second went."""

    dropped_share: float = 0.0
    prediction_share: float = 1.0
    unread_s: float = 0.0
    unheard_s: float = 0.0
    draft_s: float = 0.0

    @property
    def is_too_much(self) -> bool:
        """Whether something did not keep up."""
        return (
            self.dropped_share > TOO_MANY_DROPPED
            or self.prediction_share < TOO_RARE
            or self.unread_s > UNREAD_S
            or self.unheard_s > UNHEARD_S
            or self.draft_s > DRAFT_S
        )


class Ladder:
    """One step at a time, in the order of ``Pressure``; a smaller model stays."""

    def __init__(self) -> None:
        self.step = Pressure.NONE
        self._bad = 0
        self._good = 0

    def judge(self, load: Load) -> Pressure:
        """Take the last second's load; the step from now on."""
        self._bad = self._bad + 1 if load.is_too_much else 0
        self._good = 0 if load.is_too_much else self._good + 1
        if self._bad >= _PATIENCE and self._may_rise(load):
            self.step = Pressure(self.step + 1)
            self._bad = 0
        elif self._good >= _RECOVERY and self.step > Pressure.NONE:
            self.step = Pressure(self.step - 1)
            self._good = 0
        return self.step

    def _may_rise(self, load: Load) -> bool:
        """Words are given up for being far behind only, whatever else is slow."""
        if self.step < Pressure.SMALLER_MODEL:
            return True
        return self.step == Pressure.SMALLER_MODEL and load.unread_s > HOPELESS_S
