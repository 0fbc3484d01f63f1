"""All formats. A new one is a module with an ``Exporter`` and its name in this list."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from engine.errors import ExportError
from engine.sessions.exports import (
    csv_file,
    elan,
    json_file,
    parquet,
    pdf_report,
    subtitles,
    textgrid,
    video,
    web_page,
)
from engine.sessions.exports.base import Exporter

_ALL = (
    json_file.EXPORTER,
    csv_file.EXPORTER,
    parquet.EXPORTER,
    subtitles.SRT,
    subtitles.VTT,
    elan.EXPORTER,
    textgrid.EXPORTER,
    web_page.EXPORTER,
    pdf_report.EXPORTER,
    video.EXPORTER,
)

EXPORTERS: Mapping[str, Exporter] = MappingProxyType({each.name: each for each in _ALL})
"""Name → exporter, in the order of menus."""


def exporter_for(path: Path) -> Exporter:
    """The format that a file's ending asks for, in capitals or not.

    Raises:
        ExportError: no format has that ending; the hint lists those there are.
    """
    for each in EXPORTERS.values():
        if path.name.lower().endswith(f".{each.ending.lower()}"):
            return each
    endings = ", ".join(f".{each.ending}" for each in EXPORTERS.values())
    raise ExportError(f"{path} has no ending of a result file.", hint=f"There are {endings}.")
