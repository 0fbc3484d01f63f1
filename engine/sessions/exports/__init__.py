"""Result files of an analysis, one module a format; ``registry`` lists them.

Libraries that a format needs are loaded when it is written: the window's process lists the formats
at start.
"""

from __future__ import annotations

from pathlib import Path

from engine.sessions.exports.base import Exporter, Report
from engine.sessions.exports.registry import EXPORTERS, exporter_for
from engine.types import Analysis

__all__ = ["EXPORTERS", "Exporter", "Report", "export_csv", "export_json", "exporter_for"]


def export_json(analysis: Analysis, path: Path) -> None:
    """``EXPORTERS["json"].write``, which says what is raised."""
    EXPORTERS["json"].write(analysis, path)


def export_csv(analysis: Analysis, path: Path) -> None:
    """``EXPORTERS["csv"].write``, which says what is raised."""
    EXPORTERS["csv"].write(analysis, path)
