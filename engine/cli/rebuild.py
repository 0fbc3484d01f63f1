"""``mibscope rebuild``: train everything that comes with MIBScope."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli.console import error_console, say
from engine.cli.train import CacheOption, Narrator, pause_on_interrupt, print_tables
from engine.errors import DatasetError

if TYPE_CHECKING:
    from engine.training.rebuild import Stage


def register(app: typer.Typer) -> None:
    """Add the command ``rebuild``."""
    app.command("rebuild")(rebuild_command)


def rebuild_command(
    data: Annotated[Path, typer.Option("--data", help="Folder with the data sets.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for what is made.")],
    only: Annotated[
        list[str] | None,
        typer.Option("--only", help="A stage: text, expression, default, permissive. Repeatable."),
    ] = None,
    cache: CacheOption = None,
) -> None:
    """Train the text network, the expression network and the checkpoints, one after the other.

    On one thread (OMP_NUM_THREADS=1) two runs give the same files. Ctrl+C stops after the current
    step; the same command goes on from there. What is done is not done again.
    """
    from engine.runtime.paths import cache_dir  # noqa: PLC0415 - torch is slow to load
    from engine.training.rebuild import Folders, StageBegun, StageDone, rebuild  # noqa: PLC0415
    from engine.training.run import Built  # noqa: PLC0415

    folders = Folders(data, out, cache or cache_dir() / "features")
    with pause_on_interrupt(True) as pause, Narrator(error_console()) as narrator:
        for event in rebuild(folders, _stages(only), pause):
            narrator.tell(event)
            if isinstance(event, StageBegun):
                say(error_console(), f"{event.stage} …")
            elif isinstance(event, StageDone):
                say(error_console(), f"{event.stage}: {event.path}")
            elif isinstance(event, Built):
                print_tables(event.checkpoint.card)


def _stages(names: list[str] | None) -> tuple[Stage, ...]:
    from engine.training.rebuild import Stage  # noqa: PLC0415

    try:
        return tuple(Stage(name) for name in names or Stage)
    except ValueError as error:
        known = ", ".join(Stage)
        raise DatasetError(f"There is no such stage: {error}.", hint=f"Known: {known}.") from error
