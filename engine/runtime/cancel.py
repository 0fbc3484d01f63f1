"""Cooperative cancellation: long work asks between small steps whether to go on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from engine.errors import CancelledError


class Cancel(Protocol):
    """Anything with ``is_set``: threading.Event, multiprocessing.Event, or NEVER."""

    def is_set(self) -> bool: ...


class _Never:
    def is_set(self) -> bool:
        return False


NEVER: Cancel = _Never()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Set as soon as one of them is."""

    parts: tuple[Cancel, ...]

    def is_set(self) -> bool:
        return any(part.is_set() for part in self.parts)


def check(cancel: Cancel) -> None:
    """Raise CancelledError once the user has asked to stop."""
    if cancel.is_set():
        raise CancelledError("Stopped by the user.")
