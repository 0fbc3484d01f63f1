"""What is kept of an analysis: collecting it from events, and export formats."""

from __future__ import annotations

from engine.sessions.collect import AnalysisCollector
from engine.sessions.exports import (
    EXPORTERS,
    Exporter,
    export_csv,
    export_json,
    exporter_for,
)

__all__ = [
    "EXPORTERS",
    "AnalysisCollector",
    "Exporter",
    "export_csv",
    "export_json",
    "exporter_for",
]
