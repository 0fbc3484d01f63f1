"""What the live process runs: a factory named by import path, so that spawning can pickle it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from desktop_app.jobs.live.messages import Devices
from engine.errors import MibscopeError
from engine.live.events import LiveEvent
from engine.live.sources.base import SourceSettings
from engine.types import AnalysisSettings


class LiveRun(Protocol):
    """One run, from a source that is open to the last event."""

    def events(self) -> Iterator[LiveEvent]: ...

    def stop(self) -> None: ...

    def skip(self) -> None: ...

    def close(self) -> None: ...

    def record(self, path: Path, ended: Callable[[MibscopeError | None], None]) -> float:
        """Begin to write a film; what is 0 in it, on the clock of the source, in seconds.

        ``ended`` is called once, when the film is whole, with what ended it if that was not
        ``end_recording`` or the end of the run.
        """

    def pause_recording(self, paused: bool) -> None: ...

    def end_recording(self) -> None: ...


class LiveEngine(Protocol):
    """Holds warm models between runs."""

    def devices(self) -> Devices: ...

    def begin(self, source: SourceSettings, settings: AnalysisSettings) -> LiveRun: ...


LiveTarget = Callable[[], LiveEngine]
"""A module-level callable; it is called once, inside the live process."""
