"""``mibscope compare``: two models on the same labelled utterances."""

from __future__ import annotations

import json
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli.console import error_console, say, table_console
from engine.cli.finetune import FactorOption, SplitBy, SplitByOption, SplitsOption, read_sources
from engine.cli.train import CacheOption, Narrator
from engine.errors import DatasetError

if TYPE_CHECKING:
    from rich.table import Column

    from engine.datasets.packed import Int64Array, PackedDataset
    from engine.training.comparison import Comparison
    from engine.training.finetuning.sources import Place


class Which(StrEnum):
    """Which utterances are compared on."""

    ALL = "all"
    VALID = "valid"
    TEST = "test"


def register(app: typer.Typer) -> None:
    """Add the command ``compare``."""
    app.command("compare")(compare_command)


def compare_command(
    one: Annotated[str, typer.Argument(help="The first model: its name or its file.")],
    other: Annotated[str, typer.Argument(help="The second.")],
    data: Annotated[
        list[Path],
        typer.Option(
            "--data",
            help="A project, folder of clips, table or data set; may be repeated.",
            exists=True,
        ),
    ],
    splits: SplitsOption = None,
    split: Annotated[
        Which, typer.Option(help="Which utterances: valid and test are those of --splits.")
    ] = Which.ALL,
    split_by: SplitByOption = SplitBy.VIDEO,
    sentiment_factor: FactorOption = 1.0,
    seed: Annotated[int, typer.Option(help="Of the bootstrap.")] = 0,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the figures as JSON.", dir_okay=False)
    ] = None,
    cache: CacheOption = None,
) -> None:
    """Tell whether the second model is better than the first, by a paired bootstrap.

    Utterances that either was trained on flatter it: name its splits with --splits (they are in the
    folder of its run) and choose --split valid or test.
    """
    from engine.sessions.atomic import atomic_text  # noqa: PLC0415 - torch is slow to load
    from engine.training.comparison import compare  # noqa: PLC0415
    from engine.training.finetuning.opening import open_parent, open_place  # noqa: PLC0415
    from engine.training.finetuning.projects import GroupBy  # noqa: PLC0415
    from engine.training.plain import to_plain  # noqa: PLC0415
    from engine.training.runs.registry import Registry  # noqa: PLC0415

    if split is not Which.ALL and splits is None:
        raise DatasetError("--split valid and test need a table of splits.", hint="See --splits.")
    registry = Registry()
    first, second = (open_parent(each, registry) for each in (one, other))
    by, factor = GroupBy(split_by.value), sentiment_factor
    place = open_place(first, registry, cache=cache, group_by=by, sentiment_factor=factor)
    dataset, rows = _dataset(data, place, splits, split)
    found = compare(first.checkpoint, second.checkpoint, dataset, rows, seed=seed)
    _print(found, first.name, second.name)
    if out is not None:
        with atomic_text(out) as file:
            plain = to_plain(asdict(found))
            plain |= {"sentence": found.sentence, "is_of_few": found.is_of_few}
            json.dump(plain, file, indent=1, allow_nan=False)


def _dataset(
    sources: list[Path], place: Place, splits: Path | None, split: Which
) -> tuple[PackedDataset, Int64Array]:
    """The labelled utterances of the wanted split, packed, and their rows."""
    from engine.datasets.packed import pack  # noqa: PLC0415
    from engine.training.finetuning.splits import read_splits, rows_within  # noqa: PLC0415

    with Narrator(error_console()) as narrator:
        collected = read_sources(sources, place, narrator)
    for line in collected.left_out:
        say(error_console(), f"left out: {line}")
    table = read_splits(splits) if splits is not None else None
    wanted = None if split is Which.ALL else split.value
    samples = rows_within(collected.samples, table, wanted)
    dataset = pack(samples, place.contract, place.heads)
    return dataset, dataset.rows(samples[0].split)


def _print(found: Comparison, one: str, other: str) -> None:
    from rich.table import Table  # noqa: PLC0415

    console = table_console()
    table = Table("of", "score", *_right(one, other, "change", "95 % interval", "n"), "verdict")
    for each in found.differences:
        ends = f"{each.low:+.3f} … {each.high:+.3f}"
        row = (f"{each.one:.3f}", f"{each.other:.3f}", f"{each.change:+.3f}", ends, str(each.n))
        table.add_row(each.about, each.score.value, *row, each.verdict.value)
    console.print(table)
    people = Table("person or video", "of", "score", *_right(one, other, "n"))
    for group in found.by_group:
        numbers = (f"{group.one:.3f}", f"{group.other:.3f}", str(group.n))
        people.add_row(group.group, group.about, group.score.value, *numbers)
    console.print(people)
    for trust in found.trust:
        say(console, f"{trust.about}, {trust.measure}: {trust.one:.3f} → {trust.other:.3f}")
    for modality, (before, after) in found.rates.items():
        say(console, f"{modality} lets through {before:.1f} → {after:.1f} nats")
    for modality, (before, after) in found.shares.items():
        say(console, f"{modality} moves {before:.0%} → {after:.0%} of the sentiment")
    for warning in found.warnings:
        say(error_console(), f"Note: {warning}")
    say(console, f"{other} against {one}: {found.sentence}.")


def _right(*names: str) -> list[Column]:
    from rich.table import Column  # noqa: PLC0415

    return [Column(name, justify="right") for name in names]
