"""``mibscope export``: result files of what a project holds; no model is loaded."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from engine.cli.console import error_console, report_error, say
from engine.cli.options import ExportOption, FormatOption, OutOption, project_path
from engine.cli.result_files import (
    chosen_formats,
    named_targets,
    project_stems,
    targets_in,
    write_results,
)
from engine.errors import MibscopeError, ProjectError
from engine.sessions.project import MediaRecord, MediaState, Project
from engine.types import Analysis


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="export")(export)


def export(
    project: Annotated[Path, typer.Argument(help="A project.", callback=project_path)],
    media: Annotated[
        list[str] | None,
        typer.Option(
            "--media",
            help="Name or number of a recording in it; default: all. May be given several times.",
        ),
    ] = None,
    out: OutOption = None,
    formats: FormatOption = "json,csv",
    export: ExportOption = None,
) -> None:
    """Write result files of a project, with everything that was edited in it."""
    if out is None and not export:
        raise typer.BadParameter("Say --out FOLDER or --export FILE.")
    chosen, named = chosen_formats(formats), named_targets(export or ())
    with Project.open(project) as opened:
        wanted = wanted_media(opened, media or ())
        results = [(each, found) for each in wanted if (found := _results(opened, each))]
        _require_all(opened, wanted if media else (), results)
        if named and len(results) > 1:
            raise typer.BadParameter(
                f"--export names one file; choose one of {_listed([m for m, _ in results])} with "
                "--media, or use --out."
            )
        stems, failures = project_stems(opened), list[MibscopeError]()
        for each, analysis in results:
            try:
                write_results(analysis, [*targets_in(out, stems[each.id], chosen), *named])
            except MibscopeError as error:
                report_error(error)
                failures.append(error)
    if failures:
        raise typer.Exit(failures[0].exit_code)


def wanted_media(project: Project, names: Sequence[str]) -> list[MediaRecord]:
    """Recordings by name or number; all without a name.

    Raises:
        ProjectError: one of them is not there, or means several.
    """
    everything = project.media.all()
    if not names:
        return list(everything)
    found: dict[int, MediaRecord] = {}
    for name in names:
        meant = [each for each in everything if name in (each.path.name, each.path.stem)]
        meant = meant or [each for each in everything if name == str(each.id)]
        if len(meant) != 1:
            raise ProjectError(
                f"“{name}” is {'several recordings' if meant else 'no recording'} of "
                f"{project.path.name}.",
                hint=f"There are {_listed(meant or everything)}.",
            )
        found[meant[0].id] = meant[0]
    return list(found.values())


def _results(project: Project, media: MediaRecord) -> Analysis | None:
    run = project.runs.latest(media.id)
    analysis = project.runs.analysis(run.id) if run else None
    return analysis if analysis and analysis.results else None


def _require_all(
    project: Project,
    asked: Sequence[MediaRecord],
    results: Sequence[tuple[MediaRecord, Analysis]],
) -> None:
    """Tell what is left out; whoever was asked for by name must be there."""
    have = {media.id for media, _ in results}
    for media in project.media.all():
        if media.id in have:
            continue
        why = media.error if media.state is MediaState.FAILED else f"its analysis is {media.state}"
        if media in asked:
            raise ProjectError(f"{media.path.name} has no results: {why}")
        if not asked:
            say(error_console(), f"Note: {media.path.name} has no results: {why}")
    if not results:
        raise ProjectError(
            f"{project.path.name} holds no results.", hint="`mibscope batch` makes some."
        )


def _listed(media: Sequence[MediaRecord]) -> str:
    return ", ".join(f"{each.id}: {each.path.name}" for each in media)
