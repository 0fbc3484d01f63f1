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


class Switches(QObject):
    """A set of names, each on or off; all are on at first. Names without meaning are kept out."""

    changed = Signal()

    def __init__(self, names: Iterable[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._names = tuple(names)
        self._off: frozenset[str] = frozenset()

    @property
    def off(self) -> frozenset[str]:
        """Names that are switched off: what a caller keeps and gives back to ``restore``."""
        return self._off

    def is_on(self, name: str) -> bool:
        return name not in self._off

    def switch(self, name: str, on: bool) -> None:
        self.restore(self._off - {name} if on else self._off | {name})

    def restore(self, off: Iterable[str]) -> None:
        """Switch off exactly these."""
        wanted = frozenset(off) & frozenset(self._names)
        if wanted != self._off:
            self._off = wanted
            self.changed.emit()
