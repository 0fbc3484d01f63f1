"""``mibscope train``: follow a recipe to a checkpoint."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from engine.cli.console import error_console, progress_bar

if TYPE_CHECKING:
    from engine.training.run import Workplace

DataOption = Annotated[
    Path, typer.Option("--data", help="Folder with the data sets.", file_okay=False)
]
CacheOption = Annotated[
    Path | None,
    typer.Option("--cache", help="Where features are kept; by default in the user's cache."),
]
DeviceOption = Annotated[str, typer.Option(help="auto, cpu, cuda or mps.")]


def register(app: typer.Typer) -> None:
    """Add the command ``train``."""
    app.command("train")(train_command)


def train_command(
    data: DataOption,
    out: Annotated[Path, typer.Option("--out", help="The checkpoint to write.")],
    recipe: Annotated[str, typer.Option(help="Name of a recipe or path of a .toml file.")] = (
        "default"
    ),
    cache: CacheOption = None,
    device: DeviceOption = "cpu",
) -> None:
    """Train a model on labelled data and measure it on people it has never seen.

    On one CPU thread two runs give the same file. Stopping keeps the features computed so far.
    """
    from engine.training.checkpoints import save_checkpoint  # noqa: PLC0415 - torch is slow to load
    from engine.training.recipes import load_recipe  # noqa: PLC0415
    from engine.training.run import Built, build_checkpoint  # noqa: PLC0415

    console = error_console()
    narrator = Narrator(console)
    with narrator:
        for event in build_checkpoint(
            load_recipe(recipe), workplace(data, cache), device=chosen_device(device)
        ):
            narrator.tell(event)
            if isinstance(event, Built):
                digest = save_checkpoint(out, event.checkpoint)
                print_tables(event.checkpoint.card)
                console.print(
                    f"{out}  sha256 {digest}", markup=False, highlight=False, soft_wrap=True
                )


def workplace(data: Path, cache: Path | None) -> Workplace:
    """The folders, and the extractors of this installation."""
    from engine.datasets.extractors import running_extractors  # noqa: PLC0415
    from engine.features import running_contract  # noqa: PLC0415
    from engine.runtime.paths import cache_dir  # noqa: PLC0415
    from engine.training.run import Workplace  # noqa: PLC0415

    return Workplace(
        data, cache or cache_dir() / "features", running_contract(), running_extractors()
    )


def chosen_device(wanted: str) -> str:
    """The torch device behind ``auto``, ``cpu`` …"""
    from engine.runtime.device import choose_device  # noqa: PLC0415

    return choose_device(wanted).name


def print_tables(card: Mapping[str, Any]) -> None:
    """Figures of all test sets on standard output."""
    from rich.table import Table  # noqa: PLC0415

    from engine.training import report  # noqa: PLC0415

    console = Console()
    tables = (
        ("Sentiment", report.SENTIMENT_HEAD, report.sentiment_rows(card)),
        ("Emotions", report.EMOTION_HEAD, report.emotion_rows(card)),
    )
    for title, head, rows in tables:
        table = Table(title=title)
        for column, name in enumerate(head):
            table.add_column(name, justify="left" if column < 2 else "right")
        for row in rows:
            table.add_row(*row)
        if rows:
            console.print(table)
    console.print(report.PROTOCOL)


class Narrator:
    """Shows events as bars and lines on standard error."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bars = progress_bar(console)
        self._task = self._bars.add_task("reading", total=None, remaining="")

    def __enter__(self) -> Narrator:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def tell(self, event: object) -> None:
        """Show one event; those that need no words are passed over."""
        from engine.datasets.extraction import (  # noqa: PLC0415
            ExtractionFailed,
            ExtractionProgress,
        )
        from engine.training.loop import EpochDone, StepDone  # noqa: PLC0415

        match event:
            case ExtractionProgress():
                label = f"{event.dataset} {event.modality}"
                self._bars.update(
                    self._task, description=label, completed=event.done, total=event.total
                )
            case ExtractionFailed():
                where = f"{event.dataset}/{event.id} {event.modality}"
                self._line(f"left out: {where}: {event.reason}")
            case StepDone():
                self._bars.update(
                    self._task, description=f"epoch {event.epoch}", completed=event.step
                )
            case EpochDone():
                rates = " ".join(f"{m} {rate:.1f}" for m, rate in event.rate_nats.items())
                mark = " *" if event.best else ""
                self._line(
                    f"epoch {event.epoch:3d}  loss {event.loss:.3f}  rates {rates} nats  "
                    f"validation {event.skill:.4f}{mark}"
                )
            case _:
                pass

    def _line(self, text: str) -> None:
        self._console.print(text, markup=False, highlight=False, soft_wrap=True)
