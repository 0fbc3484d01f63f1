"""ELAN annotation files (.eaf, EAF 3.0), a tier a measure."""

from __future__ import annotations

import mimetypes
import os
from pathlib import Path

from engine.runtime.cancel import Cancel, check
from engine.sessions.exports.base import Exporter, Report
from engine.sessions.exports.spans import tiers
from engine.sessions.exports.wording import printable
from engine.types import Analysis

_FORMAT = "3.0"
_SCHEMA = "http://www.mpi.nl/tools/elan/EAFv3.0.xsd"
_TYPE = "measure"


def _write(analysis: Analysis, path: Path, _progress: Report, cancel: Cancel) -> None:
    """Times are whole milliseconds; the recording is linked as seen from the file and from /."""
    from pympi.Elan import Eaf, to_string  # noqa: PLC0415 - only this format needs it

    document = Eaf(author=f"MIBScope {analysis.provenance.mibscope_version}")
    # The library writes 2.8, of which what is used here is a part that 3.0 kept.
    document.adocument |= {
        "FORMAT": _FORMAT,
        "VERSION": _FORMAT,
        "xsi:noNamespaceSchemaLocation": _SCHEMA,
    }
    document.header["TIME_UNITS"] = "milliseconds"
    document.add_linguistic_type(_TYPE)
    media = analysis.media.path.absolute()
    document.add_linked_file(
        media.as_uri(),
        relpath=_relative(media, path.parent),
        mimetype=mimetypes.guess_type(media.name)[0] or "application/octet-stream",
    )
    for tier in tiers(analysis):
        check(cancel)
        document.add_tier(tier.name, ling=_TYPE)
        for span in tier.spans:
            document.add_annotation(
                tier.name, round(span.start_s * 1000), round(span.end_s * 1000), span.label
            )
    document.remove_tier("default", clean=False)  # comes with every new document
    document.remove_linguistic_type("default-lt")
    path.write_text(_DECLARATION + to_string(document), encoding="utf-8")


_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def _relative(media: Path, folder: Path) -> str | None:
    """As ELAN writes it, with slashes; None where they are on different drives."""
    try:
        found = Path(os.path.relpath(media, folder.absolute())).as_posix()
    except ValueError:
        return None
    return printable(found if found.startswith("../") else f"./{found}")


EXPORTER = Exporter(
    name="elan",
    title="ELAN",
    ending="eaf",
    description="annotations for ELAN, a tier a measure",
    produce=_write,
)
