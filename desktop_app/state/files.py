"""Files the window reads and writes by itself: the demo clip and exports."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path

from desktop_app.jobs.exporting import export_apart
from engine.assets import locate_demo_clip
from engine.sessions import EXPORTERS as EXPORT_FORMATS
from engine.types import Analysis

__all__ = ["EXPORT_FORMATS", "Export", "locate_demo_clip"]


@dataclass(slots=True)
class Export:
    """One file that is being written. ``fraction`` is written by one thread and read by others."""

    analysis: Analysis
    path: Path
    format_name: str
    fraction: float = 0.0
    cancel: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Write it; returns when that is done.

        Raises:
            MibscopeError: the file could not be written, or ``cancel`` was set.
        """
        export_apart(self.analysis, self.path, self.format_name, self._report, self.cancel)

    def _report(self, fraction: float) -> None:
        self.fraction = fraction
