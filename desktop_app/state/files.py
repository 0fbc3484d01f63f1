"""Files the window reads and writes by itself: the demo clip and exports."""

from __future__ import annotations

from pathlib import Path

from engine.assets import locate_demo_clip
from engine.sessions import EXPORTERS
from engine.types import Analysis

__all__ = ["export", "locate_demo_clip"]


def export(analysis: Analysis, path: Path, format_name: str) -> None:
    """Write the analysis as ``json`` or ``csv``.

    Raises:
        ExportError: the file could not be written.
    """
    EXPORTERS[format_name](analysis, path)
