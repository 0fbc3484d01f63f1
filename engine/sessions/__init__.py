"""What is kept of an analysis: export formats, all written from one ``Analysis``."""

from __future__ import annotations

from engine.sessions.export import EXPORTERS, export_csv, export_json

__all__ = ["EXPORTERS", "export_csv", "export_json"]
