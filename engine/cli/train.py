"""``mibscope train``: follow a recipe to a checkpoint."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich.console import Console

from engine.cli.console import error_console, progress_bar, say, table_console
from engine.cli.options import checkpoint_path
from engine.errors import CancelledError, DatasetError

if TYPE_CHECKING:
    from engine.training.run import Built, StoredData, Workplace

DataOption = Annotated[
    Path | None, typer.Option("--data", help="Folder with the data sets.", file_okay=False)
]
DatasetOption = Annotated[
    Path | None,
    typer.Option("--dataset", help="A data set from `mibscope data import`, instead of --data."),
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
    out: Annotated[Path, typer.Option("--out", help="The checkpoint to write.")],
    data: DataOption = None,
    dataset: DatasetOption = None,
    recipe: Annotated[str, typer.Option(help="Name of a recipe or path of a .toml file.")] = (
        "default"
    ),
    start: Annotated[
        Path | None,
        typer.Option(
            "--from", help="A checkpoint to go on from: file or name.", callback=checkpoint_path
        ),
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Instead of the recipe's.")] = None,
    run_dir: Annotated[
        Path | None,
        typer.Option("--run", help="Keep the state here; a run that was stopped goes on from it."),
    ] = None,
    cache: CacheOption = None,
    device: DeviceOption = "cpu",
) -> None:
    """Train a model on labelled data and measure it on people it has never seen.

    On one CPU thread two runs give the same file. Ctrl+C keeps the features computed so far and,
    with --run, the training; the same command goes on. Under `torchrun -m engine -- train …`
    gradients are averaged over all processes; the dashes keep it from taking --run for its own.
    """
    from engine.training.checkpoints import load_checkpoint  # noqa: PLC0415 - torch is slow to load
    from engine.training.events import TrainingPaused  # noqa: PLC0415
    from engine.training.recipes import load_recipe  # noqa: PLC0415
    from engine.training.run import Built, build_checkpoint  # noqa: PLC0415

    followed = load_recipe(recipe)
    with (
        Narrator(error_console()) as narrator,
        pause_on_interrupt(run_dir is not None) as pause,
        _log(run_dir) as tell,
    ):
        for event in build_checkpoint(
            followed if seed is None else followed.with_seed(seed),
            source(data, dataset, cache),
            device=chosen_device(device),
            parent=load_checkpoint(start, None) if start is not None else None,
            run_dir=run_dir,
            pause=pause,
        ):
            narrator.tell(event)
            tell(event)
            if isinstance(event, Built):
                keep(event, out, run_dir)
            elif isinstance(event, TrainingPaused):
                raise CancelledError(
                    f"Paused after step {event.step}.", hint="The same command goes on from there."
                )


@contextmanager
def _log(run_dir: Path | None) -> Iterator[Callable[[object], None]]:
    """What writes the events into the folder of the run; of several processes one does."""
    from engine.training.runs.folder import RunFolder  # noqa: PLC0415
    from engine.training.runs.log import RunLog  # noqa: PLC0415

    if run_dir is None or os.environ.get("RANK", "0") != "0":
        yield lambda event: None
        return
    with RunLog(RunFolder(run_dir)) as log:
        yield log.tell


def keep(built: Built, out: Path, run_dir: Path | None) -> None:
    """Write the best model, in the folder of the run the last one too, and print the figures.

    Of several processes one does this.
    """
    from engine.training.checkpoints import save_checkpoint  # noqa: PLC0415

    if os.environ.get("RANK", "0") != "0":
        return
    digest = save_checkpoint(out, built.checkpoint)
    if run_dir is not None:
        save_checkpoint(run_dir / "last.safetensors", built.last)
    print_tables(built.checkpoint.card)
    say(error_console(), f"{out}  sha256 {digest}")


def source(data: Path | None, dataset: Path | None, cache: Path | None) -> Workplace | StoredData:
    """The folder of data sets or the imported file, whichever was given.

    Raises:
        DatasetError: neither or both were.
    """
    from engine.training.run import StoredData  # noqa: PLC0415

    if data is not None and dataset is None:
        return workplace(data, cache)
    if dataset is not None and data is None:
        return StoredData(dataset)
    raise DatasetError(
        "Exactly one of --data and --dataset is needed.",
        hint="--data is the folder of known data sets, --dataset a file from "
        "`mibscope data import`.",
    )


@contextmanager
def pause_on_interrupt(wanted: bool) -> Iterator[Event]:
    """Ctrl+C sets the event instead of stopping at once, if ``wanted``; a second one stops."""
    pause = Event()

    def stop(number: int, frame: FrameType | None) -> None:
        if pause.is_set():
            raise KeyboardInterrupt
        pause.set()

    before = signal.signal(signal.SIGINT, stop) if wanted else None
    try:
        yield pause
    finally:
        if before is not None:
            signal.signal(signal.SIGINT, before)


def workplace(data: Path, cache: Path | None) -> Workplace:
    """The folders, and the extractors of this installation."""
    from engine.datasets.extractors import running_extractors  # noqa: PLC0415
    from engine.runtime.paths import cache_dir  # noqa: PLC0415
    from engine.training.run import Workplace  # noqa: PLC0415

    return Workplace(data, cache or cache_dir() / "features", running_extractors())


def chosen_device(wanted: str) -> str:
    """The torch device behind ``auto``, ``cpu`` …"""
    from engine.runtime.device import choose_device  # noqa: PLC0415

    return choose_device(wanted).name


def print_tables(card: Mapping[str, Any]) -> None:
    """Figures of a card on standard output."""
    from rich import box  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    from engine.training.cards.tables import figure_tables  # noqa: PLC0415

    console = table_console()
    for shown in figure_tables(card):
        table = Table(title=shown.title, box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
        for column, name in enumerate(shown.head):
            justify: Literal["left", "right"] = "left" if column < shown.labels else "right"
            table.add_column(name, justify=justify, overflow="fold")
        for row in shown.rows:
            table.add_row(*row)
        console.print(table)
    console.print(card["protocol"])


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
        from engine.training.events import EpochDone, StartMeasured, StepDone  # noqa: PLC0415

        match event:
            case ExtractionProgress():
                label = f"{event.dataset} {event.modality}"
                self._bars.update(
                    self._task, description=label, completed=event.done, total=event.total
                )
            case ExtractionFailed():
                where = f"{event.dataset}/{event.id} {event.modality}"
                self._line(f"left out: {where}: {event.reason}")
            case StartMeasured():
                self._line(f"at the start  validation {event.score:.4f}")
            case StepDone():
                self._bars.update(
                    self._task, description=f"epoch {event.epoch}", completed=event.step
                )
            case EpochDone():
                rates = " ".join(f"{m} {rate:.1f}" for m, rate in event.rate_nats.items())
                mark = " *" if event.best else ""
                self._line(
                    f"epoch {event.epoch:3d}  loss {event.loss:.3f}  rates {rates} nats  "
                    f"validation {event.score:.4f}{mark}  {event.samples_per_s:.0f} samples/s"
                )
            case _:
                pass

    def _line(self, text: str) -> None:
        self._console.print(text, markup=False, highlight=False, soft_wrap=True)
