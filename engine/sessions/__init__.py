"""What is kept of an analysis: collecting it from events, and export formats."""

from __future__ import annotations

from engine.sessions.collect import AnalysisCollector
from engine.sessions.export import EXPORTERS, export_csv, export_json

__all__ = ["EXPORTERS", "AnalysisCollector", "export_csv", "export_json"]
