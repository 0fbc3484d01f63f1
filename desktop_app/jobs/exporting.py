"""Exports run in a process of their own: drawing a report holds the interpreter for seconds."""

from __future__ import annotations

from pathlib import Path

from desktop_app.i18n.texts import translate
from desktop_app.jobs.apart import UnexpectedError, VanishedError, run_apart
from engine.errors import ExportError
from engine.runtime.cancel import Cancel
from engine.sessions import EXPORTERS
from engine.sessions.exports import Report
from engine.types import Analysis


def export_apart(
    analysis: Analysis, path: Path, format_name: str, progress: Report, cancel: Cancel
) -> None:
    """``Exporter.write`` in another process; returns when that has ended.

    Raises:
        MibscopeError: as ``Exporter.write``; ExportError also where the process was killed.
    """
    try:
        run_apart(_write, (analysis, path, format_name), progress, cancel)
    except VanishedError as error:
        raise ExportError(
            translate("Failure", "Writing {path} ended unexpectedly.").format(path=path),
            hint=translate("Failure", "Try again, or choose another format."),
        ) from error
    except UnexpectedError as error:
        message = translate("Failure", "{path} could not be written: {error}")
        raise ExportError(
            message.format(path=path, error=error.message), hint=error.hint
        ) from error


def _write(
    analysis: Analysis, path: Path, format_name: str, progress: Report, cancel: Cancel
) -> None:
    EXPORTERS[format_name].write(analysis, path, progress, cancel)
