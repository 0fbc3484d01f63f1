"""What of a user's data cannot be used: named, with its place, so that the rest can be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.errors import MibscopeError


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One thing that is not used."""

    where: str
    """File and line, or film and time: ``labels.csv, line 7``."""
    reason: str
    """A sentence for the user."""

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}"


LeaveOut = Callable[[LeftOut], None]
"""Is told of each."""


def of_error(error: MibscopeError, where: str = "") -> LeftOut:
    """What an error says; ours begin with the place where there is one."""
    place, colon, rest = error.message.partition(": ")
    if where or not colon:
        return LeftOut(where, str(error))
    return LeftOut(place, f"{rest} {error.hint}".strip())
