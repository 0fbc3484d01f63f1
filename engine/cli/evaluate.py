"""``mibscope evaluate``: measure a checkpoint on test data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli.console import error_console
from engine.cli.train import CacheOption, DataOption, DatasetOption, Narrator, print_tables, source
from engine.errors import DatasetError

if TYPE_CHECKING:
    from engine.datasets.extraction import ExtractionEvent
    from engine.training.run import Measured, StoredData, Workplace


def register(app: typer.Typer) -> None:
    """Add the command ``evaluate``."""
    app.command("evaluate")(evaluate_command)


def evaluate_command(
    checkpoint: Annotated[Path, typer.Argument(help="The checkpoint to measure.")],
    data: DataOption = None,
    dataset: DatasetOption = None,
    sets: Annotated[
        list[str] | None,
        typer.Option(
            "--set", help="A set of --data; may be repeated. By default those of training."
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write the figures as JSON.")] = None,
    cache: CacheOption = None,
) -> None:
    """Measure a checkpoint on the whole test split of data sets, by every subset of modalities."""
    from engine.sessions.atomic import atomic_text  # noqa: PLC0415 - torch is slow to load
    from engine.training.run import Measured  # noqa: PLC0415

    with Narrator(error_console()) as narrator:
        for event in _measure(checkpoint, source(data, dataset, cache), sets or ()):
            narrator.tell(event)
            if isinstance(event, Measured):
                print_tables(event.card)
                if out is not None:
                    with atomic_text(out) as file:
                        json.dump(event.card, file, indent=1)


def _measure(
    checkpoint: Path, where: Workplace | StoredData, sets: Sequence[str]
) -> Iterator[ExtractionEvent | Measured]:
    from engine.datasets.store import open_store  # noqa: PLC0415
    from engine.features.contract import available_extractors  # noqa: PLC0415
    from engine.training.checkpoints import load_checkpoint  # noqa: PLC0415
    from engine.training.run import Measured, Workplace, evaluate_checkpoint, measured  # noqa: PLC0415

    if isinstance(where, Workplace):
        loaded = load_checkpoint(checkpoint, available_extractors())
        yield from evaluate_checkpoint(loaded, sets or list(loaded.lineage.data), where)
        return
    if sets:
        raise DatasetError("--set goes with --data; the file of --dataset is taken as a whole.")
    # Features of a file need not be such as this installation can compute.
    yield Measured(measured(load_checkpoint(checkpoint, None), open_store(where.path)))
