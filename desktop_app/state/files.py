"""Files the window reads and writes by itself: the demo clip and exports."""

from __future__ import annotations

from pathlib import Path

from engine.assets import locate
from engine.sessions import EXPORTERS
from engine.types import Analysis

EXPORT_FORMATS = tuple(EXPORTERS)


def demo_clip() -> Path:
    """The demo clip on this machine.

    Raises:
        AssetMissingError: it has not been fetched; the hint says how.
    """
    return locate("demo-clip") / "demo.mp4"


def export(analysis: Analysis, path: Path, format_name: str) -> None:
    """Write the analysis as ``json`` or ``csv``.

    Raises:
        ExportError: the file could not be written.
    """
    EXPORTERS[format_name](analysis, path)
