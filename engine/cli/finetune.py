"""``mibscope finetune``: go on from a trained model with one's own labels."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engine.cli.again import arguments_again
from engine.cli.console import duration, error_console, say, table_console
from engine.cli.train import CacheOption, DeviceOption, Narrator, chosen_device, pause_on_interrupt
from engine.errors import CancelledError, CheckpointError, DatasetError, MibscopeError
from engine.models.config import Constraint, Fusion, Variant
from engine.training.finetuning.designs import BETA, NOTHING, Design
from engine.types import Modality

if TYPE_CHECKING:
    from engine.training.finetuning.assembling import Assembled
    from engine.training.finetuning.choices import Learns
    from engine.training.finetuning.estimate import Estimate
    from engine.training.finetuning.looking import Looked
    from engine.training.finetuning.run import Asked, Parent, Saved
    from engine.training.finetuning.sources import Collected, Place
    from engine.training.runs.folder import RunCard, RunFolder


class Parts(StrEnum):
    """Values of ``--train``: those of ``engine.training.finetuning.choices.Learns``."""

    HEADS = "heads"
    FUSION = "fusion"
    ALL = "all"


class SplitBy(StrEnum):
    """What of a project is never divided between training and validation."""

    VIDEO = "video"
    PERSON = "person"


DEFAULT = "default"
"""The model that is gone on from where none is named."""
SourcesArgument = Annotated[
    list[Path],
    typer.Argument(
        metavar="SOURCE…",
        help="Projects, folders of clips with labels.csv, tables of clips, data sets.",
        exists=True,
    ),
]
SplitByOption = Annotated[
    SplitBy, typer.Option("--split-by", help="What of a project is kept on one side.")
]
SplitsOption = Annotated[
    Path | None,
    typer.Option("--splits", help="Table of group and split (train, valid, test, out)."),
]
SplitSeedOption = Annotated[int, typer.Option("--split-seed", help="Of the splits that are drawn.")]
ValidOption = Annotated[float | None, typer.Option("--valid", help="Share for validation.")]
TestOption = Annotated[float | None, typer.Option("--test", help="Share for testing.")]
FactorOption = Annotated[
    float, typer.Option("--sentiment-factor", help="Brings tables' sentiment to −3..3.")
]


def register(app: typer.Typer) -> None:
    """Add the command ``finetune``."""
    app.command("finetune")(finetune_command)


def finetune_command(
    context: typer.Context,
    sources: SourcesArgument,
    start: Annotated[
        str,
        typer.Option(
            "--from", help=f"The model to go on from: its name or its file; or “{NOTHING}”."
        ),
    ] = DEFAULT,
    train: Annotated[
        Parts | None,
        typer.Option("--train", help="What learns; by default what the labels are enough for."),
    ] = None,
    epochs: Annotated[int | None, typer.Option(min=1, help="At most.")] = None,
    minutes: Annotated[
        float | None, typer.Option(min=0.0, help="At most; the best epoch until then is kept.")
    ] = None,
    learning_rate: Annotated[float | None, typer.Option(help="Instead of the preset's.")] = None,
    crosswise: Annotated[
        bool,
        typer.Option(
            "--crosswise",
            help="For few labels: each video or person validates once, the mean model is kept.",
        ),
    ] = False,
    variant: Annotated[
        Variant | None, typer.Option(help=f"From {NOTHING}: where the bottlenecks sit.")
    ] = None,
    fusion: Annotated[
        Fusion | None, typer.Option(help=f"From {NOTHING}: how modalities become one.")
    ] = None,
    beta: Annotated[float | None, typer.Option(min=0.0, help=f"From {NOTHING}. {BETA}")] = None,
    constraint: Annotated[
        Constraint | None, typer.Option(help=f"From {NOTHING}: what bounds the information.")
    ] = None,
    modalities: Annotated[
        str | None, typer.Option(help=f"From {NOTHING}: text,audio,vision or some of them.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Of order and noise.")] = 1,
    name: Annotated[
        str,
        typer.Option(help="Of the run and its model; by default the source's with what learns."),
    ] = "",
    run_dir: Annotated[
        Path | None, typer.Option("--run", help="A folder for the run instead of its name.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the checkpoint here, too.", dir_okay=False)
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Show data, splits and estimate; train nothing.")
    ] = False,
    report: Annotated[
        Path | None,
        typer.Option(
            "--report",
            help="Like --check; write all that was found as JSON, utterance by utterance.",
            dir_okay=False,
        ),
    ] = None,
    splits: SplitsOption = None,
    write_splits: Annotated[
        Path | None, typer.Option("--write-splits", help="Write the splits, to be edited.")
    ] = None,
    split_by: SplitByOption = SplitBy.VIDEO,
    split_seed: SplitSeedOption = 0,
    valid: ValidOption = None,
    test: TestOption = None,
    sentiment_factor: FactorOption = 1.0,
    cache: CacheOption = None,
    device: DeviceOption = "cpu",
) -> None:
    """Train a model further on your own labels, and keep it under a name for --checkpoint.

    --from nothing begins with random weights, of the features and sizes of the default model.

    Ctrl+C pauses; the same command goes on, to the very model of a run that was never stopped. What
    of the data cannot be used is named and left out. The model of the start is among those that are
    chosen from: validation decides whether anything is gained.
    """
    from engine.training.finetuning import splits as tables  # noqa: PLC0415 - torch is slow to load
    from engine.training.finetuning.assembling import assemble, shares  # noqa: PLC0415
    from engine.training.finetuning.choices import PRESETS, Learns, advised  # noqa: PLC0415
    from engine.training.finetuning.looking import Looked  # noqa: PLC0415
    from engine.training.finetuning.opening import open_parent, open_place  # noqa: PLC0415
    from engine.training.finetuning.projects import GroupBy  # noqa: PLC0415
    from engine.training.finetuning.run import Asked  # noqa: PLC0415
    from engine.training.runs.folder import RunFolder  # noqa: PLC0415
    from engine.training.runs.registry import Registry  # noqa: PLC0415

    registry, console = Registry(), error_console()
    design = _design(start, variant, fusion, beta, constraint, modalities)
    parent = open_parent(start if design is None else DEFAULT, registry)
    place = open_place(
        parent,
        registry,
        cache=cache,
        group_by=GroupBy(split_by.value),
        sentiment_factor=sentiment_factor,
    )
    plan = tables.SplitPlan(
        split_seed, valid, test, tables.read_splits(splits) if splits is not None else {}
    )
    with Narrator(console) as narrator:
        collected = read_sources(sources, place, narrator)
    looked = Looked(collected, plan)
    with _written_down(report, lambda error: replace(looked, problem=error)):
        data = assemble(collected, place.contract, plan)
    show_data(data)
    if write_splits is not None:
        tables.write_splits(write_splits, data.divided)
    learns = advised(shares(data.report).get("train", 0)) if train is None else Learns(train.value)
    if design is None:
        say(console, f"{PRESETS[learns].title}: {PRESETS[learns].explanation}")
    asked = Asked(learns, seed, epochs, minutes, learning_rate, crosswise, design)
    if check or report is not None:
        looked = replace(looked, assembled=data)
        with _written_down(report, lambda error: replace(looked, estimate_problem=error)):
            found = _estimate(asked, parent, data, chosen_device(device))
        show_estimate(found)
        if report is not None:
            write_report(report, replace(looked, estimate=found))
        return
    what = learns if design is None else design.variant.value
    name = name or f"{sources[0].resolve().stem} {what} {seed}"
    folder = registry.folder(name) if run_dir is None else RunFolder(run_dir)
    if run_dir is None:
        _keep_order(context, name, start, learns, folder)
    _train(asked, parent, data, folder, out, chosen_device(device))


def _design(
    start: str,
    variant: Variant | None,
    fusion: Fusion | None,
    beta: float | None,
    constraint: Constraint | None,
    modalities: str | None,
) -> Design | None:
    """None where the training goes on from a model, which has its own."""
    named = {
        "variant": variant,
        "fusion": fusion,
        "beta": beta,
        "constraint": constraint,
        "modalities": _modalities(modalities) if modalities is not None else None,
    }
    given: dict[str, Any] = {name: value for name, value in named.items() if value is not None}
    if start == NOTHING:
        return Design(**given)
    if given:
        raise CheckpointError(
            f"The model {start} has a {next(iter(given))} of its own.",
            hint=f"Choices of the model are for --from {NOTHING}.",
        )
    return None


def _modalities(said: str) -> tuple[Modality, ...]:
    """
    Raises:
        CheckpointError: there is no such modality.
    """
    names = {each.strip() for each in said.split(",")}
    if unknown := names - {each.value for each in Modality}:
        raise CheckpointError(
            f"There is no modality “{min(unknown)}”.",
            hint=f"Name {', '.join(each.value for each in Modality)} or some of them.",
        )
    return tuple(each for each in Modality if each.value in names)


def _keep_order(
    context: typer.Context, name: str, start: str, learns: Learns, folder: RunFolder
) -> None:
    """So that a window can go on with it. What was chosen by itself is named: more labels shall
    not choose otherwise."""
    from engine.training.runs.orders import Order, write_order  # noqa: PLC0415

    named = ("name", "start", "train", "out", "check", "write_splits")
    file = Path(start).expanduser()
    said = [*arguments_again(context, named), "--name", name]
    said += ["--from", str(file.resolve()) if file.is_file() else start]
    said += [] if start == NOTHING else ["--train", learns.value]
    write_order(folder, Order(tuple(said)))


def read_sources(sources: list[Path], place: Place, narrator: Narrator) -> Collected:
    """Read, computing features that the cache lacks; what is left out is told."""
    from engine.training.finetuning.sources import Collected, collect  # noqa: PLC0415

    for event in collect(sources, place):
        narrator.tell(event)
        if isinstance(event, Collected):
            return event
    raise DatasetError("Nothing was read.")


def show_data(data: Assembled) -> None:
    """Groups with their splits, what was left out, and what speaks against the data."""
    from rich.table import Column, Table  # noqa: PLC0415

    console = error_console()
    for line in data.report.left_out:
        say(console, f"left out: {line}")
    heads, tracks = list(data.dataset.heads), list(data.dataset.tracks)
    numbers = [Column(each, justify="right") for each in ("utterances", *heads, *tracks)]
    table = Table("group", "split", *numbers)
    for group in data.report.groups:
        counts = [group.samples, *group.known.values(), *group.present.values()]
        table.add_row(group.group, group.split.value, *(str(each) for each in counts))
    table_console().print(table)
    for note in data.report.notes:
        say(console, f"Note: {note}")


def show_estimate(found: Estimate) -> None:
    """One line on standard error."""
    total = duration(found.total_s)
    say(
        error_console(),
        f"At most {total} for {found.steps} steps in {found.epochs} epochs, "
        f"{found.memory_mb:.0f} MB of memory.",
    )


def write_report(path: Path, looked: Looked) -> None:
    """As JSON, whole or not at all."""
    from engine.sessions.atomic import atomic_text  # noqa: PLC0415

    with atomic_text(path) as file:
        json.dump(looked.to_dict(), file, allow_nan=False)


@contextmanager
def _written_down(report: Path | None, looked: Callable[[MibscopeError], Looked]) -> Iterator[None]:
    """What stands in the way is in the report, too."""
    try:
        yield
    except MibscopeError as error:
        if report is not None:
            write_report(report, looked(error))
        raise


def _estimate(asked: Asked, parent: Parent, data: Assembled, device: str) -> Estimate:
    from engine.training.finetuning.asked import planned  # noqa: PLC0415
    from engine.training.finetuning.crosswise import folds_of, learning_from_all  # noqa: PLC0415

    if not asked.crosswise:
        return planned(asked, parent.checkpoint, data.dataset).estimate(data.dataset, device)
    dataset = learning_from_all(data).dataset
    parts = folds_of(dataset, asked.seed)
    return planned(asked, parent.checkpoint, dataset).estimate(parts[0], device, len(parts))


def _train(
    asked: Asked,
    parent: Parent,
    data: Assembled,
    folder: RunFolder,
    out: Path | None,
    device: str,
) -> None:
    from engine.training.events import TrainingPaused  # noqa: PLC0415
    from engine.training.finetuning.estimate import Estimate  # noqa: PLC0415
    from engine.training.finetuning.run import Saved, finetune  # noqa: PLC0415

    with Narrator(error_console()) as narrator, pause_on_interrupt(True) as pause:
        for event in finetune(asked, parent, data, folder, device=device, pause=pause):
            narrator.tell(event)
            if isinstance(event, Estimate):
                show_estimate(event)
            elif isinstance(event, Saved):
                _tell_saved(event, out)
            elif isinstance(event, TrainingPaused):
                raise CancelledError(
                    f"Paused after step {event.step}.", hint="The same command goes on from there."
                )


def _tell_saved(saved: Saved, out: Path | None) -> None:
    card, console = saved.card, error_console()
    if out is not None:
        try:
            shutil.copyfile(saved.folder.model, out)
        except OSError as error:
            raise CheckpointError(f"{out} cannot be written: {error}.") from error
    if not any(card.metrics["epochs"]):
        say(console, "Nothing was gained on validation: the model is that of the start.")
    for moment in ("before", "validation"):
        for name, heads in card.metrics[moment].items():
            for head, scores in heads.items():
                shown = [
                    f"{key} {scores[key]:.3f}" for key in _SHOWN if scores.get(key) is not None
                ]
                word = "before" if moment == "before" else "after"
                typer.echo(f"{name} {head} validation {word}: {', '.join(shown)} (n {scores['n']})")
    say(console, f"{card.name}: epoch {_epochs(card)}, {saved.folder.model}")
    say(console, f"sha256 {card.sha256}")


def _epochs(card: RunCard) -> str:
    return ", ".join(str(each) for each in card.metrics["epochs"])


_SHOWN = ("mae", "pearson", "accuracy", "balanced_accuracy")
