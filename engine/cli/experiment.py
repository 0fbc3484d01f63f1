"""``mibscope experiment``: run a grid of models and write its tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table as Shown

from engine.cli.console import duration, error_console, progress_bar, say
from engine.cli.train import CacheOption, DeviceOption, Narrator, chosen_device, pause_on_interrupt
from engine.cli.train import source as source_of
from engine.errors import CancelledError, DatasetError, MibscopeError

if TYPE_CHECKING:
    from threading import Event

    from engine.datasets.packed import PackedDataset
    from engine.experiments.bench import Bench
    from engine.experiments.events import GridFinished
    from engine.experiments.plan import Experiment
    from engine.experiments.report import Report
    from engine.experiments.results import ResultStore
    from engine.experiments.tables import Table
    from engine.training.run import Source


_WIDE = 200
"""Characters of a line in a file or a pipe, so that no cell is cut."""


def register(app: typer.Typer) -> None:
    """Add the command ``experiment``."""
    app.command("experiment")(experiment_command)


def experiment_command(
    experiment: Annotated[
        str, typer.Argument(help="Path of a .toml file, or the name of one that comes along.")
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder of the results; by default named as the experiment."),
    ] = None,
    data: Annotated[
        Path | None, typer.Option("--data", help="Folder with the data sets.", file_okay=False)
    ] = None,
    dataset: Annotated[
        Path | None,
        typer.Option(
            "--dataset", help="A data set from `mibscope data import`, if not the file's."
        ),
    ] = None,
    cache: CacheOption = None,
    workers: Annotated[int, typer.Option(min=1, help="Runs at the same time, one core each.")] = 1,
    device: DeviceOption = "cpu",
    report_only: Annotated[
        bool, typer.Option("--report-only", help="Run nothing; tables of what is finished.")
    ] = False,
) -> None:
    """Run every combination of an experiment and write tables, curves and a page.

    Each run is kept as soon as it is finished and never repeated: after Ctrl+C, or when the file
    has grown, the same command does what is missing. Epochs are chosen on validation samples,
    figures are of test samples.
    """
    from engine.experiments.bench import set_up  # noqa: PLC0415 - torch is slow to load
    from engine.experiments.reading import load_experiment  # noqa: PLC0415
    from engine.experiments.report import write_report  # noqa: PLC0415
    from engine.experiments.results import ResultStore  # noqa: PLC0415

    plan = load_experiment(experiment)
    folder = out or Path(plan.name)
    with pause_on_interrupt(True) as stop:
        samples = _samples(plan, _source(plan, data, dataset, cache), stop)
        bench, store = set_up(plan, samples, chosen_device(device)), ResultStore(folder)
        finished = None if report_only else _run(bench, store, workers, stop)
    report = write_report(bench, store, folder)
    _print(report)
    if finished is not None and finished.failed:
        raise MibscopeError(
            f"{len(finished.failed)} of {len(plan.runs)} runs failed: {finished.failed[0].run}: "
            f"{finished.failed[0].reason}",
            hint="The same command tries them again; finished runs are kept.",
        )


def _source(
    plan: Experiment, data: Path | None, dataset: Path | None, cache: Path | None
) -> Source:
    """The folder of data sets or the imported file, as the experiment wants."""
    if plan.data.sets:
        if data is None or dataset is not None:
            raise DatasetError(
                f"{plan.name} reads known data sets.", hint="Name their folder with --data."
            )
        return source_of(data, None, cache)
    if data is not None:
        raise DatasetError(f"{plan.name} reads one file.", hint="Name it with --dataset.")
    return source_of(None, dataset or plan.data.file, cache)


def _samples(plan: Experiment, source: Source, stop: Event) -> PackedDataset:
    from engine.experiments.bench import data_recipe  # noqa: PLC0415
    from engine.training.run import Prepared  # noqa: PLC0415

    with Narrator(error_console()) as narrator:
        for event in source.prepare(data_recipe(plan), stop):
            if isinstance(event, Prepared):
                return event.dataset
            narrator.tell(event)
    raise AssertionError("a source ends with Prepared")


def _run(bench: Bench, store: ResultStore, workers: int, stop: Event) -> GridFinished:
    from engine.experiments.events import GridFinished  # noqa: PLC0415
    from engine.experiments.runner import run_grid  # noqa: PLC0415

    with GridNarrator(error_console()) as narrator:
        try:
            for event in run_grid(bench, store, workers=workers, cancel=stop):
                narrator.tell(event)
                if isinstance(event, GridFinished):
                    return event
        except CancelledError as error:
            raise CancelledError(
                f"Stopped. {narrator.done} of {narrator.total} runs are finished and kept.",
                hint="The same command goes on; --report-only shows what is there.",
            ) from error
    raise AssertionError("a grid ends with GridFinished")


class GridNarrator:
    """Shows how far a grid is, and what failed, on standard error."""

    def __init__(self, console: Console) -> None:
        self.done = self.total = 0
        self._console = console
        self._bars = progress_bar(console)
        self._task = self._bars.add_task("runs", total=None, remaining="")
        self._began = self._fresh = 0.0

    def __enter__(self) -> GridNarrator:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def tell(self, event: object) -> None:
        """Show one event."""
        from engine.experiments.events import GridStarted, RunDone, RunFailed  # noqa: PLC0415

        match event:
            case GridStarted():
                self.done, self.total = event.there, event.total
                self._began = self._bars.get_time()
                say(self._console, f"{event.total} runs, {event.there} of them finished before")
            case RunDone():
                self.done += 1
                say(self._console, f"{event.run}  {event.seconds:.1f} s")
            case RunFailed():
                say(self._console, f"failed: {event.run}: {event.reason}", style="bold red")
                if event.trace:
                    say(self._console, event.trace)
        if isinstance(event, (RunDone, RunFailed)):
            self._fresh += 1
            self._advance()

    def _advance(self) -> None:
        left = self.total - self.done
        remaining = (self._bars.get_time() - self._began) / self._fresh * left
        self._bars.update(
            self._task,
            description=f"{self.done} of {self.total} runs",
            completed=self.done,
            total=self.total,
            remaining=duration(remaining),
        )


def _print(report: Report) -> None:
    console = Console()
    if not console.is_terminal:
        console.width = _WIDE
    for table in report.tables:
        console.print(_shown(table))
    say(console, f"{report.page}")
    if report.missing:
        say(error_console(), f"{len(report.missing)} runs are missing.")


def _shown(table: Table) -> Shown:
    from engine.experiments.tables import Kind  # noqa: PLC0415

    shown = Shown(title=table.title, caption=table.caption)
    for axis in table.axes:
        shown.add_column(axis, no_wrap=True)
    for column in table.columns:
        shown.add_column(column.title, justify="right")
    for row in table.rows:
        *labels, last = row.labels
        labels.append(f"{last} ({row.source})" if row.source else last)
        rest = [""] * (len(table.axes) - len(labels))
        cells = [table.text(row, column) for column in table.columns]
        style = None if row.kind is Kind.OURS else "dim"
        shown.add_row(*labels, *rest, *cells, style=style)
    return shown
