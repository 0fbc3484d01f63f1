"""Parquet: the same table as CSV with types, and with the units of its columns."""

from __future__ import annotations

import json
from pathlib import Path

from engine.runtime.cancel import Cancel
from engine.sessions.exports.base import Exporter, Report
from engine.sessions.exports.columns import Kind, columns, rows
from engine.sessions.exports.wording import printable
from engine.types import Analysis


def _write(analysis: Analysis, path: Path, _progress: Report, _cancel: Cancel) -> None:
    """Column metadata: ``unit``. File metadata: ``mibscope``, what produced the numbers."""
    import pyarrow as pa  # noqa: PLC0415 - slow to load
    from pyarrow import parquet  # noqa: PLC0415

    types = {
        Kind.TEXT: pa.string(),
        Kind.WHOLE: pa.int64(),
        Kind.NUMBER: pa.float64(),
        Kind.FLAG: pa.bool_(),
    }
    schema = pa.schema(
        [
            pa.field(each.name, types[each.kind], metadata={"unit": each.unit} if each.unit else {})
            for each in columns()
        ],
        metadata={"mibscope": json.dumps(_origin(analysis))},
    )
    table = [
        {name: printable(cell) if isinstance(cell, str) else cell for name, cell in cells.items()}
        for cells in rows(analysis)
    ]
    parquet.write_table(pa.Table.from_pylist(table, schema=schema), path)


EXPORTER = Exporter(
    name="parquet",
    title="Parquet",
    ending="parquet",
    description="the same table with types and units, for pandas, polars, R",
    produce=_write,
)


def _origin(analysis: Analysis) -> dict[str, object]:
    made = analysis.provenance
    return {
        "media": printable(str(analysis.media.path)),
        "complete": analysis.complete,
        "version": made.mibscope_version,
        "checkpoint": made.checkpoint,
        "checkpoint_sha256": made.checkpoint_sha256,
        "asr_model": made.asr_model,
    }
