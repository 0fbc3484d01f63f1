"""``mibscope evaluate``: measure a checkpoint, print and write its card."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli.console import error_console
from engine.cli.options import checkpoint_path
from engine.cli.train import CacheOption, DataOption, DatasetOption, Narrator, print_tables, source
from engine.errors import DatasetError

if TYPE_CHECKING:
    from engine.datasets.extraction import ExtractionEvent
    from engine.training.checkpoints import Checkpoint
    from engine.training.run import Measured, StoredData, Workplace


class Part(StrEnum):
    """Which samples are measured."""

    TEST = "test"
    VALID = "valid"


@dataclass(frozen=True, slots=True)
class Outputs:
    """Files that are wanted."""

    json: Path | None
    html: Path | None
    markdown: Path | None

    def paths(self) -> Iterator[Path]:
        """Those that are."""
        yield from (path for path in (self.json, self.html, self.markdown) if path is not None)


def register(app: typer.Typer) -> None:
    """Add the command ``evaluate``."""
    app.command("evaluate")(evaluate_command)


def evaluate_command(
    checkpoint: Annotated[
        Path,
        typer.Argument(
            help="The checkpoint to measure: its file or its name.", callback=checkpoint_path
        ),
    ],
    data: DataOption = None,
    dataset: DatasetOption = None,
    sets: Annotated[
        list[str] | None,
        typer.Option(
            "--set", help="A set of --data; may be repeated. By default those of training."
        ),
    ] = None,
    split: Annotated[
        Part, typer.Option(help="Which samples; models and calibrations are chosen on valid.")
    ] = Part.TEST,
    stored: Annotated[
        bool, typer.Option("--stored", help="Show the figures in the file; nothing is measured.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the figures as JSON.", dir_okay=False)
    ] = None,
    html: Annotated[
        Path | None, typer.Option("--html", help="Write a page with plots.", dir_okay=False)
    ] = None,
    markdown: Annotated[
        Path | None,
        typer.Option("--markdown", help="Write the model card as Markdown.", dir_okay=False),
    ] = None,
    cache: CacheOption = None,
) -> None:
    """Measure a checkpoint on the whole test split of data sets, by every subset of modalities.

    What a person says of it is taken from the file beside it whose name ends in .prose.md, if any.
    """
    from engine.sessions.atomic import require_writable  # noqa: PLC0415 - torch is slow to load
    from engine.training.run import Measured  # noqa: PLC0415

    wanted = Outputs(out, html, markdown)
    # Told at once, not after the work.
    for path in wanted.paths():
        require_writable(path)
    events: Iterator[ExtractionEvent | Measured]
    if stored:
        if data is not None or dataset is not None or sets or split is not Part.TEST:
            raise DatasetError("--stored measures nothing: it takes no data, set or split.")
        loaded, events = _in_file(checkpoint)
    else:
        loaded, events = _on_data(checkpoint, source(data, dataset, cache), sets or (), split)
    with Narrator(error_console()) as narrator:
        for event in events:
            narrator.tell(event)
            if isinstance(event, Measured):
                print_tables(event.card)
                _write(wanted, loaded, event, checkpoint)


def _in_file(path: Path) -> tuple[Checkpoint, Iterator[Measured]]:
    """The figures that the checkpoint carries."""
    from engine.training.checkpoints import load_checkpoint  # noqa: PLC0415
    from engine.training.run import Measured  # noqa: PLC0415

    loaded = load_checkpoint(path, None)
    if "sets" not in loaded.card:
        raise DatasetError(
            f"There are no figures in {path}.",
            hint="Give data to measure it on, with --data or --dataset.",
        )
    return loaded, iter([Measured(loaded.card)])


def _on_data(
    path: Path, where: Workplace | StoredData, sets: Sequence[str], part: Part
) -> tuple[Checkpoint, Iterator[ExtractionEvent | Measured]]:
    from engine.datasets.catalogue import DATASETS  # noqa: PLC0415
    from engine.datasets.schema import Split  # noqa: PLC0415
    from engine.datasets.store import open_store  # noqa: PLC0415
    from engine.features.contract import available_extractors  # noqa: PLC0415
    from engine.training.checkpoints import load_checkpoint  # noqa: PLC0415
    from engine.training.run import Workplace, evaluate_checkpoint, measured  # noqa: PLC0415

    split = Split(part.value)
    if isinstance(where, Workplace):
        loaded = load_checkpoint(path, available_extractors())
        names = sets or [name for name in loaded.lineage.data if name in DATASETS]
        return loaded, evaluate_checkpoint(loaded, names, where, split=split)
    if sets:
        raise DatasetError("--set goes with --data; the file of --dataset is taken as a whole.")
    # Features of a file need not be such as this installation can compute.
    loaded = load_checkpoint(path, None)
    return loaded, iter([measured(loaded, open_store(where.path), split=split)])


def _write(wanted: Outputs, loaded: Checkpoint, found: Measured, path: Path) -> None:
    """Each file whole or not at all. Page and card tell what was found, not what is stored."""
    from engine.sessions.atomic import atomic_text  # noqa: PLC0415
    from engine.training.cards.page import card_html  # noqa: PLC0415
    from engine.training.cards.text import card_markdown, prose_path, read_prose  # noqa: PLC0415

    shown = replace(loaded, card={**loaded.card, **found.card})
    prose = read_prose(prose_path(path))
    if wanted.json is not None:
        identity = {"file": path.name, "sha256": loaded.sha256}
        figures = {"checkpoint": identity, "data": dict(found.data), **found.card}
        with atomic_text(wanted.json) as file:
            json.dump(figures, file, indent=1, allow_nan=False)
    if wanted.html is not None:
        page = card_html(shown, prose, path.name, found.data)
        with atomic_text(wanted.html) as file:
            file.write(page)
    if wanted.markdown is not None:
        card = card_markdown(shown, prose, path.name)
        with atomic_text(wanted.markdown) as file:
            file.write(card)
