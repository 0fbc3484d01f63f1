"""Write result files: which formats, what they are called, and what could not be written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import typer
from rich.markup import escape
from rich.progress import Progress as ProgressBar

from engine.cli.console import error_console, progress_bar, say
from engine.errors import ExportError, MediaError, MibscopeError
from engine.sessions import EXPORTERS, Exporter, exporter_for
from engine.sessions.atomic import require_writable
from engine.sessions.project import Project
from engine.types import Analysis

Target = tuple[Exporter, Path]
"""A format and the file that it is written to."""


def chosen_formats(formats: str) -> list[Exporter]:
    """Of a list with commas.

    Raises:
        BadParameter: as ``format_named``.
    """
    return [format_named(name) for name in formats.split(",") if name.strip()]


def format_named(name: str) -> Exporter:
    """By its name, or by its ending.

    Raises:
        BadParameter: there is none.
    """
    wanted = name.strip().lower()
    for each in EXPORTERS.values():
        if wanted in (each.name, each.ending.lower()):
            return each
    raise typer.BadParameter(f"“{wanted}” is not one of {', '.join(EXPORTERS)}.")


def targets_in(folder: Path | None, stem: str, chosen: Sequence[Exporter]) -> list[Target]:
    """A file of each format; none without a folder."""
    return [(each, folder / each.file_name(stem)) for each in chosen] if folder else []


def named_targets(export: Sequence[Path]) -> list[Target]:
    """Files that say their format by their ending; refused before any work is done.

    Raises:
        ExportError: there is no such format, or it cannot be written there.
    """
    named = [(exporter_for(path), path) for path in export]
    for path in export:
        require_writable(path)
    return named


def output_stems(files: Sequence[Path]) -> Iterator[str]:
    """A result name for each file; equal names from different folders get a number."""
    taken: set[str] = set()
    for file in files:
        stem, number = file.stem, 2
        while stem.casefold() in taken:
            stem, number = f"{file.stem}-{number}", number + 1
        taken.add(stem.casefold())
        yield stem


def project_stems(project: Project) -> dict[int, str]:
    """Result names of all media by their id; those that join later change no other's name."""
    media = sorted(project.media.all(), key=lambda each: each.id)
    stems = output_stems([each.path for each in media])
    return {each.id: stem for each, stem in zip(media, stems, strict=True)}


def write_results(analysis: Analysis, targets: Sequence[Target]) -> None:
    """Write all that can be written; then say what could not.

    Raises:
        ExportError, MediaError: the first of what went wrong.
    """
    errors: list[MibscopeError] = []
    with progress_bar(error_console()) as bar:
        for exporter, path in targets:
            try:
                _write(exporter, analysis, path, bar)
            except (ExportError, MediaError) as error:
                errors.append(error)
    if errors:
        raise errors[0]


def _write(exporter: Exporter, analysis: Analysis, path: Path, bar: ProgressBar) -> None:
    task = bar.add_task(f"Writing {escape(path.name)}", total=1.0, remaining="")
    try:
        exporter.write(analysis, path, lambda share: bar.update(task, completed=share))
    finally:
        bar.remove_task(task)
    say(bar.console, f"Wrote {path}")
