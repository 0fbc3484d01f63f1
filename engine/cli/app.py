"""The command tree and the one place where errors become messages and exit codes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Annotated

import typer

from engine import __version__
from engine.cli import (
    analyze,
    apply,
    batch,
    compare,
    data,
    devices,
    doctor,
    evaluate,
    experiment,
    export,
    finetune,
    labels,
    live,
    models,
    neutral,
    rebuild,
    runs,
    train,
)
from engine.cli.console import report_error
from engine.errors import MibscopeError

_DEBUG = "MIBSCOPE_DEBUG"


def build_app() -> typer.Typer:
    """The whole command tree; commands import what they need only when they run."""
    app = typer.Typer(
        name="mibscope",
        help="What words, voice and face each contribute to a prediction of sentiment and "
        "emotion. Without a command, or with media files or a project, the window opens.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )

    @app.callback()
    def main(
        version: Annotated[
            bool,
            typer.Option("--version", help="Print the version.", callback=_version, is_eager=True),
        ] = False,
        debug: Annotated[
            bool, typer.Option("--debug", help="Show the traceback of an error.")
        ] = False,
    ) -> None:
        if debug:
            os.environ[_DEBUG] = "1"

    analyze.register(app)
    batch.register(app)
    export.register(app)
    live.register(app)
    doctor.register(app)
    devices.register(app)
    train.register(app)
    finetune.register(app)
    compare.register(app)
    apply.register(app)
    evaluate.register(app)
    experiment.register(app)
    rebuild.register(app)
    neutral.register(app)
    app.add_typer(data.app, name="data")
    app.add_typer(labels.app, name="labels")
    app.add_typer(models.app, name="models")
    app.add_typer(runs.app, name="runs")
    return app


def run_cli(argv: Sequence[str]) -> int:
    """Run one command.

    Returns:
        The exit code: 0 done, 1 unexpected, 2 wrong usage, 3 and up as in ``engine.errors``,
        130 stopped by the user.
    """
    try:
        build_app()(list(argv))
    except SystemExit as end:  # wrong usage and Ctrl+C have been reported by then
        return end.code if isinstance(end.code, int) else 1
    except MibscopeError as error:
        if os.environ.get(_DEBUG):
            raise
        report_error(error)
        return error.exit_code
    return 0


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"mibscope {__version__}")
        raise typer.Exit
