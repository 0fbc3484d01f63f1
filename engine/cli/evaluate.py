"""``mibscope evaluate``: measure a checkpoint on test data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from engine.cli.console import error_console
from engine.cli.train import CacheOption, DataOption, Narrator, print_tables, workplace


def register(app: typer.Typer) -> None:
    """Add the command ``evaluate``."""
    app.command("evaluate")(evaluate_command)


def evaluate_command(
    checkpoint: Annotated[Path, typer.Argument(help="The checkpoint to measure.")],
    data: DataOption,
    sets: Annotated[
        list[str] | None,
        typer.Option("--set", help="A data set; may be repeated. By default those of training."),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write the figures as JSON.")] = None,
    cache: CacheOption = None,
) -> None:
    """Measure a checkpoint on the whole test split of data sets, by every subset of modalities."""
    from engine.features.contract import available_extractors  # noqa: PLC0415
    from engine.sessions.atomic import atomic_text  # noqa: PLC0415
    from engine.training.checkpoints import load_checkpoint  # noqa: PLC0415
    from engine.training.run import Measured, evaluate_checkpoint  # noqa: PLC0415

    place = workplace(data, cache)
    loaded = load_checkpoint(checkpoint, available_extractors())
    narrator = Narrator(error_console())
    with narrator:
        for event in evaluate_checkpoint(loaded, sets or list(loaded.lineage.data), place):
            narrator.tell(event)
            if isinstance(event, Measured):
                print_tables(event.card)
                if out is not None:
                    with atomic_text(out) as file:
                        json.dump(event.card, file, indent=1)
