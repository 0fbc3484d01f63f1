"""What of the timeline and over the picture is switched on."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from PySide6.QtCore import QObject, Signal


class LaneId(StrEnum):
    """The lanes of the timeline, from top to bottom."""

    WAVEFORM = "waveform"
    SPEECH = "speech"
    FACES = "faces"
    SENTIMENT = "sentiment"
    CONFLICT = "conflict"
    EMOTIONS = "emotions"
    CONTRIBUTIONS = "contributions"
    RATES = "rates"


class Overlay(StrEnum):
    """What can lie over the picture."""

    BOX = "box"
    IDENTITY = "identity"
    EMOTION = "emotion"
    MESH = "mesh"


class Switches(QObject):
    """A set of names, each on or off. Names without meaning are kept out."""

    changed = Signal()

    def __init__(
        self,
        names: Iterable[str],
        parent: QObject | None = None,
        *,
        off_at_first: Iterable[str] = (),
    ) -> None:
        super().__init__(parent)
        self._names = frozenset(names)
        self._off_at_first = self._off = frozenset(off_at_first)

    @property
    def turned(self) -> frozenset[str]:
        """Names that are not as they were at first: what a caller keeps and gives back to
        ``restore``."""
        return self._off ^ self._off_at_first

    def is_on(self, name: str) -> bool:
        return name not in self._off

    def switch(self, name: str, on: bool) -> None:
        self._put(self._off - {name} if on else self._off | {name})

    def restore(self, turned: Iterable[str]) -> None:
        """Turn exactly these, and leave the others as they were at first."""
        self._put(self._off_at_first ^ frozenset(turned))

    def _put(self, off: frozenset[str]) -> None:
        wanted = off & self._names
        if wanted != self._off:
            self._off = wanted
            self.changed.emit()
