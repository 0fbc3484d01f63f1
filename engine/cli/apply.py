"""``mibscope apply``: use another model in a project that is analysed already."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli.console import error_console, progress_bar, say
from engine.errors import ProjectError

if TYPE_CHECKING:
    from engine.sessions.project import Project


def register(app: typer.Typer) -> None:
    """Add the command ``apply``."""
    app.command("apply")(apply_command)


def apply_command(
    project: Annotated[Path, typer.Argument(help="The project.", exists=True, dir_okay=False)],
    model: Annotated[str, typer.Argument(help="The model: its name or its file.")] = "",
    back: Annotated[
        bool, typer.Option("--back", help="Show the predictions before the present ones again.")
    ] = False,
) -> None:
    """Predict everything anew from the stored features. The predictions before are kept."""
    from engine.sessions.project import Project  # noqa: PLC0415

    if back == bool(model):
        raise ProjectError("Either a model or --back is needed.")
    with Project.open(project) as opened:
        if back:
            typer.echo(f"{len(opened.show_before())} media show the predictions before.")
        else:
            _apply(opened, model)


def _apply(project: Project, wanted: str) -> None:
    from engine.pipelines.applying import (  # noqa: PLC0415
        Applied,
        Applying,
        NotApplied,
        apply_model,
    )
    from engine.training.finetuning.opening import open_parent, open_place  # noqa: PLC0415
    from engine.training.runs.registry import Registry  # noqa: PLC0415

    registry, console = Registry(), error_console()
    parent = open_parent(wanted, registry)
    contract_of = open_place(parent, registry).contract_of
    path = registry.find(wanted).resolve()
    changed = 0
    with progress_bar(console) as bars:
        task = bars.add_task("predicting", total=None, remaining="")
        for event in apply_model(project, path, parent.checkpoint, contract_of):
            if isinstance(event, Applying):
                bars.update(task, completed=event.done, total=event.total)
            elif isinstance(event, NotApplied):
                say(console, f"left: {project.media.get(event.media_id).path.name}: {event.reason}")
            elif isinstance(event, Applied):
                changed += 1
    typer.echo(f"{changed} media predicted by {parent.name}.")
