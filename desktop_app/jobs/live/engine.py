"""What the live process runs: a factory named by import path, so that spawning can pickle it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from desktop_app.jobs.live.messages import Devices
from engine.live.events import LiveEvent
from engine.live.sources.base import SourceSettings
from engine.live.spans import Span
from engine.types import AnalysisSettings, MediaInfo

RecordingOver = Callable[[MediaInfo | None, Exception | None], None]


class LiveRun(Protocol):
    """One run, from a source that is open to the last event; see ``engine.live.run``."""

    def events(self) -> Iterator[LiveEvent]: ...

    def stop(self) -> None: ...

    def skip(self) -> None: ...

    def calibrate(self) -> None: ...

    def uncalibrate(self) -> None: ...

    def close(self) -> None: ...

    def record(self, path: Path, over: RecordingOver) -> None: ...

    def pause_recording(self, paused: bool) -> None: ...

    def end_recording(self) -> None: ...

    @property
    def film_spans(self) -> tuple[Span, ...]: ...

    def film_offset_s(self, start_s: float, end_s: float) -> float | None: ...


class LiveEngine(Protocol):
    """Holds warm models between runs."""

    def devices(self) -> Devices: ...

    def begin(self, source: SourceSettings, settings: AnalysisSettings) -> LiveRun: ...


LiveTarget = Callable[[], LiveEngine]
"""A module-level callable; it is called once, inside the live process."""
